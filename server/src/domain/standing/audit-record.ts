/**
 * The audit record of changes by people and keys. A verb writes its entry in its own transaction, so there is no change
 * without an entry and no entry without a change. The app's reports (joins, signups, events) have no entries.
 */
import type { Sql, Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'
import type { Cause, Context } from './context.js'

export interface Change {
  /** The wire id of the changed object, if it is not the program itself. */
  readonly subject?: string
  readonly before?: unknown
  readonly after?: unknown
}

/** Entries without a program. */
export const deployment = 0

export async function recordChange(context: Context, tx: Tx, programId: number, change: Change): Promise<void> {
  if (context.cause === undefined) return
  await writeEntry(tx, programId, context.cause, change, new Date(context.clock.nowMs()))
}

/** For changes by other code than our verbs: written first, so at worst it records an attempt. */
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
  // Amounts are small enough for an exact number: `amountMinorMax`.
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))
}
