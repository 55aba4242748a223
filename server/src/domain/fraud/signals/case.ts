/**
 * What the rules of abuse may look at: one friend, as known inside the signup or at the release. Every list is bounded
 * by the reader that fills it, and ordered from newest to oldest. All identifiers are keyed digests. Times are the
 * program's own. Pure.
 */

/** How many neighbours one look-up returns at most. */
export const matesMax = 24
/** How many friends of one advocate the release looks at. */
export const friendsMax = 200

/** What several accounts may share without being one person. Each weighs less the more people share it. */
export const marks = ['address', 'subnet', 'agent', 'numberBlock', 'mailBlock'] as const
export type Mark = (typeof marks)[number]

/** What a signup leaves behind for the rules. Null: the app did not send it, or it could not be read. */
export interface Trace extends Readonly<Record<Mark, string | null>> {
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

/** What a friend did after the signup, as the app reported it. */
export interface Activity {
  /**
   * Activity on a later day than the signup's. Null where nobody can tell: inside the signup, for an account younger
   * than `returnDaysMin`, or without an app that reports activity.
   */
  readonly returned: boolean | null
  /** Days with activity, and the last report; 0 and null if there was none. */
  readonly activeDays: number
  readonly lastActiveAt: Date | null
}

/** An account younger than this cannot have shown whether it comes back. */
export const returnDaysMin = 2

/** Another friend that shares something with this one, of any advocate. */
export interface Mate {
  readonly friendId: string
  readonly advocateId: string
  readonly address: string | null
  readonly agent: string | null
  readonly occurredAt: Date
  /** See `Activity`. */
  readonly returned: boolean | null
}

/** Another friend of the same advocate. */
export interface Sibling extends Trace, Activity {
  readonly friendId: string
  readonly occurredAt: Date
}

export interface Cluster {
  /** Accounts in the component of strong identifiers, this one included. */
  readonly accounts: number
  readonly advocates: number
  /** The advocate is in the component of the friend. */
  readonly holdsAdvocate: boolean
  /** Friends in it with a trace, without this one. */
  readonly friends: readonly Mate[]
}

export interface FraudCase {
  readonly stage: Stage
  readonly by: 'click' | 'code'
  readonly friendId: string
  readonly advocateId: string
  readonly occurredAt: Date
  readonly now: Date
  readonly country: string | undefined
  readonly trace: Trace
  /** What the advocate's own signup left behind; null if nobody brought the advocate. */
  readonly advocate: Readonly<Record<Mark, string | null>> | null
  /** Other accounts seen with the same device or install, phone, wallet; at most `matesMax` of each. */
  readonly sharedDevice: number
  readonly sharedPhone: number
  readonly sharedWallet: number
  readonly sameSubnet: readonly Mate[]
  readonly sameNumberBlock: readonly Mate[]
  readonly sameMailBlock: readonly Mate[]
  /** Other signups with the same click. */
  readonly sameClick: number
  /** Other friends of the advocate; inside the signup only their times are known, of `matesMax` at most. */
  readonly siblings: readonly Pick<Sibling, 'friendId' | 'occurredAt'>[]
  readonly cluster: Cluster | null
  /** Present at the release only. */
  readonly group: Group | null
}

export type Stage = 'signup' | 'release'

/** What became known during the hold, about all recent friends of the advocate together. */
export interface Group {
  /** At most `friendsMax`, without this friend. */
  readonly siblings: readonly Sibling[]
  readonly own: Activity
  readonly usual: Usual
  /** The densest block of advocates, networks and hours around this friend; null if none stands out. */
  readonly block: { readonly friends: number; readonly advocates: number; readonly density: number } | null
}

/** What is usual in this program: a sample of other advocates whose friends came at about the same time. */
export interface Usual {
  readonly advocates: number
  /** The share of their friends who came back, 0–1; null if the app reports too little. */
  readonly returned: number | null
  /** The share of their friends who typed a code. */
  readonly typed: number
  /** The friends of the sample. */
  readonly friends: number
  /** The friends of the sample who share this friend's own mark. */
  readonly sharing: Readonly<Record<Mark, number>>
  /** The sample's advocates with four friends or more, and how many of them have half of their friends alike. */
  readonly crowds: number
  readonly alike: Readonly<Record<Mark, number>>
}
