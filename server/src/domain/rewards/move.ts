/**
 * Moves the rewards of referrals from state to state; nothing else changes a reward's state after the grant. The verb
 * moves their money in the same transaction. Locks are taken in the usual order: participants by id, their referrals,
 * rewards, the books last.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { RewardSide, RewardState, RewardsRow } from '../../db/rows.js'
import { toWire } from '../../ids.js'
import type { NewChange } from '../changes/append.js'
import type { Transfer } from '../ledger/transfer.js'

export interface Reward {
  readonly referralId: string
  readonly side: RewardSide
  readonly id: string
  readonly participantId: string
  readonly amountMinor: bigint
  readonly state: RewardState
  /** Granted again on appeal, after a review had reversed it. */
  readonly regranted: boolean
}

/** The rewards of referrals whose participants the caller has locked. */
export async function readRewards(tx: Tx, programId: number, referralIds: readonly string[]): Promise<Reward[]> {
  const rows = await tx<Omit<RewardsRow, 'program_id' | 'available_at' | 'withheld'>[]>`
    select w.referral_id, w.side, w.id, w.participant_id, w.amount_minor, w.state, w.regranted
    from unnest(${arrayText([...referralIds])}::uuid[]) as r (id)
    join rewards w on w.program_id = ${programId} and w.referral_id = r.id`
  return rows.map((row) => ({
    referralId: row.referral_id,
    side: row.side,
    id: row.id,
    participantId: row.participant_id,
    amountMinor: row.amount_minor,
    state: row.state,
    regranted: row.regranted,
  }))
}

/** @returns the rewards that were still in the state they were read in; others were moved concurrently. */
export async function moveRewards(
  tx: Tx,
  programId: number,
  rewards: readonly Reward[],
  to: RewardState,
  availableAt: Date | null | ((reward: Reward) => Date),
): Promise<Reward[]> {
  if (rewards.length === 0) return []
  const availableAtOf = typeof availableAt === 'function' ? availableAt : () => availableAt
  const moved = await tx<{ id: string }[]>`
    update rewards w
    set state = ${to}, available_at = coalesce(m.available_at, w.available_at)
    from unnest(
      ${arrayText(rewards.map(({ referralId }) => referralId))}::uuid[],
      ${arrayText(rewards.map(({ side }) => side))}::reward_side[],
      ${arrayText(rewards.map(({ state }) => state))}::reward_state[],
      ${arrayText(rewards.map(availableAtOf))}::timestamptz[]
    ) as m (referral_id, side, state, available_at)
    where w.program_id = ${programId} and w.referral_id = m.referral_id and w.side = m.side and w.state = m.state
    returning w.id`
  const ids = new Set(moved.map(({ id }) => id))
  return rewards.filter(({ id }) => ids.has(id))
}

export function causeOf(reward: Reward): Pick<Transfer, 'participantId' | 'amountMinor' | 'causeKind' | 'causeId'> {
  const { participantId, amountMinor, id, regranted } = reward
  return { participantId, amountMinor, causeKind: regranted ? 'appeal' : 'reward', causeId: id }
}

/** The value of a referral for each side, in its change. */
export function amountsByReferral(
  rewards: readonly Reward[],
): Map<string, Pick<NewChange, 'amountMinor' | 'friendAmountMinor'>> {
  const amounts = new Map<string, Pick<NewChange, 'amountMinor' | 'friendAmountMinor'>>()
  for (const { referralId, side, amountMinor } of rewards) {
    const own = side === 'advocate' ? { amountMinor } : { friendAmountMinor: amountMinor }
    amounts.set(referralId, { ...amounts.get(referralId), ...own })
  }
  return amounts
}

/** The change of one reward, for its owner. */
export function rewardChange(type: 'reward.available' | 'reward.reversed', reward: Reward): NewChange {
  const { participantId, referralId, amountMinor, side, id } = reward
  return { type, participantId, friendId: referralId, amountMinor, detail: { side, reward: toWire('rwd', id) } }
}
