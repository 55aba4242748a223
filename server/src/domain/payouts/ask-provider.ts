/**
 * Asks providers for the results of unanswered payouts, by the same reference, less and less often. Money comes back on
 * a definite "failed", or when the provider does not know the payment after so long that it can no longer appear. A
 * payout without an answer for a day is left to a person.
 */
import type { PayoutsRow } from '../../db/rows.js'
import { retryingTransaction } from '../../db/retry.js'
import { dayMs, hourMs } from '../../clock.js'
import { toWire } from '../../ids.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { openDifference } from './core/differences.js'
import { takeAbsence, takeNews } from './core/news.js'
import type { CalledProvider, ProviderAnswer, Till } from './core/provider.js'
import { providerNamed } from './providers/registry.js'
import { senderLimits } from './send.js'

export const askMax = 100
const abreast = 8
const askSecondsFirst = 10
const askSecondsMax = 3600
const personAfterMs = dayMs

type Asked = Pick<PayoutsRow, 'id' | 'provider' | 'state' | 'accepted'> & { sent_at: Date; now: Date }

/** @returns how many were due; fewer than `askMax` means no more. */
export async function askDue(context: Context, program: Program): Promise<number> {
  const due = await claimDue(context, program)
  const till: Till = { context, program }
  const waiting = [...due]
  const worker = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await ask(till, one)
  }
  await Promise.all(Array.from({ length: abreast }, worker))
  return due.length
}

/** Claimed by postponing the next question: if this process dies, another asks then. */
async function claimDue(context: Context, program: Program): Promise<Asked[]> {
  const { now } = await standingOf(context, program.id)
  const rows = await context.sql<Omit<Asked, 'now'>[]>`
    with due as materialized (
      select id from payouts
      where program_id = ${program.id} and state in ('sending', 'unknown') and ask_at <= ${now}
      order by ask_at
      limit ${askMax}
      for no key update skip locked)
    update payouts p
    set asked = p.asked + 1,
        ask_at = ${now}::timestamptz
          + make_interval(secs => least(${askSecondsFirst} * 2 ^ least(p.asked + 1, 20), ${askSecondsMax}))
    from due
    where p.program_id = ${program.id} and p.id = due.id
    returning p.id, p.provider, p.state, p.accepted, p.sent_at`
  return rows.map((row) => ({ ...row, now }))
}

async function ask(till: Till, asked: Asked): Promise<void> {
  const { context, program } = till
  const provider = await providerNamed(context.sql, program.id, asked.provider)
  const reference = toWire('pay', asked.id)
  const answer = provider?.delivery === 'call' ? await answerOf(till, provider, reference) : undefined
  const waitedMs = asked.now.getTime() - asked.sent_at.getTime()
  if (answer !== undefined && answer.state !== 'not_found') {
    const state = await takeNews(context, program, { ...answer, reference }, asked.provider)
    if (state !== 'sending' && state !== 'unknown') return
  } else if (answer?.state === 'not_found' && asked.accepted) {
    return handToPerson(context, program, asked, 'vanished')
  } else if (answer?.state === 'not_found' && provider !== undefined && waitedMs >= windowMs(provider)) {
    if (await takeAbsence(context, program, asked.id)) return
    return handToPerson(context, program, asked, 'vanished')
  }
  if (waitedMs >= personAfterMs) await handToPerson(context, program, asked, 'unsettled')
}

function windowMs({ settlementWindowSeconds }: { settlementWindowSeconds: number }): number {
  return Math.max(settlementWindowSeconds * 1000, hourMs)
}

/** Undefined: still no answer. */
async function answerOf(
  till: Till,
  provider: CalledProvider,
  reference: string,
): Promise<ProviderAnswer | { readonly state: 'not_found' } | undefined> {
  const signal = AbortSignal.timeout(senderLimits.callMs)
  const gaveUp = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)))
  const answered = provider.query(till, reference, signal).catch(() => undefined)
  return Promise.race([answered, gaveUp])
}

async function handToPerson(
  context: Context,
  program: Program,
  { id, provider, sent_at: sentAt, now }: Asked,
  kind: 'vanished' | 'unsettled',
): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    await tx`select id from payouts where program_id = ${program.id} and id = ${id} for no key update`
    const [row] = await tx<{ state: string }[]>`
      select state from payouts where program_id = ${program.id} and id = ${id}`
    if (row?.state !== 'sending' && row?.state !== 'unknown') return
    const found = { kind, subject: toWire('pay', id), payoutId: id, detail: { provider, sentAt: sentAt.toISOString() } }
    await openDifference(tx, program.id, found, now)
  })
}
