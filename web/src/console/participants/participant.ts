/** Participants and referrals as the API lists them. */
import type { stateWords } from '../lib/reasons.js'

export interface Person {
  readonly id: string
  readonly userId: string
  readonly code: string | null
  readonly joinedAt: string | null
  readonly country: string | null
  readonly heldMinor: number
  readonly availableMinor: number
  readonly clearingMinor: number
  readonly paidMinor: number
  readonly friends: { readonly counted: number; readonly pending: number; readonly review: number }
}

type Words = typeof stateWords.current
export type ReferralState = keyof Words['referral']
export type Reason = keyof Words['reason']

export interface Referral {
  readonly id: string
  readonly state: ReferralState
  readonly reason: Reason | null
  readonly advocateUserId: string
  readonly friendUserId: string
  readonly decidedAt: string
  readonly rewardMinor: number | null
}

export interface Evidence {
  readonly by: 'click' | 'code' | null
  readonly late: boolean
  readonly clickedAt: string | null
  readonly channel: string | null
}

export interface Happening {
  readonly at: string
  readonly kind: string
  readonly id: string
  readonly ruling?: { readonly ruling: string; readonly reason: string; readonly by: string }
  readonly transfer?: {
    readonly from: keyof Words['account']
    readonly to: keyof Words['account']
    readonly amountMinor: number
    readonly payout: string | null
  }
  readonly friend?: {
    readonly userId: string
    readonly state: ReferralState
    readonly reason: Reason | null
    readonly evidence: Evidence
  }
  readonly clicks?: { readonly day: string; readonly count: number }
  readonly signup?: {
    readonly outcome: 'referred' | 'organic' | 'refused'
    readonly reason: Reason | null
    readonly advocateUserId: string | null
    readonly evidence: Evidence
  }
}
