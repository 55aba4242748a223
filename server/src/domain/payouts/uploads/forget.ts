/**
 * Deletes uploaded results that nobody applied. A file is first marked as unread, so that nobody applies a half-deleted
 * one; then its rows go, then the file.
 */
import type { Sql } from '../../../db/connect.js'
import { cutoffOf, forgetMax } from '../../../retention.js'

/** @param now the program's own time. @returns how many rows of files were deleted. */
export async function forgetResults(sql: Sql, programId: number, now: Date): Promise<number> {
  const cutoff = cutoffOf('uploadedFiles', now)
  await sql`
    update payout_results set state = 'reading'
    where program_id = ${programId} and state = 'previewed' and uploaded_at < ${cutoff}`
  const removed = await sql`
    delete from payout_result_rows
    where program_id = ${programId} and (result_id, line) in (
      select r.result_id, r.line
      from payout_results f
      join payout_result_rows r on r.program_id = ${programId} and r.result_id = f.id
      where f.program_id = ${programId} and f.state = 'reading' and f.uploaded_at < ${cutoff}
      limit ${forgetMax})`
  if (removed.count < forgetMax) {
    await sql`
      delete from payout_results f
      where f.program_id = ${programId} and f.state = 'reading' and f.uploaded_at < ${cutoff} and not exists (
        select from payout_result_rows r where r.program_id = ${programId} and r.result_id = f.id)`
  }
  return removed.count
}
