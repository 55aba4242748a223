/**
 * Withholds the rewards of counted friends who look like abuse when their hold ends, or whom the app does not want to be
 * paid for: they go into review, and a person decides. The money stays held.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { Suspicion } from '../fraud/look/suspicion.js'
import { insertSignals } from '../fraud/look/write-signals.js'
import { appendChanges } from '../changes/append.js'
import type { FriendChange } from '../ledger/transfer.js'
import { clearedBefore } from '../reviews/cleared.js'
import { joinReviews } from '../reviews/join.js'
import type { Vetoed } from './ask-app.js'
import { amountsByReferral, readRewards } from './move.js'

/** Why friends are withheld. */
export interface Withholding {
  readonly suspicions: ReadonlyMap<string, Suspicion>
  readonly vetoed: Vetoed
}

/**
 * The caller has locked the pairs. A friend whom a person cleared is not withheld again.
 * @returns the counts of friends that changed
 */
export async function withhold(
  tx: Tx,
  programId: number,
  { suspicions, vetoed }: Withholding,
  at: Date,
): Promise<FriendChange[]> {
  await insertSignals(
    tx,
    programId,
    'release',
    [...suspicions].map(([referralId, { signals }]) => ({ referralId, signals })),
    at,
  )
  const looksBad = [...suspicions].flatMap(([id, { score }]) => (score.verdict === 'clear' ? [] : [id]))
  const suspected = [...new Set([...looksBad, ...vetoed.refused, ...vetoed.held])]
  const cleared = await clearedBefore(tx, programId, suspected)
  const counted = await readCounted(
    tx,
    programId,
    suspected.filter((id) => !cleared.has(id)),
  )
  if (counted.length === 0) return []
  const reviews = await joinReviews(
    tx,
    programId,
    counted.map(({ id, advocateId }) => {
      const found = suspicions.get(id)
      return { referralId: id, subjectId: found?.subjectId ?? advocateId, score: found?.score.score ?? 0 }
    }),
    at,
  )
  const ids = counted.map(({ id }) => id)
  const reasonOf = (id: string) => (vetoed.refused.has(id) ? 'declined_by_app' : null)
  await tx`
    update referrals r set state = 'review', review_id = s.review_id, reason = s.reason
    from unnest(
      ${arrayText(ids)}::uuid[],
      ${arrayText(ids.map((id) => reviews.get(id) ?? null))}::uuid[],
      ${arrayText(ids.map(reasonOf))}::decision_reason[]
    ) as s (id, review_id, reason)
    where r.program_id = ${programId} and r.id = s.id and r.state = 'counted'`
  await tx`
    update rewards w set withheld = true
    from unnest(${arrayText(ids)}::uuid[]) as s (id)
    where w.program_id = ${programId} and w.referral_id = s.id and w.state = 'held'`
  const amounts = amountsByReferral(await readRewards(tx, programId, ids))
  const told = counted.map(({ id, advocateId }) => {
    const pair = { participantId: advocateId, friendId: id }
    return { type: 'referral.review', ...pair, ...amounts.get(id), reason: reasonOf(id) } as const
  })
  await appendChanges(tx, programId, told, at)
  return counted.map(({ id: friendId, advocateId: participantId }) => ({
    participantId,
    friendId,
    counted: -1,
    review: 1,
  }))
}

async function readCounted(
  tx: Tx,
  programId: number,
  ids: readonly string[],
): Promise<readonly { id: string; advocateId: string }[]> {
  if (ids.length === 0) return []
  return tx<{ id: string; advocateId: string }[]>`
    select r.id, r.advocate_id as "advocateId"
    from unnest(${arrayText([...ids])}::uuid[]) as s (id)
    join referrals r on r.program_id = ${programId} and r.id = s.id
    where r.state = 'counted'`
}
