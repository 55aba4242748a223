/** A browser as the demo's pages see one: it keeps cookies, follows links as a person, and sends forms from their page. */
import assert from 'node:assert/strict'
import { person } from '../support/api.js'

export interface Page {
  readonly status: number
  readonly url: URL
  readonly text: string
  readonly headers: Headers
}

const redirectsMax = 5

export class Browser {
  private readonly base: string
  /** By path and name, as `/demo/rina golpo`. */
  private readonly cookies = new Map<string, string>()

  constructor(base: string) {
    this.base = base
  }

  /** The same browser, after the service came back at another address. */
  movedTo(base: string): Browser {
    const moved = new Browser(base)
    for (const [name, value] of this.cookies) moved.cookies.set(name, value)
    return moved
  }

  get(path: string): Promise<Page> {
    return this.visit('GET', new URL(path, this.base))
  }

  /** Fills in the first form of a page that goes to `action`; what is not named keeps the value that it has. */
  submit(page: Page, action: string, fields: Record<string, string> = {}): Promise<Page> {
    const form = new RegExp(`<form[^>]*action="[^"]*/${action}"[\\s\\S]*?</form>`).exec(page.text)?.[0]
    assert.ok(form, `the page has a form that goes to ${action}`)
    const body = new URLSearchParams({ ...inputsOf(form), ...fields })
    return this.visit('POST', new URL(attribute(form, 'action'), page.url), body)
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    return this.visit('POST', new URL(path, this.base), new URLSearchParams(fields), headers)
  }

  /** What a browser sends to this path: the cookie of the longest path first. */
  cookiesAt(path: string): string {
    return Array.from(this.cookies, ([key, value]) => ({ at: key.split(' ')[0] ?? '', name: key.split(' ')[1], value }))
      .filter(({ at }) => path === at || path.startsWith(`${at}/`))
      .toSorted((a, b) => b.at.length - a.at.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  private async visit(
    method: string,
    url: URL,
    body?: URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    let [next, how, form] = [url, method, body]
    for (let count = 0; count <= redirectsMax; count++) {
      const response = await fetch(next, {
        method: how,
        redirect: 'manual',
        headers: {
          'user-agent': person,
          cookie: this.cookiesAt(next.pathname),
          ...(how === 'POST' && { origin: url.origin }),
          ...headers,
        },
        ...(form !== undefined && { body: form }),
      })
      this.keep(response.headers)
      const text = await response.text()
      const location = response.headers.get('location')
      if (location === null) return { status: response.status, url: next, text, headers: response.headers }
      ;[next, how, form] = [new URL(location, next), 'GET', undefined]
    }
    throw new Error(`${url.href} leads round in circles`)
  }

  private keep(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      assert.match(cookie, /HttpOnly; SameSite=Lax/)
      const [, name = '', value = '', path = ''] = /^([^=]+)=([^;]*); Path=([^;]*)/.exec(cookie) ?? []
      if (cookie.includes('Max-Age=0')) this.cookies.delete(`${path} ${name}`)
      else this.cookies.set(`${path} ${name}`, value)
    }
  }
}

function inputsOf(form: string): Record<string, string> {
  const inputs = [...form.matchAll(/<input[^>]*>/g)].map(([input]) => [
    attribute(input, 'name'),
    attribute(input, 'value'),
  ])
  return Object.fromEntries(inputs.filter(([name]) => name !== '')) as Record<string, string>
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
}

export function linkOn(page: Page): string {
  const link = /id="link"[^>]*value="([^"]+)"/.exec(page.text)?.[1]
  assert.ok(link, `the page shows a link: ${page.text.slice(0, 4000)}`)
  return link
}

export function codeOn(page: Page): string {
  const code = /<output id="own-code">([^<]+)</.exec(page.text)?.[1]
  assert.ok(code, 'the page shows a code')
  return code
}

/** What stands beside a term of the balances: `৳০`. */
export function figureOn(page: Page, term: RegExp): string {
  const parts = [...page.text.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>\s*([^<]*?)\s*</g)]
  const part = parts.find(([, words = '']) => term.test(words))
  assert.ok(part, `the page has ${term.source} among ${parts.map(([, words]) => words).join(', ')}`)
  return part[2] ?? ''
}
