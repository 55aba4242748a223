/**
 * Sends approved payouts to providers that are called. Each is taken by one sender, and `sending` is committed before
 * the provider is called. An unanswered payout is unknown: the provider is asked (`ask-provider.ts`), and it is never sent
 * again.
 */
import { arrayText } from '../../db/array-text.js'
import type { PayoutsRow } from '../../db/rows.js'
import { must } from '../../errors.js'
import { toWire } from '../../ids.js'
import type { Context } from '../standing/context.js'
import { unsealFor } from '../person/sealed.js'
import { standingOf, type Program } from '../standing/find.js'
import { accountOfText } from './core/account.js'
import { takeNews } from './core/news.js'
import type { CalledProvider, PayoutOrder, ProviderAnswer, Till } from './core/provider.js'
import { calledProviders, providerNamed } from './providers/registry.js'

export interface SenderLimits {
  /** Real time, from taking a payout until nobody sends it any more. */
  readonly deadlineMs: number
  /** For the provider's answer; shorter than the deadline. */
  readonly callMs: number
  /** Concurrent payouts. */
  readonly abreast: number
}

export const senderLimits: SenderLimits = { deadlineMs: 30_000, callMs: 20_000, abreast: 8 }

/** Asked soon after an unanswered order; then less and less often. */
const firstAskSeconds = 10

type Taken = Pick<PayoutsRow, 'id' | 'participant_id' | 'amount_minor' | 'account' | 'provider'> & { deadline_at: Date }

/** Sends until nothing is left, at most `sendMax`. @returns how many it sent. */
export async function sendDue(
  context: Context,
  program: Program,
  sendMax: number,
  limits: SenderLimits = senderLimits,
): Promise<number> {
  const till: Till = { context, program }
  let sent = 0
  const next = async () => {
    if (sent >= sendMax) return undefined
    sent += 1
    const payout = await take(till, limits)
    if (payout === undefined) sent -= 1
    return payout
  }
  const sender = async (first?: Taken) => {
    for (let payout = first ?? (await next()); payout !== undefined; payout = await next()) {
      await sendOne(till, payout, limits)
    }
  }
  // Mostly nothing is due, and one connection is enough to see that.
  const first = await next()
  if (first === undefined) return 0
  await Promise.all([sender(first), ...Array.from({ length: limits.abreast - 1 }, () => sender())])
  return sent
}

async function take({ context, program }: Till, { deadlineMs }: SenderLimits): Promise<Taken | undefined> {
  const { now } = await standingOf(context, program.id)
  const deadline = new Date(context.clock.nowMs() + deadlineMs)
  // Materialized: a subquery may be planned as the inner side of a loop, and would take another row in each round.
  const [taken] = await context.sql<Taken[]>`
    with next as materialized (
      select id from payouts
      where program_id = ${program.id} and state = 'approved'
        and (provider = any (${arrayText(calledProviders)}::text[]) or exists (
          select from attached_providers a
          where a.program_id = ${program.id} and a.provider = payouts.provider and a.state = 'active'
            and (a.resting_until is null or a.resting_until <= ${now})))
      order by id
      limit 1
      for no key update skip locked)
    update payouts p
    set state = 'sending', sent_at = ${now}, deadline_at = ${deadline}
    from next
    where p.program_id = ${program.id} and p.id = next.id and p.state = 'approved'
    returning p.id, p.participant_id, p.amount_minor, p.account, p.provider, p.deadline_at`
  return taken
}

async function sendOne(till: Till, payout: Taken, limits: SenderLimits): Promise<void> {
  const { context, program } = till
  const reference = toWire('pay', payout.id)
  const sealed = await unsealFor(context, context.sql, program, payout.participant_id, payout.account)
  // Erased meanwhile: the account is unknown, and nothing was sent.
  if (sealed === undefined)
    return void (await takeNews(context, program, { reference, state: 'failed', code: 'not_sent' }, payout.provider))
  const { inForce } = await standingOf(context, program.id)
  const { kind, account, bank } = accountOfText(sealed)
  const order: PayoutOrder = {
    reference,
    kind,
    account,
    bank,
    amountMinor: payout.amount_minor,
    currency: inForce.terms.currency,
    deadline: payout.deadline_at,
  }
  const answer = await answerOf(till, order, await providerOf(till, payout.provider), limits.callMs)
  if (answer !== undefined) await takeNews(context, program, { ...answer, reference }, payout.provider)
  else await markUnknown(till, payout.id)
}

async function providerOf({ context, program }: Till, name: string): Promise<CalledProvider> {
  const provider = must(await providerNamed(context.sql, program.id, name), `the provider ${name}`)
  if (provider.delivery !== 'call') throw new Error(`${name} is not called`)
  return provider
}

/** Undefined: unknown whether it pays. A provider that ignores the signal is not awaited either. */
async function answerOf(
  till: Till,
  order: PayoutOrder,
  provider: CalledProvider,
  callMs: number,
): Promise<ProviderAnswer | undefined> {
  const signal = AbortSignal.timeout(callMs)
  const gaveUp = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)))
  const answered = provider.send(till, order, signal).catch(() => undefined)
  return Promise.race([answered, gaveUp])
}

async function markUnknown({ context, program }: Till, id: string): Promise<void> {
  await context.sql`
    update payouts set state = 'unknown', deadline_at = null, ask_at = ${await firstAskAt(context, program)}
    where program_id = ${program.id} and id = ${id} and state = 'sending' and not accepted`
}

/** Payouts of killed or sleeping senders: their result is unknown. @returns how many. */
export async function giveUpOverdue(context: Context, program: Program): Promise<number> {
  const overdue = await context.sql`
    update payouts set state = 'unknown', deadline_at = null, ask_at = ${await firstAskAt(context, program)}
    where program_id = ${program.id} and state = 'sending' and deadline_at <= ${new Date(context.clock.nowMs())}`
  return overdue.count
}

async function firstAskAt(context: Context, program: Program): Promise<Date> {
  const { now } = await standingOf(context, program.id)
  return new Date(now.getTime() + firstAskSeconds * 1000)
}
