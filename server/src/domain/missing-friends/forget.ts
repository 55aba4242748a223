/** Deletes old questions about missing friends, open ones too: after half a year nobody can find out more. */
import type { Sql } from '../../db/connect.js'
import { cutoffOf, forgetMax } from '../../retention.js'

/** @param now the program's own time. @returns how many were deleted. */
export async function forgetQuestions(sql: Sql, programId: number, now: Date): Promise<number> {
  const cutoff = cutoffOf('questions', now)
  // An array: joined to the subquery, the rows would be compared one by one while the table has no statistics.
  const removed = await sql`
    delete from missing_friends
    where program_id = ${programId} and id = any (array(
      (select id from missing_friends
        where program_id = ${programId} and resolved_at is null and asked_at < ${cutoff}
        order by asked_at, id limit ${forgetMax})
      union all
      (select id from missing_friends
        where program_id = ${programId} and resolved_at < ${cutoff}
        order by resolved_at, id limit ${forgetMax})
      limit ${forgetMax}))
      and coalesce(resolved_at, asked_at) < ${cutoff}`
  return removed.count
}
