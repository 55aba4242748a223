/**
 * Reverses referrals because of late evidence: unreleased rewards return to the budget completely, and nothing else
 * changes. Works on sets, for the friends of a thousand members in one call.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { ReferralState } from '../../db/rows.js'
import { appendChanges } from '../changes/append.js'
import type { Transfer } from '../ledger/transfer.js'
import type { RefusalReason } from '../reasons/signup-reasons.js'
import { lockPairs } from './reverse.js'
import { causeOf, moveRewards, readRewards, rewardChange, type Reward } from './move.js'
import { applyTransfers } from '../ledger/apply.js'

/** Why a referral is reversed, and the account with the friend's phone, email or device; null if there is none. */
export interface Clash {
  readonly reason: RefusalReason
  readonly matchedId: string | null
}

/** Referrals with their clash, each once. Missing and reversed ones change nothing. */
export async function reverseUnreleased(
  tx: Tx,
  programId: number,
  clashes: ReadonlyMap<string, Clash>,
  at: Date,
): Promise<void> {
  if (clashes.size === 0) return
  const ids = [...(await lockPairs(tx, programId, [...clashes.keys()])).keys()]
  if (ids.length === 0) return
  const reasonOf = (id: string) => clashes.get(id)?.reason ?? null
  const matchedBy = (some: readonly string[]) => arrayText(some.map((id) => clashes.get(id)?.matchedId ?? null))
  // A lapsed one has nothing to reverse; with a reason, a late action does not revive it.
  await tx`
    update referrals r set reason = l.reason, matched_id = l.matched_id
    from unnest(${arrayText(ids)}::uuid[], ${arrayText(ids.map(reasonOf))}::decision_reason[], ${matchedBy(ids)}::uuid[])
      as l (id, reason, matched_id)
    where r.program_id = ${programId} and r.id = l.id and r.state = 'lapsed' and r.reason is null`
  const rewards = await readRewards(tx, programId, ids)
  const released = new Set(rewards.flatMap(({ state, referralId }) => (state === 'available' ? [referralId] : [])))
  const unreleased = ids.filter((id) => !released.has(id))
  const reversed = await tx<{ id: string; advocate_id: string; before: ReferralState }[]>`
    update referrals r set state = 'reversed', reason = l.reason, matched_id = l.matched_id
    from unnest(
      ${arrayText(unreleased)}::uuid[],
      ${arrayText(unreleased.map(reasonOf))}::decision_reason[],
      ${matchedBy(unreleased)}::uuid[]
    ) as l (id, reason, matched_id), referrals b
    where r.program_id = ${programId} and r.id = l.id and b.program_id = ${programId} and b.id = l.id
      and r.state in ('pending', 'review', 'counted')
    returning r.id, r.advocate_id, b.state as before`
  if (reversed.length === 0) return
  const isReversed = new Set(reversed.map(({ id }) => id))
  const own = rewards.filter(({ referralId }) => isReversed.has(referralId))
  const moved = await moveRewards(tx, programId, own, 'reversed', null)
  const friends = reversed.map(({ id: friendId, advocate_id: participantId, before }) => ({
    participantId,
    friendId,
    [before]: -1,
  }))
  const told = reversed.flatMap(({ id: friendId, advocate_id: participantId }) => {
    const reason = reasonOf(friendId)
    const ofRewards = moved.filter(({ referralId }) => referralId === friendId)
    return [
      { type: 'referral.reversed', participantId, friendId, reason } as const,
      ...ofRewards.map((reward) => ({ ...rewardChange('reward.reversed', reward), reason })),
    ]
  })
  await appendChanges(tx, programId, told, at)
  await applyTransfers(tx, programId, moved.flatMap(backToBudget), at, { friends })
}

function backToBudget(reward: Reward): Transfer[] {
  const cause = causeOf(reward)
  if (reward.state === 'reserved')
    return [{ ...cause, participantId: null, from: 'reserved', to: 'budget', step: 'reverse' }]
  return reward.state === 'held' ? [{ ...cause, from: 'held', to: 'budget', step: 'reverse' }] : []
}
