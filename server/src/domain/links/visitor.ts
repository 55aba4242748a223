/**
 * Guesses whether a visitor is a person or a machine that only fetches the link. Machines make no click. A person taken
 * for a machine gets a page with a link that counts (`continueQuery`). Pure.
 */
import { isbot } from 'isbot'
import type { IncomingHttpHeaders } from 'node:http'
import { BoundedCache } from '../../bounded-cache.js'

export interface Visitor {
  readonly kind: 'person' | 'preview'
  /** A prefetch, or a request without a page: redirected and not counted. */
  readonly speculative: boolean
  readonly platform: 'android' | 'ios' | 'other'
  /** Inside another app's browser, where a store link loses its referrer. */
  readonly inApp: boolean
}

/** In a link's query: a person pressed "Continue" on the page for machines. */
const continueMark = 'go=1'

/** The bot patterns are long, and phones of one model send one text: this cache halved the cost of a visit. */
const agents = new BoundedCache<string, Visitor>(5000)

/**
 * The query of the link that counts as a person's, even if the browser looks like a machine.
 * @param via the channel to keep
 */
export function continueQuery(via: string | null): string {
  return via === null ? continueMark : `via=${via}&${continueMark}`
}

/** @param query of the address, without its question mark */
export function visitorOf(method: string, headers: IncomingHttpHeaders, query = ''): Visitor {
  const visitor = guessOf(method, headers)
  const isAsked = visitor.kind === 'preview' && `&${query}&`.includes(`&${continueMark}&`)
  return isAsked ? { ...visitor, kind: 'person' } : visitor
}

function guessOf(method: string, headers: IncomingHttpHeaders): Visitor {
  const text = headers['user-agent'] ?? ''
  let agent = agents.get(text)
  if (agent === undefined) {
    agent = agentOf(text)
    agents.set(text, agent)
  }
  return method === 'HEAD' || isPrefetch(headers) ? { ...agent, speculative: true } : agent
}

function agentOf(text: string): Visitor {
  const platform = /Android/i.test(text) ? 'android' : /iPhone|iPad|iPod/i.test(text) ? 'ios' : 'other'
  const inApp =
    /FBAN|FBAV|FB_IAB|Instagram|Line\/|Messenger|imo\/|IMO|Viber|Snapchat|TikTok|musical_ly|Twitter|; wv\)/.test(text)
  return { kind: isMachine(text) ? 'preview' : 'person', speculative: false, platform, inApp }
}

/** The system HTTP clients of iOS and Android: apps fetch previews with them, and show no page. */
const systemClient = /\bCFNetwork\b|^Dalvik\//

/** The additions of Facebook's apps: `[FBAN/FB4A;…;FBCR/Grameenphone;…]`. Some versions send nothing else. */
const facebookApp = /\[FB(?:AN|AV|_IAB)\/[^\]]*\]?/g

/**
 * The phone's name: `(Linux; Android 13; TECNO Camon 20)`, and Instagram's `Android (33/13; 440dpi; …)`. A comment that
 * names a robot (`compatible;`, an address) is not a phone.
 */
const phone =
  /\((?:Linux; (?:U; )?Android|[0-9]+\/[0-9.]+;)(?![^)]*(?:compatible|https?:))[^()]*(?:\([^()]*\)[^()]*)*\)/g

/** A user agent has about 200 characters. The rest is not searched. */
const searchedMax = 1000

/**
 * The bot patterns match words such as "radar", "news" and "scan" anywhere, and phones and carriers have such names. So
 * only the browser's part is checked.
 */
function isMachine(text: string): boolean {
  if (text === '' || systemClient.test(text)) return true
  const browser = text.slice(0, searchedMax).replace(facebookApp, '').replace(phone, '(Linux; Android)').trim()
  return browser === '' ? false : isbot(browser)
}

/** Purpose headers of browsers and of Facebook's preview, old and new. */
function isPrefetch(headers: IncomingHttpHeaders): boolean {
  const { purpose } = headers
  return (
    isAhead(headers['sec-purpose']) || isAhead(purpose) || isAhead(headers['x-purpose']) || isAhead(headers['x-moz'])
  )
}

function isAhead(purpose: string | string[] | undefined): boolean {
  return purpose !== undefined && /prefetch|prerender|preview/i.test(String(purpose))
}
