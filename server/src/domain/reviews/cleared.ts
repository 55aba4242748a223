/**
 * Friends whom a person cleared in a review, or counted after a refusal. Neither the rules nor the app withhold their
 * rewards again.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'

/** @returns those of the referrals that a person cleared. For a decision the caller holds the rows of their participants. */
export async function clearedBefore(
  sql: Sql | Tx,
  programId: number,
  referralIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (referralIds.length === 0) return new Set()
  const rows = await sql<{ referral_id: string }[]>`
    select r.id as referral_id
    from unnest(${arrayText([...referralIds])}::uuid[]) as r (id)
    where exists (
      select from review_decisions d
      where d.program_id = ${programId} and d.referral_id = r.id and d.decision = 'cleared') or exists (
      select from rulings l
      where l.program_id = ${programId} and l.referral_id = r.id and l.ruling = 'count')`
  return new Set(rows.map((row) => row.referral_id))
}
