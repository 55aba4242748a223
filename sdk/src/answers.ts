/** The service's answers, by name. Amounts are whole minor units (poisha); instants are ISO 8601 text. */
import type { Calls } from './calls.js'
import type { EventData } from './events.js'

/** A call by its method and path. */
export type Call = keyof Calls

/** The body of a successful answer. */
export type AnswerOf<Name extends Call> = Calls[Name]['answer']

/** The body of a request. */
export type BodyOf<Name extends Call> = Calls[Name] extends { readonly body?: infer Body }
  ? Loose<NonNullable<Body>>
  : never

/** What follows the question mark of an address. */
export type QueryOf<Name extends Call> = Calls[Name] extends { readonly query?: infer Query }
  ? Loose<NonNullable<Query>>
  : never

/** An optional field may also be undefined, as a form or a database gives it. */
type Loose<Value> = Value extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : Value extends object
    ? {
        [Key in keyof Value]:
          | Loose<Value[Key]>
          | (Partial<Pick<Value, Key>> extends Pick<Value, Key> ? undefined : never)
      }
    : Value

export type Participant = AnswerOf<'PUT /v1/programs/{program}/participants/{userId}'>
export type Balances = Participant['balances']
/** The decision about a signup. It is made once; a repeat gets the same one. */
export type Decision = AnswerOf<'POST /v1/programs/{program}/signups'>
export type SignupResults = AnswerOf<'POST /v1/programs/{program}/signups/batch'>
/** For one report of a batch: its decision, or a problem. */
export type SignupResult = SignupResults['results'][number]
/** A sentence for a person, in every language of the service. */
export type Message = NonNullable<Decision['message']>
/** A language of the service. */
export type Language = keyof Message
export type Reward = NonNullable<Decision['reward']>
export type Qualification = AnswerOf<'POST /v1/programs/{program}/events'>
export type ReferralPage = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/referrals'>
export type Referral = ReferralPage['items'][number]
export type ReferralState = Referral['state']
export type TransferPage = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/transfers'>
export type Transfer = TransferPage['items'][number]
/** The account for payments, verified by the app. */
export type PayoutMethod = BodyOf<'PUT /v1/programs/{program}/participants/{userId}/payout-method'>
export type PayoutMethodOnFile = AnswerOf<'PUT /v1/programs/{program}/participants/{userId}/payout-method'>
export type PayoutPage = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/payouts'>
export type Payout = PayoutPage['items'][number]
export type CodeCheck = AnswerOf<'GET /v1/programs/{program}/codes/{code}'>
export type Stats = AnswerOf<'GET /v1/programs/{program}/stats'>
export type PortalSession = AnswerOf<'POST /v1/programs/{program}/participants/{userId}/portal-sessions'>

/** The types of events, and what `data` holds for each. */
export type { EventData } from './events.js'
export type EventType = keyof EventData

interface Changed {
  /** `evt_…`: the same id for the same change, however often it is sent. */
  readonly id: string
  /** The program's own time. */
  readonly timestamp: string
  readonly program: string
  readonly audiences: readonly ('operator' | 'advocate' | 'friend')[]
  /** Sentences for a push or text message. A null `userId` means everybody who has joined. */
  readonly messages: readonly (Message & {
    readonly audience: 'advocate' | 'friend'
    readonly userId: string | null
  })[]
}

/** An event of one type. */
export type ChangeOf<Type extends EventType> = Changed & { readonly type: Type; readonly data: EventData[Type] }

/**
 * An event of the feed or of a webhook: `type` says what `data` holds. A newer service may send other types: ignore those
 * that you do not know.
 */
export type Change = { [Type in EventType]: ChangeOf<Type> }[EventType]

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

export type Program = AnswerOf<'GET /v1/programs/{program}'>
