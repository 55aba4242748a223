/** The client of the portal's own page in the browser. Its cookie identifies one person of one program. */
import type { AnswerOf, BodyOf, Language } from './answers.js'
import { BondhuError, errorOfAnswer } from './error.js'

export { BondhuError } from './error.js'

export type Standing = AnswerOf<'GET /portal/{program}/api/standing'>
export type Invitation = NonNullable<Standing['invitation']>
export type Friends = AnswerOf<'GET /portal/{program}/api/friends'>
export type MissingFriend = BodyOf<'POST /portal/{program}/api/missing-friend'>
export type MissingAnswer = AnswerOf<'POST /portal/{program}/api/missing-friend'>
export type Statement = AnswerOf<'GET /portal/{program}/api/statement'>
export type StatementDay = Statement['items'][number]
export type CardStanding = AnswerOf<'GET /portal/{program}/api/card'>
export type Payout = AnswerOf<'POST /portal/{program}/api/payouts'>
export type Payouts = AnswerOf<'GET /portal/{program}/api/payouts'>
export type Rules = AnswerOf<'GET /portal/{program}/api/rules'>
export type Estimate = AnswerOf<'GET /portal/{program}/api/estimate'>

const timeoutMs = 15_000
/** Older ones come when the person asks for them. */
const payoutsOfPage = 20

/** Every method throws `BondhuError`: `visit_over` when the portal must be opened again from the app. */
export class Portal {
  private readonly base: string

  /** @param path of the portal's page, for example `/portal/golpo`. */
  constructor(path: string) {
    this.base = `${path}/api`
  }

  standing(): Promise<Standing> {
    return this.call('GET', '/standing')
  }

  /** Gets a code and a link. */
  join(): Promise<Standing> {
    return this.call('POST', '/join', {})
  }

  /** The link stops counting; the money stays. */
  leave(): Promise<Standing> {
    return this.call('POST', '/leave', {})
  }

  /** The same link counts again, and erasure is cancelled. */
  comeBack(): Promise<Standing> {
    return this.call('POST', '/return', {})
  }

  /** Leaves, and requests erasure once nothing is owed or awaited. */
  askErasure(): Promise<Standing> {
    return this.call('POST', '/erasure', {})
  }

  /** Shows this person's name to friends, or hides it. */
  showName(shown: boolean): Promise<Standing> {
    return this.call('POST', '/name', { shown })
  }

  /** Appeals against the refusal of this person's own signup, once. */
  appeal(text: string | null): Promise<Standing> {
    return this.call('POST', '/appeal', { text })
  }

  /** What was received, and the card that shows it, if there is one. */
  card(): Promise<CardStanding> {
    return this.call('GET', '/card')
  }

  /** Refused with `nothing_received` if nothing was received. */
  makeCard(): Promise<CardStanding> {
    return this.call('POST', '/card', {})
  }

  /** Its address is a 404 from then on. */
  removeCard(): Promise<CardStanding> {
    return this.call('POST', '/card-removal', {})
  }

  friends(): Promise<Friends> {
    return this.call('GET', '/friends')
  }

  /** What to do about a friend who was not counted. A person looks into it; nothing about the friend is revealed. */
  missingFriend(told: MissingFriend): Promise<MissingAnswer> {
    return this.call('POST', '/missing-friend', told)
  }

  /** By day, newest first. @param cursor `nextCursor` of the previous page. */
  statement(cursor?: string): Promise<Statement> {
    return this.call('GET', `/statement${cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`}`)
  }

  /** Newest first, and how long a cash-out usually takes. */
  payouts(): Promise<Payouts> {
    return this.call('GET', `/payouts?limit=${payoutsOfPage}`)
  }

  /** The cash-outs that arrived, newest first. @param cursor `nextCursor` of the page before. */
  receipts(cursor?: string): Promise<Payouts> {
    const place = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    return this.call('GET', `/payouts?limit=${payoutsOfPage}&state=paid${place}`)
  }

  /** @param key 32 hexadecimal digits. After a lost answer the same key gives the same cash-out. */
  requestPayout(amountMinor: number, key: string): Promise<Payout> {
    return this.call('POST', '/payouts', { amountMinor, key })
  }

  /** The rules in plain words, and announced changes. */
  rules(language: Language): Promise<Rules> {
    return this.call('GET', `/rules?lang=${language}`)
  }

  /** The estimate for asking a number of people. */
  estimate(contacts: number): Promise<Estimate> {
    return this.call('GET', `/estimate?contacts=${contacts}`)
  }

  signOut(): Promise<{ readonly returnUrl: string | null }> {
    return this.call('POST', '/sign-out', {})
  }

  private async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const { response, text } = await this.exchange(method, path, body)
    if (!response.ok) throw errorOfAnswer(response.status, response.headers, text)
    return JSON.parse(text) as Answer
  }

  private async exchange(method: string, path: string, body: unknown) {
    try {
      const response = await fetch(this.base + path, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { response, text: await response.text() }
    } catch (error) {
      throw new BondhuError(0, 'unreachable', 'The service cannot be reached.', { cause: error })
    }
  }
}
