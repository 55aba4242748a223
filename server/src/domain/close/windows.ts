/** Until when a closing program may still count somebody. Pure. */
import { dayMs, hourMs } from '../../clock.js'
import { occurredAgoMsMax } from '../standing/occurred-at.js'
import type { Versions } from '../standing/versions.js'

export interface CloseDates {
  /** An account opened later counts by no click, because the window of the last one has ended. */
  readonly clicksUntil: Date
  /** The latest time for reports about events in time. */
  readonly reportsUntil: Date
}

/**
 * By the promises in force, not by actual clicks: the dates are known on the day of the close, and no click that is
 * being written is missed.
 * @param ran whether the program has been live; if not, there is nothing to wait for
 */
export function closeDates({ all }: Versions, closedAt: Date, ran: boolean): CloseDates {
  if (!ran) return { clicksUntil: closedAt, reportsUntil: closedAt }
  const ends = all
    .filter(({ effectiveAt }, index) => index === 0 || effectiveAt <= closedAt)
    .map((version) => {
      const replacedAt = all
        .filter((later) => later.version > version.version)
        .map(({ effectiveAt }) => effectiveAt.getTime())
      return Math.min(closedAt.getTime(), ...replacedAt) + version.terms.attributionWindowDays * dayMs
    })
  const codes = all.map(({ terms }) => closedAt.getTime() + terms.lateCodeHours * hourMs)
  const clicksUntil = new Date(Math.max(...ends, ...codes))
  return { clicksUntil, reportsUntil: new Date(clicksUntil.getTime() + occurredAgoMsMax) }
}
