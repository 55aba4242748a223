/** Money set aside for a program. Its reference identifies it: the same one, in any spelling, is the same money. */
import * as z from 'zod'
import type { Sql, Tx } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import { AppError, assert, must } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import { amountMinorPositive, textOrEmpty } from '../../schema.js'
import { readReference } from '../../readers/reference.js'
import { recordChange } from '../standing/audit-record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { applyTransfers } from '../ledger/apply.js'
import type { Transfer } from '../ledger/transfer.js'
import { holdAuthority, requireSecondPerson } from '../operators/authority.js'
import type { Program, Standing } from '../standing/find.js'
import { holdingBooks } from '../standing/in-program.js'

export const fundingSchema = z.strictObject({
  amountMinor: amountMinorPositive,
  reference: textOrEmpty(200)
    .min(1)
    .refine((written) => written === '' || readReference(written) !== undefined, 'must not be blank')
    .describe('Names the money, once: blanks, case and invisible characters make no other reference'),
})

export interface Funding {
  readonly id: string
  readonly reference: string
  readonly amountMinor: bigint
  /** `waiting`: another person must confirm it first, and nothing was moved. */
  readonly state: 'waiting' | 'funded' | 'withdrawn'
  /** Undefined if one person was enough. */
  readonly askedBy: string | null
  readonly askedAt: Date | null
  readonly decidedBy: string | null
  /** Null until the money is set aside. */
  readonly fundedAt: Date | null
}

type Input = z.output<typeof fundingSchema>

/** @throws AppError `funding_reference_reused`, `program_state_conflict`, `request_invalid` */
export async function fundProgram(
  context: Context,
  program: Program,
  input: Input,
): Promise<{ funding: Funding; created: boolean }> {
  return holdingBooks(context, program, async (tx, standing) => {
    const known = await findByReference(tx, program.id, referenceOf(input).key)
    if (known !== undefined) return { funding: sameFunding(known, input.amountMinor), created: false }
    refuseSettled(standing)
    if (isTooMuch(standing, input.amountMinor)) throw tooMuch()
    const id = newId()
    if (standing.inForce.terms.secondPerson.funding) await ask(context, tx, program, id, input, standing.now)
    else await setAside(context, tx, program, id, input, standing)
    return { funding: must(await findById(tx, program.id, id), 'the funding just written'), created: true }
  })
}

/**
 * Repeating is harmless.
 * @throws AppError `funding_not_found`, `funding_state_conflict`, `program_state_conflict`, `second_person_needed`
 */
export async function confirmFunding(context: Context, program: Program, id: string, by: string): Promise<Funding> {
  return holdingBooks(context, program, async (tx, standing) => {
    const waiting = await findById(tx, program.id, id)
    if (waiting === undefined) throw notFound()
    if (waiting.state === 'funded') return waiting
    if (waiting.state === 'withdrawn') throw withdrawn()
    refuseSettled(standing)
    if (isTooMuch(standing, waiting.amountMinor)) {
      throw new AppError('funding_state_conflict', `${tooMuchSays} Withdraw this one.`)
    }
    const two = { askedBy: must(waiting.askedBy, 'who asked'), by, needed: 'fundings:write' } as const
    await requireSecondPerson(tx, program.id, { ...two, nowMs: context.clock.nowMs() })
    await decide(tx, program.id, id, 'confirmed', by, standing.now)
    await setAside(context, tx, program, id, waiting, standing)
    return must(await findById(tx, program.id, id), 'the funding just confirmed')
  })
}

/** Repeating is harmless. @throws AppError `funding_not_found`, `funding_state_conflict` */
export async function withdrawFunding(context: Context, program: Program, id: string, by: string): Promise<Funding> {
  return holdingBooks(context, program, async (tx, { now }) => {
    const waiting = await findById(tx, program.id, id)
    if (waiting === undefined) throw notFound()
    if (waiting.state === 'withdrawn') return waiting
    if (waiting.state === 'funded') {
      throw new AppError('funding_state_conflict', 'This money is set aside: it can no longer be withdrawn.')
    }
    await decide(tx, program.id, id, 'withdrawn', by, now)
    const { reference, amountMinor } = waiting
    await recordChange(context, tx, program.id, { subject: toWire('fnd', id), before: { reference, amountMinor } })
    return must(await findById(tx, program.id, id), 'the funding just withdrawn')
  })
}

/** During a close an appeal may need more than is left; the rest is returned. @throws AppError `program_state_conflict` */
function refuseSettled({ books }: Standing): void {
  if (books.state !== 'settled') return
  throw new AppError('program_state_conflict', 'The program is settled: it takes no more money.')
}

/** No balance is above what was funded, so each is exact as a number of JSON. */
function isTooMuch({ books }: Standing, amountMinor: bigint): boolean {
  return -books.fundingMinor + amountMinor > BigInt(Number.MAX_SAFE_INTEGER)
}

const tooMuchSays = `All fundings of a program are ${Number.MAX_SAFE_INTEGER} (minor units) at most.`

function tooMuch(): AppError {
  return new AppError('request_invalid', tooMuchSays, {
    fields: [{ path: 'amountMinor', message: 'is more than this program can take' }],
  })
}

async function ask(context: Context, tx: Tx, program: Program, id: string, input: Input, at: Date): Promise<void> {
  const askedBy = must(context.cause, 'somebody asks').by
  const { person } = await holdAuthority(tx, program.id, askedBy, 'fundings:write', context.clock.nowMs())
  const { shown, key } = referenceOf(input)
  await tx`
    insert into funding_requests
      (program_id, id, reference, reference_key, amount_minor, state, asked_by, asked_person, asked_at)
    values (${program.id}, ${id}, ${shown}, ${key}, ${input.amountMinor.toString()}::bigint, 'waiting', ${askedBy},
      ${person}, ${at})`
  const after = { ...input, reference: shown, state: 'waiting' }
  await recordChange(context, tx, program.id, { subject: toWire('fnd', id), after })
}

async function decide(
  tx: Tx,
  programId: number,
  id: string,
  state: 'confirmed' | 'withdrawn',
  by: string,
  at: Date,
): Promise<void> {
  const decided = await tx`
    update funding_requests set state = ${state}, decided_by = ${by}, decided_at = ${at}
    where program_id = ${programId} and id = ${id} and state = 'waiting'`
  assert(decided.count === 1, 'a funding that waits, under the books')
}

async function setAside(
  context: Context,
  tx: Tx,
  program: Program,
  id: string,
  input: Input,
  { books, now }: Standing,
): Promise<void> {
  const { amountMinor } = input
  const { shown: reference, key } = referenceOf(input)
  await tx`
    insert into fundings (program_id, id, reference, reference_key, amount_minor, funded_at)
    values (${program.id}, ${id}, ${reference}, ${key}, ${amountMinor.toString()}::bigint, ${now})`
  const cause = { participantId: null, causeKind: 'funding', causeId: id } as const
  const transfer: Transfer = { ...cause, from: 'funding', to: 'budget', amountMinor, step: 'fund' }
  const budgetMinor = books.budgetMinor + amountMinor
  await recordChange(context, tx, program.id, {
    subject: toWire('fnd', id),
    before: { budgetMinor: books.budgetMinor },
    after: { reference, amountMinor, budgetMinor },
  })
  const detail = { reference, budgetMinor: Number(budgetMinor) }
  await appendChanges(tx, program.id, [{ type: 'budget.funded', amountMinor, detail }], now)
  await applyTransfers(tx, program.id, [transfer], now)
}

/** Newest first. */
export async function listFundings(
  sql: Sql,
  programId: number,
  state: Funding['state'] | undefined,
  { limit, after }: Page<string>,
): Promise<Funding[]> {
  return sql<Funding[]>`
    ${allFundings(sql, programId)}
    where true
      ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by id desc
    limit ${limit}`
}

async function findById(tx: Tx, programId: number, id: string): Promise<Funding | undefined> {
  const [row] = await tx<Funding[]>`${allFundings(tx, programId)} where id = ${id}`
  return row
}

async function findByReference(tx: Tx, programId: number, key: string): Promise<Funding | undefined> {
  const [row] = await tx<Funding[]>`
    ${allFundings(tx, programId)} where "referenceKey" = ${key} and state <> 'withdrawn'`
  return row
}

/** Fundings, and open or withdrawn requests. */
function allFundings(sql: Sql | Tx, programId: number) {
  return sql`
    select id, reference, "amountMinor", state, "askedBy", "askedAt", "decidedBy", "fundedAt"
    from (
      select f.id, f.reference, f.reference_key as "referenceKey", f.amount_minor as "amountMinor", 'funded' as state, r.asked_by as "askedBy",
        r.asked_at as "askedAt", r.decided_by as "decidedBy", f.funded_at as "fundedAt"
      from fundings f
      left join funding_requests r on r.program_id = ${programId} and r.id = f.id
      where f.program_id = ${programId}
      union all
      select id, reference, reference_key, amount_minor, state::text, asked_by, asked_at, decided_by, null
      from funding_requests
      where program_id = ${programId} and state <> 'confirmed'
    ) as known`
}

function referenceOf({ reference }: Pick<Input, 'reference'>) {
  return must(readReference(reference), 'a reference that was read before')
}

function sameFunding(funding: Funding, amountMinor: bigint): Funding {
  if (funding.amountMinor === amountMinor) return funding
  throw new AppError('funding_reference_reused', 'This reference was used for another amount. Use a new reference.')
}

function notFound(): AppError {
  return new AppError('funding_not_found', 'This program has no funding of this id.')
}

function withdrawn(): AppError {
  return new AppError('funding_state_conflict', 'This funding was withdrawn. Ask for it anew.')
}
