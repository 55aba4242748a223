/** Takes from a budget, and says when it is running out. */
import type { Tx } from '../../db/connect.js'
import type { ProgramState } from '../../db/rows.js'
import { readBooks } from '../ledger/books.js'
import { settleSpending, type BooksLeft } from '../ledger/settle.js'
import type { Transfer } from '../ledger/transfer.js'
import { booksChangeOf, type Beside } from '../ledger/transfers.js'
import type { Standing } from '../standing/find.js'
import { worthOf } from '../standing/worth.js'
import { appendChanges, type NewChange } from './append.js'

/** Shares of what was funded, in percent. */
const lowPercents = [20n, 5n]

export interface Spending {
  /** What is not yet promised, before and after. */
  readonly beforeMinor: bigint
  readonly afterMinor: bigint
  readonly fundedMinor: bigint
  /** What the next friend costs. */
  readonly neededMinor: bigint
}

/** A change for each mark that was crossed downwards: once a crossing, for whoever spends holds the books. */
export function budgetChanges({ beforeMinor, afterMinor, fundedMinor, neededMinor }: Spending): NewChange[] {
  const low = lowPercents
    .filter((percent) => beforeMinor * 100n >= fundedMinor * percent && afterMinor * 100n < fundedMinor * percent)
    .map((percent) => ({ type: 'budget.low' as const, detail: { percent: Number(percent) } }))
  const exhausted =
    beforeMinor >= neededMinor && afterMinor < neededMinor ? [{ type: 'budget.exhausted' as const, detail: {} }] : []
  return [...low, ...exhausted].map(({ type, detail }) => ({
    type,
    amountMinor: afterMinor,
    detail: { ...detail, fundedMinor: Number(fundedMinor) },
  }))
}

/**
 * Settles transfers that take from the budget: the last step of a verb.
 * @param refusal what is thrown where the budget does not hold them, by the program's state
 */
export async function spendBudget(
  tx: Tx,
  programId: number,
  standing: Standing,
  transfers: readonly Transfer[],
  refusal: (state: ProgramState) => Error,
  beside: Beside = {},
): Promise<void> {
  const left = await settleSpending(tx, programId, transfers, standing.now, beside)
  if (left === undefined) throw refusal((await readBooks(tx, programId)).state)
  await tellSpending(tx, programId, standing, -booksChangeOf(transfers).budgetMinor, left)
}

/** After the books were moved, and so while they are held: nobody else crosses the same mark. */
export async function tellSpending(
  tx: Tx,
  programId: number,
  { inForce, now }: Standing,
  spentMinor: bigint,
  books: BooksLeft,
): Promise<void> {
  const spending = {
    beforeMinor: books.budget_minor + spentMinor,
    afterMinor: books.budget_minor,
    fundedMinor: -books.funding_minor,
    neededMinor: worthOf(inForce.terms).totalMinor,
  }
  await appendChanges(tx, programId, budgetChanges(spending), now)
}
