/**
 * When a delivery that is not accepted is tried again, and how often. Descriptions and sentences take the number of tries
 * and days from here; `docs/webhooks.md` lists the pauses, and a test compares them.
 */
import { dayMs, hourMs, minuteMs } from '../../clock.js'

/** The pause after each try except the last, as Standard Webhooks proposes. */
export const retryWaitsMs: readonly number[] = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]

export const webhookTriesMax = retryWaitsMs.length + 1

/** Whole days from the first try to the last. */
export const webhookDays = Math.floor(retryWaitsMs.reduce((sum, waitMs) => sum + waitMs, 0) / dayMs)
