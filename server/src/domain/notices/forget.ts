/** Deletes old notices. An item that still waits after that is told of once more. */
import type { Context } from '../standing/context.js'
import { cutoffOf, forgetMax } from '../../retention.js'

/** @returns how many were deleted. */
export async function forgetNotices({ sql, clock }: Context, programId: number): Promise<number> {
  const cutoff = cutoffOf('notices', clock.nowMs())
  const removed = await sql`
    delete from notices
    where program_id = ${programId} and (operator_id, kind, item, since) in (
      select operator_id, kind, item, since from notices
      where program_id = ${programId} and made_at < ${cutoff}
      order by made_at
      limit ${forgetMax})`
  return removed.count
}
