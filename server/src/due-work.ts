/** How sweeps go through what is due. */

/** A run ends at the latest after this many bites of a kind; the next run goes on. */
const bitesMax = 1000

/** Bite after bite, until one is not full. */
export async function untilLess(full: number, bite: () => Promise<number>): Promise<void> {
  for (let count = 0; count < bitesMax; count++) if ((await bite()) < full) return
}

/**
 * Runs several works in their order, each by itself: what one of them stumbles over holds up no other.
 * @throws what they stumbled over, when all have run
 */
export async function eachByItself(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const work of works) await work().catch((error: unknown) => failures.push(error))
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} kinds of due work failed`)
}
