/** What the model remembers of signups and referrals. */
import type { Identities, Terms } from './terms.js'

export interface Report {
  readonly userId: string
  /** What was typed: the code of this account, or a text that is no code. Null: nothing. */
  readonly code: { readonly of: string } | 'garbage' | null
  /** Numbers of clicks, in the order of `click()`; `forged` is none. First the click id, then the install referrer. */
  readonly clicks: readonly (number | 'forged')[]
  readonly identities: Identities
  readonly country: string | null
  readonly birthYear: number | null
  readonly occurredAt: number
  /** The phone failed its check: a person looks at the friend first, where the program has them looked at. */
  readonly isSuspect?: boolean
}

export type Phase = 'live' | 'program_not_live' | 'program_closed'
export type ReferralState = 'pending' | 'review' | 'counted' | 'lapsed' | 'reversed'
export type RewardState = 'reserved' | 'held' | 'available' | 'reversed'
export type Clash = 'already_member' | 'self_referral' | 'same_device'

/** What ties a signup to an advocate, with the terms that go with it. */
export interface Evidence {
  readonly by: 'click' | 'code'
  readonly advocate: string
  readonly phase: Phase
  readonly terms: Terms
  readonly clickedAt: number | undefined
}

export interface Decision {
  readonly outcome: 'referred' | 'organic' | 'refused'
  readonly reason?: string
  readonly attributedBy?: 'click' | 'code'
  readonly advocate?: string
  readonly state?: ReferralState
  readonly reward?: { readonly amountMinor: number; readonly state: RewardState; readonly availableAt: number | null }
  readonly friendRewardMinor?: number
}

export interface Clicked {
  readonly advocate: string
  readonly at: number
  readonly phase: Phase
  readonly terms: Terms
}

export interface Signup {
  readonly facts: Report & {
    wasMember: boolean
    readonly learnt: Identities[]
    /** Own identities that an older account turned out to have. */
    readonly ofOlder: string[]
  }
  readonly decidedAt: number
  readonly decision: Decision
}

export interface Referral {
  readonly advocate: string
  readonly friend: string
  readonly terms: Terms
  readonly expiresAt: number
  state: ReferralState
  reason: string | undefined
  reward: RewardState
  availableAt: number | null
  /** The awaited action came in time, during the review. */
  actedAt: number | undefined
  verdict: Verdict | undefined
  /** What an open appeal keeps reserved; undefined if nobody appealed, `answered` afterwards. */
  appealMinor: number | 'answered' | undefined
  countedAgain: boolean
}

export type Verdict = 'confirmed' | 'cleared'
