/**
 * Whether the friends of a ring come back, against what is usual in the program. Pure.
 *
 * Accounts that are opened for money are dropped at once, or touched once or twice so that they look alive. People differ:
 * some leave, some stay for good. The weight compares how well each explains the days of the whole ring. The friends of
 * different honest advocates differ too, so the usual shares are not taken as exact.
 */
import type { FraudCase } from './case.js'
import { countDays } from './crowds.js'
import { isLoose, type Ring } from './ring.js'
import { bounded, decibans, eitherOf, logChance } from './weight.js'

/** Of accounts that are dropped, and of accounts that are touched once or twice. For none, one, two or three, more days. */
const dropped = [8, 1, 0.4, 0.2]
const touched = [1.5, 4, 3, 0.3]

/** How little the friends of different honest advocates differ. */
const honestSpread = 6

/** A group without a mark in common may be an audience that loses interest. */
const looseMax = 10
const tightMax = 14
const inFavourMax = 12

export interface Days {
  readonly friends: number
  /** How many of them did not come back on a later day. */
  readonly silent: number
  readonly weight: number
}

/** @param ring undefined: the friend alone */
export function daysOf(one: FraudCase, ring: Ring | undefined): Days | undefined {
  const { group } = one
  if (group?.usual.days == null) return undefined
  const laterDays = [group.own.laterDays, ...(ring?.members ?? []).map((member) => member.laterDays)]
  const counts = countDays(laterDays)
  const friends = counts.reduce((sum, count) => sum + count, 0)
  if (friends === 0) return undefined
  // A share of nothing would make one friend impossible.
  const usual = group.usual.days.map((share) => (share + 0.02) / 1.08)
  const honest = logChance(
    counts,
    usual.map((share) => share * honestSpread),
  )
  const paid = eitherOf(0.6, logChance(counts, dropped), logChance(counts, touched))
  const max = ring === undefined || isLoose(ring) ? looseMax : tightMax
  return { friends, silent: counts[0] ?? 0, weight: bounded(decibans(paid, honest), -inFavourMax, max) }
}

export function daysWeight(one: FraudCase, ring: Ring | undefined): number {
  return daysOf(one, ring)?.weight ?? 0
}
