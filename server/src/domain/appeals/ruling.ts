/**
 * An operator's ruling on a referral: reversed, or counted after a refusal. Each is stored with its reason and
 * operator. Repeating a ruling is harmless.
 */
import { z } from 'zod'
import type { Tx } from '../../db/connect.js'
import type { DecisionReason, ReferralsRow, Ruling } from '../../db/rows.js'
import { dayMs } from '../../clock.js'
import { AppError } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { upholdAppeal } from './answer.js'
import { recordChange } from '../standing/record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { lockBooks } from '../ledger/books.js'
import { decidedAgain } from '../ledger/tallies.js'
import { applyTransfers } from '../ledger/apply.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { refusalReasonSchema } from '../reasons/signup-reasons.js'
import { awardOf, grantsOf, insertRewards, rewardsOf } from '../rewards/grant.js'
import { refuseImpossible } from '../rewards/impossible.js'
import { lockPair, reverseHeldPair } from '../rewards/reverse.js'
import { spendBudget } from '../rewards/spend.js'
import { amountsByReferral, readRewards, type Reward } from '../rewards/move.js'

export const rulingSchema = z.strictObject({
  reason: field.text(1000).describe('Why, in words, for the record'),
  code: refusalReasonSchema.nullish().describe('One of the published reasons, for the person it happens to'),
})

export interface RuledReferral {
  readonly id: string
  readonly state: ReferralsRow['state']
  readonly reason: DecisionReason | null
  readonly rewards: readonly Reward[]
}

type Referral = Pick<ReferralsRow, 'id' | 'advocate_id' | 'state' | 'reason' | 'version'>

interface Bench {
  readonly tx: Tx
  readonly program: Program
  readonly standing: Standing
  readonly referral: Referral
}

/** @throws AppError `referral_not_found`, `referral_state_conflict` */
export async function reverseReferral(
  context: Context,
  program: Program,
  referralId: string,
  input: z.output<typeof rulingSchema>,
  ruledBy: string,
): Promise<RuledReferral> {
  return onReferral(context, program, referralId, input, async ({ tx, standing, referral }) => {
    if (referral.state === 'reversed') return
    const rewards = await readRewards(tx, program.id, [referralId])
    const at = standing.now
    const reversing = { referralId, advocateId: referral.advocate_id, rewards, reason: input.code ?? null, at }
    const reversal = await reverseHeldPair(tx, program.id, reversing)
    if (reversal === undefined) {
      throw new AppError('referral_state_conflict', `This referral is ${referral.state}: there is nothing to reverse.`)
    }
    await insertRuling(tx, program.id, { referralId, ruling: 'reverse', input, ruledBy, at })
  })
}

/**
 * Grants a refused referral what was promised when the friend came: reserved and awarded in one transaction.
 * @throws AppError `referral_not_found`, `referral_state_conflict`, `budget_short`
 */
export async function countReferral(
  context: Context,
  program: Program,
  referralId: string,
  input: z.output<typeof rulingSchema>,
  ruledBy: string,
): Promise<RuledReferral> {
  return onReferral(context, program, referralId, input, async (bench) => {
    const { tx, standing, referral } = bench
    if (referral.state === 'counted') return
    if (referral.state !== 'refused') {
      throw new AppError(
        'referral_state_conflict',
        `This referral is ${referral.state}: only a refused one can be counted.`,
      )
    }
    await refuseImpossible(tx, program.id, { friendId: referral.id, advocateId: referral.advocate_id })
    const at = standing.now
    await insertRuling(tx, program.id, { referralId, ruling: 'count', input, ruledBy, at })
    const appeal = await upholdAppeal(tx, program.id, referralId, { text: input.reason, by: ruledBy, at })
    await award(bench, (appeal?.reservedMinor ?? 0n) > 0n ? 'reserved' : 'budget')
  })
}

async function onReferral(
  context: Context,
  program: Program,
  referralId: string,
  input: z.output<typeof rulingSchema>,
  rule: (bench: Bench) => Promise<void>,
): Promise<RuledReferral> {
  return inProgram(context, program, async (tx, standing) => {
    const advocateId = await lockPair(tx, program.id, referralId)
    if (advocateId === undefined) throw new AppError('referral_not_found', 'This program has no referral of this id.')
    const referral = await readReferral(tx, program.id, referralId)
    await rule({ tx, program, standing, referral })
    const { state, reason } = await readReferral(tx, program.id, referralId)
    if (state !== referral.state) {
      await refuseSettled(tx, program.id)
      await recordChange(context, tx, program.id, {
        subject: toWire('ref', referralId),
        before: { state: referral.state, reason: referral.reason },
        after: { state, ...input },
      })
    }
    return { id: referralId, state, reason, rewards: await readRewards(tx, program.id, [referralId]) }
  })
}

/**
 * A settlement is final: the money of a settled program is owed to its people, and it has no budget to return to. The
 * books are locked for this check, because a ruling without money would not meet the close otherwise.
 * @throws AppError `program_state_conflict`
 */
async function refuseSettled(tx: Tx, programId: number): Promise<void> {
  if ((await lockBooks(tx, programId)).state === 'settled') {
    throw new AppError('program_state_conflict', 'The program is settled: its decisions are final.')
  }
}

async function readReferral(tx: Tx, programId: number, id: string): Promise<Referral> {
  const [row] = await tx<Referral[]>`
    select id, advocate_id, state, reason, version from referrals where program_id = ${programId} and id = ${id}`
  if (row === undefined) throw new AppError('referral_not_found', 'This program has no referral of this id.')
  return row
}

async function insertRuling(
  tx: Tx,
  programId: number,
  one: { referralId: string; ruling: Ruling; input: z.output<typeof rulingSchema>; ruledBy: string; at: Date },
): Promise<void> {
  await tx`
    insert into rulings (program_id, id, referral_id, ruling, reason, code, ruled_by, ruled_at)
    values (${programId}, ${newId()}, ${one.referralId}, ${one.ruling}, ${one.input.reason}, ${one.input.code ?? null},
      ${one.ruledBy}, ${one.at})`
}

/** @param from where the money is: an appeal keeps its sum reserved. @throws AppError `budget_short` */
async function award({ tx, program, standing, referral }: Bench, from: 'budget' | 'reserved'): Promise<void> {
  const { terms } = standing.versions.get(referral.version)
  const { now } = standing
  await tx`
    update referrals set state = 'counted', reason = null
    where program_id = ${program.id} and id = ${referral.id} and state = 'refused'`
  const state = terms.holdDays > 0 ? 'held' : 'available'
  const availableAt = new Date(now.getTime() + terms.holdDays * dayMs)
  const pair = { advocateId: referral.advocate_id, friendId: referral.id }
  const rewards = rewardsOf(grantsOf(terms), pair, { state, availableAt })
  await insertRewards(tx, program.id, rewards)
  const amounts = amountsByReferral(rewards).get(referral.id)
  const counted = { type: 'referral.counted', participantId: referral.advocate_id, friendId: referral.id } as const
  await appendChanges(tx, program.id, [{ ...counted, ...amounts, dueAt: availableAt }], now)
  const transfers = rewards.flatMap((reward) => awardOf(reward, from, state))
  const beside = {
    friends: [{ participantId: referral.advocate_id, counted: 1 }],
    tallies: decidedAgain(`refused:${referral.reason}`),
  }
  if (from === 'reserved') await applyTransfers(tx, program.id, transfers, now, beside)
  else await spendBudget(tx, program.id, standing, transfers, budgetShort, beside)
}

function budgetShort(): AppError {
  return new AppError('budget_short', 'The budget does not cover this reward. Fund the program and count it again.')
}
