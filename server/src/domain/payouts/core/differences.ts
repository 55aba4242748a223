/**
 * Differences, or facts that only a person can find out: a row with a kind, an owner and a resolution. The same
 * difference is always the same row, however often it is found, and a person's resolution is kept.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Tx } from '../../../db/connect.js'
import type { DifferenceStep } from '../../../db/rows.js'
import { newId, toWire } from '../../../ids.js'
import { appendChanges } from '../../changes/append.js'
import { machineResolutionNames, type DifferenceKind, type Resolution } from './difference-kinds.js'

/** The actor of the service itself. */
export const machine = 'bondhu'

/** One side's view of a payment. */
export interface Side {
  readonly state?: string | undefined
  readonly amountMinor?: number | undefined
  readonly providerReference?: string | null | undefined
  readonly code?: string | undefined
  readonly times?: number | undefined
}

/**
 * Only what identifies this difference: other details are another row. So no times, and no balance that keeps changing.
 */
export interface DifferenceDetail {
  readonly provider?: string | undefined
  /** For the ledger: the step of the payout, or the wrong account and by how much. */
  readonly step?: string | undefined
  readonly account?: string | undefined
  readonly byMinor?: number | undefined
  readonly ours?: Side | undefined
  readonly theirs?: Side | undefined
  readonly sentAt?: string | undefined
}

export interface NewDifference {
  readonly kind: DifferenceKind
  /** The subject on the wire: a payout's reference, or a participant. */
  readonly subject: string
  readonly payoutId: string | null
  readonly detail: DifferenceDetail
}

/** A recurring check, which knows when a difference is gone. */
export interface Finder {
  /** `ledger`, or a provider's name. */
  readonly part: string
  readonly reconciliationId: string
  /** How many new ones it may open. */
  readonly room: number
}

/** The same difference is one row. @returns how many are new or reopened. */
export async function openDifference(tx: Tx, programId: number, found: NewDifference, at: Date): Promise<number> {
  return (await openDifferences(tx, programId, [found], at)).opened
}

export interface Opened {
  readonly opened: number
  /** There was no room for more. */
  readonly cut: boolean
}

export async function openDifferences(
  tx: Tx,
  programId: number,
  found: readonly NewDifference[],
  at: Date,
  finder?: Finder,
): Promise<Opened> {
  if (found.length === 0) return { opened: 0, cut: false }
  const { part = null, reconciliationId = null } = finder ?? {}
  // In one order, so that two checks cannot deadlock.
  const rows = found.toSorted((a, b) => compare(a.kind, b.kind) || compare(a.subject, b.subject))
  const details = rows.map(({ detail }) => JSON.stringify(detail))
  const kinds = arrayText(rows.map(({ kind }) => kind))
  const subjects = rows.map(({ subject }) => subject.slice(0, 200))
  const reopened = await tx<OpenedRow[]>`
    update differences d
    set resolved_at = null, resolution = null, resolved_by = null, note = null
    from unnest(${kinds}::text[], ${subjects}::text[], ${details}::text[]::jsonb[]) as f (kind, subject, detail)
    where d.program_id = ${programId} and d.kind = f.kind and d.subject = f.subject and d.facts = md5(f.detail::text)
      and d.resolution = any (${arrayText(machineResolutionNames)}::text[])
    returning d.id, d.kind, d.subject`
  const known = await tx`
    update differences d
    set part = coalesce(${part}, d.part), found_by = greatest(d.found_by, ${reconciliationId}::uuid)
    from unnest(${kinds}::text[], ${subjects}::text[], ${details}::text[]::jsonb[]) as f (kind, subject, detail)
    where d.program_id = ${programId} and d.kind = f.kind and d.subject = f.subject and d.facts = md5(f.detail::text)`
  const room = Math.max(finder?.room ?? rows.length, 0)
  const fresh = await tx<OpenedRow[]>`
    insert into differences (program_id, id, kind, subject, payout_id, detail, opened_at, part, found_by)
    select ${programId}, f.id, f.kind, f.subject, f.payout_id, f.detail, ${at}, ${part}, ${reconciliationId}::uuid
    from unnest(${arrayText(rows.map(() => newId()))}::uuid[], ${kinds}::text[], ${subjects}::text[],
      ${arrayText(rows.map(({ payoutId }) => payoutId))}::uuid[], ${details}::text[]::jsonb[])
      with ordinality as f (id, kind, subject, payout_id, detail, place)
    where not exists (select from differences d
      where d.program_id = ${programId} and d.kind = f.kind and d.subject = f.subject and d.facts = md5(f.detail::text))
    order by f.place
    limit ${room}
    on conflict (program_id, kind, subject, facts) do nothing
    returning id, kind, subject`
  await note(tx, programId, fresh, { step: 'opened', by: machine, at })
  await note(tx, programId, reopened, { step: 'reopened', by: machine, at })
  await tell(tx, programId, [...fresh, ...reopened], at)
  return {
    opened: fresh.length + reopened.length,
    cut: rows.length - known.count > room,
  }
}

interface OpenedRow {
  readonly id: string
  readonly kind: DifferenceKind
  readonly subject: string
}

async function tell(tx: Tx, programId: number, opened: readonly OpenedRow[], at: Date): Promise<void> {
  const changes = opened.map(({ id, kind, subject }) => ({
    type: 'difference.opened' as const,
    reason: kind,
    detail: { difference: toWire('dif', id), subject },
  }))
  await appendChanges(tx, programId, changes, at)
}

interface Said {
  readonly step: DifferenceStep
  readonly by: string
  readonly at: Date
  readonly resolution?: Resolution
  readonly note?: string
}

/** The history of each. */
export async function note(
  tx: Tx,
  programId: number,
  of: readonly { readonly id: string }[],
  { step, by, at, resolution, note: text }: Said,
): Promise<void> {
  if (of.length === 0) return
  await tx`
    insert into difference_steps (program_id, difference_id, id, step, said_by, resolution, note, at)
    select ${programId}, difference_id, id, ${step}, ${by}, ${resolution ?? null}, ${text ?? null}, ${at}
    from unnest(${arrayText(of.map(({ id }) => id))}::uuid[], ${arrayText(of.map(() => newId()))}::uuid[])
      as s (difference_id, id)`
}

/** The answer came after all, so what waited for it is resolved. */
export async function closeWaiting(tx: Tx, programId: number, payoutId: string, by: string, at: Date): Promise<void> {
  const closed = await tx<{ id: string }[]>`
    update differences set resolved_at = ${at}, resolution = 'settled', resolved_by = ${by}
    where program_id = ${programId} and payout_id = ${payoutId} and kind in ('unsettled', 'vanished')
      and resolved_at is null
    returning id`
  await note(tx, programId, closed, { step: 'resolved', by, at, resolution: 'settled' })
}

const explainedPerBite = 5000

/** Resolves differences that a whole pass no longer found. @returns how many; fewer than a bite means no more. */
export async function explainRest(tx: Tx, programId: number, { part, reconciliationId }: Finder, at: Date) {
  const explained = await tx<{ id: string }[]>`
    update differences set resolved_at = ${at}, resolution = 'explained', resolved_by = ${machine}
    where program_id = ${programId} and resolved_at is null and id in (
      select id from differences
      where program_id = ${programId} and part = ${part} and resolved_at is null and found_by < ${reconciliationId}
      order by id
      limit ${explainedPerBite}
      for no key update)
    returning id`
  await note(tx, programId, explained, { step: 'resolved', by: machine, at, resolution: 'explained' })
  return { count: explained.length, more: explained.length === explainedPerBite }
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
