/** Transactions that are retried after a conflict, and the failures that callers can name. */
import { setTimeout as sleep } from 'node:timers/promises'
import { transaction, type Sql, type Tx } from './connect.js'

const attemptsMax = 10

/**
 * `transaction`, repeated after a deadlock or a serialization failure, which the database rolled back. The caller
 * handles a lost connection, because the commit may have happened.
 */
export async function retryingTransaction<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(sql, work)
    } catch (error) {
      if (attempt === attemptsMax || !rolledBack(error)) throw error
      await sleep(Math.random() * 20 * attempt)
    }
  }
}

function rolledBack(error: unknown): boolean {
  return hasCode(error, '40P01') || hasCode(error, '40001')
}

export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, '23505')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
