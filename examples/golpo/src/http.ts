/** The HTTP that the pages need: reading a small form, sending an answer, checking the sender. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Html } from './html.js'
import type { ErrorName } from './messages/messages.js'

const formBytesMax = 8_192

/** Becomes a page that says what to do. */
export class PageError extends Error {
  readonly status: number
  readonly page: ErrorName

  constructor(status: number, page: ErrorName) {
    super(page)
    this.status = status
    this.page = page
  }
}

/** @throws PageError if it is not a form, or too large. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw new PageError(415, 'form')
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > formBytesMax) throw new PageError(413, 'form')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** A form from another site must not act for the signed-in person. @throws PageError */
export function refuseForeign(request: IncomingMessage): void {
  const { origin, host } = request.headers
  if (origin === undefined || !URL.canParse(origin) || new URL(origin).host !== host)
    throw new PageError(403, 'foreign')
}

const policyOf = (more: readonly string[]) =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    ...more,
  ].join('; ')

/** The demo shows the app in the frame of a phone, at the same address. */
const policy = policyOf(["frame-ancestors 'self'"])
/** Of the page with the phones. */
export const stagePolicy = policyOf(["frame-ancestors 'none'", "frame-src 'self'", "connect-src 'self'"])

export function sendPage(
  response: ServerResponse,
  status: number,
  page: Html,
  cookies: readonly string[],
  csp: string = policy,
): void {
  response.setHeader('content-security-policy', csp)
  // Not `no-referrer`: browsers would then hide the Origin of our own forms.
  response.setHeader('referrer-policy', 'same-origin')
  send(response, status, 'text/html; charset=utf-8', page.text, cookies)
}

/** For a script of our own pages. */
export function answerJson(
  response: ServerResponse,
  value: unknown,
  cookies: readonly string[] = [],
  status: number = 200,
): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value), cookies)
}

/** The answer to a form is a redirect, so that a reload sends nothing again. */
export function redirect(response: ServerResponse, location: string, cookies: readonly string[]): void {
  response.setHeader('location', location)
  send(response, 303, 'text/plain', '', cookies)
}

/** Its address changes with its content. */
export function sendAsset(response: ServerResponse, type: string, text: string): void {
  response.setHeader('cache-control', 'public, max-age=31536000, immutable')
  send(response, 200, `${type}; charset=utf-8`, text, [])
}

function send(response: ServerResponse, status: number, type: string, text: string, cookies: readonly string[]): void {
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store')
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  // The unread rest of a large form would be read as the next request.
  if (!response.req.complete) response.setHeader('connection', 'close')
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}
