/** The deliveries of a webhook, newest first; sending one of them, or a range of the feed, again. */
import * as z from 'zod'
import { transaction, type Sql, type Tx } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { DeliveryState, WebhookDeliveriesRow } from '../../db/rows.js'
import { minuteMs } from '../../clock.js'
import { AppError } from '../../errors.js'
import { firstIdAt, toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/audit-record.js'
import { beginning, readKept, type Place } from '../changes/read.js'
import type { ChangeType } from '../changes/types.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { insertDeliveries } from './queue.js'
import { getWebhook, wants } from './webhook.js'

export interface Delivery {
  /** The id of the change. */
  readonly id: string
  /** Null once the change is deleted. */
  readonly type: ChangeType | null
  readonly state: DeliveryState
  readonly tries: number
  readonly status: number | null
  readonly error: string | null
  readonly triedAt: Date | null
  readonly dueAt: Date | null
}

export async function listDeliveries(
  sql: Sql,
  programId: number,
  webhookId: string,
  state: DeliveryState | undefined,
  { limit, after }: Page<string>,
): Promise<Delivery[]> {
  const rows = await sql<(WebhookDeliveriesRow & { type: string | null })[]>`
    select d.change_id, d.state, d.tries, d.status, d.error, d.tried_at, d.due_at, c.type
    from webhook_deliveries d
    left join changes c on c.program_id = ${programId} and c.turn = d.turn and c.lsn = d.lsn and c.id = d.change_id
    where d.program_id = ${programId} and d.webhook_id = ${webhookId}
      ${state === undefined ? sql`` : sql`and d.state = ${state}`}
      ${after === undefined ? sql`` : sql`and d.change_id < ${after}::uuid`}
    order by d.change_id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.change_id,
    type: row.type as ChangeType | null,
    state: row.state,
    tries: row.tries,
    status: row.status,
    error: row.error,
    triedAt: row.tried_at,
    dueAt: row.state === 'pending' ? row.due_at : null,
  }))
}

/** Repeating is harmless. @throws AppError `webhook_not_found`, `delivery_not_found` */
export async function resendDelivery(
  context: Context,
  program: Program,
  webhookId: string,
  changeId: string | undefined,
): Promise<void> {
  const now = new Date(context.clock.nowMs())
  await transaction(context.sql, async (tx) => {
    await getWebhook(tx, program.id, webhookId)
    const again = await tx`
      update webhook_deliveries set state = 'pending', tries = 0, due_at = ${now}, first_tried_at = null
      where program_id = ${program.id} and webhook_id = ${webhookId} and change_id = ${changeId ?? null}::uuid`
    if (again.count === 0) {
      throw new AppError('delivery_not_found', 'This webhook was never sent an event of this id, or too long ago.')
    }
    await tx`update webhooks set due_at = ${now} where program_id = ${program.id} and id = ${webhookId}`
    const after = { event: toWire('evt', changeId ?? '') }
    await recordChange(context, tx, program.id, { subject: toWire('whk', webhookId), after })
  })
}

export const replaySchema = z.strictObject({
  since: field.instant.describe('Real time, as of `evt_…` ids'),
  until: field.instant.nullish().describe('Now when absent'),
})

const replayMax = 1000
/** A change is as old as its id. Its place in the feed may be that of a transaction which was open this much longer. */
const openMsMax = 10 * minuteMs

/**
 * Sends the changes of a range of real time again, if the webhook accepts them and they still exist.
 * @param after the end of the previous call.
 * @returns how many deliveries this call queued, and where to continue if it did not reach the end.
 * @throws AppError `webhook_not_found`
 */
export async function replay(
  context: Context,
  program: Program,
  webhookId: string,
  { since, until }: z.output<typeof replaySchema>,
  after: Place | undefined,
): Promise<{ queued: number; next: Place | undefined }> {
  const now = new Date(context.clock.nowMs())
  const [sinceMs, endMs] = [since.getTime(), (until ?? now).getTime() + 1]
  return transaction(context.sql, async (tx) => {
    const webhook = await getWebhook(tx, program.id, webhookId)
    const from = after ?? (await placeBefore(tx, program.id, firstIdAt(sinceMs - openMsMax)))
    const changes = await readKept(tx, program.id, from, replayMax)
    const inRange = changes.filter(
      ({ id, type }) => id >= firstIdAt(sinceMs) && id < firstIdAt(endMs) && wants(webhook, type),
    )
    await insertDeliveries(tx, { programId: program.id, id: webhookId }, inRange, now)
    await tx`update webhooks set due_at = ${now} where program_id = ${program.id} and id = ${webhookId}`
    await recordChange(context, tx, program.id, {
      subject: toWire('whk', webhookId),
      after: { since, until: until ?? now, queued: inRange.length },
    })
    const last = changes.at(-1)
    const goesOn = changes.length === replayMax && last !== undefined && last.id < firstIdAt(endMs + openMsMax)
    return { queued: inRange.length, next: goesOn ? last.place : undefined }
  })
}

/** Searches the feed by bisecting its turns. An index by age would make every signup more expensive. */
async function placeBefore(tx: Tx, programId: number, firstId: string): Promise<Place> {
  const [ends] = await tx<{ lowest: bigint | null; highest: bigint | null }[]>`
    select min(turn) as lowest, max(turn) as highest from changes where program_id = ${programId}`
  let [low, high] = [ends?.lowest ?? 0n, ends?.highest ?? 0n]
  while (low < high) {
    const middle = (low + high) / 2n
    const [found] = await tx<{ turn: bigint; id: string }[]>`
      select turn, id from changes
      where program_id = ${programId} and turn > ${middle.toString()}::bigint
      order by turn, lsn, id
      limit 1`
    if (found !== undefined && found.id < firstId) low = found.turn
    else high = middle
  }
  return { ...beginning, turn: low }
}
