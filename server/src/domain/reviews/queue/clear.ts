/**
 * Clears friends in review, as if there had been no review. Reserved rewards are awarded, or wait again for the action;
 * withheld ones are released at the end of their hold, which has usually passed.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Tx } from '../../../db/connect.js'
import type { ReferralsRow } from '../../../db/rows.js'
import { dayMs } from '../../../clock.js'
import { must } from '../../../errors.js'
import { appendChanges, type NewChange } from '../../changes/append.js'
import type { Transfer } from '../../ledger/transfer.js'
import { applyTransfers } from '../../ledger/apply.js'
import { awardOf } from '../../rewards/grant.js'
import { amountsByReferral, causeOf, moveRewards, readRewards, type Reward } from '../../rewards/move.js'
import type { Standing } from '../../standing/find.js'

export type Waiting = Pick<ReferralsRow, 'id' | 'advocate_id' | 'reason' | 'version' | 'expires_at' | 'acted_at'>

/** A friend with the state that follows, as if there had been no review. */
interface Cleared {
  readonly friend: Waiting
  readonly state: 'counted' | 'pending' | 'lapsed'
  /** Of a friend who counts. */
  readonly availableAt: Date | null
  readonly isReleasedAtOnce: boolean
}

/** The caller has locked the friends, their advocates and the review, and has read that the friends are in review. */
export async function clearFriends(
  tx: Tx,
  programId: number,
  standing: Standing,
  friends: readonly Waiting[],
): Promise<void> {
  if (friends.length === 0) return
  const ids = friends.map(({ id }) => id)
  const withheld = await endWithholding(tx, programId, ids)
  const cleared = friends.map((friend) => clearedOf(friend, withheld.get(friend.id), standing))
  await tx`
    update referrals r set state = c.state, reason = null
    from unnest(${arrayText(ids)}::uuid[], ${arrayText(cleared.map(({ state }) => state))}::referral_state[])
      as c (id, state)
    where r.program_id = ${programId} and r.id = c.id and r.state = 'review'`
  const rewards = await readRewards(tx, programId, ids)
  const transfers = await moveReserved(tx, programId, cleared, rewards)
  await appendChanges(tx, programId, changesOf(cleared, rewards), standing.now)
  const moves = cleared.map(({ friend, state }) => ({
    participantId: friend.advocate_id,
    friendId: friend.id,
    review: -1,
    ...(state !== 'lapsed' && { [state]: 1 }),
  }))
  await applyTransfers(tx, programId, transfers, standing.now, { friends: moves })
}

/** @returns for each friend whose reward was withheld at the end of its hold, when the hold ended. */
async function endWithholding(tx: Tx, programId: number, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tx<{ referral_id: string; available_at: Date }[]>`
    update rewards set withheld = false
    where program_id = ${programId} and referral_id = any(${arrayText([...ids])}::uuid[]) and withheld
    returning referral_id, available_at`
  return new Map(rows.map((row) => [row.referral_id, row.available_at]))
}

function clearedOf(friend: Waiting, heldUntil: Date | undefined, { now, versions }: Standing): Cleared {
  if (heldUntil !== undefined) return { friend, state: 'counted', availableAt: heldUntil, isReleasedAtOnce: false }
  const { acted_at: actedAt, expires_at: expiresAt } = friend
  if (actedAt === null && expiresAt !== null) {
    return { friend, state: now < expiresAt ? 'pending' : 'lapsed', availableAt: null, isReleasedAtOnce: false }
  }
  const { holdDays } = versions.get(friend.version).terms
  const availableAt = new Date((actedAt ?? now).getTime() + holdDays * dayMs)
  return { friend, state: 'counted', availableAt, isReleasedAtOnce: holdDays === 0 }
}

/** The money of friends who were in review since their signup. */
async function moveReserved(
  tx: Tx,
  programId: number,
  cleared: readonly Cleared[],
  rewards: readonly Reward[],
): Promise<Transfer[]> {
  const byFriend = new Map(cleared.map((one) => [one.friend.id, one]))
  const oneOf = (reward: Reward) => must(byFriend.get(reward.referralId), 'the friend of a reward')
  const reserved = rewards.filter(({ state }) => state === 'reserved')
  const some = (wanted: (one: Cleared) => boolean) => reserved.filter((reward) => wanted(oneOf(reward)))
  const atDue = (reward: Reward) => must(oneOf(reward).availableAt, 'the hold of a friend who counts')
  const counts = ({ state }: Cleared) => state === 'counted'
  const held = some((one) => counts(one) && !one.isReleasedAtOnce)
  const released = some((one) => counts(one) && one.isReleasedAtOnce)
  const lapsed = some(({ state }) => state === 'lapsed')
  return [
    ...(await moveRewards(tx, programId, held, 'held', atDue)).flatMap((one) => awardOf(one, 'reserved', 'held')),
    ...(await moveRewards(tx, programId, released, 'available', atDue)).flatMap((one) =>
      awardOf(one, 'reserved', 'available'),
    ),
    ...(await moveRewards(tx, programId, lapsed, 'reversed', null)).map(
      (one) => ({ ...causeOf(one), participantId: null, from: 'reserved', to: 'budget', step: 'lapse' }) as const,
    ),
  ]
}

function changesOf(cleared: readonly Cleared[], rewards: readonly Reward[]): NewChange[] {
  const amounts = amountsByReferral(rewards)
  return cleared.map(({ friend, state, availableAt }): NewChange => {
    const shared = { participantId: friend.advocate_id, friendId: friend.id, ...amounts.get(friend.id) }
    if (state === 'lapsed') return { type: 'referral.lapsed', ...shared }
    if (state === 'pending') return { type: 'referral.pending', ...shared, dueAt: friend.expires_at }
    return { type: 'referral.counted', ...shared, dueAt: availableAt, detail: { afterReview: true } }
  })
}
