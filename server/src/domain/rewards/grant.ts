/**
 * Grants the rewards of a referral that counts, by a signup or a ruling: the advocate's and, if the terms have one, the
 * friend's own.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'
import type { Transfer } from '../ledger/transfer.js'
import type { Terms } from '../standing/terms.js'
import { worthOf } from '../standing/worth.js'
import { causeOf, type Reward } from './move.js'

/** A granted reward. */
export interface Grant {
  readonly id: string
  readonly amountMinor: bigint
}

export interface Grants {
  readonly reward: Grant | null
  readonly friendReward: Grant | null
}

export function grantsOf(terms: Terms): Grants {
  const { advocateMinor, friendMinor } = worthOf(terms)
  return { reward: grantOf(advocateMinor), friendReward: grantOf(friendMinor) }
}

function grantOf(amountMinor: bigint): Grant | null {
  return amountMinor > 0n ? { id: newId(), amountMinor } : null
}

export interface NewReward extends Reward {
  /** Null while an action is awaited. */
  readonly availableAt: Date | null
}

/** The rewards to write. */
export function rewardsOf(
  { reward, friendReward }: Grants,
  { advocateId, friendId }: { readonly advocateId: string; readonly friendId: string },
  { state, availableAt }: Pick<NewReward, 'state' | 'availableAt'>,
): NewReward[] {
  const shared = { referralId: friendId, state, availableAt, regranted: false }
  return [
    ...(reward === null ? [] : [{ ...shared, ...reward, side: 'advocate' as const, participantId: advocateId }]),
    ...(friendReward === null
      ? []
      : [{ ...shared, ...friendReward, side: 'friend' as const, participantId: friendId }]),
  ]
}

export async function insertRewards(tx: Tx, programId: number, rewards: readonly NewReward[]): Promise<void> {
  if (rewards.length === 0) return
  await tx`
    insert into rewards (program_id, referral_id, side, id, participant_id, amount_minor, state, available_at)
    select ${programId}, referral_id, side, id, participant_id, amount_minor, state, available_at
    from unnest(
      ${arrayText(rewards.map(({ referralId }) => referralId))}::uuid[],
      ${arrayText(rewards.map(({ side }) => side))}::reward_side[],
      ${arrayText(rewards.map(({ id }) => id))}::uuid[],
      ${arrayText(rewards.map(({ participantId }) => participantId))}::uuid[],
      ${arrayText(rewards.map(({ amountMinor }) => amountMinor))}::bigint[],
      ${arrayText(rewards.map(({ state }) => state))}::reward_state[],
      ${arrayText(rewards.map(({ availableAt }) => availableAt))}::timestamptz[]
    ) as w (referral_id, side, id, participant_id, amount_minor, state, available_at)`
}

/** The money stays reserved while an action is awaited. */
export function reservationOf(reward: Reward): Transfer {
  return { ...causeOf(reward), participantId: null, from: 'budget', to: 'reserved', step: 'reserve' }
}

/** Without a hold the reward is released at once. */
export function awardOf(reward: Reward, from: 'budget' | 'reserved', to: 'held' | 'available'): Transfer[] {
  const award: Transfer = { ...causeOf(reward), from, to: 'held', step: 'award' }
  return to === 'held' ? [award] : [award, { ...causeOf(reward), from: 'held', to: 'available', step: 'release' }]
}
