/** Changes a webhook: its address, its kinds, its state, its secret; or removes it. */
import type { z } from 'zod'
import type { Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import { toWire } from '../../ids.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { fitAddress } from './add.js'
import { bothSecretsMs, newSecret, sealSecret } from '../standing/shared-secret.js'
import { getWebhook, webhookRecord, type Webhook, type webhookChangeSchema } from './webhook.js'

/**
 * An activated webhook continues where it stopped, and receives what it missed.
 * @throws AppError `webhook_not_found`, `webhook_url_refused`
 */
export async function changeWebhook(
  context: Context,
  program: Program,
  id: string,
  change: z.output<typeof webhookChangeSchema>,
): Promise<Webhook> {
  const address = change.url === undefined ? {} : { url: fitAddress(context, change.url) }
  return onWebhook(context, program, id, async (tx, before) => {
    const { url, types, audiences, state } = { ...before, ...change, ...address }
    await tx`
      update webhooks set url = ${url}, types = ${types ?? null}::text[], audiences = ${audiences ?? null}::text[]
      where program_id = ${program.id} and id = ${id}`
    if (state === before.state) return
    const now = new Date(context.clock.nowMs())
    await tx`
      update webhooks
      set state = ${state}, disabled_because = ${state === 'disabled' ? 'operator' : null}, failures = 0,
        failing_since = null, paused_until = null, due_at = ${now}
      where program_id = ${program.id} and id = ${id}`
    if (state === 'active') {
      await tx`
        update webhook_deliveries set tries = 0, first_tried_at = null, due_at = ${now}
        where program_id = ${program.id} and webhook_id = ${id} and state = 'pending'`
    }
  })
}

/** For a day deliveries are signed with both secrets. @returns the new secret, returned only here. */
export async function rotateSecret(
  context: Context,
  program: Program,
  id: string,
): Promise<{ webhook: Webhook; secret: string }> {
  const secret = newSecret('webhook')
  const until = new Date(context.clock.nowMs() + bothSecretsMs)
  const sealed = sealSecret(context, program, { purpose: 'webhook', id }, secret)
  const webhook = await onWebhook(context, program, id, async (tx) => {
    await tx`
      update webhooks set previous_secret = secret, previous_until = ${until}, secret = ${sealed}
      where program_id = ${program.id} and id = ${id}`
  })
  return { webhook, secret }
}

/** A sweep removes its deliveries. */
export async function removeWebhook(context: Context, program: Program, id: string): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    const before = await lockWebhook(tx, program.id, id)
    await tx`update webhooks set state = 'removed' where program_id = ${program.id} and id = ${id}`
    await recordChange(context, tx, program.id, { subject: toWire('whk', id), before: webhookRecord(before) })
  })
}

async function onWebhook(
  context: Context,
  program: Program,
  id: string,
  work: (tx: Tx, before: Webhook) => Promise<void>,
): Promise<Webhook> {
  return retryingTransaction(context.sql, async (tx) => {
    const before = await lockWebhook(tx, program.id, id)
    await work(tx, before)
    const after = await getWebhook(tx, program.id, id)
    const [was, is] = [webhookRecord(before), webhookRecord(after)]
    await recordChange(context, tx, program.id, { subject: toWire('whk', id), before: was, after: is })
    return after
  })
}

async function lockWebhook(tx: Tx, programId: number, id: string): Promise<Webhook> {
  await tx`select id from webhooks where program_id = ${programId} and id = ${id} for no key update`
  return getWebhook(tx, programId, id)
}
