/**
 * Reads the plainest request for a link without Node's parser, and writes its answer. It accepts only the strictest
 * spelling: one whole request in one chunk, every header a token with printable text, and nothing that announces a
 * body, another protocol or the end of the connection. Node reads all others from the beginning, so no request has two
 * meanings. Pure.
 */
import { STATUS_CODES } from 'node:http'
import type { LinkAnswer } from './links.js'

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
    // Cut from the bytes: a slice of a string keeps the whole string in memory, as long as a user agent is cached.
    const value = () => chunk.toString('latin1', colon + 1, end).trim()
    if (name === 'connection' && value().toLowerCase() !== 'keep-alive') return undefined
    if (!read.has(name)) continue
    const before = headers[name]
    if (before === undefined) headers[name] = value()
    else if (name !== 'user-agent') headers[name] = `${before}, ${value()}`
  }
  return headers
}

let date = ''
let dateSecond = 0

/** The raw answer. @param keepAliveSeconds undefined: it closes the connection */
export function plainAnswer(
  { status, headers, body }: LinkAnswer,
  nowMs: number,
  keepAliveSeconds: number | undefined,
): string {
  const second = Math.floor(nowMs / 1000)
  if (second !== dateSecond) {
    dateSecond = second
    date = new Date(nowMs).toUTCString()
  }
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
  for (const name in headers) text += `${name}: ${headers[name]}\r\n`
  const connection = keepAliveSeconds === undefined ? 'close' : `keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}`
  return `${text}Date: ${date}\r\nConnection: ${connection}\r\n\r\n${body}`
}
