/** An operator's browser: it keeps its cookies and sends the headers of a browser. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Api, Body } from './api.js'
import { bodyOf, exchange } from './exchange.js'

export const password = 'a sentence of mine 42'

/** RFC 6238 */
const stepMs = 30_000
/** A call takes less, also on a busy machine. */
const calmMs = 5000

export class OperatorBrowser {
  readonly url: string
  private readonly address: string | undefined
  readonly cookies = new Map<string, string>()
  /** The secret of the authenticator in base32, once it is set up. */
  secret: string | undefined

  /** @param address what a proxy in front of the service would say: attempts are counted by address */
  constructor(url: string, address?: string) {
    this.url = url
    this.address = address
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const reply = await exchange(
      this.url + path,
      method,
      {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'sec-fetch-site': 'same-origin',
        ...(this.address !== undefined && { 'x-forwarded-for': this.address }),
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body === undefined ? undefined : JSON.stringify(body),
    )
    for (const cookie of reply.headers.getSetCookie()) this.keep(cookie)
    return { status: reply.status, body: bodyOf(reply), headers: reply.headers }
  }

  async ok(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.call(method, path, body)
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  signIn(email: string, word = password): Promise<Answer> {
    return this.call('POST', '/console/api/sign-in', { email, password: word })
  }

  /** Follows an invitation's link. */
  async accept(link: string, more: Body = {}): Promise<Body> {
    const token = link.split('#')[1]
    return this.ok('POST', '/console/api/invitations/accept', { token, name: 'Nadia', password, ...more })
  }

  /** Sets up an authenticator. @returns the backup codes. */
  async setUpSecondFactor(): Promise<string[]> {
    const { uri, backupCodes } = await this.ok('POST', '/console/api/second-factor', { password })
    this.secret = new URL(uri).searchParams.get('secret') ?? ''
    // The code of the step before is valid only until the present step ends.
    const leftMs = stepMs - (Date.now() % stepMs)
    if (leftMs < calmMs) await sleep(leftMs)
    await this.ok('POST', '/console/api/sign-in/code', { code: this.code(-1) })
    return backupCodes
  }

  /** The code that the authenticator shows in `steps` half minutes. A code is valid one step before and after. */
  code(steps = 0): string {
    return totp(this.secret ?? '', Math.floor(Date.now() / stepMs) + steps)
  }

  private keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim())
    const [name = '', value = ''] = pair.split('=', 2)
    if (attributes.some((one) => /^max-age=0$/i.test(one))) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

/** RFC 6238, as an authenticator computes it. */
export function totp(secret: string, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', fromBase32(secret)).update(message).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function fromBase32(text: string): Buffer {
  const bits = text.replace(/[A-Z2-7]/g, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  return Buffer.from((bits.match(/[01]{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

let people = 0

/** A person who was invited with the deployment's token and has signed in. */
export async function invited(
  api: Api,
  role: string,
  program: string | null = null,
): Promise<{ browser: OperatorBrowser; email: string; id: string }> {
  const number = ++people
  const email = `${role}-${number}@golpo.example`
  const { link } = await api.ok('POST', '/v1/team/invitations', { email, program, role })
  const browser = new OperatorBrowser(api.url, `10.1.${number >> 8}.${number & 255}`)
  await browser.accept(link)
  const { operator } = await browser.ok('GET', '/console/api/session')
  return { browser, email, id: operator.id }
}
