/**
 * Closes open reviews in which nobody waits any more: all of their friends were reversed otherwise, for example because an
 * older account became known. As confirmed if a person confirmed one of them, and as cleared otherwise.
 */
import { arrayText } from '../../db/array-text.js'
import { retryingTransaction } from '../../db/retry.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'

export const closedMax = 200

/** Who closes a review without a person. */
export const closedBy = 'service'

/**
 * A friend who joins a review locks it (join.ts). So the locked ones are read again by the next statement, which sees
 * everybody who joined before; who joins later opens a new review.
 * @returns how many seemed empty; fewer than `closedMax` means there are no more.
 */
export async function closeEmptyReviews(context: Context, program: Program): Promise<number> {
  return retryingTransaction(context.sql, async (tx) => {
    const found = await tx<{ id: string }[]>`
      select v.id from reviews v
      where v.program_id = ${program.id} and v.state = 'open' and not exists (
        select from referrals r
        where r.program_id = ${program.id} and r.review_id = v.id and r.state = 'review')
      order by v.subject_id
      limit ${closedMax}
      for no key update of v skip locked`
    if (found.length === 0) return 0
    const { now } = await standingOf(context, program.id, tx)
    await tx`
      update reviews v
      set decided_at = ${now}, decided_by = ${closedBy}, state = case when exists (
          select from review_decisions d
          where d.program_id = ${program.id} and d.review_id = v.id and d.decision = 'confirmed')
        then 'confirmed'::review_state else 'cleared' end
      where v.program_id = ${program.id} and v.id = any(${arrayText(found.map(({ id }) => id))}::uuid[])
        and v.state = 'open' and not exists (
          select from referrals r
          where r.program_id = ${program.id} and r.review_id = v.id and r.state = 'review')`
    return found.length
  })
}
