/** What a visit to a link is answered, and the lines of it that do not depend on the connection. Pure. */
import { STATUS_CODES } from 'node:http'
import { wordsPolicy } from '../pages/page-policy.js'

export interface LinkAnswer {
  readonly status: 200 | 302 | 404 | 503
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: string
}

export function redirect(location: string): LinkAnswer {
  // Characters that a header cannot carry must not reach one: a line break would begin another header.
  if (!/^[!-~]+$/.test(location)) throw new Error('a link leads to what no header can carry')
  return {
    status: 302,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-length': 0 },
    body: '',
  }
}

export function page(status: LinkAnswer['status'], html: string): LinkAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(html),
      'cache-control': 'no-store',
      'content-security-policy': wordsPolicy(html),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: html,
  }
}

/** The status and the headers as they go on the wire. */
export function linesOf({ status, headers }: LinkAnswer): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
  for (const name in headers) text += `${name}: ${headers[name]}\r\n`
  return text
}
