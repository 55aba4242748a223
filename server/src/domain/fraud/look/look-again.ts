/** Looks at friends again when their hold ends. Nothing is locked, and nothing is written. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Context } from '../../standing/context.js'
import type { Program, Standing } from '../../standing/find.js'
import { assess, looks } from '../settings.js'
import { gatherAtRelease } from './at-release.js'
import type { Suspicion } from './suspicion.js'

/** How many friends are looked at together: a look takes the processor, and signups must not wait for it. */
const togetherMax = 50

/** @returns what was found, by friend. Nobody is in it who shows no signal. */
export async function lookAgain(
  context: Context,
  program: Program,
  { books, now }: Standing,
  friendIds: readonly string[],
): Promise<Map<string, Suspicion>> {
  const settings = await context.fraudSettings.get(context.sql, program.id, books.fraudVersion)
  const found = new Map<string, Suspicion>()
  if (!looks(settings)) return found
  for (let from = 0; from < friendIds.length; from += togetherMax) {
    const some = await gatherAtRelease(context.sql, program.id, now, friendIds.slice(from, from + togetherMax))
    for (const { one, subjectId, before } of some) {
      const { signals, score } = assess(one, settings, before)
      if (signals.length > 0 || before.length > 0) found.set(one.friendId, { signals, score, subjectId })
    }
    await breathe()
  }
  return found
}
