/** Verifies the books of a program on request, and once in each of its days. The result is stored. */
import { must } from '../../errors.js'
import type { Context } from '../standing/context.js'
import { keepLedgerCheck, latestLedgerCheck } from '../ledger/checks.js'
import type { Verification } from '../ledger/verify.js'
import { verifyMoney } from '../payouts/verify.js'
import { dayIn } from '../standing/calendar.js'
import { standingOf } from '../standing/find.js'

export const checksWaitingMax = 20
let asked = 0

/**
 * Each caller gets a check of its own, of what is committed by then. @param now the program's own time.
 * @throws AppError `overloaded` if too many of the program wait
 */
export async function checkBooks(context: Context, programId: number, now: Date): Promise<Verification> {
  let verification: Verification | undefined
  await context.bookChecks.run(programId, String(++asked), async () => {
    verification = await verifyMoney(context.sql, programId)
    await keepLedgerCheck(context.sql, programId, verification, now)
  })
  return must(verification, 'a check that has ended')
}

/** Two runs at once verify twice, which is harmless. @returns whether it was due. */
export async function checkBooksDaily(context: Context, programId: number): Promise<boolean> {
  const { now, books, inForce } = await standingOf(context, programId)
  if (books.state === 'draft') return false
  const { timeZone } = inForce.terms
  const latest = await latestLedgerCheck(context.sql, programId)
  if (latest !== undefined && dayIn(timeZone, latest.checkedAt) === dayIn(timeZone, now)) return false
  await checkBooks(context, programId, now)
  return true
}
