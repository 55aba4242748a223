/** Who pays, as /v1 tells of it. */
import type { Kind } from '../payouts/payout.js'

export interface Provider {
  readonly id: string
  /** As terms name it. */
  readonly provider: string
  readonly name: string
  readonly url: string
  readonly callbackUrl: string
  readonly kinds: readonly Kind[]
  readonly minimumMinor: number
  readonly maximumMinor: number
  readonly state: 'active' | 'detached'
  readonly payoutsWaiting: number
  readonly restingUntil: string | null
  readonly trouble: { readonly says: string; readonly at: string } | null
  readonly balance: {
    readonly minor: number
    readonly owedMinor: number
    readonly at: string
    readonly low: boolean
  } | null
}

/** Of a program, what says who pays. A change replaces `payouts` whole. */
export interface Paying {
  readonly mode: 'test' | 'live'
  readonly currency: string
  readonly payouts: { readonly providers: Readonly<Record<Kind, string | null>> }
}

export const kinds: readonly Kind[] = ['bkash', 'nagad', 'rocket', 'recharge', 'bank']
