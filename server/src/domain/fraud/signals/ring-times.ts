/** The times of a ring: equal distances, and equal times from the click to the account. Pure. */
import type { FraudCase } from './case.js'
import { rhythmOf, type Rhythm } from './gaps.js'
import type { Ring } from './ring.js'
import { decibans } from './weight.js'

const rhythmMax = 14
/** Four people who come at equal distances are no machine. */
const rhythmFrom = 5
const delaysMax = 10
/** Four people who took about a quarter of an hour are no machine: each time in common says this much at most. */
const perDelayMax = 1.5

/** Only if the friend is part of the rhythm: it must be clearer with this friend than without. */
export function rhythmOfRing(one: FraudCase, ring: Ring): Rhythm | undefined {
  const others = ring.members.map(({ occurredAt }) => occurredAt)
  const rhythm = rhythmOf([one.occurredAt, ...others])
  const isPart = rhythm !== undefined && rhythm.weight > (rhythmOf(others)?.weight ?? 0)
  return isPart ? boundedRhythm(rhythm, ring.chosen) : undefined
}

export function boundedRhythm(rhythm: Rhythm | undefined, chosen = 0): Rhythm | undefined {
  if (rhythm === undefined || rhythm.signups < rhythmFrom || rhythm.weight - chosen < 1) return undefined
  return { ...rhythm, weight: Math.round(Math.min(rhythmMax, rhythm.weight - chosen)) }
}

export function rhythmWeight(one: FraudCase, ring: Ring): number {
  return rhythmOfRing(one, ring)?.weight ?? 0
}

/** The spread of the logarithm of the time from the click to the account: of people, and of work by rote. */
const peopleSpread = 1.2
const roteSpread = 0.25

export interface Delays {
  readonly friends: number
  readonly seconds: number
  readonly weight: number
}

/**
 * People need from a minute to days from the click to the account: they install, they are called away. The same work
 * done by rote takes the same time again and again. Normal distributions of the logarithm, with an unknown mean.
 */
export function delaysOf(one: FraudCase, ring: Ring): Delays | undefined {
  const own = { occurredAt: one.occurredAt, clickMs: one.trace.clickMs }
  const ways = [own, ...ring.members].flatMap(({ occurredAt, clickMs }): Way[] =>
    clickMs === null || clickMs <= 0 ? [] : [{ from: occurredAt.getTime() - clickMs, to: occurredAt.getTime() }],
  )
  const delays = ways.map(({ from, to }) => to - from)
  if (delays.length < friendsMin || own.clickMs === null) return undefined
  const logs = delays.map((ms) => Math.log(ms))
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)
  const density = (spread: number) => -(logs.length - 1) * Math.log(spread) - squares / (2 * spread ** 2)
  const weight = Math.round(
    Math.min(
      areSideBySide(ways) ? besideMax : delaysMax,
      perDelayMax * delays.length,
      decibans(density(roteSpread), density(peopleSpread)) - ring.chosen,
    ),
  )
  return weight < 1 ? undefined : { friends: delays.length, seconds: Math.round(Math.exp(mean) / 1000), weight }
}

const friendsMin = 4

/** From the click to the account. */
interface Way {
  readonly from: number
  readonly to: number
}

/** What equal times say of people who sit side by side. */
const besideMax = 3

/**
 * A class is shown the app, and all of it follows the link and opens its accounts in the same minutes: their times are equal
 * because somebody leads them. Who opens accounts by rote ends one before the next begins.
 */
function areSideBySide(ways: readonly Way[]): boolean {
  const overlapping = ways.filter((way) =>
    ways.some((other) => other !== way && other.from < way.to && way.from < other.to),
  )
  return overlapping.length * 2 > ways.length
}

export function delaysWeight(one: FraudCase, ring: Ring): number {
  return delaysOf(one, ring)?.weight ?? 0
}
