/** What a person who acts now can expect from a program, including when the budget is spent. Pure. */
import { dayMs } from '../../clock.js'
import { phaseAt } from './phase.js'
import type { Standing } from './find.js'
import type { Terms } from './terms.js'
import { worthOf } from './worth.js'

export type Outlook =
  | { readonly phase: 'before' | 'live' | 'full' | 'paused' | 'over' }
  /** Ended, and earlier clicks can still count for a while. */
  | { readonly phase: 'closing'; readonly endedAt: Date; readonly countsUntil: Date }

/** When it ends, or ended: a close can come before the date of the terms. */
export function endOf({ closedAt }: Pick<Standing['books'], 'closedAt'>, { endsAt }: Terms): Date {
  return closedAt !== null && closedAt < endsAt ? closedAt : endsAt
}

export function outlookOf({ books, now, inForce: { terms } }: Standing): Outlook {
  const phase = phaseAt(books.state, books.closingAt, terms, now)
  if (phase === 'closed') {
    const endedAt = endOf(books, terms)
    const countsUntil = new Date(endedAt.getTime() + terms.attributionWindowDays * dayMs)
    return books.state === 'settled' || countsUntil <= now
      ? { phase: 'over' }
      : { phase: 'closing', endedAt, countsUntil }
  }
  const full = books.budgetMinor < worthOf(terms).totalMinor
  return { phase: phase === 'live' && full ? 'full' : phase }
}
