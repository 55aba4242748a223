/** Until when a program that closes may still count somebody. Pure. */
import { dayMs, hourMs } from '../../clock.js'
import { occurredAgoMsMax } from '../standing/occurred-at.js'
import type { Versions } from '../standing/versions.js'

export interface CloseDates {
  /** An account that is opened later counts by no click: the last one's window has ended. */
  readonly clicksUntil: Date
  /** What happened in time may be told as late as this, and not later. */
  readonly reportsUntil: Date
}

/**
 * By the promises that were in force, and not by the clicks that were made: the dates are known, and said, on the day of
 * the close, and no click that was being written at that moment is missed.
 * @param ran whether it was ever live: else there is nothing to wait for
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
