/**
 * How long a reward is held. The terms promise the longest hold, so nobody waits longer than they were told; a program may
 * give the rewards of unsuspicious friends, and of proven advocates, a shorter one. Pure.
 */
import type { FraudSettings } from './settings.js'

export interface HoldCase {
  readonly promisedDays: number
  /** 0–99; 0 where no rule found anything. */
  readonly score: number
  readonly isProven: boolean
}

/** @returns days, at most the promised ones */
export function holdDaysOf(
  { ordinaryDays, provenDays, suspiciousFrom }: FraudSettings['hold'],
  { promisedDays, score, isProven }: HoldCase,
): number {
  if (score >= suspiciousFrom) return promisedDays
  const ordinary = Math.min(promisedDays, ordinaryDays ?? promisedDays)
  return isProven ? Math.min(ordinary, provenDays ?? ordinary) : ordinary
}
