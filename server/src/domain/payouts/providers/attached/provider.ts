/**
 * An attached provider behind the common interface: sending, asking and reading statements by the contract of
 * docs/payout-http.md.
 */
import {
  assertInTime,
  type CalledProvider,
  type PayoutOrder,
  type ProviderAnswer,
  type StatementLine,
  type Till,
} from '../../core/provider.js'
import type { Attachment } from './attachment.js'
import { callProvider, NoAnswerError } from './call.js'
import { balanceSchema, notFoundSchema, paymentSchema, statementSchema } from './contract.js'
import { beginRest, endRest } from './resting.js'
import { standingOf } from '../../../standing/find.js'

const paymentMsMax = 20_000
const paymentBytesMax = 16 * 1024
/** A page must arrive sooner than the limit for a line: see reconcile/statement.ts. */
const pageMsMax = 30_000
const pageBytesMax = 1024 * 1024
const pagesMax = 5000
const statementMsMax = 15 * 60_000
const balanceMsMax = 10_000

export function attachedProvider(attachment: Attachment): CalledProvider {
  const { provider: name, minimumMinor, maximumMinor, settlementWindowSeconds, state } = attachment
  return {
    name,
    delivery: 'call',
    detached: state === 'detached',
    limits: () => ({ minimumMinor, maximumMinor }),
    settlementWindowSeconds,
    send: (till, order, signal) => send(till, attachment, order, signal),
    query: (till, reference, signal) => query(till, attachment, reference, signal),
    statement: (till, from, to) => statement(till, attachment, from, to),
    balanceMinor: (till) => balanceMinor(till, attachment),
  }
}

async function send(
  till: Till,
  attachment: Attachment,
  order: PayoutOrder,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  assertInTime(till, order)
  const { program } = till
  const { reference, kind, account, bank, amountMinor, currency, deadline } = order
  const body = {
    reference,
    kind,
    account,
    bank,
    amountMinor: Number(amountMinor),
    currency,
    deadline: deadline.toISOString(),
    program: program.slug,
    mode: program.mode,
  }
  try {
    const answer = await callProvider(till, attachment, {
      method: 'POST',
      target: '/payments',
      body: JSON.stringify(body),
      timeoutMs: Math.min(paymentMsMax, deadline.getTime() - till.context.clock.nowMs()),
      answerBytesMax: paymentBytesMax,
      signal,
      read: (status, json) => paymentOf(reference, status, json),
    })
    if (attachment.unanswered > 0) await endRest(till, attachment)
    return answer
  } catch (error) {
    if (error instanceof NoAnswerError) await beginRest(till, attachment)
    throw error
  }
}

async function query(
  till: Till,
  attachment: Attachment,
  reference: string,
  signal: AbortSignal,
): Promise<ProviderAnswer | { readonly state: 'not_found' }> {
  return callProvider(till, attachment, {
    method: 'GET',
    target: `/payments/${reference}`,
    timeoutMs: paymentMsMax,
    answerBytesMax: paymentBytesMax,
    signal,
    read: (status, json) =>
      status === 404 ? ofReference(reference, notFoundSchema.parse(json)) : paymentOf(reference, status, json),
  })
}

function paymentOf(reference: string, status: number, json: unknown): ProviderAnswer {
  assertOk(status)
  return ofReference(reference, paymentSchema.parse(json))
}

function ofReference<T extends { readonly reference: string }>(reference: string, said: T): T {
  if (said.reference !== reference) throw new Error('it speaks of another payment')
  return said
}

function assertOk(status: number): void {
  if (status < 200 || status > 299) throw new Error('it is no success')
}

/** The provider uses real time; a test program's own time may be ahead, so the lines are shifted. */
async function* statement(till: Till, attachment: Attachment, from: Date, to: Date): AsyncIterable<StatementLine> {
  const { context, program } = till
  const { clockOffsetMs: aheadMs } = (await standingOf(context, program.id)).books
  const [fromMs, toMs] = [from.getTime() - aheadMs, to.getTime() - aheadMs]
  const untilMs = context.clock.nowMs() + statementMsMax
  let cursor: string | null = null
  for (let pages = 0; pages < pagesMax; pages++) {
    if (context.clock.nowMs() > untilMs) throw new Error('the statement takes too long')
    const { items, nextCursor } = await readPage(till, attachment, fromMs, toMs, cursor)
    for (const { at, ...line } of items) yield { ...line, at: new Date(at.getTime() + aheadMs) }
    if (nextCursor === null) return
    cursor = nextCursor
  }
  throw new Error('the statement does not end')
}

async function readPage(till: Till, attachment: Attachment, fromMs: number, toMs: number, cursor: string | null) {
  const asked = new URLSearchParams({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
  if (cursor !== null) asked.set('cursor', cursor)
  return callProvider(till, attachment, {
    method: 'GET',
    target: `/statement?${asked.toString()}`,
    timeoutMs: pageMsMax,
    answerBytesMax: pageBytesMax,
    read: (status, json) => {
      assertOk(status)
      const page = statementSchema.parse(json)
      const strays = page.items.filter(({ at }) => at.getTime() < fromMs || at.getTime() >= toMs)
      if (strays.length > 0 || page.nextCursor === (cursor ?? ''))
        throw new Error('it is no page of what was asked for')
      return page
    },
  })
}

async function balanceMinor(till: Till, attachment: Attachment): Promise<bigint | null> {
  return callProvider(till, attachment, {
    method: 'GET',
    target: '/balance',
    timeoutMs: balanceMsMax,
    answerBytesMax: paymentBytesMax,
    read: (status, json) => {
      assertOk(status)
      return balanceSchema.parse(json).balanceMinor
    },
  })
}
