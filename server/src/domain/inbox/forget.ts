/** Removes the marks of items that wait no longer. Until then nobody sees them: the list joins them to what waits. */
import type { Sql } from '../../db/connect.js'
import { forgetMax } from '../../retention.js'
import type { InboxKind } from './kinds.js'
import { queues } from './queues.js'

/** @returns how many were removed of the kind that had most. */
export async function forgetMarks(sql: Sql, programId: number): Promise<number> {
  // Mostly there are none, and a look at each queue takes as long as the rest of a sweep.
  const kinds = await sql<{ kind: InboxKind }[]>`
    select distinct kind from inbox_marks where program_id = ${programId}`
  let most = 0
  for (const { kind } of kinds) most = Math.max(most, await forgetOfKind(sql, programId, kind))
  return most
}

async function forgetOfKind(sql: Sql, programId: number, kind: InboxKind): Promise<number> {
  const { count } = await sql`
    delete from inbox_marks
    where program_id = ${programId} and kind = ${kind} and item in (
      select m.item from inbox_marks m
      where m.program_id = ${programId} and m.kind = ${kind} and not exists (
        select from (${queues[kind].waiting(sql, programId)}) as w where w.id::text = m.item and w.at = m.since)
      limit ${forgetMax})`
  return count
}
