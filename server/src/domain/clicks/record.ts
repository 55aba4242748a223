/**
 * Records clicks: durable before the visitor is redirected. Clicks that arrive together are written by one statement,
 * which also reads the advocate, the program's state and the version in force, so that none of them is stale.
 */
import { arrayText } from '../../db/array-text.js'
import { Batcher, ProgramBatchers } from '../../batcher.js'
import type { Sql } from '../../db/connect.js'
import { newId } from '../../ids.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { linkCounts } from '../person/link-counts.js'

export interface Click {
  readonly id: string
  /** Ten digits, as `readCode` returns it. */
  readonly code: string
  /** The channel that the link was marked with, `whatsapp`. */
  readonly via: string | null
  /** The campaign parameters of the link, as JSON. */
  readonly utm: string | null
  readonly platform: 'android' | 'ios' | 'other'
  /** A keyed digest of the visitor's address, for abuse rules. */
  readonly address: string | null
  /** A keyed digest of the visitor's browser text. */
  readonly agent: string | null
}

export const channels = [
  'whatsapp',
  'messenger',
  'telegram',
  'imo',
  'viber',
  'sms',
  'qr',
  'copy',
  'share',
  'email',
] as const

const batchMax = 500
const runnersPerProgram = 2
const queueMax = 20_000

interface Submitted {
  readonly program: Program
  readonly click: Click
}

/** Returns whether the code was known. */
export function clickBatchers(context: Context, onBatch: (size: number) => void): ProgramBatchers<Submitted, boolean> {
  return new ProgramBatchers(
    (programId) =>
      new Batcher<Submitted, boolean>({
        run: async (items) => {
          const clicks = items.map(({ click }) => click)
          const unknown = await insertClicks(context.sql, programId, clicks, new Date(context.clock.nowMs()))
          return clicks.map(({ id }) => !unknown.has(id))
        },
        batchMax,
        runners: runnersPerProgram,
        queueMax,
        onBatch,
      }),
  )
}

/** @param at real time; a test program's own time is ahead of it. @returns the ids of clicks with an unknown code. */
async function insertClicks(sql: Sql, programId: number, clicks: readonly Click[], at: Date): Promise<Set<string>> {
  const [row] = await sql<{ unknown: string[] }[]>`
    with given as (
      select id, code, via, utm, platform, address, agent
      from unnest(
        ${arrayText(clicks.map(({ id }) => id))}::uuid[],
        ${arrayText(clicks.map(({ code }) => code))}::text[],
        ${clicks.map(({ via }) => via)}::text[],
        ${clicks.map(({ utm }) => utm)}::text[]::jsonb[],
        ${arrayText(clicks.map(({ platform }) => platform))}::text[],
        ${arrayText(clicks.map(({ address }) => address))}::uuid[],
        ${arrayText(clicks.map(({ agent }) => agent))}::uuid[]
      ) as c (id, code, via, utm, platform, address, agent)
    ), program as (
      select b.state, ${at}::timestamptz + b.clock_offset_ms * interval '1 millisecond' as now
      from books b
      where b.program_id = ${programId}
    ), in_force as (
      select coalesce(max(v.version), 1) as version
      from program_versions v, program
      where v.program_id = ${programId} and v.effective_at <= program.now
    ), inserted as (
      insert into clicks
        (program_id, id, advocate_id, version, state, clicked_at, via, utm, platform, address, agent)
      select ${programId}, c.id, p.id, in_force.version, program.state, program.now, c.via, c.utm, c.platform,
        c.address, c.agent
      from given c, lateral (
        select id from participants
        where program_id = ${programId} and code = c.code and ${linkCounts(sql)}
        limit 1) as p, program, in_force
      returning id, via
    ), tallied as (
      insert into tallies (program_id, batch_id, quarter, metric, detail, count, amount_minor)
      select ${programId}, ${newId()}, date_bin('15 minutes', program.now, timestamptz 'epoch'), 'click', channel, count(*), 0
      from program, (
        select case when via = any(${[...channels]}::text[]) then via else 'other' end as channel from inserted
      ) as by_channel
      group by channel, program.now
    )
    select array(select id from given where id not in (select id from inserted)) as unknown`
  return new Set(row?.unknown)
}
