/**
 * What a program's state means at a moment. Dates hold without any sweep having run: a program past its end is closed
 * though its row still says `live`. Pure.
 */
import type { ProgramState } from '../../db/rows.js'
import type { Terms } from './terms.js'

export type Phase = 'before' | 'live' | 'paused' | 'closed'

export function phaseAt(state: ProgramState, closingAt: Date | null, terms: Terms, at: Date): Phase {
  const isClosed = state === 'closing' || state === 'settled'
  // Also before its start: what was closed then never begins.
  if (isClosed && (closingAt === null || at >= closingAt)) return 'closed'
  if (state === 'draft' || at < terms.startsAt) return 'before'
  if (at >= terms.endsAt) return 'closed'
  // What happened before a close was announced happened in a live program, though it is told late.
  return state === 'paused' ? 'paused' : 'live'
}
