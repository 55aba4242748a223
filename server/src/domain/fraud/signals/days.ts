/**
 * Whether the friends of a ring come back, against what is usual in the program. Pure.
 *
 * Accounts that are opened for money are dropped at once, or touched once or twice so that they look alive. People differ:
 * some leave, some stay for good. The weight compares how well each explains the days of the whole ring. The friends of
 * different honest advocates differ too, so the usual shares are not taken as exact.
 */
import type { FraudCase, Group } from './case.js'
import { countDays, markWeight } from './crowds.js'
import { isLoose, markOf, type Ring } from './ring.js'
import { anyOf, bounded, decibans, logChance } from './weight.js'

/**
 * What is done with accounts that are opened for money, how often, and the days that follow from it: none, one, two or
 * three, more. One ring does with all of its accounts about the same.
 */
const habits = [
  { share: 0.5, days: [8, 1, 0.4, 0.2] },
  { share: 0.2, days: [1.5, 6, 1.5, 0.2] },
  { share: 0.2, days: [1, 2, 6, 0.3] },
  { share: 0.1, days: [1.5, 4, 3, 0.3] },
]

/** How little the friends of different honest advocates differ. */
const honestSpread = 8

/** A group without a rare mark in common may be an audience that loses interest. */
const looseMax = 9
const manyLooseMax = 11
const looseManyFrom = 20
const tightMax = 14
const inFavourMax = 12

/**
 * Each friend may say this much against a ring. People of one week have the same exams and holidays, so their days are not
 * as independent as the distributions say: four people who each came back twice are no slow ring.
 */
const perFriendMax = 2

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
  const paid = anyOf(habits.map(({ share, days }) => Math.log(share) + logChance(counts, days)))
  const max = isTight(one, group, ring) ? tightMax : friends < looseManyFrom ? looseMax : manyLooseMax
  return {
    friends,
    silent: counts[0] ?? 0,
    weight: bounded(
      decibans(paid, honest) - chosenFrom(group, ring),
      -inFavourMax,
      Math.min(max, perFriendMax * friends),
    ),
  }
}

export function daysWeight(one: FraudCase, ring: Ring | undefined): number {
  return daysOf(one, ring)?.weight ?? 0
}

/** In decibans. A carrier's network is shared by chance, and ties nobody. */
const rareFrom = 3

/** So many other friends of one hundred of phone numbers are no chance. */
const stripFrom = 3

function isTight(one: FraudCase, group: Group, ring: Ring | undefined): boolean {
  if (ring === undefined) return false
  if (ring.bond === 'place' || ring.bond === 'cluster') return true
  // A program would need a tenth of all phones in the country before this happened by chance.
  if (ring.bond === 'numberBlock') return ring.members.length >= stripFrom
  const mark = markOf(ring)
  return mark !== undefined && markWeight(one, group, mark, tightMax) >= rareFrom
}

/**
 * Of many friends who came in a wave, some twelve in a row stay away by chance. The more such stretches there are, the
 * less one of them says.
 */
function chosenFrom({ siblings }: Group, ring: Ring | undefined): number {
  if (ring === undefined || !isLoose(ring)) return 0
  return 10 * Math.log10((siblings.length + 1) / (ring.members.length + 1))
}
