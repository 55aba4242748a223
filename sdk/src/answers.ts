/** What the service answers, by name. Amounts are whole minor units (poisha); instants are ISO 8601 text. */
import type { operations } from './openapi.js'

export type Operation = keyof operations

/** The body of a call's success. */
export type AnswerOf<Name extends Operation> = operations[Name]['responses'] extends infer Responses
  ? Responses[keyof Responses] extends { content: { 'application/json': infer Body } }
    ? Body
    : never
  : never

/** The body that a call takes. */
export type BodyOf<Name extends Operation> = operations[Name] extends {
  requestBody?: { content: { 'application/json': infer Body } }
}
  ? Body
  : never

export type Participant = AnswerOf<'putProgramsParticipantsOne'>
export type Balances = Participant['balances']
/** The decision about a signup. It is made once; a repeat is answered with the same. */
export type Decision = AnswerOf<'postProgramsSignups'>
/** A sentence for a person, in both languages. */
export type Message = NonNullable<Decision['message']>
export type Reward = NonNullable<Decision['reward']>
export type Qualification = AnswerOf<'postProgramsEvents'>
export type ReferralPage = AnswerOf<'getProgramsParticipantsReferrals'>
export type Referral = ReferralPage['items'][number]
export type ReferralState = Referral['state']
export type TransferPage = AnswerOf<'getProgramsParticipantsTransfers'>
export type Transfer = TransferPage['items'][number]
/** The account that money goes to, verified by the app. */
export type PayoutMethod = BodyOf<'putProgramsParticipantsPayoutMethod'>
export type PayoutMethodOnFile = AnswerOf<'putProgramsParticipantsPayoutMethod'>
export type PayoutPage = AnswerOf<'getProgramsParticipantsPayouts'>
export type Payout = PayoutPage['items'][number]
export type CodeCheck = AnswerOf<'getProgramsCodesOne'>
export type Stats = AnswerOf<'getProgramsStats'>
export type PortalSession = AnswerOf<'postProgramsParticipantsPortalSessions'>

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

/** The program: the part of its terms that an app's own pages tell people. The document leaves the shape of terms open. */
export interface Program {
  readonly slug: string
  readonly mode: 'test' | 'live'
  readonly state: 'draft' | 'scheduled' | 'live' | 'paused' | 'closing' | 'settled'
  readonly name: Message
  readonly destinations: { readonly web: string }
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
