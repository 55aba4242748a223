/**
 * The record of what people and keys change. A verb writes its entry in its own transaction, so that there is no change
 * without one and none without its change. What the app reports (joins, signups, events) is its own record.
 */
import type { Sql, Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'
import type { Cause, Context } from './context.js'

export interface Change {
  /** The wire id of what was changed, where it is not the program itself. */
  readonly subject?: string
  readonly before?: unknown
  readonly after?: unknown
}

/** Entries of no program. */
export const deployment = 0

export async function recordChange(context: Context, tx: Tx, programId: number, change: Change): Promise<void> {
  if (context.cause === undefined) return
  await writeEntry(tx, programId, context.cause, change, new Date(context.clock.nowMs()))
}

/** For what is done by others than our verbs: written before it is done, so that at worst it tells of an attempt. */
export async function writeEntry(
  sql: Sql | Tx,
  programId: number,
  { by, action, address }: Cause,
  { subject, before, after }: Change,
  at: Date,
): Promise<void> {
  await sql`
    insert into audit_entries (program_id, id, at, actor, action, subject, address, before, after)
    values (${programId}, ${newId()}, ${at}, ${by}, ${action}, ${subject ?? null}, ${address},
      ${jsonOf(before)}::text::json, ${jsonOf(after)}::text::json)`
}

function jsonOf(value: unknown): string | null {
  if (value === undefined) return null
  // Amounts are below what a number holds exactly: `amountMinorMax`.
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))
}
