/** Webhooks as callers define and see them. */
import * as z from 'zod'
import type { Sql, Tx } from '../../db/connect.js'
import type { WebhooksRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { changeTypes, kindOf, type Audience, type ChangeType } from '../changes/types.js'

const audience = z.enum(['operator', 'advocate', 'friend'])

export const webhookSchema = z.strictObject({
  url: field.httpUrl.describe('https://, and an address that the world can reach'),
  types: z.array(z.enum(changeTypes)).min(1).max(100).nullish().describe('Kinds of change; null for all'),
  audiences: z
    .array(audience)
    .min(1)
    .max(3)
    .nullish()
    .describe('Only kinds of which these people may be told; null for all'),
})

export const webhookChangeSchema = z
  .strictObject({ ...webhookSchema.shape, state: z.enum(['active', 'disabled']) })
  .partial()

export const disabledBecause = ['operator', 'failing', 'gone'] as const
type DisabledBecause = (typeof disabledBecause)[number]

export interface Webhook {
  readonly id: string
  readonly url: string
  readonly types: readonly ChangeType[] | null
  readonly audiences: readonly Audience[] | null
  readonly state: 'active' | 'disabled'
  readonly disabledBecause: DisabledBecause | null
  /** Since when nothing is accepted; null if the last delivery was. */
  readonly failingSince: Date | null
  readonly acceptedAt: Date | null
  /** Until when deliveries are signed with the previous secret too. */
  readonly previousSecretUntil: Date | null
  readonly createdAt: Date
}

const columns = [
  'id',
  'url',
  'types',
  'audiences',
  'state',
  'disabled_because',
  'failing_since',
  'accepted_at',
  'previous_until',
  'created_at',
] as const

type Row = Pick<WebhooksRow, (typeof columns)[number]>

export async function listWebhooks(sql: Sql, programId: number): Promise<Webhook[]> {
  const rows = await sql<Row[]>`
    select ${sql(columns)} from webhooks where program_id = ${programId} and state <> 'removed' order by id`
  return rows.map(webhookOf)
}

/** @throws AppError `webhook_not_found` */
export async function getWebhook(sql: Sql | Tx, programId: number, id: string): Promise<Webhook> {
  const [row] = await sql<Row[]>`
    select ${sql(columns)} from webhooks where program_id = ${programId} and id = ${id} and state <> 'removed'`
  if (row === undefined) throw webhookNotFound()
  return webhookOf(row)
}

export function webhookNotFound(): AppError {
  return new AppError('webhook_not_found', 'This program has no webhook of this id.')
}

function webhookOf(row: Row): Webhook {
  return {
    id: row.id,
    url: row.url,
    types: row.types as ChangeType[] | null,
    audiences: row.audiences as Audience[] | null,
    state: row.state === 'active' ? 'active' : 'disabled',
    disabledBecause: row.disabled_because as DisabledBecause | null,
    failingSince: row.failing_since,
    acceptedAt: row.accepted_at,
    previousSecretUntil: row.previous_until,
    createdAt: row.created_at,
  }
}

/** A webhook as the audit record describes it. */
export function webhookRecord({ id, url, types, audiences, state }: Webhook) {
  return { id: toWire('whk', id), url, types, audiences, state }
}

/** Whether a webhook receives a kind of change. */
export function wants({ types, audiences }: Pick<Webhook, 'types' | 'audiences'>, type: ChangeType): boolean {
  if (types !== null && !types.includes(type)) return false
  if (audiences === null || audiences.includes('operator')) return true
  return kindOf(type).tells.some((one) => audiences.includes(one))
}
