/**
 * One transaction of a program: every verb that decides by a program's terms, state or time runs in one of these. It
 * reads the standing first, without a lock. The verb then locks rows in the common order (claims, participants by id,
 * their referrals, rewards and payouts). It applies its transfers last, because all verbs share the row of the books.
 */
import type { Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import { lockBooks } from '../ledger/books.js'
import type { Context } from './context.js'
import { standingOf, standingUnder, type Program, type Standing } from './find.js'

type Work<T> = (tx: Tx, standing: Standing) => Promise<T>

/** The work is done again after a deadlock: nothing of it may have left the database. */
export async function inProgram<T>(context: Context, program: Pick<Program, 'id'>, work: Work<T>): Promise<T> {
  return retryingTransaction(context.sql, async (tx) => work(tx, await standingOf(context, program.id, tx)))
}

/**
 * The same for a change of the program's own state, version or funding, which come one after the other: the books are
 * held from the beginning, so the standing is true until the commit. Such work takes no participant.
 */
export async function holdingBooks<T>(context: Context, program: Pick<Program, 'id'>, work: Work<T>): Promise<T> {
  return retryingTransaction(context.sql, async (tx) => {
    const books = await lockBooks(tx, program.id)
    return work(tx, await standingUnder(context, tx, program.id, books))
  })
}

/**
 * Keeps the terms that the work was decided by until its commit: nobody announces others meanwhile. The last statement of
 * such work, as the books are locked last.
 * @throws Error of code 40001 if others were announced since the standing was read: the work is done again under them
 */
export async function holdTerms(tx: Tx, programId: number, { books }: Standing): Promise<void> {
  const held = await tx`select from books where program_id = ${programId} and version = ${books.version} for share`
  if (held.count === 0) throw Object.assign(new Error('Other terms were announced meanwhile.'), { code: '40001' })
}
