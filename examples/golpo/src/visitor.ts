/**
 * The visitor: one signed cookie contains the signed-in account, the accounts of this browser, and the browser's own
 * number, which serves as the device. Signing out keeps the number, because it is still the same device.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { baseLanguage, isLanguage, type Language } from './messages/messages.js'

export interface Session {
  readonly device: string
  /** Signed in. */
  readonly account: string | undefined
  /** Accounts opened or used in this browser, newest first. */
  readonly known: readonly string[]
}

export const sessionCookie = 'golpo'
export const languageCookie = 'golpo_language'
const knownMax = 12
const cookieBytesMax = 8_192

export function newSession(): Session {
  return { device: randomBytes(12).toString('hex'), account: undefined, known: [] }
}

export function signedIn(session: Session, account: string): Session {
  const known = [account, ...session.known.filter((id) => id !== account)].slice(0, knownMax)
  return { ...session, account, known }
}

export function signedOut(session: Session): Session {
  return { ...session, account: undefined }
}

export function sealSession({ device, account, known }: Session, secret: Buffer): string {
  return seal(sessionCookie, [device, account ?? null, known], secret)
}

/** A signed cookie's value. It is worth nothing under another name. */
export function seal(name: string, value: unknown, secret: Buffer): string {
  const text = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${text}.${signatureOf(name, text, secret)}`
}

export function openSession(request: IncomingMessage, secret: Buffer): Session | undefined {
  const sealed = unseal(request, sessionCookie, secret) as [string, string | null, string[]] | undefined
  if (sealed === undefined) return undefined
  const [device, account, known] = sealed
  return { device, account: account ?? undefined, known }
}

/** Undefined without the cookie, or if we did not write it. Only we can have written it, always in this shape. */
export function unseal(request: IncomingMessage, name: string, secret: Buffer): unknown {
  const [text = '', signature = ''] = (cookieOf(request, name) ?? '').split('.')
  const expected = Buffer.from(signatureOf(name, text, secret))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown
}

/** The visitor's choice, else the first language of the browser that Golpo has. */
export function languageOf(request: IncomingMessage): Language {
  const chosen = cookieOf(request, languageCookie)
  if (isLanguage(chosen)) return chosen
  const accepted = (request.headers['accept-language'] ?? '').slice(0, 500).split(',')
  // Browsers send their languages in the order of preference, `en-GB,en;q=0.9`.
  const known = accepted.map((one) => one.trim().toLowerCase().split(/[-;]/, 1)[0]).find(isLanguage)
  return known ?? baseLanguage
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const header = request.headers.cookie ?? ''
  if (header.length > cookieBytesMax) return undefined
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

function signatureOf(name: string, text: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(`${name}=${text}`).digest('base64url')
}
