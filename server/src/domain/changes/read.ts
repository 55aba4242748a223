/** The feed: a program's changes in order, from a position. */
import type { Sql, Tx } from '../../db/connect.js'
import type { ChangesRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import type { ChangeType } from './types.js'

/** A position in the feed: just after this change. */
export interface Place {
  /** A transaction's number. */
  readonly turn: bigint
  /** A position in the write-ahead log, `0/16B3748`. */
  readonly lsn: string
  readonly id: string
}

export interface Change {
  readonly place: Place
  readonly id: string
  readonly type: ChangeType
  readonly participantId: string | null
  readonly friendId: string | null
  readonly userId: string | null
  readonly friendUserId: string | null
  readonly amountMinor: bigint | null
  readonly friendAmountMinor: bigint | null
  readonly dueAt: Date | null
  readonly reason: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly changedAt: Date
}

/** Before the first change. */
export const beginning: Place = { turn: 0n, lsn: '0/0', id: '00000000-0000-0000-0000-000000000000' }

/** @throws AppError `cursor_expired` if changes after the position are deleted. */
export async function readChanges(
  sql: Sql | Tx,
  programId: number,
  after: Place | undefined,
  limit: number,
): Promise<Change[]> {
  const changes = await readKept(sql, programId, after ?? beginning, limit)
  // Checked afterwards, so that changes deleted before the rows were read are noticed.
  if (after !== undefined) await refuseForgotten(sql, programId, after)
  return changes
}

/**
 * Shows only changes that no transaction can come before: a running one may still write an earlier turn. So a position
 * is never passed before everything up to it exists.
 */
export async function readKept(
  sql: Sql | Tx,
  programId: number,
  { turn, lsn, id }: Place,
  limit: number,
): Promise<Change[]> {
  const rows = await sql<ChangeRow[]>`
    select c.turn, c.lsn, c.id, c.type, c.participant_id, c.friend_id, p.user_id, f.user_id as friend_user_id,
      c.amount_minor, c.friend_amount_minor, c.due_at, c.reason, c.detail, c.changed_at
    from changes c
    left join participants p on p.program_id = ${programId} and p.id = c.participant_id
    left join participants f on f.program_id = ${programId} and f.id = c.friend_id
    where c.program_id = ${programId} and (c.turn, c.lsn, c.id) > (${turn.toString()}::bigint, ${lsn}::pg_lsn, ${id}::uuid)
      and c.turn < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by c.turn, c.lsn, c.id
    limit ${limit}`
  return rows.map(changeOf)
}

/** One change by its position; undefined once it is deleted. */
export async function readChange(sql: Sql, programId: number, { turn, lsn, id }: Place): Promise<Change | undefined> {
  const [row] = await sql<ChangeRow[]>`
    select c.turn, c.lsn, c.id, c.type, c.participant_id, c.friend_id, p.user_id, f.user_id as friend_user_id,
      c.amount_minor, c.friend_amount_minor, c.due_at, c.reason, c.detail, c.changed_at
    from changes c
    left join participants p on p.program_id = ${programId} and p.id = c.participant_id
    left join participants f on f.program_id = ${programId} and f.id = c.friend_id
    where c.program_id = ${programId} and c.turn = ${turn.toString()}::bigint and c.lsn = ${lsn}::pg_lsn and c.id = ${id}`
  return row && changeOf(row)
}

interface ChangeRow extends Omit<ChangesRow, 'program_id'> {
  user_id: string | null
  friend_user_id: string | null
}

async function refuseForgotten(sql: Sql | Tx, programId: number, { turn, lsn, id }: Place): Promise<void> {
  const forgotten = await sql`
    select program_id from feed_ends
    where program_id = ${programId} and (turn, lsn, id) > (${turn.toString()}::bigint, ${lsn}::pg_lsn, ${id}::uuid)`
  if (forgotten.count > 0) {
    throw new AppError(
      'cursor_expired',
      'Changes after this cursor are older than 90 days and forgotten. Begin without a cursor, and compare your records.',
    )
  }
}

function changeOf(row: ChangeRow): Change {
  return {
    place: { turn: row.turn, lsn: row.lsn, id: row.id },
    id: row.id,
    type: row.type as ChangeType,
    participantId: row.participant_id,
    friendId: row.friend_id,
    userId: row.user_id,
    friendUserId: row.friend_user_id,
    amountMinor: row.amount_minor,
    friendAmountMinor: row.friend_amount_minor,
    dueAt: row.due_at,
    reason: row.reason,
    detail: (row.detail ?? {}) as Readonly<Record<string, unknown>>,
    changedAt: row.changed_at,
  }
}
