/** The turn of a batch: progress rests on it, and no promise does. */
import type { Tx } from '../../db/connect.js'

/**
 * `beside others`: batches of the program run at the same time, and the books decide which of them must start again.
 * `alone`: this batch waits until no other one of the program runs, in any process, and none starts before it ends.
 */
export type Turn = 'beside others' | 'alone'

/** Any number that no other advisory lock of two numbers has. */
const lockOfBatches = 740_040

/** Until the end of the transaction. The first statement of a batch: nothing is locked when it waits. */
export async function takeTurn(tx: Tx, programId: number, turn: Turn): Promise<void> {
  if (turn === 'alone') await tx`select pg_advisory_xact_lock(${lockOfBatches}::integer, ${programId}::integer)`
  else await tx`select pg_advisory_xact_lock_shared(${lockOfBatches}::integer, ${programId}::integer)`
}
