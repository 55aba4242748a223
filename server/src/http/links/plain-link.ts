/**
 * Reads the plainest request for a link without Node's parser, and writes its answer. It accepts only the strictest
 * spelling: one whole request in one chunk, every header a token with printable text, and nothing that announces a
 * body, another protocol or the end of the connection. Node reads all others from the beginning, so no request has two
 * meanings. Pure.
 */
import type { Redirect } from './redirects.js'
import { linesOf, type LinkAnswer } from './link-answer.js'

export interface PlainLink {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** A phone's request has about 600 bytes. */
const bytesMax = 4096

const plain = /^GET (\/r\/[!-~]+) HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+\r\n$/

/**
 * The headers that a visit is judged by. Repeated ones are joined as Node joins them, except the user agent, whose
 * first one counts.
 */
const read = new Set(['user-agent', 'x-forwarded-for', 'sec-purpose', 'purpose', 'x-purpose', 'x-moz'])
const left = new Set(['content-length', 'transfer-encoding', 'upgrade', 'expect', 'http2-settings', 'trailer', 'te'])
/** Names of other lengths are skipped. */
const lengths = new Set([...read, ...left, 'connection'].map(({ length }) => length))

/** @returns undefined if it is not the plainest request for a link */
export function readPlainLink(chunk: Buffer): PlainLink | undefined {
  if (chunk.length > bytesMax || chunk[0] !== 0x47 || chunk[5] !== 0x72) return undefined
  const text = chunk.toString('latin1')
  const url = plain.exec(text)?.[1]
  if (url === undefined) return undefined
  const headers = readHeaders(chunk, text, url.length + 'GET  HTTP/1.1\r\n'.length)
  return headers && { url, headers }
}

function readHeaders(chunk: Buffer, text: string, start: number): Record<string, string> | undefined {
  const headers: Record<string, string> = {}
  for (let at = start, end = 0; (end = text.indexOf('\r\n', at)) > at; at = end + 2) {
    const colon = text.indexOf(':', at)
    if (!lengths.has(colon - at)) continue
    const name = text.slice(at, colon).toLowerCase()
    if (left.has(name)) return undefined
    if (name === 'connection') {
      if (valueOf(chunk, colon, end).toLowerCase() !== 'keep-alive') return undefined
    } else if (read.has(name)) {
      const before = headers[name]
      if (before === undefined) headers[name] = valueOf(chunk, colon, end)
      else if (name !== 'user-agent') headers[name] = `${before}, ${valueOf(chunk, colon, end)}`
    }
  }
  return headers
}

/** Cut from the bytes: a slice of a string keeps the whole string in memory, as long as a user agent is cached. */
function valueOf(chunk: Buffer, colon: number, end: number): string {
  return chunk.toString('latin1', colon + 1, end).trim()
}

/** The raw answer. @param keepAliveSeconds undefined: it closes the connection */
export function plainAnswer(answer: LinkAnswer, nowMs: number, keepAliveSeconds: number | undefined): string {
  return `${linesOf(answer)}${lastLines(nowMs, keepAliveSeconds)}${answer.body}`
}

/** The same of a redirect that was put together before: ASCII. */
export function plainRedirect(
  { lines: [before, after] }: Redirect,
  clickId: string,
  nowMs: number,
  keepAliveSeconds: number | undefined,
): string {
  return `${before}${clickId}${after}${lastLines(nowMs, keepAliveSeconds)}`
}

let last = ''
let lastSecond = 0
let lastKeepAlive: number | undefined

function lastLines(nowMs: number, keepAliveSeconds: number | undefined): string {
  const second = Math.floor(nowMs / 1000)
  if (second === lastSecond && keepAliveSeconds === lastKeepAlive) return last
  lastSecond = second
  lastKeepAlive = keepAliveSeconds
  const connection = keepAliveSeconds === undefined ? 'close' : `keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}`
  last = `Date: ${new Date(nowMs).toUTCString()}\r\nConnection: ${connection}\r\n\r\n`
  return last
}
