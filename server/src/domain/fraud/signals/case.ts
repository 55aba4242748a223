/**
 * What the rules of abuse may look at: one friend, as known inside the signup or at the release. Every list is bounded
 * by the reader that fills it, and ordered from newest to oldest. All identifiers are keyed digests. Times are the
 * program's own. Pure.
 */
import { dayMs, hourMs } from '../../../clock.js'
import type { Integrity } from '../../../readers/integrity.js'

/** How many neighbours one look-up returns at most. */
export const matesMax = 24
/** How many friends of one address, of any advocate, the release looks at. */
export const placeMax = 48
/** How many friends of one advocate the release looks at. */
export const friendsMax = 200

/** What several accounts may share without being one person. Each weighs less the more people share it. */
export const marks = ['address', 'subnet', 'agent', 'numberBlock', 'mailBlock'] as const
export type Mark = (typeof marks)[number]
/** Those by which a friend is compared with the advocate. */
export type OwnMarks = Readonly<Record<'address' | 'subnet' | 'agent', string | null>>

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

export const networkKinds = ['hosting', 'other'] as const
export type NetworkKind = (typeof networkKinds)[number]

/** What a friend did after the signup, as the app reported it. */
export interface Activity {
  /**
   * Days with activity after the signup's own. Null where nobody can tell: inside the signup, for an account younger
   * than `returnDaysMin`, or without an app that reports activity.
   */
  readonly laterDays: number | null
  /** The first report of the first and of the last later day, as far as they are known. */
  readonly backAt: readonly Date[]
}

/** An account younger than this cannot have shown whether it comes back. */
export const returnDaysMin = 2
/** In whole days. */
export function ageDaysOf(openedAt: Date, now: Date): number {
  return Math.floor((now.getTime() - openedAt.getTime()) / dayMs)
}
/** What happens within these hours of the signup belongs to its own day. */
export const ownHours = 12

/** Another friend that shares something with this one, of any advocate. */
export interface Mate extends Activity {
  readonly integrity: Integrity | null
  readonly friendId: string
  readonly advocateId: string
  readonly address: string | null
  readonly agent: string | null
  readonly occurredAt: Date
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
  /** What the advocate's own signup or join left behind; null if that is unknown. */
  readonly advocate: OwnMarks | null
  /** Other accounts seen with the same device or install, phone, wallet; at most `matesMax` of each. */
  readonly sharedDevice: number
  readonly sharedPhone: number
  readonly sharedWallet: number
  readonly sameSubnet: readonly Mate[]
  /** At the release only; at most `placeMax`. */
  readonly sameAddress: readonly Mate[]
  readonly sameNumberBlock: readonly Mate[]
  readonly sameMailBlock: readonly Mate[]
  /** Other signups with the same click. */
  readonly sameClick: number
  /** Other friends of the advocate; inside the signup only their times are known, of `matesMax` at most. */
  readonly siblings: readonly Pick<Sibling, 'occurredAt'>[]
  readonly cluster: Cluster | null
  /** Present at the release only. */
  readonly group: Group | null
}

export type Stage = 'signup' | 'release'

/** A wallet that several accounts have, or tried to have when it had too many. */
export interface Purse {
  readonly wallet: string
  /** At most `matesMax`. */
  readonly accounts: number
  /** Who brought them. */
  readonly advocates: number
}

/** What became known during the hold, about all recent friends of the advocate together. */
export interface Group {
  /** At most `friendsMax`, without this friend. */
  readonly siblings: readonly Sibling[]
  readonly own: Activity
  readonly usual: Usual
  /** The label of the cluster of each friend, this one included, who shares a phone or a wallet with anybody. */
  readonly ties: ReadonlyMap<string, string>
  /** The wallet of each friend whose money goes where that of other accounts goes. */
  readonly purses: ReadonlyMap<string, Purse>
  /** Those of the friends who were refused for suspected abuse, or are in review. */
  readonly withheld: ReadonlySet<string>
  /** Signups of the program in the hour of this one, and in its usual hour. */
  readonly programHour: { readonly signups: number; readonly usual: number } | null
  /** The densest block of advocates, networks and hours around this friend; null if none stands out. */
  readonly block: { readonly friends: number; readonly advocates: number; readonly density: number } | null
}

/**
 * Later days with activity, in groups that can be compared: none, one, two or three, more. A person who is paid to open
 * accounts may touch each of them once; a person who likes the app comes back again and again.
 */
export const dayGroups = [0, 1, 2, 4] as const

/** People who are called away after the click come back to the installation later. */
export const slowClickMs = hourMs

/** What is usual in this program: a sample of other advocates whose friends came at about the same time. */
export interface Usual {
  /** The friends of the sample. */
  readonly friends: number
  /** The share of them in each of `dayGroups`; null if the app reports too little. */
  readonly days: readonly number[] | null
  /** The share of them who had not come back after so many whole days, from 0 on. */
  readonly silentAfter: readonly number[]
  /** How little the friends of different advocates differ in coming back: the sum of a Beta distribution's parameters. */
  readonly spread: number
  /** Later moments of them, in milliseconds and in order: see `Activity`. */
  readonly backAt: readonly number[]
  /** Of those who followed a link, how many took longer than `slowClickMs` until the account was open. */
  readonly clicks: { readonly friends: number; readonly slow: number }
  /** How many of them share a phone, a number or a wallet with any account. */
  readonly tied: number
  /** Of `crowds`, those of whom half share one with another friend of the same advocate. */
  readonly tiedCrowds: number
  /** The share of them who typed a code. */
  readonly typed: number
  /** How many of them share this friend's own mark. */
  readonly sharing: Readonly<Record<Mark, number>>
  /** How many of them have this value of a mark. */
  readonly countOf: (mark: Mark, value: string) => number
  /** How many of them have a value of a mark that no other of them has: where many do, many values were not seen yet. */
  readonly unique: Readonly<Record<Mark, number>>
  /** The sample's advocates with four friends or more, and how many of them have half of their friends alike. */
  readonly crowds: number
  readonly alike: Readonly<Record<Mark, number>>
}
