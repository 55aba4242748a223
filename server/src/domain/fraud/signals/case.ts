/**
 * What the rules of abuse may look at: one friend, as known inside the signup or at the release. Every list is bounded
 * by the reader that fills it, and ordered from newest to oldest. All identifiers are keyed digests. Pure.
 */

/** How many neighbours one look-up returns at most. */
export const matesMax = 24
/** How many friends of one advocate the release looks at. */
export const friendsMax = 200

/** What a signup leaves behind for the rules. Null: the app did not send it, or it could not be read. */
export interface Trace {
  readonly address: string | null
  /** An IPv4 /24 or an IPv6 /48. */
  readonly subnet: string | null
  readonly agent: string | null
  /** The phone number without its last two digits. */
  readonly numberBlock: string | null
  /** The mail address without the digits of its first half. */
  readonly mailBlock: string | null
  readonly clickId: string | null
  /** From the click until the account was opened; null without a click. */
  readonly clickMs: number | null
  readonly network: NetworkKind | null
  /** The country of the address, like `BD`. */
  readonly addressCountry: string | null
  readonly integrity: Integrity | null
  readonly disposableMail: boolean
}

export type NetworkKind = 'hosting' | 'other'
/** The verdict of Play Integrity or App Attest, as the app read it. */
export type Integrity = 'passed' | 'failed' | 'emulator'

/** Another friend that shares something with this one. */
export interface Mate {
  readonly friendId: string
  readonly advocateId: string
  readonly address: string | null
  readonly agent: string | null
  readonly decidedAt: Date
}

/** Another friend of the same advocate. */
export interface Sibling extends Trace {
  readonly friendId: string
  readonly occurredAt: Date
  /** Activity that the app reported on a later day; null inside the signup, where nobody can have returned. */
  readonly returned: boolean | null
}

export interface Cluster {
  /** Accounts in the component of strong identifiers, this one included. */
  readonly accounts: number
  readonly advocates: number
  /** The advocate is in the component of the friend. */
  readonly holdsAdvocate: boolean
}

export interface FraudCase {
  readonly stage: Stage
  readonly by: 'click' | 'code'
  readonly occurredAt: Date
  readonly now: Date
  readonly country: string | undefined
  readonly trace: Trace
  /** Other accounts seen with the same device or install, phone, wallet; at most `matesMax` of each. */
  readonly sharedDevice: number
  readonly sharedPhone: number
  readonly sharedWallet: number
  readonly sameSubnet: readonly Mate[]
  readonly sameNumberBlock: readonly Mate[]
  readonly sameMailBlock: readonly Mate[]
  /** Other signups with the same click. */
  readonly sameClick: number
  /** Other friends of the advocate; inside the signup only their times are known. */
  readonly siblings: readonly Pick<Sibling, 'friendId' | 'occurredAt'>[]
  readonly cluster: Cluster | null
  /** Present at the release only. */
  readonly group: Group | null
}

export type Stage = 'signup' | 'release'

/** What became known during the hold, about all recent friends of the advocate together. */
export interface Group {
  readonly siblings: readonly Sibling[]
  /** The share of the program's friends of the same age who came back, 0–1; null if the app reports too little. */
  readonly usualReturn: number | null
  readonly returned: boolean
  /** The densest block of advocates, networks and hours around this friend; null if none stands out. */
  readonly block: { readonly friends: number; readonly advocates: number; readonly density: number } | null
}
