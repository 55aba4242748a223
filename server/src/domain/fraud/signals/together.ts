/**
 * Whether accounts are used one right after the other, days after their signups. Pure.
 *
 * Who keeps many accounts alive sits down and opens one after the other. People of one class or shop each live their own
 * day. Known of each friend are the first report of the first and of the last later day. A moment is accompanied if another
 * friend's is within minutes. How often this happens by chance is counted among the friends of other advocates around the
 * same moments: a message to everybody, a popular hour, or an app that reports in batches makes it usual.
 */
import { dayMs, minuteMs } from '../../../clock.js'
import type { FraudCase } from './case.js'
import { shareOfCrowds } from './crowds.js'
import { isTight } from './days.js'
import { oncePerRing, type Ring } from './ring.js'
import { anyOf, decibans, eitherOf } from './weight.js'

export interface Together {
  /** Friends with later days, and how many of them were active within minutes of another one. */
  readonly friends: number
  readonly together: number
  readonly weight: number
}

const closeMs = 10 * minuteMs
/** Moments further apart could not have been close on that day. */
const sameDayMs = dayMs / 2
/** Of two moments of one day, so many are close by chance, before the program shows its own figures. */
const closeBefore = { close: 2, pairs: 50 }
/** So often an account is accompanied that is used in such sessions: some sessions are for one account only. */
const sessionShares = [0.5, 0.85]
const weightMax = 9
/** The most that one friend adds, in decibans. Two friends who are active together are both counted, so each adds half. */
const perFriendMax = 1.5
/** Taken off for a friend who is active at other times than the rest. */
const aloneTakes = 4

export const togetherOf = oncePerRing((one, ring): Together | undefined => {
  const { group } = one
  if (group === null || !isTight(one, group, ring)) return undefined
  const each = [group.own, ...ring.members].map(({ backAt }) => backAt.map((at) => at.getTime()))
  const moments = each.flat().toSorted((a, b) => a - b)
  const companies = each.map((own) => companyOf(own, moments))
  const back = companies.filter(({ pairs }) => pairs > 0)
  if (back.length === 0) return undefined
  const chance = chanceOfClose(moments, group.usual.backAt)
  // The log of the chance of what is seen, if so many are accompanied, or more than that by chance.
  const logOf = (share: number) =>
    back.reduce((sum, { pairs, isAccompanied }) => {
      const likely = Math.max(share, 1 - (1 - chance) ** pairs)
      return sum + Math.log(isAccompanied ? likely : 1 - likely) / 2
    }, 0)
  const inSessions = anyOf(sessionShares.map(logOf)) - Math.log(sessionShares.length)
  // Some honest groups have an hour of their own: a lesson, a game in the evening.
  const honest = eitherOf(shareOfCrowds(group.usual, 0), inSessions, logOf(0))
  const together = back.filter(({ isAccompanied }) => isAccompanied).length
  const isAlone = group.own.backAt.length > 0 && companies[0]?.isAccompanied !== true
  const most = Math.min(weightMax, perFriendMax * together, decibans(inSessions, honest))
  const weight = Math.round(most - ring.chosen - (isAlone ? aloneTakes : 0))
  return weight < 1 ? undefined : { friends: back.length, together, weight }
})

interface Company {
  /** How many moments of others lie on the same days. */
  readonly pairs: number
  readonly isAccompanied: boolean
}

function companyOf(own: readonly number[], moments: readonly number[]): Company {
  const others = (at: number, withinMs: number) => around(moments, at, withinMs) - around(own, at, withinMs)
  return {
    pairs: own.reduce((sum, at) => sum + others(at, sameDayMs), 0),
    isAccompanied: own.some((at) => others(at, closeMs) > 0),
  }
}

export function togetherWeight(one: FraudCase, ring: Ring): number {
  return togetherOf(one, ring)?.weight ?? 0
}

/** Of two moments of one day, the chance that they are close: of these moments, and those of others. */
function chanceOfClose(moments: readonly number[], others: readonly number[]): number {
  const close = moments.reduce((sum, at) => sum + around(others, at, closeMs), closeBefore.close)
  const pairs = moments.reduce((sum, at) => sum + around(others, at, sameDayMs), closeBefore.pairs)
  return close / pairs
}

/** How many of the sorted moments are so near. */
function around(sorted: readonly number[], at: number, withinMs: number): number {
  return before(sorted, at + withinMs + 1) - before(sorted, at - withinMs)
}

/** How many are earlier. */
function before(sorted: readonly number[], at: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? 0) < at) from = middle + 1
    else to = middle
  }
  return from
}
