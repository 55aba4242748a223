/**
 * A test delivery: sent at once and once, signed like an event, kept nowhere but in the audit record. Its type is no kind of
 * change, because a receiver must not act on it.
 */
import { retryingTransaction } from '../../db/retry.js'
import type { WebhooksRow } from '../../db/rows.js'
import { newId, toWire } from '../../ids.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { secretsOf } from '../standing/shared-secret.js'
import { send, type Attempt, type Target } from './send.js'
import { webhookNotFound } from './webhook.js'

/** Test deliveries of a program, in one process: a key must not make the service flood somebody. */
export const triesAbreastMax = 1
export const triesWaitingMax = 2

/** Also of a disabled webhook. @throws AppError `webhook_not_found`, `overloaded` */
export function tryWebhook(context: Context, program: Program, id: string): Promise<Attempt> {
  return context.webhookTries.run(program.id, id, async () => {
    const target = await recordedTarget(context, program, id)
    return send(context, target, {
      id: toWire('evt', newId()),
      type: 'test',
      timestamp: new Date(context.clock.nowMs()).toISOString(),
      program: program.slug,
      audiences: ['operator'],
      data: {},
      messages: [],
    })
  })
}

async function recordedTarget(context: Context, program: Program, id: string): Promise<Target> {
  return retryingTransaction(context.sql, async (tx) => {
    const [row] = await tx<Pick<WebhooksRow, 'url' | 'secret' | 'previous_secret' | 'previous_until'>[]>`
      select url, secret, previous_secret, previous_until from webhooks
      where program_id = ${program.id} and id = ${id} and state <> 'removed'`
    if (row === undefined) throw webhookNotFound()
    await recordChange(context, tx, program.id, { subject: toWire('whk', id), after: { url: row.url } })
    const sealed = { secret: row.secret, previous: row.previous_secret, previousUntil: row.previous_until }
    return { url: row.url, secrets: secretsOf(context, program, { purpose: 'webhook', id }, sealed) }
  })
}
