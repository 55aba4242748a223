/** What happens in a world, planned before it is played: accounts, how they came, and the truth about them. */

export const rings = [
  'family-ring',
  'device-farm',
  'one-wallet',
  'script',
  'sold-codes',
  'self-referral',
  'sim-box',
  'slow-ring',
] as const
export type RingFamily = (typeof rings)[number]

export const traps = [
  'phone-shop',
  'cyber-cafe',
  'hostel',
  'class',
  'influencer',
  'second-hand-phone',
  'one-phone-family',
] as const
export type Trap = (typeof traps)[number]

/** Only the score reads it: the service never learns it. */
export type Truth =
  | { readonly kind: 'honest'; readonly trap: Trap | null }
  | { readonly kind: 'abuse'; readonly family: RingFamily; readonly ring: string }

export interface Seen {
  readonly ip: string
  readonly userAgent: string
}

export interface Via {
  readonly advocate: Account
  readonly by: 'click' | 'code'
  /** From the click to the opened account; of no meaning for a typed code. */
  readonly clickMs: number
  /** Who followed the link: mostly another browser than the app's own text. */
  readonly clickSeen: Seen
}

export interface Account {
  readonly userId: string
  /** Null: nobody brought the account. */
  readonly via: Via | null
  /** The account is older than the program: the app reports no signup, and it only joins. */
  readonly isMember: boolean
  openedAt: number
  readonly identities: {
    readonly phone: string
    readonly email?: string
    readonly device?: string
  }
  readonly seen: Seen
  readonly integrity: 'passed' | 'failed' | 'emulator' | null
  readonly birthYear: number
  /** When the app reports activity after the signup. */
  readonly activeAt: readonly number[]
  /** The account for payments, and when it is set. */
  readonly wallet: { readonly account: string; readonly at: number } | null
  readonly truth: Truth
}

export interface World {
  readonly seed: number
  readonly days: number
  /** In order of time. */
  readonly accounts: readonly Account[]
}
