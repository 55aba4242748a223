/** How long a cash-out usually takes, in words. Pure. */
import type { Visit } from './visit.svelte.js'

const units = [
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
] as const

/** @param minutes a whole number of minutes, hours or days, as the service rounds them. */
export function usualTime({ allSay: say, count }: Pick<Visit, 'allSay' | 'count'>, minutes: number): string {
  const [unit, length] = units.find(([, one]) => minutes >= one) ?? ['minute', 1]
  return say.payouts.usual(count(minutes / length), unit)
}
