/** A cash-out as /v1 tells of it. */
import type { Text } from '../../language.js'

export type PayoutState = 'requested' | 'approved' | 'sending' | 'unknown' | 'paid' | 'failed' | 'rejected' | 'returned'

export interface Payout {
  readonly id: string
  readonly userId: string
  readonly state: PayoutState
  readonly amountMinor: number
  readonly currency: string
  readonly method: { readonly kind: Kind; readonly hint: string }
  readonly requestedAt: string
  readonly settledAt: string | null
  readonly reason?: string
  readonly message?: Text
  readonly provider: string
  readonly providerName: string | null
  /** Why it is not sent; `detached` is also said of one that waits for approval. */
  readonly heldUp: 'detached' | 'unanswered' | null
  readonly providerReference: string | null
  readonly approvals: { readonly needed: number; readonly given: number }
  readonly needsPerson: boolean
}

/** As people call it. */
export function providerOf({ provider, providerName }: Payout): string {
  return providerName ?? provider
}

export type Kind = 'bkash' | 'nagad' | 'rocket' | 'recharge' | 'bank'

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
