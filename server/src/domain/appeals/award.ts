/** Grants what was promised when the friend came: for the first time after a refusal, or again after a review. */
import type { Tx } from '../../db/connect.js'
import type { ProgramState, ReferralsRow } from '../../db/rows.js'
import { dayMs } from '../../clock.js'
import { AppError } from '../../errors.js'
import { appendChanges } from '../changes/append.js'
import { applyTransfers } from '../ledger/apply.js'
import type { Transfer } from '../ledger/transfer.js'
import { decidedAgain } from '../ledger/tallies.js'
import { awardOf, insertRewards, rewardsOf, type Grants, type NewReward } from '../rewards/grant.js'
import { amountsByReferral, readRewards, type Reward } from '../rewards/move.js'
import { spendBudget } from '../rewards/spend.js'
import type { Standing } from '../standing/find.js'

export type Awarded = Pick<ReferralsRow, 'id' | 'advocate_id' | 'state' | 'reason' | 'version'>

interface Awarding {
  readonly standing: Standing
  /** As read under the locks of its pair: refused, or reversed by a review. */
  readonly referral: Awarded
  /** Of a first grant. Rewards that were reversed by a review have their rows. */
  readonly grants: Grants | null
  /** Where the money is: an appeal keeps its sum reserved. */
  readonly from: 'budget' | 'reserved'
  /** What goes back to the budget before, because the appeal kept another sum. */
  readonly back: readonly Transfer[]
}

/** @throws AppError `budget_short`, `program_state_conflict` */
export async function award(
  tx: Tx,
  programId: number,
  { standing, referral, grants, from, back }: Awarding,
): Promise<void> {
  const { terms } = standing.versions.get(referral.version)
  const { now } = standing
  await tx`
    update referrals set state = 'counted', reason = null
    where program_id = ${programId} and id = ${referral.id} and state = ${referral.state}`
  const state = terms.holdDays > 0 ? 'held' : 'available'
  const availableAt = new Date(now.getTime() + terms.holdDays * dayMs)
  const rewards: Reward[] = grants
    ? await grantFirst(tx, programId, rewardsOf(grants, pairOf(referral), { state, availableAt }))
    : await grantAgain(tx, programId, referral.id, { state, availableAt })
  const amounts = amountsByReferral(rewards).get(referral.id)
  const counted = { type: 'referral.counted', participantId: referral.advocate_id, friendId: referral.id } as const
  await appendChanges(tx, programId, [{ ...counted, ...amounts, dueAt: availableAt }], now)
  const transfers = [...back, ...rewards.flatMap((reward) => awardOf(reward, from, state))]
  const beside = {
    friends: [{ participantId: referral.advocate_id, friendId: referral.id, counted: 1 }],
    // A friend whom a review reversed was referred by the signup.
    tallies: grants ? decidedAgain(`refused:${referral.reason}`) : [],
  }
  if (from === 'reserved') await applyTransfers(tx, programId, transfers, now, beside)
  else await spendBudget(tx, programId, standing, transfers, budgetShort, beside)
}

export function pairOf({ id: friendId, advocate_id: advocateId }: Awarded) {
  return { advocateId, friendId }
}

async function grantFirst(tx: Tx, programId: number, rewards: NewReward[]): Promise<Reward[]> {
  await insertRewards(tx, programId, rewards)
  return rewards
}

async function grantAgain(
  tx: Tx,
  programId: number,
  referralId: string,
  { state, availableAt }: Pick<NewReward, 'state' | 'availableAt'>,
): Promise<Reward[]> {
  await tx`
    update rewards set state = ${state}, available_at = ${availableAt}, withheld = false, regranted = true
    where program_id = ${programId} and referral_id = ${referralId} and state = 'reversed' and not regranted`
  return readRewards(tx, programId, [referralId])
}

function budgetShort(state: ProgramState): AppError {
  if (state === 'settled') return programSettled()
  return new AppError('budget_short', 'The budget does not cover this reward. Fund the program and count it again.')
}

/** A settlement is final: the money is owed to people, and no budget is left. */
export function programSettled(): AppError {
  return new AppError('program_state_conflict', 'The program is settled: its decisions are final.')
}
