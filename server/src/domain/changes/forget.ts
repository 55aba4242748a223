/** Deletes old changes, oldest first, and stores how far. */
import type { Context } from '../standing/context.js'
import { firstIdAt } from '../../ids.js'
import { cutoffOf, forgetMax } from '../../retention.js'
import type { Program } from '../standing/find.js'

/**
 * By real time: a test program with an advanced clock keeps its feed. A change is kept until the ranks have it.
 * @returns how many were deleted.
 */
export async function forgetChanges(context: Context, program: Program): Promise<number> {
  const cutoff = firstIdAt(cutoffOf('changes', context.clock.nowMs()).getTime())
  const [forgotten] = await context.sql<{ count: number }[]>`
    with oldest as (
      select turn, lsn, id from changes
      where program_id = ${program.id} and turn < (select turn from rank_folds where program_id = ${program.id})
      order by turn, lsn, id
      limit ${forgetMax}
    ), gone as (
      delete from changes c using oldest o
      where c.program_id = ${program.id} and c.turn = o.turn and c.lsn = o.lsn and c.id = o.id and c.id < ${cutoff}::uuid
      returning c.turn, c.lsn, c.id
    ), remembered as (
      insert into feed_ends (program_id, turn, lsn, id)
      select ${program.id}, turn, lsn, id from gone order by turn desc, lsn desc, id desc limit 1
      on conflict (program_id) do update set turn = excluded.turn, lsn = excluded.lsn, id = excluded.id
        where (excluded.turn, excluded.lsn, excluded.id) > (feed_ends.turn, feed_ends.lsn, feed_ends.id)
    )
    select count(*)::int as count from gone`
  return forgotten?.count ?? 0
}
