/**
 * Weighs signals into a score of 0–99 and a verdict. The score is the chance of abuse in percent, by Bayes' rule: the
 * odds before any evidence, times what each family of evidence makes of them. Pure.
 *
 * Signals of one family often see the same fact, so only the strongest counts in full, and each further one half as much
 * as the one before. A family has a bound, because even its best evidence has an honest explanation now and then. One
 * family alone is never enough to refuse: it leads to a review at most.
 */
import { families, type Family, type Signal } from './rule.js'

export interface Thresholds {
  readonly reviewFrom: number
  readonly refuseFrom: number
}

export type Verdict = 'clear' | 'review' | 'refuse'

export interface Score {
  /** 0–99. */
  readonly score: number
  readonly verdict: Verdict
  /** The families that speak, the strongest first, in decibans. */
  readonly families: readonly { readonly family: Family; readonly weight: number }[]
}

/** One friend in twenty, before any evidence. */
const before = -13

/**
 * The most that a family can say, in decibans. By itself the network, behaviour or shape of a group stays below a
 * review of 60: that is a hostel, an audience that loses interest, a shop. So does timing: an app that reports its queue
 * at once is not a script.
 */
export const familyMax: Readonly<Record<Family, number>> = {
  identity: 26,
  timing: 10,
  network: 13,
  behaviour: 14,
  shape: 13,
}

/** The most that a family can say for a person. */
const familyMin = -12

/** A family below three times the odds does not count as a second one. */
export const secondFamilyMin = 5

export function scoreOf(
  signals: readonly Pick<Signal, 'family' | 'weight' | 'flagOnly'>[],
  thresholds: Thresholds,
): Score {
  const counted = signals.filter(({ flagOnly }) => !flagOnly)
  const spoken = families
    .map((family) => ({ family, weight: together(family, counted) }))
    .filter(({ weight }) => weight !== 0)
    .toSorted((a, b) => b.weight - a.weight)
  const score = spoken.some(({ weight }) => weight > 0)
    ? percentOf(spoken.reduce((sum, { weight }) => sum + weight, before))
    : 0
  const isSupported = (spoken[1]?.weight ?? 0) >= secondFamilyMin
  const verdict =
    score < thresholds.reviewFrom ? 'clear' : score >= thresholds.refuseFrom && isSupported ? 'refuse' : 'review'
  return { score, verdict, families: spoken }
}

function together(family: Family, signals: readonly Pick<Signal, 'family' | 'weight'>[]): number {
  const weights = signals.filter((one) => one.family === family).map(({ weight }) => weight)
  const against = discounted(weights.filter((weight) => weight > 0))
  const inFavour = discounted(weights.filter((weight) => weight < 0).map((weight) => -weight))
  return Math.max(familyMin, Math.min(familyMax[family], Math.round(against - inFavour)))
}

/** The largest in full, the next one half, the one after a quarter. */
function discounted(weights: readonly number[]): number {
  return weights.toSorted((a, b) => b - a).reduce((sum, weight, at) => sum + weight / 2 ** at, 0)
}

/** The chance, in percent, of log odds in decibans. */
function percentOf(decibans: number): number {
  return Math.min(99, Math.round(100 / (1 + 10 ** (-decibans / 10))))
}
