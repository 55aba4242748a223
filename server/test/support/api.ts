/** The API as its callers see it: real HTTP, with short names for what tests do often. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventDataViews } from '../../src/http/common/events.js'
import { bodyOf, exchange, type Reply } from './exchange.js'
import { assertPublished } from './published.js'

/** An answer's body. Tests read it freely: a missing field is undefined and fails the assertion. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Body = any

export interface Answer {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

export interface TestProgram {
  readonly slug: string
}

export interface Advocate {
  readonly userId: string
  readonly code: string
  readonly link: string
}

export const person =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36'
export const android =
  'Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36'

const dayMs = 86_400_000
let programs = 0

export class Api {
  readonly url: string
  readonly token: string

  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const reply = await exchange(
      this.url + path,
      method,
      {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    )
    const answer = { status: reply.status, body: bodyOf(reply), headers: reply.headers }
    assertPublished(method, path, answer.status, answer.body)
    return answer
  }

  /** A call that must succeed. */
  async ok(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.call(method, path, body)
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  async draftProgram(terms: Body = {}): Promise<TestProgram> {
    const slug = terms.slug ?? `program-${process.pid}-${++programs}`
    await this.ok('POST', '/v1/programs', { ...defaultTerms(), ...terms, slug })
    return { slug }
  }

  async fund(program: TestProgram, amountMinor: number, reference = `funding ${++programs}`): Promise<void> {
    await this.ok('POST', `/v1/programs/${program.slug}/fundings`, { amountMinor, reference })
  }

  /** Funded and launched. */
  async liveProgram(terms: Body = {}, budgetMinor = 10_000_000): Promise<TestProgram> {
    const program = await this.draftProgram(terms)
    await this.fund(program, budgetMinor)
    await this.ok('POST', `/v1/programs/${program.slug}/launch`)
    return program
  }

  async join(program: TestProgram, userId: string, body: Body = {}): Promise<Advocate> {
    return this.ok('PUT', `/v1/programs/${program.slug}/participants/${encodeURIComponent(userId)}`, body)
  }

  async participants(program: TestProgram, count: number): Promise<Advocate[]> {
    const ids = Array.from({ length: count }, (_, index) => `advocate-${index + 1}`)
    return Promise.all(ids.map((userId) => this.join(program, userId)))
  }

  async participant(program: TestProgram, userId: string): Promise<Body> {
    return this.ok('GET', `/v1/programs/${program.slug}/participants/${encodeURIComponent(userId)}`)
  }

  /** Returns only the decision. */
  async signup(program: TestProgram, body: Body): Promise<Body> {
    return this.ok('POST', `/v1/programs/${program.slug}/signups`, body)
  }

  async signupCall(program: TestProgram, body: Body): Promise<Answer> {
    return this.call('POST', `/v1/programs/${program.slug}/signups`, body)
  }

  /** Follows a link as a person, without following the redirect. */
  async follow(program: TestProgram, code: string, query = '', headers: Record<string, string> = {}): Promise<Reply> {
    const url = `${this.url}/r/${program.slug}/${encodeURIComponent(code)}${query}`
    return exchange(url, 'GET', { 'user-agent': person, ...headers })
  }

  /** Visits a link. @returns the click id that the app receives */
  async click(program: TestProgram, code: string): Promise<string> {
    const { headers } = await this.follow(program, code)
    const clickId = new URL(headers.get('location') ?? '').searchParams.get('bondhu_click')
    assert.ok(clickId, 'a click has an id')
    return clickId
  }

  async advance(program: TestProgram, seconds: number): Promise<void> {
    await this.ok('POST', `/v1/programs/${program.slug}/clock/advance`, { seconds })
  }

  async stats(program: TestProgram): Promise<Body> {
    return this.ok('GET', `/v1/programs/${program.slug}/stats`)
  }

  /**
   * The changes whose type begins with `type`, once there are `wanted`. The feed hides a change while an older transaction is
   * still running, even one of another test in the cluster. After 15 seconds: the changes that there are.
   */
  async told({ slug }: TestProgram, type: string, wanted: number): Promise<Body[]> {
    for (const untilMs = Date.now() + 15_000; ;) {
      const { items } = await this.ok('GET', `/v1/programs/${slug}/changes?limit=100`)
      const told = items.filter((item: Body) => item.type.startsWith(type))
      told.forEach(assertEvent)
      if (told.length >= wanted || Date.now() > untilMs) return told
      await sleep(50)
    }
  }

  async program(program: TestProgram): Promise<Body> {
    return this.ok('GET', `/v1/programs/${program.slug}`)
  }

  /** Proves that the books are right. Every scenario ends with it. */
  async assertLedger(program: TestProgram): Promise<void> {
    const verification = await this.ok('GET', `/v1/programs/${program.slug}/ledger/verify`)
    assert.deepEqual(verification.differences, [])
    assert.equal(verification.ok, true)
  }
}

/** The data of an event is as published: with nothing more and nothing less. */
function assertEvent({ type, data }: Body): void {
  const view = eventDataViews[type as keyof typeof eventDataViews].strict()
  const { error } = view.safeParse(data)
  assert.equal(error, undefined, `${type} ${JSON.stringify(data)}: ${error?.message}`)
}

export function defaultTerms(): Body {
  return {
    mode: 'test',
    name: { bn: 'গল্প বন্ধু', en: 'Golpo Friends' },
    rewardMinor: 2000,
    destinations: { web: 'https://golpo.example/join?lang=bn' },
    startsAt: new Date(Date.now() - dayMs).toISOString(),
    endsAt: new Date(Date.now() + 90 * dayMs).toISOString(),
    organization: { name: 'Golpo Ltd', contact: 'help@golpo.example' },
  }
}
