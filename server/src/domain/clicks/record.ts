/**
 * Records clicks: durable before the visitor is sent on. Those that arrive together are written by one statement. It
 * reads the program's state and the version in force, and finds or confirms the advocates, so that none of them can be
 * stale (docs/decisions/0058-known-advocates.md).
 */
import { arrayText } from '../../db/array-text.js'
import { asciiArray, uuidArray } from '../../db/binary-array.js'
import { Batcher, ProgramBatchers } from '../../batcher.js'
import type { Sql } from '../../db/connect.js'
import { must } from '../../errors.js'
import { bytesOfUuid, newId, newIdBytes } from '../../ids.js'
import type { Context } from '../standing/context.js'
import { linkCounts } from '../person/link-counts.js'
import { Advocates, type KnownAdvocates } from './advocates.js'

export interface Click {
  /** As `readCode` returns it. */
  readonly code: string
  /** The channel that the link was marked with, `whatsapp`: letters, digits, `-` and `_`. */
  readonly via: string | null
  /** The campaign parameters of the link, as JSON. */
  readonly utm: string | null
  readonly platform: 'android' | 'ios' | 'other'
  /** A keyed digest of the visitor's address in bytes, for abuse rules. */
  readonly address: string
  /** A keyed digest of the visitor's browser text in bytes. */
  readonly agent: string
}

/** The id of a click that was written, in bytes. Undefined if nobody has the code, or it no longer counts. */
export type Recorded = string | undefined

export type ClickBatcher = Batcher<Click, Recorded>

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
  'facebook',
  'instagram',
  'tiktok',
  'youtube',
  'x',
  'threads',
  'snapchat',
  'discord',
  'signal',
  'linkedin',
] as const

const channelNames: ReadonlySet<string> = new Set(channels)

/** Any other text is `other`: a link that somebody marked freely makes no rows of its own in the statistics. */
export function channelOf(via: string | null): string {
  return via !== null && channelNames.has(via) ? via : 'other'
}

const batchMax = 500
const runnersPerProgram = 2
/** A batch has a fixed cost. Fewer clicks than this wait for the next one, which writes them sooner and cheaper. */
const waitingForAnother = 200
const queueMax = 20_000

export interface ClicksTold {
  batch(size: number): void
  recorded(known: number, unknown: number): void
}

export function clickBatchers(context: Context, told: ClicksTold): ProgramBatchers<Click, Recorded> {
  const advocates = new Advocates()
  return new ProgramBatchers(
    (programId): ClickBatcher =>
      new Batcher<Click, Recorded>({
        run: async (clicks) => {
          const ids = await recordClicks(context, advocates, programId, clicks)
          const known = ids.reduce((count, id) => (id === undefined ? count : count + 1), 0)
          told.recorded(known, ids.length - known)
          return ids
        },
        batchMax,
        runners: runnersPerProgram,
        waitingForAnother,
        queueMax,
        onBatch: (size) => told.batch(size),
      }),
  )
}

async function recordClicks(
  { sql, clock }: Context,
  advocates: Advocates,
  programId: number,
  clicks: readonly Click[],
): Promise<Recorded[]> {
  const at = new Date(clock.nowMs())
  const ids = clicks.map(newIdBytes)
  let known = advocates.of(
    programId,
    clicks.map(({ code }) => code),
  )
  let written = await insertClicks(sql, programId, at, clicks, ids, known)
  if (written === undefined) {
    if (known !== undefined) advocates.forget(programId, known.reading)
    known = undefined
    written = must(await insertClicks(sql, programId, at, clicks, ids, known), 'a program has books')
  }
  const { epoch, found } = written
  if (found.size > 0) advocates.learn(programId, epoch, found)
  return clicks.map(({ code }, index) => (known?.ids[index] || found.has(code) ? ids[index] : undefined))
}

interface Written {
  readonly epoch: bigint
  /** Of the codes that were looked up: their advocates. */
  readonly found: ReadonlyMap<string, string>
}

/**
 * @param at real time; a test program's own time is ahead of it
 * @returns undefined when a link was changed since these advocates were read: nothing was written then
 */
async function insertClicks(
  sql: Sql,
  programId: number,
  at: Date,
  clicks: readonly Click[],
  ids: readonly string[],
  known: KnownAdvocates | undefined,
): Promise<Written | undefined> {
  const advocates = known?.ids ?? clicks.map(() => null)
  const codes = clicks.map(({ code }, index) => (advocates[index] === null ? code : null))
  const tally = tallyOf(clicks, codes)
  const [row] = await sql<{ epoch: bigint | null; codes: string[]; advocates: string[] }[]>`
    with program as (
      select b.links_epoch, b.state, ${at}::timestamptz + b.clock_offset_ms * interval '1 millisecond' as now
      from books b
      where b.program_id = ${programId} and b.links_epoch = coalesce(${known?.reading.epoch ?? null}, b.links_epoch)
    ), in_force as (
      select coalesce(max(v.version), 1) as version
      from program_versions v, program
      where v.program_id = ${programId} and v.effective_at <= program.now
    ), looked_up as (
      select c.code, p.id
      from unnest(${arrayText([...new Set(codes.filter((code) => code !== null))])}::text[]) as c (code), lateral (
        select id from participants
        where program_id = ${programId} and code = c.code and ${linkCounts(sql)}
        limit 1) as p
    ), inserted as (
      insert into clicks
        (program_id, id, advocate_id, version, state, clicked_at, via, utm, platform, address, agent)
      select ${programId}, c.id, coalesce(c.advocate_id, l.id), in_force.version, program.state, program.now, c.via,
        c.utm, c.platform, c.address, c.agent
      from unnest(
        ${uuidArray(ids)},
        ${asciiArray(codes)},
        ${uuidArray(advocates)},
        ${asciiArray(clicks.map(({ via }) => via))},
        ${utmsOf(clicks)}::text[]::jsonb[],
        ${asciiArray(clicks.map(({ platform }) => platform))},
        ${uuidArray(clicks.map(({ address }) => address))},
        ${uuidArray(clicks.map(({ agent }) => agent))}
      ) as c (id, code, advocate_id, via, utm, platform, address, agent)
        left join looked_up l on l.code = c.code, program, in_force
      where c.advocate_id is not null or l.id is not null
    ), tallied as (
      insert into tallies (program_id, batch_id, quarter, metric, detail, count, amount_minor)
      select ${programId}, ${newId()}, date_bin('15 minutes', program.now, timestamptz 'epoch'), 'click', c.channel,
        sum(c.count), 0
      from program, unnest(
        ${arrayText(tally.map(({ code }) => code))}::text[],
        ${arrayText(tally.map(({ channel }) => channel))}::text[],
        ${arrayText(tally.map(({ count }) => count))}::integer[]
      ) as c (code, channel, count)
        left join looked_up l on l.code = c.code
      where c.code is null or l.id is not null
      group by c.channel, program.now
    )
    select (select links_epoch from program) as epoch, array(select code from looked_up) as codes,
      array(select id from looked_up) as advocates`
  if (row?.epoch == null) return undefined
  const found = new Map(row.codes.map((code, index) => [code, bytesOfUuid(row.advocates[index] ?? '')]))
  return { epoch: row.epoch, found }
}

/** Most links carry no campaign: missing members of an array are NULL. */
function utmsOf(clicks: readonly Click[]): (string | null)[] | null {
  return clicks.some(({ utm }) => utm !== null) ? clicks.map(({ utm }) => utm) : null
}

interface ChannelCount {
  /** Counted only if this code is found. Null: of a known advocate. */
  readonly code: string | null
  readonly channel: string
  count: number
}

function tallyOf(clicks: readonly Click[], codes: readonly (string | null)[]): ChannelCount[] {
  const ofKnown = new Map<string, ChannelCount>()
  const all: ChannelCount[] = []
  for (const [index, { via }] of clicks.entries()) {
    const channel = channelOf(via)
    const code = codes[index] ?? null
    const counted = code === null ? ofKnown.get(channel) : undefined
    if (counted !== undefined) counted.count += 1
    else {
      const first = { code, channel, count: 1 }
      if (code === null) ofKnown.set(channel, first)
      all.push(first)
    }
  }
  return all
}
