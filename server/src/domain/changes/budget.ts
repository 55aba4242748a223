/** The events of a budget that runs out. */
import type { Tx } from '../../db/connect.js'
import type { BooksLeft } from '../ledger/apply.js'
import type { Standing } from '../standing/find.js'
import { worthOf } from '../standing/worth.js'
import { appendChanges, type NewChange } from './append.js'

/** Percentages of all fundings. */
export const lowPercents = [20n, 5n]

export interface Spending {
  /** The money not yet promised, before and after. */
  readonly beforeMinor: bigint
  readonly afterMinor: bigint
  readonly fundedMinor: bigint
  /** The cost of the next friend. */
  readonly neededMinor: bigint
}

/** A change for each mark crossed downwards. Each crossing gives one, because every spender locks the books. */
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

/** After the books were changed, and so under their lock: nobody else crosses the same mark. */
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
