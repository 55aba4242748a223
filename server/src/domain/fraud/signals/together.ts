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
import type { Ring } from './ring.js'
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
/** Each pair is seen from both sides, so a friend says half as much, and not more than this. */
const perFriendMax = 1.5
/** Taken off for a friend who is active at other times than the rest. */
const aloneTakes = 4

export function togetherOf(one: FraudCase, ring: Ring): Together | undefined {
  const { group } = one
  if (group === null || !isTight(one, group, ring)) return undefined
  const all = [group.own, ...ring.members].map(({ backAt }) => backAt.map((at) => at.getTime()))
  const moments = all.flat().toSorted((a, b) => a - b)
  const chance = chanceOfClose(moments, group.usual.backAt)
  let [together, friends] = [0, 0]
  let people = 0
  const sessions = sessionShares.map(() => 0)
  const isWith: boolean[] = []
  for (const own of all) {
    // The moments of the friend itself are taken off.
    const pairs = own.reduce((sum, at) => sum + around(moments, at, sameDayMs) - around(own, at, sameDayMs), 0)
    const isAccompanied = own.some((at) => around(moments, at, closeMs) > around(own, at, closeMs))
    isWith.push(isAccompanied)
    if (pairs === 0) continue
    friends++
    if (isAccompanied) together++
    const byChance = 1 - (1 - chance) ** pairs
    people += Math.log(isAccompanied ? byChance : 1 - byChance) / 2
    for (const [at, share] of sessionShares.entries()) {
      const shareOrChance = Math.max(share, byChance)
      sessions[at] = (sessions[at] ?? 0) + Math.log(isAccompanied ? shareOrChance : 1 - shareOrChance) / 2
    }
  }
  if (friends === 0) return undefined
  const alone = group.own.backAt.length > 0 && isWith[0] !== true ? aloneTakes : 0
  const inSessions = anyOf(sessions) - Math.log(sessions.length)
  // Some honest groups have an hour of their own: a lesson, a game in the evening.
  const honest = eitherOf(shareOfCrowds(group.usual, 0), inSessions, people)
  const weight = Math.round(
    Math.min(weightMax, perFriendMax * together, decibans(inSessions, honest)) - ring.chosen - alone,
  )
  return weight < 1 ? undefined : { friends, together, weight }
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
