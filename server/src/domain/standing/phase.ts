/**
 * The phase of a program at a moment. Dates take effect without a sweep: a program past its end is closed even while
 * its row says `live`. Pure.
 */
import type { ProgramState } from '../../db/rows.js'
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
