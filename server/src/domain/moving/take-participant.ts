/**
 * Takes one person over from another system: joins them, gives them the code they had, and grants what they were owed from
 * the budget. One transaction, so a person is taken as a whole or not at all, and taking them again changes nothing.
 */
import type { Tx } from '../../db/connect.js'
import { AppError, must } from '../../errors.js'
import { toWire } from '../../ids.js'
import { readChosenCode, type ChosenCode } from '../../readers/chosen-code.js'
import type { Transfer } from '../ledger/transfer.js'
import { addCodeIn } from '../participants/choose-code.js'
import { joinIn, readJoin, type ReadJoin } from '../participants/join.js'
import { digestOfChosen } from '../person/chosen-code.js'
import { lockParticipants } from '../person/lock.js'
import { spendBudget } from '../rewards/spend.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { recordChange } from '../standing/audit-record.js'
import type { Mapping, MovedPerson } from './mapping.js'
import { orRefused, orUndone, Refusal, type Outcome } from './outcome.js'

/** Also for a dry run, which adds up what it would have granted. */
export function budgetShort(): Refusal {
  return new Refusal('budget_short', 'The budget does not cover this balance: fund the program, and import again.')
}

export interface Taking {
  readonly dryRun: boolean
  readonly unfitCode: Mapping['unfitCode']
}

export async function takeParticipant(
  context: Context,
  program: Program,
  person: MovedPerson & { readonly userId: string },
  { dryRun, unfitCode }: Taking,
): Promise<Outcome> {
  return orRefused(async () => {
    const { userId, code, owedMinor, ...input } = person
    const read = readJoin(context, program, userId, input)
    return orUndone<Outcome>(dryRun, (done) =>
      inProgram(context, program, async (tx, standing) => {
        const known = await isJoined(tx, program.id, userId)
        // What the app reported since is newer than the file.
        const { id, joined } = await joinIn(tx, program.id, standing, known ? { ...read, input: {} } : read)
        await lockParticipants(tx, program.id, [id])
        const given = await giveCode(tx, context, program, standing, { id, code, unfitCode })
        const transfer = await open(tx, program, standing, id, owedMinor)
        if (transfer !== undefined) await grant(tx, context, program, standing, transfer)
        const leftOut = typeof given === 'object' ? given.leftOut : undefined
        const isNew = joined || given === 'added' || transfer !== undefined
        return done({ result: isNew ? 'taken' : 'already_there', ...(leftOut === undefined ? {} : { leftOut }) })
      }),
    )
  })
}

async function isJoined(tx: Tx, programId: number, userId: ReadJoin['userId']): Promise<boolean> {
  const [row] = await tx`
    select from participants where program_id = ${programId} and user_id = ${userId} and code is not null`
  return row !== undefined
}

type Given = 'added' | 'none' | { readonly leftOut: string }

interface Giving {
  readonly id: string
  readonly code: string
  readonly unfitCode: Mapping['unfitCode']
}

async function giveCode(
  tx: Tx,
  context: Context,
  program: Program,
  { inForce, now }: Standing,
  { id, code, unfitCode }: Giving,
): Promise<Given> {
  if (code === '') return 'none'
  try {
    const chosen = readable(code)
    const adding = { id, chosen, digest: digestOfChosen(context, program, chosen), at: now }
    return (await addCodeIn(tx, program, inForce.terms, adding)) ? 'added' : 'none'
  } catch (error) {
    // Each is thrown before or without an error of the database: the transaction goes on.
    if (unfitCode === 'refuse' || !(error instanceof AppError || error instanceof Refusal)) throw error
    return { leftOut: error instanceof AppError ? error.code : error.reason }
  }
}

/** @throws Refusal */
function readable(code: string): ChosenCode {
  const chosen = readChosenCode(code)
  if (chosen !== undefined) return chosen
  throw new Refusal(
    'code_unreadable',
    'A code has 3 to 20 Latin or Bengali letters and digits, with two letters or more.',
  )
}

/**
 * The participant is locked, so nobody else opens this balance meanwhile.
 * @returns the transfer that is to be granted; undefined if nothing is owed or it was granted before
 */
async function open(
  tx: Tx,
  program: Program,
  { books }: Standing,
  id: string,
  owedMinor: bigint,
): Promise<Transfer | undefined> {
  if (owedMinor === 0n) return undefined
  const [row] = await tx<{ opening_minor: bigint }[]>`
    select opening_minor from participants where program_id = ${program.id} and id = ${id}`
  const { opening_minor: before } = must(row, 'a participant that joined')
  if (before === owedMinor) return undefined
  if (before !== 0n) {
    throw new Refusal('opening_differs', 'This person was granted another opening balance before. It is granted once.')
  }
  if (!['scheduled', 'live', 'paused'].includes(books.state)) {
    throw new Refusal(
      'program_not_open',
      `The program is ${books.state}: balances are taken over after its launch and before its close.`,
    )
  }
  return {
    participantId: id,
    from: 'budget',
    to: 'available',
    amountMinor: owedMinor,
    causeKind: 'import',
    causeId: id,
    step: 'open',
  }
}

/** Last, as every verb that spends. */
async function grant(
  tx: Tx,
  context: Context,
  program: Program,
  standing: Standing,
  transfer: Transfer,
): Promise<void> {
  const { causeId: id, amountMinor } = transfer
  await tx`
    update participants set opening_minor = ${amountMinor.toString()}::bigint
    where program_id = ${program.id} and id = ${id}`
  await recordChange(context, tx, program.id, { subject: toWire('par', id), after: { openingMinor: amountMinor } })
  await spendBudget(tx, program.id, standing, [transfer], budgetShort)
}
