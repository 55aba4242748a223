/**
 * Weighs signals into a score of 0–99 and a verdict. Within a family, and between families, signals are combined as
 * independent chances ("noisy or": 1 − Π(1 − w)). Pure.
 *
 * One family alone is never enough to refuse: it leads to a review at most.
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
  /** The families that speak, the strongest first. */
  readonly families: readonly { readonly family: Family; readonly weight: number }[]
}

/** Below this weight a family does not count as a second, independent one. */
export const secondFamilyMin = 30

export function scoreOf(signals: readonly Signal[], thresholds: Thresholds): Score {
  const counted = signals.filter(({ flagOnly }) => !flagOnly)
  const spoken = families
    .map((family) => ({ family, weight: together(counted.filter((one) => one.family === family)) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  const score = together(spoken)
  const second = spoken[1]?.weight ?? 0
  const isRefused = score >= thresholds.refuseFrom && second >= secondFamilyMin
  return {
    score,
    verdict: isRefused ? 'refuse' : score >= thresholds.reviewFrom ? 'review' : 'clear',
    families: spoken,
  }
}

function together(parts: readonly { readonly weight: number }[]): number {
  const none = parts.reduce((left, { weight }) => left * (1 - weight / 100), 1)
  return Math.min(99, Math.round(100 * (1 - none)))
}
