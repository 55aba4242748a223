/** Friends whom a person cleared. The rules do not withhold their rewards again. */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'

/** @returns those of the referrals that a person cleared. The caller holds the rows of their participants. */
export async function clearedBefore(
  tx: Tx,
  programId: number,
  referralIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (referralIds.length === 0) return new Set()
  const rows = await tx<{ referral_id: string }[]>`
    select d.referral_id
    from unnest(${arrayText([...referralIds])}::uuid[]) as r (id)
    join review_decisions d on d.program_id = ${programId} and d.referral_id = r.id
    where d.decision = 'cleared'`
  return new Set(rows.map((row) => row.referral_id))
}
