/**
 * The phase of a program at a moment. Dates take effect without a sweep: a program past its end is closed even while
 * its row says `live`. Pure.
 */
import type { ProgramState } from '../../db/rows.js'
import type { Standing } from './find.js'
import type { Pause } from './pauses.js'
import type { Terms } from './terms.js'

export type Phase = 'before' | 'live' | 'paused' | 'closed'

export function phaseAt(state: ProgramState, closingAt: Date | null, terms: Terms, at: Date): Phase {
  const isClosed = state === 'closing' || state === 'settled'
  // Also before its start: a program closed then never begins.
  if (isClosed && (closingAt === null || at >= closingAt)) return 'closed'
  if (state === 'draft' || at < terms.startsAt) return 'before'
  if (at >= terms.endsAt) return 'closed'
  // Events before the close happened in a live program, even if they are reported late.
  return state === 'paused' ? 'paused' : 'live'
}

/** Paused, and its end has not come: it may still be resumed. */
export function isPaused({ books, now, inForce }: Pick<Standing, 'books' | 'now' | 'inForce'>): boolean {
  return books.state === 'paused' && now < inForce.terms.endsAt
}

/**
 * The phase at an earlier moment: what the program was then counts, whether it is paused or live today.
 * @param pause the pause at the moment, if there was one
 */
export function phaseThen({ books, now, inForce: { terms } }: Standing, at: Date, pause: Pause | undefined): Phase {
  const phase = phaseAt(books.state === 'paused' ? 'live' : books.state, books.closingAt, terms, at)
  if (phase !== 'live' || pause === undefined) return phase
  // A pause that ran into the end closed the program.
  return pause.resumedAt === null && now >= terms.endsAt ? 'closed' : 'paused'
}
