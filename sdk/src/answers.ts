/** What the service answers, by name. Amounts are whole minor units (poisha); instants are ISO 8601 text. */
import type { Calls } from './calls.js'

/** A call by its method and path. */
export type Call = keyof Calls

/** The body of a call's success. */
export type AnswerOf<Name extends Call> = Calls[Name]['answer']

/** The body that a call takes. */
export type BodyOf<Name extends Call> = Calls[Name] extends { readonly body?: infer Body } ? NonNullable<Body> : never

export type Participant = AnswerOf<'PUT /v1/programs/{program}/participants/{userId}'>
export type Balances = Participant['balances']
/** The decision about a signup. It is made once; a repeat is answered with the same. */
export type Decision = AnswerOf<'POST /v1/programs/{program}/signups'>
/** A sentence for a person, in both languages. */
export type Message = NonNullable<Decision['message']>
export type Reward = NonNullable<Decision['reward']>
export type Qualification = AnswerOf<'POST /v1/programs/{program}/events'>
export type ReferralPage = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/referrals'>
export type Referral = ReferralPage['items'][number]
export type ReferralState = Referral['state']
export type TransferPage = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/transfers'>
export type Transfer = TransferPage['items'][number]
/** The account that money goes to, verified by the app. */
export type PayoutMethod = BodyOf<'PUT /v1/programs/{program}/participants/{userId}/payout-method'>
export type PayoutMethodOnFile = AnswerOf<'PUT /v1/programs/{program}/participants/{userId}/payout-method'>
export type PayoutPage = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/payouts'>
export type Payout = PayoutPage['items'][number]
export type CodeCheck = AnswerOf<'GET /v1/programs/{program}/codes/{code}'>
export type Stats = AnswerOf<'GET /v1/programs/{program}/stats'>
export type PortalSession = AnswerOf<'POST /v1/programs/{program}/participants/{userId}/portal-sessions'>

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

export type Program = AnswerOf<'GET /v1/programs/{program}'>
