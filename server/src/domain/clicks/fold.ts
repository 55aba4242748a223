/**
 * Folds clicks into a row per advocate and day, in the order of their ids, afterwards: an index by advocate would make
 * every click more expensive. Losing a run loses nothing; of two at once one waits.
 */
import type { Tx } from '../../db/connect.js'
import { minuteMs } from '../../clock.js'
import { uuidText } from '../../ids.js'
import type { Context } from '../standing/context.js'
import { appendTallies } from '../ledger/tallies.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'

export const clicksFoldedMax = 20_000

/** An id is made when its click is about to be written. A statement may run for half a minute, and is sent twice at most. */
const settledMs = 2 * minuteMs

/** @returns how many it took; as many as allowed means there may be more. */
export async function foldClicks(context: Context, program: Program): Promise<number> {
  const horizon = firstIdAt(context.clock.nowMs() - settledMs)
  return inProgram(context, program, async (tx, standing) => {
    await tx`
      insert into click_folds (program_id, upto) values (${program.id}, ${firstIdAt(0)}::uuid)
      on conflict (program_id) do nothing`
    const [fold] = await tx<{ upto: string }[]>`
      select upto from click_folds where program_id = ${program.id} for update`
    const { taken, upto, first } = await foldAfter(
      tx,
      program,
      fold?.upto ?? firstIdAt(0),
      horizon,
      standing.inForce.terms,
    )
    if (upto === null) return 0
    const tally = { metric: 'first_click', detail: '', count: first, amountMinor: 0n }
    if (first > 0) await appendTallies(tx, program.id, [tally], standing.now)
    await tx`update click_folds set upto = ${upto} where program_id = ${program.id}`
    return taken
  })
}

interface Folded {
  readonly taken: number
  readonly upto: string | null
  /** Advocates whose link had its first click. */
  readonly first: number
}

async function foldAfter(
  tx: Tx,
  program: Program,
  after: string,
  horizon: string,
  { timeZone }: { timeZone: string },
): Promise<Folded> {
  const [folded] = await tx<Folded[]>`
    with taken as (
      select id, advocate_id, (clicked_at at time zone ${timeZone})::date as day
      from clicks
      where program_id = ${program.id} and id > ${after}::uuid and id < ${horizon}::uuid
      order by id
      limit ${clicksFoldedMax}
    ), unseen as (
      select count(*)::int as count
      from (select distinct advocate_id from taken) as a
      where not exists (
        select from click_days d where d.program_id = ${program.id} and d.advocate_id = a.advocate_id)
    ), added as (
      insert into click_days (program_id, advocate_id, day, clicks)
      select ${program.id}, advocate_id, day, count(*)
      from taken
      group by advocate_id, day
      order by advocate_id, day
      on conflict (program_id, advocate_id, day) do update set clicks = click_days.clicks + excluded.clicks
    )
    select (select count(*)::int from taken) as taken,
      (select id from taken order by id desc limit 1) as upto,
      (select count from unseen) as first`
  return folded ?? { taken: 0, upto: null, first: 0 }
}

/** The smallest id of a moment. */
function firstIdAt(atMs: number): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(atMs, 0, 6)
  return uuidText(bytes)
}
