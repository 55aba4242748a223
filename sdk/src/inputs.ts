/** What an app hands to the client. A field that is undefined counts as missing. */
import type { BodyOf, PayoutMethod } from './answers.js'

/** Identities of a person or device. Send the strongest that the app has verified. */
export interface Identities {
  readonly phone?: string | undefined
  readonly email?: string | undefined
  readonly device?: string | undefined
  readonly install?: string | undefined
}

export interface Joining {
  readonly identities?: Identities | undefined
  readonly country?: string | undefined
  readonly birthYear?: number | undefined
  readonly locale?: string | undefined
  /** When the account was opened, if that was before the program. */
  readonly createdAt?: Date | undefined
}

type Reported = BodyOf<'POST /v1/programs/{program}/signups'>

/** What the app's server saw of the friend, for the rules against abuse alone. */
export type SignupContext = NonNullable<Reported['context']>

/** Everything that the call takes; a field that the service learns later is here too. */
export interface Signup extends Omit<Reported, 'occurredAt'> {
  /** `bondhu_click` of the link that the friend used. */
  readonly clickId?: string | null | undefined
  /** As typed by the friend. */
  readonly code?: string | null | undefined
  /** As Google Play's library gave it, unparsed. */
  readonly installReferrer?: string | null | undefined
  /** When the account was opened; default now. */
  readonly occurredAt?: Date | undefined
}

export interface CashOut {
  readonly amountMinor: number
  /** Optional once one is saved; a different one is refused. */
  readonly method?: PayoutMethod | undefined
}

export interface Member {
  readonly userId?: string | undefined
  readonly identities?: Identities | undefined
  readonly country?: string | undefined
  readonly createdAt?: Date | undefined
}

export interface PortalOpening {
  /** The first language, like `bn`. */
  readonly locale?: string | undefined
  /** Where the portal leads back to. Its origin is in the program's `portal.origins`, or its links lead there. */
  readonly returnUrl?: string | undefined
}

export interface PageOptions {
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}
