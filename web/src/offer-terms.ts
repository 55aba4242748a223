/** A program's terms as a page reads them: the wire's shape, amounts in minor units, times as ISO 8601. */
import type { WrittenText } from './language.js'

export type Requirable = 'phone' | 'email' | 'device' | 'install'

/** What a program has that says nothing of its cash-outs: a test compares it with the service's own. */
export const payoutsByDefault: Offer['payouts'] = {
  autoApproveMaxMinor: 1_000_000,
  participantsPerWalletMax: 3,
  ceilings: { perDayMinor: 3_000_000, perMonthMinor: 20_000_000 },
}

export interface Offer {
  readonly name: WrittenText
  readonly currency: string
  readonly timeZone: string
  readonly rewardMinor: number
  readonly friendRewardMinor: number
  readonly holdDays: number
  readonly minimumPayoutMinor: number
  readonly attributionWindowDays: number
  readonly lateCodeHours: number
  readonly countries: readonly string[] | null
  /** Whose people no longer count, and since when. */
  readonly endedCountries: readonly { readonly country: string; readonly at: string }[]
  readonly minimumAge: number | null
  readonly requires: readonly Requirable[]
  readonly oneRewardPerDevice: boolean
  readonly caps: { readonly perAdvocatePerDay: number | null; readonly perAdvocateTotal: number | null }
  readonly qualifyingEvent: {
    readonly name: string
    readonly withinDays: number
    readonly label: WrittenText | null
  } | null
  readonly payouts: {
    readonly autoApproveMaxMinor: number
    readonly participantsPerWalletMax: number
    readonly ceilings: { readonly perDayMinor: number | null; readonly perMonthMinor: number | null }
  }
  readonly startsAt: string
  readonly endsAt: string
  readonly organization: {
    readonly name: string
    readonly contact: string
    readonly termsUrl: string | null
    readonly privacyUrl: string | null
  }
  readonly brand: {
    readonly color: string | null
    readonly appName: WrittenText | null
    readonly benefit: WrittenText | null
    readonly shareText: WrittenText | null
  }
  /** The address of the logo. */
  readonly logo: string | null
  /** How long before they take effect worse terms are announced: the service's own rule. */
  readonly announcementHours: number
}
