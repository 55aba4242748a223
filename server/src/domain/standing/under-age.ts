/** Where a program has an age rule, nobody under 18 is looked at or compared with. Pure. */
import { yearIn } from './calendar.js'
import type { Terms } from './terms.js'

/**
 * The last year in which somebody may be born whom the rules of abuse look at; null without an age rule. Only the year
 * of birth is known, so a person counts as under 18 until the year of the 18th birthday.
 */
export function bornMaxOf({ minimumAge, timeZone }: Pick<Terms, 'minimumAge' | 'timeZone'>, at: Date): number | null {
  return minimumAge === null ? null : yearIn(timeZone, at) - 18
}
