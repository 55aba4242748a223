/** Looks at friends again when their hold ends. Nothing is locked, and nothing is written. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Context } from '../../standing/context.js'
import type { Program, Standing } from '../../standing/find.js'
import { assess, looks, type FraudSettings } from '../settings.js'
import { gatherAtRelease, type LateLook } from './at-release.js'
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
    for (const look of some) keep(found, look, settings)
    // Those who are withheld now are new to the others of their rings.
    const withheld = some.flatMap(({ one }) => (isSuspect(found.get(one.friendId)) ? [one.friendId] : []))
    for (const look of withheld.length === 0 ? [] : some) {
      if (!isSuspect(found.get(look.one.friendId))) keep(found, knowing(look, withheld), settings)
    }
    await breathe()
  }
  return found
}

function keep(found: Map<string, Suspicion>, { one, subjectId, before }: LateLook, settings: FraudSettings): void {
  const { signals, score } = assess(one, settings, before)
  if (signals.length > 0 || before.length > 0) found.set(one.friendId, { signals, score, subjectId })
}

function isSuspect(suspicion: Suspicion | undefined): boolean {
  return suspicion !== undefined && suspicion.score.verdict !== 'clear'
}

function knowing(look: LateLook, withheld: readonly string[]): LateLook {
  const { group } = look.one
  if (group === null) return look
  return { ...look, one: { ...look.one, group: { ...group, withheld: new Set([...group.withheld, ...withheld]) } } }
}
