/**
 * Weights of evidence in decibans: how many times likelier an observation is if accounts are opened for money than if
 * they are people. Pure.
 *
 * Rates differ between honest advocates: the friends of one are more loyal than those of another. So a rate is not a
 * number but a distribution (Beta, Dirichlet), and the evidence of many friends of one advocate is bounded by it.
 * Source: I. J. Good, Probability and the Weighing of Evidence, 1950; for counts of groups that differ J. G. Skellam,
 * A probability distribution derived from the binomial distribution, 1948.
 */
import { assert } from '../../../errors.js'

/**
 * The log of the chance of a sequence with these counts, where the shares are drawn from a Dirichlet distribution.
 * @param counts how many observations fell into each group
 * @param alphas as many as counts, all above 0: the expected share of a group, times how little the shares vary
 */
export function logChance(counts: readonly number[], alphas: readonly number[]): number {
  assert(counts.length === alphas.length, 'a count has its group')
  const rising = (from: number, steps: number) => logGamma(from + steps) - logGamma(from)
  const total = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0)
  const parts = counts.map((count, at) => rising(alphas[at] ?? 0, count))
  return total(parts) - rising(total(alphas), total(counts))
}

/** The log of the chance, of two explanations in this proportion. */
export function eitherOf(share: number, one: number, other: number): number {
  const larger = Math.max(one, other)
  return larger + Math.log(share * Math.exp(one - larger) + (1 - share) * Math.exp(other - larger))
}

/** The log of a sum of chances, from their logs. */
export function anyOf(logs: readonly number[]): number {
  const largest = Math.max(...logs)
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0))
}

/** The weight of an observation from the logs of its chances. */
export function decibans(logIfAbuse: number, logIfHonest: number): number {
  return (10 / Math.LN10) * (logIfAbuse - logIfHonest)
}

/** Within these bounds, in whole decibans. */
export function bounded(weight: number, min: number, max: number): number {
  return Math.round(Math.min(max, Math.max(min, weight)))
}

/** The log of the gamma function. Source: Stirling's series, from 8 on; below that by the recurrence. */
export function logGamma(value: number): number {
  assert(value > 0, 'the gamma function of a positive number')
  let [at, product] = [value, 1]
  for (; at < 8; at++) product *= at
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5)
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}
