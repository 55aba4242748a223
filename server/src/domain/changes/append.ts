/**
 * Writes changes in the transaction that makes them, so that neither is without the other. A verb calls this while it
 * locks the rows that it changes, so that the changes of one participant are in order (see `turn` in the migration).
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'
import type { ChangeType } from './types.js'

export interface NewChange {
  readonly type: ChangeType
  /** The participant: the advocate of a referral, the owner of a reward. Null for the program. */
  readonly participantId?: string | null
  /** The friend of a referral, which is the referral's own id. */
  readonly friendId?: string | null
  readonly amountMinor?: bigint | null
  /** The friend's own bonus. */
  readonly friendAmountMinor?: bigint | null
  /** The future moment of the change; `due` of its kind gives its name on the wire. */
  readonly dueAt?: Date | null
  /** A code of a closed set. */
  readonly reason?: string | null
  /** Further fields on the wire, under these names. Never anything that identifies a person outside the app. */
  readonly detail?: Readonly<Record<string, unknown>> | null
}

/** @param at the program's own time. */
export async function appendChanges(tx: Tx, programId: number, changes: readonly NewChange[], at: Date): Promise<void> {
  if (changes.length === 0) return
  await tx`
    insert into changes
      (program_id, turn, lsn, id, type, participant_id, friend_id, amount_minor, friend_amount_minor, due_at, reason,
       detail, changed_at)
    select ${programId}, ${turnNow(tx)}, pg_current_wal_insert_lsn(), id, type, participant_id, friend_id,
      amount_minor, friend_amount_minor, due_at, reason, detail, ${at}
    from unnest(
      ${arrayText(changes.map(() => newId()))}::uuid[],
      ${arrayText(changes.map(({ type }) => type))}::text[],
      ${arrayText(changes.map(({ participantId }) => participantId ?? null))}::uuid[],
      ${arrayText(changes.map(({ friendId }) => friendId ?? null))}::uuid[],
      ${arrayText(changes.map(({ amountMinor }) => amountMinor ?? null))}::bigint[],
      ${arrayText(changes.map(({ friendAmountMinor }) => friendAmountMinor ?? null))}::bigint[],
      ${arrayText(changes.map(({ dueAt }) => dueAt ?? null))}::timestamptz[],
      ${arrayText(changes.map(({ reason }) => reason ?? null))}::text[],
      ${changes.map(({ detail }) => (detail ? JSON.stringify(detail) : null))}::text[]::jsonb[]
    ) as c (id, type, participant_id, friend_id, amount_minor, friend_amount_minor, due_at, reason, detail)`
}

/**
 * At least the transaction's own number and every ended one. A transaction that locked the participant earlier has
 * ended, so this change comes after its change, or has the same turn and a later log position.
 */
function turnNow(tx: Tx) {
  return tx`greatest(
    pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)`
}
