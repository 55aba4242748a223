/** Loops over due work in sweeps. */

/** A run ends after this many bites of a kind; the next run continues. */
const bitesMax = 1000

/** Bite after bite, until one is not full. */
export async function untilLess(full: number, bite: () => Promise<number>): Promise<void> {
  for (let count = 0; count < bitesMax; count++) if ((await bite()) < full) return
}

/**
 * Runs several works in order. One failure does not block the rest.
 * @throws the failures, after all have run
 */
export async function eachByItself(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const work of works) await work().catch((error: unknown) => failures.push(error))
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} kinds of due work failed`)
}
