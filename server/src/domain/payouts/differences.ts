/** What does not agree, or what only a person can find out: a row with a kind, an owner and a resolution. */
import type { Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'

/** Opened by the payouts themselves; reconciliation has more. */
export type DifferenceKind =
  /** A provider speaks of a payout that it was never handed, or of none of ours. */
  | 'never_sent'
  | 'unknown_reference'
  /** Word against a state that is final here. */
  | 'paid_after_failed'
  | 'failed_after_paid'
  | 'returned_after_failed'
  | 'paid_twice'
  | 'wrong_amount'
  /** A provider got the same reference again. */
  | 'sent_twice'
  /** It had the payment and knows nothing of it now. */
  | 'vanished'
  /** Asked for a day, and still no answer. */
  | 'unsettled'
  | (string & {})

export interface NewDifference {
  readonly kind: DifferenceKind
  /** What it is about, in the words of the wire: a payout's reference. */
  readonly subject: string
  readonly payoutId: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** The same difference found again while it is open is one row. */
export async function openDifference(tx: Tx, programId: number, found: NewDifference, at: Date): Promise<void> {
  await tx`
    insert into differences (program_id, id, kind, subject, payout_id, detail, opened_at)
    values (${programId}, ${newId()}, ${found.kind}, ${found.subject}, ${found.payoutId},
      ${tx.json(found.detail as never)}, ${at})
    on conflict (program_id, kind, subject) where resolved_at is null do nothing`
}

/** The answer came after all: what waited for it waits no more. */
export async function closeWaiting(tx: Tx, programId: number, payoutId: string, by: string, at: Date): Promise<void> {
  await tx`
    update differences set resolved_at = ${at}, resolution = 'settled', resolved_by = ${by}
    where program_id = ${programId} and payout_id = ${payoutId} and kind in ('unsettled', 'vanished')
      and resolved_at is null`
}
