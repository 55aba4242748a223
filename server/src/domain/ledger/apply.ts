/**
 * Applies transfers: the last step of every verb that moves money. The balances of participants change first, then the
 * program's own accounts in its books. All verbs share the row of the books, so it is locked only while the commit is
 * written.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { BooksRow } from '../../db/rows.js'
import { assert } from '../../errors.js'
import type { Books } from './books.js'
import { tallyOrigins } from './origins.js'
import type { Transfer } from './transfer.js'
import { booksChangeOf, postTransfers, type Beside, type BooksChange } from './transfers.js'

/** The books after the statement that moved them. The row stays locked until the commit. */
export type BooksLeft = Pick<BooksRow, 'budget_minor' | 'funding_minor'>

/** The caller has locked the rows of the participants. */
export async function applyTransfers(
  tx: Tx,
  programId: number,
  transfers: readonly Transfer[],
  at: Date,
  beside: Beside = {},
): Promise<void> {
  await postTransfers(tx, programId, transfers, at, beside)
  await tallyOrigins(tx, programId, beside.friends ?? [], at)
  const change = booksChangeOf(transfers)
  if (Object.values(change).every((amountMinor) => amountMinor === 0n)) return
  assert(
    (await moveBooks(tx, programId, change, change.budgetMinor < 0n)) !== undefined,
    'the books cover what is moved',
  )
}

/**
 * The same for transfers that take from the budget. One statement checks the budget and takes from it, so that two verbs
 * never share the last reward.
 * @returns undefined if the budget does not cover them or the program is settled: then the caller throws
 */
export async function applySpending(
  tx: Tx,
  programId: number,
  transfers: readonly Transfer[],
  at: Date,
  beside: Beside = {},
): Promise<BooksLeft | undefined> {
  await postTransfers(tx, programId, transfers, at, beside)
  await tallyOrigins(tx, programId, beside.friends ?? [], at)
  return moveBooks(tx, programId, booksChangeOf(transfers), true)
}

/** How a batch that read the books without a lock confirms them. */
export interface AsRead {
  readonly books: Pick<Books, 'state' | 'version'>
  readonly change: BooksChange
  /** The cost of the next friend, and percentages of all fundings: a budget that falls below one of them is told. */
  readonly marks: { readonly neededMinor: bigint; readonly percents: readonly bigint[] }
}

/**
 * The last statement of a batch: moves the books only if their state and version are unchanged and the budget still
 * covers what is spent. A batch that spends nothing confirms with a share lock.
 * @throws an error of `booksChanged` or `markCrossed`; then nothing of the transaction is committed
 */
export async function confirmAsRead(tx: Tx, programId: number, { books, change, marks }: AsRead): Promise<void> {
  await tx`
    select confirm_books(${programId}::integer, ${books.state}::program_state, ${books.version}::integer,
      ${(-change.budgetMinor).toString()}::bigint, ${change.reservedMinor.toString()}::bigint,
      ${marks.neededMinor.toString()}::bigint, ${arrayText(marks.percents)}::bigint[])`
}

/** The state, the version or the budget is not what the batch read. */
export function booksChanged(error: unknown): boolean {
  return isRaised(error, 'BO001')
}

/** The budget fell below a mark, which somebody must be told: `applyAsRead` does it. */
export function markCrossed(error: unknown): boolean {
  return isRaised(error, 'BO002')
}

function isRaised(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/**
 * The same without the marks, for a batch that crosses one.
 * @returns undefined if the books changed: then the batch is decided again
 */
export async function applyAsRead(
  tx: Tx,
  programId: number,
  { state, version }: Pick<Books, 'state' | 'version'>,
  change: BooksChange,
): Promise<BooksLeft | undefined> {
  const spentMinor = (-change.budgetMinor).toString()
  const [books] = await tx<BooksLeft[]>`
    update books
    set budget_minor = budget_minor - ${spentMinor}::bigint,
        reserved_minor = reserved_minor + ${change.reservedMinor.toString()}::bigint
    where program_id = ${programId} and state = ${state} and version = ${version}
      and budget_minor >= ${spentMinor}::bigint
    returning budget_minor, funding_minor`
  return books
}

/** @param spends the budget must cover what is taken, and the program must not be settled */
async function moveBooks(
  tx: Tx,
  programId: number,
  change: BooksChange,
  spends: boolean,
): Promise<BooksLeft | undefined> {
  const [books] = await tx<BooksLeft[]>`
    update books
    set funding_minor = funding_minor + ${change.fundingMinor.toString()}::bigint,
        returned_minor = returned_minor + ${change.returnedMinor.toString()}::bigint,
        reserved_minor = reserved_minor + ${change.reservedMinor.toString()}::bigint,
        budget_minor = budget_minor + ${change.budgetMinor.toString()}::bigint
    where program_id = ${programId}
      and (not ${spends}::boolean
        or (state <> 'settled' and budget_minor + ${change.budgetMinor.toString()}::bigint >= 0))
    returning budget_minor, funding_minor`
  return books
}
