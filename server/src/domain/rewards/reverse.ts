/**
 * Reverses a referral: its rewards return to the budget as far as the money is there. Money that left for a wallet is
 * not taken from other earnings: it is recorded as a shortfall, and is the program's loss until it comes back.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { DecisionReason, ReferralState } from '../../db/rows.js'
import { appendChanges, type NewChange } from '../changes/append.js'
import type { Transfer } from '../ledger/transfer.js'
import { lockParticipants } from '../person/lock.js'
import { causeOf, moveRewards, rewardChange, type Reward } from './move.js'
import { lossTallies, recordShortfalls } from './shortfalls.js'
import { applyTransfers } from '../ledger/apply.js'

/** The money of a reversal. */
export interface Reversal {
  readonly reversedMinor: bigint
  /** Granted, and cashed out before the reversal. */
  readonly lossMinor: bigint
}

/**
 * Locks the advocate and the friend of a referral. @returns the advocate, or undefined if there is no such referral.
 */
export async function lockPair(tx: Tx, programId: number, referralId: string): Promise<string | undefined> {
  return (await lockPairs(tx, programId, [referralId])).get(referralId)
}

/** Locks the advocates and friends of referrals, all in one order. @returns the advocate of each existing one. */
export async function lockPairs(
  tx: Tx,
  programId: number,
  referralIds: readonly string[],
): Promise<Map<string, string>> {
  if (referralIds.length === 0) return new Map()
  const pairs = await tx<{ id: string; advocate_id: string }[]>`
    select id, advocate_id from referrals
    where program_id = ${programId} and id = any(${arrayText([...referralIds])}::uuid[])`
  await lockParticipants(
    tx,
    programId,
    pairs.flatMap((pair) => [pair.id, pair.advocate_id]),
  )
  return new Map(pairs.map((pair) => [pair.id, pair.advocate_id]))
}

interface Reversing {
  readonly referralId: string
  readonly advocateId: string
  readonly rewards: readonly Reward[]
  /** Null keeps the referral's reason. */
  readonly reason: DecisionReason | null
  readonly at: Date
}

/**
 * The caller has locked the pair (`lockPair`) and has read the rewards since.
 * @returns undefined if there is nothing to reverse: refused, lapsed or reversed before.
 */
export async function reverseHeldPair(tx: Tx, programId: number, reversing: Reversing): Promise<Reversal | undefined> {
  const { referralId, advocateId, rewards, reason, at } = reversing
  const [referral] = await tx<{ state: ReferralState }[]>`
    select state from referrals where program_id = ${programId} and id = ${referralId}`
  const state = referral?.state
  if (state !== 'pending' && state !== 'review' && state !== 'counted') return undefined
  await tx`
    update referrals set state = 'reversed', reason = coalesce(${reason}::decision_reason, reason)
    where program_id = ${programId} and id = ${referralId} and state = ${state}`
  const moved = await moveRewards(tx, programId, rewards, 'reversed', null)
  const transfers = await reversalsOf(tx, programId, moved)
  const shortfalls = shortfallsOf(moved, transfers)
  await recordShortfalls(tx, programId, shortfalls, at)
  await appendChanges(tx, programId, reversalChanges(reversing, moved, transfers), at)
  const lossMinor = sumOf(shortfalls)
  const friends = [{ participantId: advocateId, friendId: referralId, [state]: -1 }]
  await applyTransfers(tx, programId, transfers, at, { friends, tallies: lossTallies(lossMinor) })
  return { reversedMinor: sumOf(transfers), lossMinor }
}

/** For each reward the part that its transfer did not take back. */
function shortfallsOf(rewards: readonly Reward[], transfers: readonly Transfer[]) {
  const takenBack = new Map(transfers.map(({ causeId, amountMinor }) => [causeId, amountMinor]))
  return rewards.flatMap(({ id: rewardId, participantId, amountMinor: grantedMinor }) => {
    const amountMinor = grantedMinor - (takenBack.get(rewardId) ?? 0n)
    return amountMinor === 0n ? [] : [{ rewardId, participantId, amountMinor }]
  })
}

/** Each owner is told what was taken back, which is less than the reward if money had left. */
function reversalChanges(
  { referralId, advocateId, reason }: Reversing,
  rewards: readonly Reward[],
  transfers: readonly Transfer[],
): NewChange[] {
  const takenBack = new Map(transfers.map(({ causeId, amountMinor }) => [causeId, amountMinor]))
  return [
    { type: 'referral.reversed', participantId: advocateId, friendId: referralId, reason },
    ...rewards.map((reward) => {
      const change = rewardChange('reward.reversed', reward)
      const amountMinor = takenBack.get(reward.id) ?? 0n
      const lossMinor = Number(reward.amountMinor - amountMinor)
      return { ...change, amountMinor, reason, detail: { ...change.detail, ...(lossMinor > 0 && { lossMinor }) } }
    }),
  ]
}

/** One transfer per reward, of the money that is still there. */
async function reversalsOf(tx: Tx, programId: number, rewards: readonly Reward[]): Promise<Transfer[]> {
  const available = await readAvailable(tx, programId, rewards)
  return rewards.flatMap((reward): Transfer[] => {
    const cause = causeOf(reward)
    if (reward.state === 'reserved')
      return [{ ...cause, participantId: null, from: 'reserved', to: 'budget', step: 'reverse' }]
    if (reward.state === 'held') return [{ ...cause, from: 'held', to: 'budget', step: 'reverse' }]
    const thereMinor = available.get(reward.participantId) ?? 0n
    const amountMinor = thereMinor < reward.amountMinor ? thereMinor : reward.amountMinor
    return amountMinor === 0n ? [] : [{ ...cause, amountMinor, from: 'available', to: 'budget', step: 'reverse' }]
  })
}

async function readAvailable(tx: Tx, programId: number, rewards: readonly Reward[]): Promise<Map<string, bigint>> {
  const ids = rewards.map(({ participantId }) => participantId)
  const rows = await tx<{ id: string; available_minor: bigint }[]>`
    select id, available_minor from participants where program_id = ${programId} and id = any(${ids}::uuid[])`
  return new Map(rows.map((row) => [row.id, row.available_minor]))
}

function sumOf(amounts: readonly { readonly amountMinor: bigint }[]): bigint {
  return amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
}
