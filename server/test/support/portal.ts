/** A person's browser without the page: it opens the portal's address, keeps the cookie and makes the page's calls. */
import assert from 'node:assert/strict'
import type { Answer, Api, Body, TestProgram } from './api.js'
import { bodyOf, exchange } from './exchange.js'

export class PortalBrowser {
  readonly url: string
  readonly base: string
  cookie = ''

  constructor(url: string, program: TestProgram) {
    this.url = url
    this.base = `/portal/${program.slug}`
  }

  /** Opens an address without following the redirect. */
  async open(address: string, headers: Record<string, string> = {}): Promise<Response> {
    const { pathname } = new URL(address)
    const response = await fetch(this.url + pathname, {
      headers: { ...(this.cookie !== '' && { cookie: this.cookie }), ...headers },
      redirect: 'manual',
    })
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) this.cookie = set.split(';')[0] ?? ''
    return response
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const reply = await exchange(
      `${this.url}${this.base}/api${path}`,
      method,
      {
        'sec-fetch-site': 'same-origin',
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body === undefined ? undefined : JSON.stringify(body),
    )
    return { status: reply.status, body: bodyOf(reply), headers: reply.headers }
  }

  async ok(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.call(method, path, body)
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}

/** The call of the app's server when a person taps "invite friends". */
export async function portalAddress(api: Api, program: TestProgram, userId: string, body: Body = {}): Promise<string> {
  const path = `/v1/programs/${program.slug}/participants/${encodeURIComponent(userId)}/portal-sessions`
  return (await api.ok('POST', path, body)).url
}

export async function openPortal(
  api: Api,
  program: TestProgram,
  userId: string,
  body: Body = {},
): Promise<PortalBrowser> {
  const browser = new PortalBrowser(api.url, program)
  const response = await browser.open(await portalAddress(api, program, userId, body))
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), browser.base)
  return browser
}
