/**
 * An appeal: a friend who was refused, or confirmed as abuse in a review, objects, once per referral. Until a person answers, its sum is taken out of the budget,
 * so that the money of a justified appeal is not promised to others.
 */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { AppealsRow, ReferralState } from '../../db/rows.js'
import { AppError, must } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { lockBooks } from '../ledger/books.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { worthOf } from '../standing/worth.js'
import { notCountable, readAfterReview } from '../rewards/reversed-by-review.js'
import { collectableGrants, sumOfGrants } from '../rewards/collectable.js'
import { refuseImpossible } from '../rewards/impossible.js'
import { lockPair } from '../rewards/reverse.js'
import { spendBudget } from '../rewards/spend.js'

export const appealSchema = z.strictObject({
  text: field.text(1000).nullish().describe('The words of the friend'),
})

export type Appeal = Omit<AppealsRow, 'program_id'>

interface Refused {
  readonly state: ReferralState
  readonly advocate_id: string
  readonly version: number
}

/**
 * Repeating returns the existing appeal.
 * @throws AppError `referral_not_found`, `referral_state_conflict`, `program_state_conflict`, `overloaded`
 */
export async function openAppeal(
  context: Context,
  program: Program,
  referralId: string,
  input: z.output<typeof appealSchema>,
): Promise<{ appeal: Appeal; created: boolean }> {
  return inProgram(context, program, async (tx, standing) => {
    if ((await lockPair(tx, program.id, referralId)) === undefined) throw referralNotFound()
    const known = await findAppeal(tx, program.id, { referralId })
    if (known !== undefined) return { appeal: known, created: false }
    const referral = await readRefused(tx, program.id, referralId)
    await refuseOtherStates(tx, program.id, referralId, referral)
    const pair = { friendId: referralId, advocateId: referral.advocate_id }
    await refuseImpossible(tx, program.id, pair)
    const { terms } = standing.versions.get(referral.version)
    const wantedMinor =
      referral.state === 'refused'
        ? sumOfGrants(await collectableGrants(tx, program.id, terms, pair))
        : worthOf(terms).totalMinor
    return {
      appeal: await insertAppeal(tx, program.id, { standing, referral, referralId, wantedMinor, input }),
      created: true,
    }
  })
}

async function refuseOtherStates(tx: Tx, programId: number, id: string, { state }: Refused): Promise<void> {
  if (state === 'refused') return
  const after = state === 'reversed' ? await readAfterReview(tx, programId, id) : 'unconfirmed'
  if (after === 'countable') return
  const why = state === 'reversed' ? notCountable[after] : `This referral is ${state}: there is no refusal to answer.`
  throw new AppError('referral_state_conflict', why)
}

interface Opening {
  readonly standing: Standing
  readonly referral: Refused
  readonly referralId: string
  /** What counting the referral would grant. */
  readonly wantedMinor: bigint
  readonly input: z.output<typeof appealSchema>
}

/** The books are locked while the appeal is written: its reservation is certain, and a settled program accepts none. */
async function insertAppeal(tx: Tx, programId: number, opening: Opening): Promise<Appeal> {
  const { standing, referral, referralId, wantedMinor, input } = opening
  const books = await lockBooks(tx, programId)
  if (books.state === 'settled') {
    throw new AppError('program_state_conflict', 'The program is settled: no budget is left to count this from.')
  }
  const reservedMinor = books.budgetMinor >= wantedMinor ? wantedMinor : 0n
  const id = newId()
  await tx`
    insert into appeals (program_id, id, referral_id, state, text, reserved_minor, opened_at)
    values (${programId}, ${id}, ${referralId}, 'open', ${input.text ?? null}, ${reservedMinor.toString()}::bigint,
      ${standing.now})`
  const change = { type: 'appeal.opened', participantId: referral.advocate_id, friendId: referralId } as const
  const detail = { appeal: toWire('apl', id), reservedMinor: Number(reservedMinor) }
  await appendChanges(tx, programId, [{ ...change, detail }], standing.now)
  if (reservedMinor > 0n) await reserve(tx, programId, standing, id, reservedMinor)
  return must(await findAppeal(tx, programId, { referralId }), 'the appeal that was opened')
}

/** The caller has locked the books and checked that the budget covers it. */
async function reserve(tx: Tx, programId: number, standing: Standing, id: string, amountMinor: bigint): Promise<void> {
  const move = { participantId: null, from: 'budget', to: 'reserved', amountMinor } as const
  const transfers = [{ ...move, causeKind: 'appeal', causeId: id, step: 'reserve' } as const]
  await spendBudget(tx, programId, standing, transfers, () => new Error('books that are held were changed'))
}

/** @param by its own id, or that of its referral */
export async function findAppeal(
  tx: Tx,
  programId: number,
  by: { readonly id: string } | { readonly referralId: string },
): Promise<Appeal | undefined> {
  const [row] = await tx<Appeal[]>`
    select id, referral_id, state, text, reserved_minor, opened_at, answer, answered_by, answered_at
    from appeals
    where program_id = ${programId} and ${'id' in by ? tx`id = ${by.id}` : tx`referral_id = ${by.referralId}`}`
  return row
}

async function readRefused(tx: Tx, programId: number, referralId: string): Promise<Refused> {
  const [row] = await tx<Refused[]>`
    select state, advocate_id, version from referrals where program_id = ${programId} and id = ${referralId}`
  if (row === undefined) throw referralNotFound()
  return row
}

function referralNotFound(): AppError {
  return new AppError('referral_not_found', 'This program has no referral of this id.')
}
