/** What may be done with a cash-out, and how its state looks. */
import type { ItemOf } from '../lib/api.js'
import { words } from './words.js'

export type Payout = ItemOf<'GET /v1/programs/{program}/payouts'>
export type PayoutState = Payout['state']
export type Kind = Payout['method']['kind']

/** As people call it. */
export function providerOf({ provider, providerName }: Pick<Payout, 'provider' | 'providerName'>): string {
  return providerName ?? (provider === 'sandbox' ? words.current.sandbox : provider)
}

export const payoutTone: Readonly<Record<PayoutState, 'plain' | 'good' | 'warn' | 'bad'>> = {
  requested: 'warn',
  approved: 'plain',
  sending: 'plain',
  unknown: 'bad',
  paid: 'good',
  failed: 'bad',
  rejected: 'plain',
  returned: 'bad',
}

export function canBeSettled({ state, needsPerson }: Payout): boolean {
  return state === 'unknown' || (state === 'sending' && needsPerson)
}

/** Approved for a provider that was detached: nobody sends it. */
export function canBeRejected({ state, heldUp }: Payout): boolean {
  return state === 'approved' && heldUp === 'detached'
}
