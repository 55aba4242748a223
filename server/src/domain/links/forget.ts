/** Deletes old reports of links, answered or not. What an operator ruled stays. */
import type { Sql } from '../../db/connect.js'
import { cutoffOf, forgetMax } from '../../retention.js'

/** Ids are in the order of the reports. @param now the program's own time. @returns how many were deleted. */
export async function forgetReports(sql: Sql, programId: number, now: Date): Promise<number> {
  const removed = await sql`
    delete from link_reports r
    using (select id from link_reports where program_id = ${programId} order by id limit ${forgetMax}) as oldest
    where r.program_id = ${programId} and r.id = oldest.id and r.reported_at < ${cutoffOf('linkReports', now)}`
  return removed.count
}
