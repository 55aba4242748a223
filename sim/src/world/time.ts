/** Times of the world: milliseconds since the midnight at which it begins, in local time. Pure. */
import type { Random } from '../random.js'

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export function dayOf(at: number): number {
  return Math.floor(at / dayMs)
}

export function hourOf(at: number): number {
  return Math.floor((at % dayMs) / hourMs)
}

/** How likely people use their phones in each hour of the day: little at night, most in the evening. */
const wakefulness = [
  3, 1.5, 0.7, 0.5, 0.6, 1.2, 2.2, 3.2, 4, 4.4, 4.8, 5, 5, 4.9, 4.7, 4.8, 5.2, 5.6, 6, 6.8, 7.4, 7.2, 6.4, 4.8,
]

/** A moment of this day when people are awake. */
export function momentOf(random: Random, day: number): number {
  const hour = random.weighted(wakefulness.map((weight, index) => [index, weight] as const))
  return day * dayMs + hour * hourMs + random.below(hourMs)
}

/** Not before this time, and when people are awake: what falls into the small hours mostly waits for the morning. */
export function awake(random: Random, at: number): number {
  const hour = hourOf(at)
  if (hour >= 6 || random.chance((wakefulness[hour] ?? 1) / 4)) return Math.round(at)
  return dayOf(at) * dayMs + 6 * hourMs + random.below(4 * hourMs)
}
