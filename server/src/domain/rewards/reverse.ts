/** Reverses a referral whose rewards are not yet released: the money goes back to the budget, the reason is kept. */
import type { Tx } from '../../db/connect.js'
import type { ReferralState } from '../../db/rows.js'
import type { Transfer } from '../ledger/transfers.js'
import { lockParticipants } from '../participants/lock.js'
import type { RefusalReason } from '../signups/reasons.js'
import { addToFriendCounts } from './friend-counts.js'
import { causeOf, moveRewards, readRewards, settleTransfers, type Reward } from './settle.js'

/** Holds the advocate and the friend of a referral. @returns the advocate, or undefined where there is no such referral. */
export async function lockPair(tx: Tx, programId: number, referralId: string): Promise<string | undefined> {
  const [pair] = await tx<{ advocate_id: string }[]>`
    select advocate_id from referrals where program_id = ${programId} and id = ${referralId}`
  if (pair === undefined) return undefined
  await lockParticipants(tx, programId, [pair.advocate_id, referralId])
  return pair.advocate_id
}

/** Does nothing where there is no such referral, or a reward of it was released. */
export async function reverseUnreleased(
  tx: Tx,
  programId: number,
  referralId: string,
  reason: RefusalReason,
  at: Date,
): Promise<void> {
  const advocateId = await lockPair(tx, programId, referralId)
  if (advocateId === undefined) return
  const [referral] = await tx<{ state: ReferralState }[]>`
    select state from referrals where program_id = ${programId} and id = ${referralId}`
  const state = referral?.state
  if (state !== 'pending' && state !== 'review' && state !== 'counted') return
  const rewards = await readRewards(tx, programId, [referralId])
  if (rewards.some((reward) => reward.state === 'available')) return
  const reversed = await tx`
    update referrals set state = 'reversed', reason = ${reason}
    where program_id = ${programId} and id = ${referralId} and state = ${state}`
  if (reversed.count === 0) return
  const moved = await moveRewards(tx, programId, rewards, 'reversed', null)
  await addToFriendCounts(tx, programId, [{ participantId: advocateId, [state]: -1 }])
  await settleTransfers(tx, programId, moved.map(reversalOf), at)
}

function reversalOf(reward: Reward): Transfer {
  const fromBooks = reward.state === 'reserved'
  return {
    ...causeOf(reward),
    ...(fromBooks && { participantId: null }),
    from: fromBooks ? 'reserved' : 'held',
    to: 'budget',
    step: 'reverse',
  }
}
