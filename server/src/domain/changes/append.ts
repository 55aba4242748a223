/**
 * Writes word of changes, in the transaction that makes them: no change without word, and no word without change.
 * A verb calls this when it holds the rows that it changes, so that the word of one participant is in the order of its
 * changes (see `turn` in the migration).
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'
import type { ChangeType } from './types.js'

export interface NewChange {
  readonly type: ChangeType
  /** Whose change it is: the advocate of a referral, the owner of a reward. Null where it is the program's. */
  readonly participantId?: string | null
  /** The friend of a referral, which is the referral's own id. */
  readonly friendId?: string | null
  readonly amountMinor?: bigint | null
  /** The friend's own bonus. */
  readonly friendAmountMinor?: bigint | null
  /** The one moment ahead that the change names; `due` of its kind says what the wire calls it. */
  readonly dueAt?: Date | null
  /** A code of a closed set. */
  readonly reason?: string | null
  /** What else the wire shows, under these names. Never what identifies a person outside the app. */
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
 * Not below the transaction's own number, and not below any that has ended: whoever held a participant before has, so
 * this comes after its word, or has the same turn and a later place in the log.
 */
function turnNow(tx: Tx) {
  return tx`greatest(
    pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)`
}
