/** Takes rewards and appeals from the budget, and reports when it is running out. */
import type { Tx } from '../../db/connect.js'
import type { ProgramState } from '../../db/rows.js'
import { tellSpending } from '../changes/budget.js'
import { readBooks } from '../ledger/books.js'
import { applySpending } from '../ledger/apply.js'
import type { Transfer } from '../ledger/transfer.js'
import { booksChangeOf, type Beside } from '../ledger/transfers.js'
import type { Standing } from '../standing/find.js'

/**
 * Applies transfers that take from the budget: the last step of a verb.
 * @param refusal what is thrown if the budget does not cover them, by the program's state
 */
export async function spendBudget(
  tx: Tx,
  programId: number,
  standing: Standing,
  transfers: readonly Transfer[],
  refusal: (state: ProgramState) => Error,
  beside: Beside = {},
): Promise<void> {
  const left = await applySpending(tx, programId, transfers, standing.now, beside)
  if (left === undefined) throw refusal((await readBooks(tx, programId)).state)
  await tellSpending(tx, programId, standing, -booksChangeOf(transfers).budgetMinor, left)
}
