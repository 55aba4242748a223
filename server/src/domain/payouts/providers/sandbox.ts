/**
 * The provider of test programs: it has its own books and pays nobody. The account number selects its faults: 01999, a
 * digit, and any five more (a bank account that begins with 1999 and the digit).
 */
import type { Tx } from '../../../db/connect.js'
import type { SandboxPaymentsRow, SandboxState } from '../../../db/rows.js'
import { dayMs, minuteMs } from '../../../clock.js'
import { must } from '../../../errors.js'
import { newId } from '../../../ids.js'
import { openDifference } from '../core/differences.js'
import { takeNews } from '../core/news.js'
import {
  assertInTime,
  type CalledProvider,
  type PayoutOrder,
  type ProviderAnswer,
  type StatementLine,
  type Till,
} from '../core/provider.js'
import { inProgram } from '../../standing/in-program.js'
import { standingOf } from '../../standing/find.js'

type Fault =
  | 'refused'
  | 'timeout_before'
  | 'timeout_after'
  | 'told_twice'
  | 'told_early'
  | 'returned_late'
  | 'slow'
  | 'returned_first'

/** By the digit after 01999; any other pays at once. */
const faults: Readonly<Record<string, Fault>> = {
  1: 'refused',
  2: 'timeout_before',
  3: 'timeout_after',
  4: 'told_twice',
  5: 'told_early',
  6: 'returned_late',
  7: 'slow',
  8: 'returned_first',
}

const slowMs = minuteMs
const returnedAfterMs = dayMs
const tellMax = 200
const statementPage = 1000

/** The behaviour selected by the account number. Pure. */
export function faultOf(account: string): Fault | undefined {
  const digit = /^(?:\+8801999|1999)([0-9])/.exec(account)?.[1]
  return digit === undefined ? undefined : faults[digit]
}

const sandboxName = 'sandbox'

export const sandbox: CalledProvider = {
  name: sandboxName,
  delivery: 'call',
  settlementWindowSeconds: 600,
  limits: () => ({ minimumMinor: 1n, maximumMinor: 25_000_000n }),
  send,
  query,
  statement,
}

interface Call {
  readonly state: SandboxState
  readonly afterMs: number
}

/** The result of a booked payment, and the calls that follow. */
const courses: Readonly<
  Record<Exclude<Fault, 'timeout_before'> | 'well', { readonly state: SandboxState; readonly calls: readonly Call[] }>
> = {
  well: { state: 'paid', calls: [] },
  refused: { state: 'refused', calls: [] },
  timeout_after: { state: 'paid', calls: [] },
  told_twice: { state: 'paid', calls: [0, minuteMs].map((afterMs) => ({ state: 'paid', afterMs })) },
  told_early: { state: 'paid', calls: [{ state: 'accepted', afterMs: minuteMs }] },
  returned_late: { state: 'paid', calls: [{ state: 'returned', afterMs: returnedAfterMs }] },
  slow: { state: 'accepted', calls: [{ state: 'paid', afterMs: slowMs }] },
  returned_first: { state: 'returned', calls: (['returned', 'paid'] as const).map((state) => ({ state, afterMs: 0 })) },
}

async function send(till: Till, order: PayoutOrder): Promise<ProviderAnswer> {
  const fault = faultOf(order.account)
  if (fault === 'timeout_before') throw new Error('the sandbox timed out before it paid')
  const payment = await book(till, order, fault ?? 'well')
  if (fault === 'timeout_after' || fault === 'returned_first') throw new Error('the sandbox timed out after it paid')
  if (fault !== 'told_early') return answerOf(payment)
  await takeNews(till.context, till.program, { ...answerOf(payment), reference: order.reference }, sandboxName)
  return { state: 'accepted' }
}

/** Its own transaction, like a real provider's. A repeated reference is not paid again, and is reported. */
async function book(till: Till, order: PayoutOrder, course: keyof typeof courses): Promise<Payment> {
  const { context, program } = till
  return inProgram(context, program, async (tx, { now }) => {
    const { state, calls } = courses[course]
    const { reference } = order
    assertInTime(till, order)
    const inserted = await tx`
      insert into sandbox_payments
        (program_id, reference, provider_reference, amount_minor, state, code, received_at, due_at, paid_at, returned_at)
      values (${program.id}, ${reference}, ${`SBX${newId().replaceAll('-', '').slice(12).toUpperCase()}`},
        ${order.amountMinor.toString()}::bigint, ${state}, ${state === 'refused' ? 'account_unknown' : null}, ${now},
        ${state === 'accepted' ? new Date(now.getTime() + slowMs) : null},
        ${state === 'paid' || state === 'returned' ? now : null}, ${state === 'returned' ? now : null})
      on conflict (program_id, reference) do nothing`
    if (inserted.count === 0) {
      await openDifference(tx, program.id, { kind: 'sent_twice', subject: reference, payoutId: null, detail: {} }, now)
    } else {
      for (const call of calls) await owe(tx, program.id, reference, call, now)
    }
    return must(await readPayment(tx, program.id, reference), 'a payment that was booked')
  })
}

async function owe(tx: Tx, programId: number, reference: string, { state, afterMs }: Call, now: Date): Promise<void> {
  await tx`
    insert into sandbox_calls (program_id, id, reference, state, due_at)
    values (${programId}, ${newId()}, ${reference}, ${state}, ${new Date(now.getTime() + afterMs)})`
}

type Payment = Pick<SandboxPaymentsRow, 'reference' | 'provider_reference' | 'amount_minor' | 'state' | 'received_at'>

async function readPayment(sql: Till['context']['sql'] | Tx, programId: number, reference: string) {
  const [row] = await sql<Payment[]>`
    select reference, provider_reference, amount_minor, state, received_at
    from sandbox_payments where program_id = ${programId} and reference = ${reference}`
  return row
}

function answerOf({
  state,
  provider_reference: providerReference,
  amount_minor: amountMinor,
}: Payment): ProviderAnswer {
  if (state === 'accepted') return { state }
  if (state === 'paid') return { state, providerReference, amountMinor }
  if (state === 'returned') return { state, providerReference, code: 'account_blocked' }
  return { state: 'failed', code: 'account_unknown' }
}

async function query(till: Till, reference: string): Promise<ProviderAnswer | { readonly state: 'not_found' }> {
  await payAccepted(till)
  const payment = await readPayment(till.context.sql, till.program.id, reference)
  return payment === undefined ? { state: 'not_found' } : answerOf(payment)
}

async function payAccepted({ context, program }: Till): Promise<void> {
  const { now } = await standingOf(context, program.id)
  await context.sql`
    update sandbox_payments set state = 'paid', due_at = null, paid_at = due_at
    where program_id = ${program.id} and state = 'accepted' and due_at <= ${now}`
}

/**
 * Makes the due calls, each at least once: after a crash the next run repeats them.
 * @returns how many; fewer than `sandboxTellMax` means no more are due.
 */
export async function tellSandboxNews(till: Till): Promise<number> {
  const { context, program } = till
  await payAccepted(till)
  const { now } = await standingOf(context, program.id)
  const due = await context.sql<{ id: string; reference: string; state: SandboxState }[]>`
    select id, reference, state from sandbox_calls
    where program_id = ${program.id} and due_at <= ${now}
    order by due_at, id
    limit ${tellMax}`
  for (const { id, reference, state } of due) {
    const payment = must(await comeTo(till, reference, state), 'a payment that is told of')
    await takeNews(context, program, { ...answerOf({ ...payment, state }), reference }, sandboxName)
    await context.sql`delete from sandbox_calls where program_id = ${program.id} and id = ${id}`
  }
  return due.length
}

export const sandboxTellMax = tellMax

/** A late reversal happens when it is reported. */
async function comeTo(till: Till, reference: string, state: SandboxState): Promise<Payment | undefined> {
  const { context, program } = till
  if (state === 'returned') {
    const { now } = await standingOf(context, program.id)
    await context.sql`
      update sandbox_payments
      set state = 'returned', returned_at = ${now}
      where program_id = ${program.id} and reference = ${reference} and state = 'paid'`
  }
  return readPayment(context.sql, program.id, reference)
}

async function* statement(till: Till, from: Date, to: Date): AsyncIterable<StatementLine> {
  await payAccepted(till)
  yield* linesOf(till, 'paid', from, to)
  yield* linesOf(till, 'returned', from, to)
}

type Dated = Pick<SandboxPaymentsRow, 'reference' | 'provider_reference' | 'amount_minor'> & { at: Date }

async function* linesOf(
  { context: { sql }, program }: Till,
  state: StatementLine['state'],
  from: Date,
  to: Date,
): AsyncIterable<StatementLine> {
  const at = state === 'paid' ? sql`paid_at` : sql`returned_at`
  // Dates here have milliseconds only: calls at the same moment are ordered by reference.
  let after = { at: new Date(from.getTime() - 1), reference: '' }
  for (;;) {
    const page: readonly Dated[] = await sql<Dated[]>`
      select reference, provider_reference, amount_minor, ${at} as at
      from sandbox_payments
      where program_id = ${program.id} and ${at} >= ${from} and ${at} < ${to}
        and (${at}, reference) > (${after.at}, ${after.reference})
      order by ${at}, reference
      limit ${statementPage}`
    for (const { provider_reference: providerReference, amount_minor: amountMinor, ...rest } of page)
      yield { ...rest, providerReference, amountMinor, state }
    const last = page.at(-1)
    if (last === undefined || page.length < statementPage) return
    after = { at: last.at, reference: last.reference }
  }
}
