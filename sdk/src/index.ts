/**
 * The client for an app's server. One instance is for one program, with one of its keys. The key is a secret: never put
 * it into an app or a page.
 */
import type {
  Change,
  CodeCheck,
  Decision,
  Page,
  Payout,
  PayoutMethod,
  PayoutMethodOnFile,
  PayoutPage,
  Participant,
  PortalSession,
  Program,
  Qualification,
  ReferralPage,
  SignupResult,
  SignupResults,
  Stats,
  TransferPage,
} from './answers.js'
import { BondhuError, errorOfAnswer } from './error.js'

export type * from './answers.js'
export { BondhuError, type FieldError } from './error.js'
export { verifyWebhook, WebhookError, type WebhookDelivery } from './webhook.js'

export interface BondhuOptions {
  /** The address of the service, for example `https://bondhu.example`. */
  readonly url: string
  /** `bk_test_…` or `bk_live_…` */
  readonly key: string
  /** Id or slug. */
  readonly program: string
  readonly fetch?: typeof fetch
  /** For one attempt. */
  readonly timeoutMs?: number
}

/** Identities of a person or device. Send the strongest that the app has verified. */
export interface Identities {
  readonly phone?: string
  readonly email?: string
  readonly device?: string
  readonly install?: string
}

export interface Joining {
  readonly identities?: Identities
  readonly country?: string
  readonly birthYear?: number
  readonly locale?: string
}

export interface Signup {
  readonly userId: string
  /** `bondhu_click` of the link that the friend used. */
  readonly clickId?: string | undefined
  /** As typed by the friend. */
  readonly code?: string | undefined
  readonly installReferrer?: string | undefined
  readonly identities?: Identities
  readonly country?: string
  readonly birthYear?: number
  readonly occurredAt?: Date
}

export interface CashOut {
  readonly amountMinor: number
  /** Optional once one is saved; a different one is refused. */
  readonly method?: PayoutMethod
}

export interface Member {
  readonly userId?: string
  readonly identities?: Identities
  readonly country?: string
  readonly createdAt?: Date
}

export interface PortalOpening {
  /** The first language, like `bn`. */
  readonly locale?: string
  /** Where the portal leads back to. Its origin is in the program's `portal.origins`, or its links lead there. */
  readonly returnUrl?: string
}

export interface PageOptions {
  readonly limit?: number
  readonly cursor?: string
}

const timeoutMsDefault = 10_000
const signupAttemptsMax = 5
const backoffMsFirst = 150
/** Also the longest wait for a `Retry-After`, because a person is looking at a page. */
const backoffMsMax = 2_000

/** Every method throws `BondhuError`. */
export class Bondhu {
  private readonly base: string
  private readonly key: string
  private readonly fetch: typeof fetch
  private readonly timeoutMs: number

  constructor({ url, key, program, fetch: ownFetch, timeoutMs }: BondhuOptions) {
    this.base = `${url.replace(/\/+$/, '')}/v1/programs/${encodeURIComponent(program)}`
    this.key = key
    this.fetch = ownFetch ?? fetch
    this.timeoutMs = timeoutMs ?? timeoutMsDefault
  }

  /** The terms in force, and the program's own time. */
  program(): Promise<Program> {
    return this.call('GET', '')
  }

  /** The account gets its code and link. Repeating returns the same. Report the signup of a new account first. */
  join(userId: string, joining: Joining = {}): Promise<Participant> {
    return this.call('PUT', participantPath(userId), joining)
  }

  participant(userId: string): Promise<Participant> {
    return this.call('GET', participantPath(userId))
  }

  /**
   * The address of a page with a person's money, link and friends. Send the person there at once: as a page, in a
   * WebView or in a frame. It opens for ten minutes. Anybody with it acts as that person, so keep it out of logs.
   */
  portalSession(userId: string, opening: PortalOpening = {}): Promise<PortalSession> {
    return this.call('POST', `${participantPath(userId)}/portal-sessions`, opening)
  }

  /**
   * Reports a new account and returns the decision. Call it after your own commit. Repeats get the same decision, so
   * temporary failures are retried here. If it still throws, call it again later, for up to seven days.
   */
  signup(signup: Signup): Promise<Decision> {
    return retried(() => this.call<Decision>('POST', '/signups', signup))
  }

  /**
   * Reports up to 1,000 new accounts, decided in this order, with a result for each: as if `signup` were called for one
   * after another. A result with a problem (`status` 400 or more) concerns only its report. If one is 500 or more, call
   * this again later with the same reports.
   */
  async signups(signups: readonly Signup[]): Promise<readonly SignupResult[]> {
    const { results } = await retried(() => this.call<SignupResults>('POST', '/signups/batch', { signups }))
    return results
  }

  /**
   * Reports an action that the program requires. A 404 means that the signup is not reported yet: send it again later.
   */
  event(userId: string, name: string, occurredAt?: Date): Promise<Qualification> {
    return this.call('POST', '/events', { userId, name, occurredAt })
  }

  /** Reports people who already have an account, up to 1,000 per call. */
  members(members: readonly Member[]): Promise<{ readonly received: number; readonly added: number }> {
    return this.call('POST', '/members', { members })
  }

  /** Whether a code is valid. The owner is not revealed. */
  codes(code: string): Promise<CodeCheck> {
    return this.call('GET', `/codes/${encodeURIComponent(code)}`)
  }

  /** Newest first. Only for the app's server: never show an advocate who a friend is. */
  referrals(userId: string, page: PageOptions = {}): Promise<ReferralPage> {
    return this.call('GET', `${participantPath(userId)}/referrals${queryOf(page)}`)
  }

  /** The statement, newest first. */
  transfers(userId: string, page: PageOptions = {}): Promise<TransferPage> {
    return this.call('GET', `${participantPath(userId)}/transfers${queryOf(page)}`)
  }

  /** Sets the account for payments. A change takes effect after a day. */
  payoutMethod(userId: string, method: PayoutMethod): Promise<PayoutMethodOnFile> {
    return this.call('PUT', `${participantPath(userId)}/payout-method`, method)
  }

  /**
   * The same key and request is the same cash-out, for ever. Create and store the key before the call. After a
   * temporary failure call again with it.
   */
  cashOut(userId: string, cashOut: CashOut, idempotencyKey: string): Promise<Payout> {
    return this.call('POST', `${participantPath(userId)}/payouts`, cashOut, { 'idempotency-key': idempotencyKey })
  }

  /** Newest first. */
  payouts(userId: string, page: PageOptions = {}): Promise<PayoutPage> {
    return this.call('GET', `${participantPath(userId)}/payouts${queryOf(page)}`)
  }

  /**
   * Changes, oldest first. Store `nextCursor` together with your processing of the items, and ask again with it: later
   * changes come after it, and none is skipped.
   */
  changes(page: PageOptions = {}): Promise<Page<Change>> {
    return this.call('GET', `/changes${queryOf(page)}`)
  }

  stats(): Promise<Stats> {
    return this.call('GET', '/stats')
  }

  /** Only for a test program. Answers when the work that fell due is done. */
  advanceClock(seconds: number): Promise<{ readonly now: string }> {
    return this.call('POST', '/clock/advance', { seconds })
  }

  private async call<Answer>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const { status, retryAfter, text } = await this.exchange(method, path, body, headers)
    if (status < 200 || status > 299) throw errorOfAnswer(status, retryAfter, text)
    try {
      return JSON.parse(text) as Answer
    } catch (error) {
      throw new BondhuError(status, 'unexpected_answer', `There is no Bondhu service at ${this.base}.`, {
        cause: error,
      })
    }
  }

  private async exchange(method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>) {
    try {
      const response = await this.fetch(this.base + path, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${this.key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(this.timeoutMs),
      })
      return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() }
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
      throw timedOut
        ? new BondhuError(0, 'timeout', `The service did not answer within ${this.timeoutMs} ms.`, { cause: error })
        : new BondhuError(0, 'unreachable', 'The service cannot be reached.', { cause: error })
    }
  }
}

function participantPath(userId: string): string {
  return `/participants/${encodeURIComponent(userId)}`
}

function queryOf(page: PageOptions): string {
  const query = new URLSearchParams()
  if (page.limit !== undefined) query.set('limit', String(page.limit))
  if (page.cursor !== undefined) query.set('cursor', page.cursor)
  return query.size === 0 ? '' : `?${query.toString()}`
}

/** For a call that may be repeated. */
async function retried<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof BondhuError) || !error.temporary || attempt === signupAttemptsMax) throw error
      await pause(waitMs(attempt, error.retryAfterMs))
    }
  }
}

/** Random, so that rejected callers do not return together. */
function waitMs(attempt: number, asked: number | undefined): number {
  const wait = backoffMsFirst * 2 ** (attempt - 1) * (0.5 + Math.random())
  return Math.min(Math.max(wait, asked ?? 0), backoffMsMax)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
