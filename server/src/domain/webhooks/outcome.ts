/** The state of a delivery after an attempt, and of a webhook whose deliveries fail. */
import type { Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import { minuteMs } from '../../clock.js'
import { toWire } from '../../ids.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { standingOf } from '../standing/find.js'
import type { Leased } from './lease.js'
import type { Pending } from './queue.js'
import { retryWaitsMs, webhookTriesMax } from './retries.js'
import type { Attempt } from './send.js'

/** After this many failed first tries in a row the receiver is considered down. */
export const failuresMax = 3
const pauseMsMin = 5_000
const pauseMsMax = 5 * minuteMs

/**
 * A try before its time only checks whether the receiver is back. If it fails, it does not count as one of its tries.
 * @returns `waits`: later deliveries for the same people wait too.
 */
export async function recordAttempt(
  context: Context,
  webhook: Leased,
  delivery: Pending,
  attempt: Attempt,
): Promise<'delivered' | 'waits' | 'given_up'> {
  const at = new Date(context.clock.nowMs())
  const { status, error, accepted } = attempt
  const counts = accepted || delivery.dueAt <= at
  const tries = delivery.tries + (counts ? 1 : 0)
  const waitMs = retryWaitsMs[tries - 1]
  const ends = counts && !accepted && waitMs === undefined
  const dueAt = counts ? new Date(at.getTime() + (waitMs ?? 0)) : delivery.dueAt
  return retryingTransaction(context.sql, async (tx) => {
    const disables = status === 410 || (ends && (await nothingAccepted(tx, webhook, delivery.firstTriedAt ?? at)))
    const state = accepted ? 'delivered' : ends && !disables ? 'failed' : 'pending'
    await tx`
      update webhook_deliveries
      set state = ${state}, tries = ${Math.min(tries, webhookTriesMax)}, first_tried_at = coalesce(first_tried_at, ${at}),
        tried_at = ${at}, status = ${status}, error = ${error}, due_at = ${dueAt}
      where program_id = ${webhook.programId} and webhook_id = ${webhook.id} and change_id = ${delivery.place.id}
        and state = 'pending'`
    if (disables) await disable(context, tx, webhook, status === 410 ? 'gone' : 'failing', at)
    if (state === 'failed') await tell(context, tx, webhook, 'webhook.gave_up', { event: eventIdOf(delivery), tries })
    return accepted ? 'delivered' : state === 'failed' ? 'given_up' : 'waits'
  })
}

/**
 * Since the first try of the delivery. If nothing was accepted since then, the receiver is at fault and not this
 * delivery.
 */
async function nothingAccepted(tx: Tx, { programId, id }: Leased, since: Date): Promise<boolean> {
  await tx`select id from webhooks where program_id = ${programId} and id = ${id} for no key update`
  const rows = await tx`
    select id from webhooks
    where program_id = ${programId} and id = ${id} and (accepted_at is null or accepted_at < ${since})`
  return rows.count === 1
}

async function disable(
  context: Context,
  tx: Tx,
  webhook: Leased,
  because: 'failing' | 'gone',
  at: Date,
): Promise<void> {
  const disabled = await tx`
    update webhooks
    set state = 'disabled', disabled_because = ${because}, failing_since = coalesce(failing_since, ${at})
    where program_id = ${webhook.programId} and id = ${webhook.id} and state = 'active'`
  if (disabled.count === 1) await tell(context, tx, webhook, 'webhook.disabled', {}, because)
}

/** Informs the operator through the feed and through webhooks that work. */
async function tell(
  context: Context,
  tx: Tx,
  { programId, id }: Leased,
  type: 'webhook.disabled' | 'webhook.gave_up',
  detail: Readonly<Record<string, unknown>>,
  reason?: string,
): Promise<void> {
  const { now: at } = await standingOf(context, programId, tx)
  const change = { type, detail: { webhook: toWire('whk', id), ...detail }, ...(reason !== undefined && { reason }) }
  await appendChanges(tx, programId, [change], at)
}

function eventIdOf({ place }: Pending): string {
  return toWire('evt', place.id)
}

/** The result of a round of attempts. */
export interface Round {
  readonly accepted: number
  /** Deliveries whose first try failed. */
  readonly firstFailures: number
  readonly failures: number
}

/**
 * While nothing is accepted, a webhook gets one delivery at a time, after pauses of up to five minutes. The
 * schedule of each delivery does not count. This does not overload a receiver that is down, and notices soon when it is back.
 * @returns whether it is paused now.
 */
export async function recordRound(context: Context, { programId, id }: Leased, round: Round): Promise<boolean> {
  const at = new Date(context.clock.nowMs())
  if (round.accepted > 0) {
    await accept(context, { programId, id }, at)
    return false
  }
  if (round.failures === 0) return false
  const [webhook] = await context.sql<{ failures: number; failing_since: Date }[]>`
    update webhooks
    set failures = least(failures + ${round.firstFailures}, 1000000), failing_since = coalesce(failing_since, ${at})
    where program_id = ${programId} and id = ${id} and state = 'active'
    returning failures, failing_since`
  if (webhook === undefined) return true
  if (webhook.failures < failuresMax) return false
  const downMs = at.getTime() - webhook.failing_since.getTime()
  const pauseMs = Math.min(Math.max(downMs / 2, pauseMsMin), pauseMsMax)
  await context.sql`
    update webhooks set paused_until = ${new Date(at.getTime() + pauseMs)}
    where program_id = ${programId} and id = ${id}`
  return true
}

/** Deliveries that failed while nothing was accepted are due at once. */
async function accept(context: Context, { programId, id }: Leased, at: Date): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    const wasDown = await tx`
      select id from webhooks
      where program_id = ${programId} and id = ${id} and failures >= ${failuresMax}
      for no key update`
    await tx`
      update webhooks set accepted_at = ${at}, failures = 0, failing_since = null, paused_until = null
      where program_id = ${programId} and id = ${id}`
    if (wasDown.count === 0) return
    await tx`
      update webhook_deliveries set due_at = ${at}
      where program_id = ${programId} and webhook_id = ${id} and state = 'pending' and due_at > ${at}`
  })
}
