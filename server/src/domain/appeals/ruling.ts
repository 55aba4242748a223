/**
 * An operator's ruling on a referral: reversed, or counted after a refusal or a review. Each is stored with its reason and
 * operator. Repeating a ruling is harmless.
 */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { DecisionReason, ReferralsRow, Ruling } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { givenBack, upholdAppeal } from './answer.js'
import { award, pairOf, programSettled, type Awarded } from './award.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { lockBooks } from '../ledger/books.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { worthOf } from '../standing/worth.js'
import { refusalReasonSchema } from '../reasons/signup-reasons.js'
import { notCountable, readAfterReview } from '../rewards/reversed-by-review.js'
import { collectableGrants, sumOfGrants } from '../rewards/collectable.js'
import { refuseImpossible } from '../rewards/impossible.js'
import { lockPair, reverseHeldPair } from '../rewards/reverse.js'
import { readRewards, type Reward } from '../rewards/move.js'

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

interface Bench {
  readonly tx: Tx
  readonly program: Program
  readonly standing: Standing
  readonly referral: Awarded
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
 * Grants a referral that was refused, or reversed by a review, what was promised when the friend came: reserved and
 * awarded in one transaction. The reward of an erased account is not granted.
 * @throws AppError `referral_not_found`, `referral_state_conflict`, `budget_short`, `program_state_conflict`
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
    await refuseUncountable(tx, program.id, referral)
    await refuseImpossible(tx, program.id, pairOf(referral))
    const { terms } = standing.versions.get(referral.version)
    const isFirst = referral.state === 'refused'
    const grants = isFirst ? await collectableGrants(tx, program.id, terms, pairOf(referral)) : null
    const at = standing.now
    await insertRuling(tx, program.id, { referralId, ruling: 'count', input, ruledBy, at })
    const appeal = await upholdAppeal(tx, program.id, referralId, { text: input.reason, by: ruledBy, at })
    const neededMinor = grants === null ? worthOf(terms).totalMinor : sumOfGrants(grants)
    // An advocate who was erased and came back since is granted more than the appeal keeps.
    const from = appeal?.reserved_minor === neededMinor ? 'reserved' : 'budget'
    const back = appeal === undefined || from === 'reserved' ? [] : givenBack(appeal)
    await award(tx, program.id, { standing, referral, grants, from, back })
  })
}

/** @throws AppError `referral_state_conflict` */
async function refuseUncountable(tx: Tx, programId: number, { id, state }: Awarded): Promise<void> {
  if (state === 'refused') return
  const after = state === 'reversed' ? await readAfterReview(tx, programId, id) : 'unconfirmed'
  if (after === 'countable') return
  const why = state === 'reversed' ? notCountable[after] : `This referral is ${state}.`
  throw new AppError(
    'referral_state_conflict',
    `${why} Only a referral that was refused, or reversed by a review, can be counted.`,
  )
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
  if ((await lockBooks(tx, programId)).state === 'settled') throw programSettled()
}

async function readReferral(tx: Tx, programId: number, id: string): Promise<Awarded> {
  const [row] = await tx<Awarded[]>`
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
