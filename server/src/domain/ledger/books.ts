/**
 * A program's books: its state, newest version, clock and the balances of its own accounts, in one row. They are read
 * first and locked last. A batch that finds them changed is decided again.
 */
import type { Sql, Tx } from '../../db/connect.js'
import type { BooksRow, ProgramMode, ProgramState } from '../../db/rows.js'
import { must } from '../../errors.js'

export interface Books {
  readonly mode: ProgramMode
  readonly state: ProgramState
  /** The newest version that was announced. */
  readonly version: number
  /** Of the settings by which it looks for abuse; 0 is the defaults. */
  readonly fraudVersion: number
  /** Whether the app is asked before a reward is granted, or released. */
  readonly vetoAtSignup: boolean
  readonly vetoAtRelease: boolean
  /** The slug of the program whose people are members here; null if it continues none. */
  readonly continues: string | null
  /** That program and those which it continues, newest first. */
  readonly continuedIds: readonly number[]
  readonly clockOffsetMs: number
  /** An account opened before counts by its code, reported late too: the close, or the pause in which it came. Null: none does. */
  readonly closingAt: Date | null
  /** When its close began. */
  readonly closedAt: Date | null
  readonly fundingMinor: bigint
  readonly returnedMinor: bigint
  readonly reservedMinor: bigint
  readonly budgetMinor: bigint
}

type ReadRow = Omit<BooksRow, 'program_id' | 'key_version' | 'links_epoch'> & { readonly closed_at: Date | null }

export async function readBooks(sql: Sql | Tx, programId: number): Promise<Books> {
  const rows = await sql<ReadRow[]>`
    select mode, state, version, fraud_version, veto_at_signup, veto_at_release, continues, continued_ids, clock_offset_ms, closing_at, funding_minor, returned_minor, reserved_minor, budget_minor,
      case when state in ('closing', 'settled') then
        (select c.closed_at from closes c where c.program_id = ${programId} and c.country is null) end as closed_at
    from books
    where program_id = ${programId}`
  return booksOf(must(rows[0], 'a program has books'))
}

/**
 * For a change of state or version. A separate statement reads the row, because the waiting statement has an older
 * snapshot.
 */
export async function lockBooks(tx: Tx, programId: number): Promise<Books> {
  await tx`select program_id from books where program_id = ${programId} for no key update`
  return readBooks(tx, programId)
}

/**
 * Says that a participant's code, or whether their link counts, is being changed: what processes know of links is read
 * anew. It waits for the books, which come last in the order of locks.
 */
export async function moveLinksEpoch(tx: Tx, programId: number): Promise<void> {
  await tx`update books set links_epoch = links_epoch + 1 where program_id = ${programId}`
}

function booksOf(row: ReadRow): Books {
  return {
    mode: row.mode,
    state: row.state,
    version: row.version,
    fraudVersion: row.fraud_version,
    vetoAtSignup: row.veto_at_signup,
    vetoAtRelease: row.veto_at_release,
    continues: row.continues,
    continuedIds: row.continued_ids,
    clockOffsetMs: Number(row.clock_offset_ms),
    closingAt: row.closing_at,
    closedAt: row.closed_at,
    fundingMinor: row.funding_minor,
    returnedMinor: row.returned_minor,
    reservedMinor: row.reserved_minor,
    budgetMinor: row.budget_minor,
  }
}
