/** What the service answers. Amounts are whole minor units (poisha); instants are ISO 8601 text. */

/** A sentence for a person, in both languages. */
export interface Message {
  readonly bn: string
  readonly en: string
}

export interface Participant {
  readonly userId: string
  /** Null until the account has joined. */
  readonly code: string | null
  readonly link: string | null
  readonly balances: Balances
  readonly friends: { readonly counted: number; readonly pending: number; readonly review: number }
}

export interface Balances {
  readonly currency: string
  readonly heldMinor: number
  readonly availableMinor: number
  readonly clearingMinor: number
  readonly paidMinor: number
}

export type RewardState = 'reserved' | 'held' | 'available' | 'reversed'
export type ReferralState = 'pending' | 'review' | 'counted' | 'lapsed' | 'reversed' | 'refused'

export interface Reward {
  readonly id: string
  readonly amountMinor: number
  readonly currency: string
  readonly state: RewardState
  readonly availableAt: string | null
}

/** The decision about a signup. It is made once; a repeat is answered with the same. */
export interface Decision {
  readonly outcome: 'referred' | 'organic' | 'refused'
  readonly reason?: string
  readonly message?: Message
  readonly attributedBy?: 'click' | 'code'
  readonly referral?: { readonly id: string; readonly state: ReferralState; readonly advocateUserId: string }
  readonly reward?: Reward
  readonly friendReward?: Reward | null
}

export interface Qualification {
  readonly qualified: boolean
  readonly referral: { readonly id: string; readonly state: ReferralState } | null
}

export interface Referral {
  readonly id: string
  readonly state: ReferralState
  readonly reason?: string
  readonly friendUserId: string
  readonly reward: {
    readonly id: string
    readonly state: RewardState
    readonly amountMinor: number
    readonly availableAt: string | null
  } | null
  readonly decidedAt: string
}

export type LedgerAccount = 'funding' | 'returned' | 'reserved' | 'budget' | 'held' | 'available' | 'clearing' | 'paid'

export interface Transfer {
  readonly id: string
  readonly from: LedgerAccount
  readonly to: LedgerAccount
  readonly amountMinor: number
  readonly currency: string
  readonly cause: string
  readonly step: string
  readonly madeAt: string
}

/** Something that happened, as the feed tells it. */
export interface Change {
  /** `evt_…`: the same change is the same id, however often it is told. */
  readonly id: string
  /** `referral.counted`, `reward.available`, … A newer service may send others: ignore the ones you do not know. */
  readonly type: string
  /** The program's own time. */
  readonly timestamp: string
  readonly program: string
  readonly audiences: readonly ('operator' | 'advocate' | 'friend')[]
  readonly data: Readonly<Record<string, unknown>>
  /** Sentences ready to be pushed or texted. Without a `userId`: to everybody who has joined. */
  readonly messages: readonly (Message & {
    readonly audience: 'advocate' | 'friend'
    readonly userId: string | null
  })[]
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

export interface CodeCheck {
  /** As it is stored; null when it cannot be one. */
  readonly code: string | null
  readonly valid: boolean
}

export interface Stats {
  readonly currency: string
  readonly clicks: number
  readonly signups: number
  readonly referred: number
  readonly organic: number
  readonly refused: number
  readonly reasons: Readonly<Record<string, number>>
  readonly budgetMinor: number
  readonly rewardsHeldMinor: number
  readonly rewardsAvailableMinor: number
  readonly paidMinor: number
}

/** The program: the part of its terms that an app's own pages tell people. */
export interface Program {
  readonly slug: string
  readonly mode: 'test' | 'live'
  readonly state: 'draft' | 'scheduled' | 'live' | 'paused' | 'closing' | 'settled'
  readonly name: Message
  readonly currency: string
  readonly timeZone: string
  readonly rewardMinor: number
  readonly holdDays: number
  readonly minimumPayoutMinor: number
  readonly lateCodeHours: number
  readonly oneRewardPerDevice: boolean
  readonly endsAt: string
  /** The program's own time. */
  readonly now: string
}
