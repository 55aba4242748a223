/** Adds a webhook. It receives changes from now on. */
import type { z } from 'zod'
import { AppError } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { newSecret, sealSecret } from '../standing/shared-secret.js'
import { holdingBooks } from '../standing/in-program.js'
import { getWebhook, webhookRecord, type Webhook, type webhookSchema } from './webhook.js'

const webhooksMax = 20

/** @throws AppError `webhook_url_refused`, `webhook_limit_reached` */
export async function addWebhook(
  context: Context,
  program: Program,
  { url, types = null, audiences = null }: z.output<typeof webhookSchema>,
): Promise<{ webhook: Webhook; secret: string }> {
  const address = fitAddress(context, url)
  const id = newId()
  const secret = newSecret('webhook')
  // Twenty at once are counted one after the other.
  return holdingBooks(context, program, async (tx) => {
    const [counted] = await tx<{ count: number }[]>`
      select count(*)::int as count from webhooks where program_id = ${program.id} and state <> 'removed'`
    if ((counted?.count ?? 0) >= webhooksMax) {
      throw new AppError('webhook_limit_reached', `A program has ${webhooksMax} webhooks at most. Delete one first.`)
    }
    await tx`
      insert into webhooks (program_id, id, url, types, audiences, secret, state, turn, lsn, place_id, created_at)
      select ${program.id}, ${id}, ${address}, ${types}::text[], ${audiences}::text[],
        ${sealSecret(context, program, { purpose: 'webhook', id }, secret)}, 'active',
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 'FFFFFFFF/FFFFFFFF',
        'ffffffff-ffff-ffff-ffff-ffffffffffff', ${new Date(context.clock.nowMs())}`
    const webhook = await getWebhook(tx, program.id, id)
    await recordChange(context, tx, program.id, { subject: toWire('whk', id), after: webhookRecord(webhook) })
    return { webhook, secret }
  })
}

/** @returns the address as it will be called. @throws AppError `webhook_url_refused` */
export function fitAddress({ outgoing }: Context, url: string): string {
  const address = outgoing.addressOf(url)
  if ('value' in address) return address.value
  throw new AppError('webhook_url_refused', address.refused, { fields: [{ path: 'url', message: 'cannot be called' }] })
}
