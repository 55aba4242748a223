/**
 * Grants, among signups that the rules accept: in order of arrival, caps first, then as many as the budget covers. A
 * budget refusal uses no cap. Pure.
 */
import type { Terms } from '../standing/terms.js'
import { worthOf } from '../standing/worth.js'
import type { RefusalReason } from '../reasons/signup-reasons.js'

export interface Claimant {
  readonly advocateId: string
  /** The day of the signup in the program's time zone, `2026-12-01`. */
  readonly day: string
  readonly terms: Terms
}

export interface Room {
  budgetMinor: bigint
  /** Active referrals of each advocate. */
  readonly total: Map<string, number>
  /** Grants of each advocate and day, by `dayKey`. */
  readonly byDay: Map<string, number>
}

export function dayKey(advocateId: string, day: string): string {
  return `${advocateId} ${day}`
}

/** Takes room for one claimant, or says why there is none. */
export function allot(claimant: Claimant, room: Room): RefusalReason | undefined {
  const { caps } = claimant.terms
  const key = dayKey(claimant.advocateId, claimant.day)
  const total = room.total.get(claimant.advocateId) ?? 0
  const today = room.byDay.get(key) ?? 0
  if (caps.perAdvocateTotal !== null && total >= caps.perAdvocateTotal) return 'advocate_cap_reached'
  if (caps.perAdvocatePerDay !== null && today >= caps.perAdvocatePerDay) return 'advocate_cap_reached'
  const neededMinor = worthOf(claimant.terms).totalMinor
  if (room.budgetMinor < neededMinor) return 'budget_exhausted'
  room.budgetMinor -= neededMinor
  room.total.set(claimant.advocateId, total + 1)
  room.byDay.set(key, today + 1)
  return undefined
}
