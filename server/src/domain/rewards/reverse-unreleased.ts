/**
 * Reverses referrals by evidence that came late: rewards that are not yet released go back to the budget, whole. Nothing
 * else is touched. Set-based, for the friends of a thousand members who are told in one call.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { ReferralState } from '../../db/rows.js'
import { appendChanges } from '../changes/append.js'
import type { Transfer } from '../ledger/transfers.js'
import type { RefusalReason } from '../signups/reasons.js'
import { addToFriendCounts } from './friend-counts.js'
import { lockPairs } from './reverse.js'
import { causeOf, moveRewards, readRewards, rewardChange, settleTransfers, type Reward } from './settle.js'

/** Referrals with their reason, each once. Those that are not there, or were reversed before, change nothing. */
export async function reverseUnreleased(
  tx: Tx,
  programId: number,
  reasons: ReadonlyMap<string, RefusalReason>,
  at: Date,
): Promise<void> {
  if (reasons.size === 0) return
  const ids = [...(await lockPairs(tx, programId, [...reasons.keys()])).keys()]
  if (ids.length === 0) return
  const reasonsOf = (some: readonly string[]) => some.map((id) => reasons.get(id) ?? null)
  // A lapsed one has nothing to reverse; with a reason it is not revived by an action that is told late.
  await tx`
    update referrals r set reason = l.reason
    from unnest(${arrayText(ids)}::uuid[], ${arrayText(reasonsOf(ids))}::decision_reason[]) as l (id, reason)
    where r.program_id = ${programId} and r.id = l.id and r.state = 'lapsed' and r.reason is null`
  const rewards = await readRewards(tx, programId, ids)
  const released = new Set(rewards.flatMap(({ state, referralId }) => (state === 'available' ? [referralId] : [])))
  const unreleased = ids.filter((id) => !released.has(id))
  const reversed = await tx<{ id: string; advocate_id: string; before: ReferralState }[]>`
    update referrals r set state = 'reversed', reason = l.reason
    from unnest(${arrayText(unreleased)}::uuid[], ${arrayText(reasonsOf(unreleased))}::decision_reason[])
      as l (id, reason), referrals b
    where r.program_id = ${programId} and r.id = l.id and b.program_id = ${programId} and b.id = l.id
      and r.state in ('pending', 'review', 'counted')
    returning r.id, r.advocate_id, b.state as before`
  if (reversed.length === 0) return
  const isReversed = new Set(reversed.map(({ id }) => id))
  const own = rewards.filter(({ referralId }) => isReversed.has(referralId))
  const moved = await moveRewards(tx, programId, own, 'reversed', null)
  const counts = reversed.map(({ advocate_id: participantId, before }) => ({ participantId, [before]: -1 }))
  await addToFriendCounts(tx, programId, counts, at)
  const told = reversed.flatMap(({ id: friendId, advocate_id: participantId }) => {
    const reason = reasons.get(friendId) ?? null
    const ofRewards = moved.filter(({ referralId }) => referralId === friendId)
    return [
      { type: 'referral.reversed', participantId, friendId, reason } as const,
      ...ofRewards.map((reward) => ({ ...rewardChange('reward.reversed', reward), reason })),
    ]
  })
  await appendChanges(tx, programId, told, at)
  await settleTransfers(tx, programId, moved.flatMap(backToBudget), at)
}

function backToBudget(reward: Reward): Transfer[] {
  const cause = causeOf(reward)
  if (reward.state === 'reserved')
    return [{ ...cause, participantId: null, from: 'reserved', to: 'budget', step: 'reverse' }]
  return reward.state === 'held' ? [{ ...cause, from: 'held', to: 'budget', step: 'reverse' }] : []
}
