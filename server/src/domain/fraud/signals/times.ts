/** When the other friends of an advocate came. Pure. */
import { hourMs } from '../../../clock.js'
import type { FraudCase } from './case.js'

/** The release knows more of them than the signup. */
export function siblingsOf(one: FraudCase): FraudCase['siblings'] {
  return one.group?.siblings ?? one.siblings
}

export function within(other: { readonly occurredAt: Date }, at: Date, hours: number): boolean {
  return Math.abs(other.occurredAt.getTime() - at.getTime()) <= hours * hourMs
}
