/** Every sentence of the app, as a type, so a language that lacks one does not compile. Numbers arrive formatted. */
import type { Transfer } from '@bondhu/sdk'
import { bn } from './bn.js'
import { en } from './en.js'

/** How the readers of a language write numbers and dates, by the locales of `Intl`. */
export interface Conventions {
  readonly name: string
  readonly numbers: string
  readonly dates: string
  /** Zero to nine. */
  readonly digits: string
}

export interface Messages {
  readonly brand: string
  readonly tagline: string
  readonly demoMark: string
  readonly conventions: Conventions
  readonly footer: string
  readonly footerLink: string
  readonly skip: string

  readonly welcome: (reward: string) => string
  readonly openTitle: string
  readonly name: string
  readonly phone: string
  readonly phoneHint: string
  readonly haveCode: string
  readonly code: string
  readonly codeHint: string
  readonly open: string
  readonly examples: readonly string[]
  readonly nameWrong: string
  readonly phoneWrong: string
  readonly codeWrong: string
  readonly full: string

  readonly storyTitle: string
  readonly storyMark: string
  readonly story: readonly string[]

  readonly offerTitle: string
  readonly offerLines: (offer: OfferWords) => readonly string[]
  readonly offerPaused: string
  readonly offerEnded: string

  readonly invited: string
  readonly invitedLead: (reward: string) => string
  readonly withoutLink: string
  readonly sameBrowser: (name: string) => string

  readonly greeting: (name: string) => string
  readonly held: string
  readonly heldUntil: (day: string) => string
  readonly heldFrom: (day: string) => string
  readonly available: string
  readonly availableProgress: (left: string, minimum: string) => string
  readonly availableSoon: (minimum: string) => string
  readonly availableAtEnd: string
  readonly cashOut: (amount: string) => string
  readonly friends: string
  readonly people: (count: string) => string
  readonly friendsNone: string
  readonly notCounted: string
  readonly paid: string

  readonly portal: string
  readonly shareTitle: string
  readonly shareLead: (reward: string) => string
  readonly yourLink: string
  readonly yourCode: string
  readonly shareText: string
  readonly shareWords: (link: string, code: string) => string
  readonly copy: string
  readonly copied: string
  readonly shareWhatsApp: string

  readonly statement: string
  readonly statementNone: string
  readonly steps: Readonly<Record<string, string>>
  readonly otherStep: string

  readonly decisionCounted: string
  readonly decisionCountedLead: (amount: string, day: string) => string
  readonly decisionArrived: string
  readonly decisionPending: string
  readonly decisionRefused: string
  readonly decisionNothing: string
  readonly decisionHints: Readonly<Record<string, string>>
  readonly decisionOrganic: Readonly<Record<string, string>>
  readonly decisionWaiting: string
  readonly lateTitle: string
  readonly lateLead: (hours: string) => string
  readonly lateSend: string

  readonly accountsTitle: string
  readonly signOut: string
  readonly signInAs: (name: string) => string

  readonly notices: Readonly<Record<NoticeName, string>>
  readonly errors: Readonly<Record<ErrorName, { readonly title: string; readonly lead: string }>>
  /** The demo with two phones. */
  readonly stage: StageMessages
  readonly back: string
  readonly again: string
}

export interface StageMessages {
  readonly title: string
  readonly chip: string
  readonly start: string
  readonly startLead: string
  readonly clock: (now: string) => string
  readonly restart: string
  readonly choose: string
  readonly rina: string
  readonly rinaPhone: string
  readonly rinaRole: string
  readonly friend: string
  readonly friendPhone: string
  readonly friendRole: string
  readonly inside: string
  readonly wrote: string
  readonly days: string
  /** @param count empty on the first day */
  readonly day: (count: string, date: string) => string
  readonly actions: string
  readonly friendJoins: string
  readonly memberJoins: string
  readonly twenty: (count: string) => string
  readonly hundred: (count: string) => string
  readonly working: string
  readonly failed: string
  readonly sent: string
  readonly answered: string
  readonly times: (count: string) => string
  readonly same: string
  /** Before anything has happened. */
  readonly intro: (reward: string) => string
  /** What happened, as a sentence. */
  readonly outcomes: Readonly<Record<'referred' | 'refused' | 'member', string>>
  readonly oneBonus: (count: string) => string
  readonly crowd: (count: string) => string
  /** Where the advocate's money is now. */
  readonly money: Readonly<Record<'held' | 'checked' | 'available' | 'clearing' | 'paid', (amount: string) => string>>
  readonly nothingSent: string
  readonly ledger: string
  readonly accounts: Readonly<Record<Transfer['from'], string>>
  readonly now: (amount: string) => string
  readonly nothingMoved: string
  readonly others: string
  readonly promise: string
  readonly scripts: string
}

export interface OfferWords {
  readonly reward: string
  readonly holdDays: string
  readonly minimum: string
  readonly ends: string
  readonly onePerDevice: boolean
}

export type NoticeName = 'switched' | 'out' | 'code' | 'cashedOut' | 'notCashedOut'
export type ErrorName = 'missing' | 'foreign' | 'form' | 'bug' | 'unreachable'

/** The one list of languages. */
const messages = { bn, en } satisfies Readonly<Record<string, Messages>>

export type Language = keyof typeof messages
export const languages = Object.keys(messages) as Language[]
export const baseLanguage: Language = 'bn'

export function messagesOf(language: Language): Messages {
  return messages[language]
}

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}
