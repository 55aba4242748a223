/** A program as the API shows it. */
import type { WrittenText } from '../../language.js'
import type { Offer } from '../../offer.js'
import type { Kind } from '../payouts/payout.js'

export type ProgramState = 'draft' | 'scheduled' | 'live' | 'paused' | 'closing' | 'settled'

export type Terms = Omit<Offer, 'announcementHours'> & {
  readonly destinations: {
    readonly web: string
    readonly playStore: string | null
    readonly appStore: string | null
    readonly deepLink: string | null
  }
  readonly secondPerson: SecondPersonFor
}

/** What another person has to confirm. */
export interface SecondPersonFor {
  readonly funding: boolean
  readonly closing: boolean
}

/** Of a funding that waits. */
export interface WaitingFunding {
  readonly id: string
  readonly reference: string
  readonly amountMinor: number
  readonly askedBy: string
  readonly askedByName: string | null
  readonly askedAt: string
}

export interface Program extends Terms {
  readonly id: string
  readonly slug: string
  readonly mode: 'test' | 'live'
  readonly state: ProgramState
  readonly version: number
  readonly name: WrittenText
  readonly announced: readonly {
    readonly version: number
    readonly announcedAt: string
    readonly effectiveAt: string
    readonly terms: Terms
  }[]
  readonly balances: {
    readonly fundedMinor: number
    readonly budgetMinor: number
    readonly reservedMinor: number
    readonly returnedMinor: number
  }
  readonly now: string
}

/** Worse terms are announced this long before they take effect: the service's own rule. */
export const announcementHours = 72

export function offerOf(terms: Terms): Offer {
  return { ...terms, announcementHours }
}

/** What one friend takes from the budget. */
export function friendMinor(terms: Pick<Terms, 'rewardMinor' | 'friendRewardMinor'>): number {
  return terms.rewardMinor + terms.friendRewardMinor
}

export const stateTone = {
  draft: 'plain',
  scheduled: 'plain',
  live: 'good',
  paused: 'warn',
  closing: 'warn',
  settled: 'plain',
} as const satisfies Record<ProgramState, string>

/** What the service looked at for the list before the launch. */
export interface LaunchChecks {
  readonly members: { readonly count: number; readonly isMore: boolean }
  readonly destination: {
    readonly url: string
    readonly state: 'answers' | 'answers_badly' | 'silent' | 'not_asked'
    readonly status: number | null
    readonly tookMs: number
    readonly checkedAt: string
  }
  readonly payouts: readonly { readonly kind: Kind; readonly minimumMinor: number | null }[]
}
