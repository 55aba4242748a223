/**
 * What a program's state means at a moment. Dates hold without any sweep having run: a program past its end is closed
 * though its row still says `live`. Pure.
 */
import type { ProgramState } from '../../db/rows.js'
import type { Terms } from './terms.js'

export type Phase = 'before' | 'live' | 'paused' | 'closed'

export function phaseAt(state: ProgramState, closingAt: Date | null, terms: Terms, at: Date): Phase {
  if (state === 'draft' || at < terms.startsAt) return 'before'
  if (at >= terms.endsAt) return 'closed'
  // What happened before a close was announced happened in a live program, though it is told late.
  if (state === 'closing' || state === 'settled') return closingAt !== null && at < closingAt ? 'live' : 'closed'
  return state === 'paused' ? 'paused' : 'live'
}
