/**
 * Who follows a link: a person, or a machine that only looks at it. Machines make no click. This is a guess: a visitor who
 * is taken for a machine by mistake gets a page with a link that counts (`continueQuery`). Pure.
 */
import { isbot } from 'isbot'
import type { IncomingHttpHeaders } from 'node:http'
import { BoundedCache } from '../../bounded-cache.js'

export interface Visitor {
  readonly kind: 'person' | 'preview'
  /** A fetch ahead of a visit, or one that asks for no page: it is sent on, and not counted. */
  readonly speculative: boolean
  readonly platform: 'android' | 'ios' | 'other'
  /** Inside another app's browser, where a store link loses its referrer. */
  readonly inApp: boolean
}

type Agent = Omit<Visitor, 'speculative'>

/** In a link's query: a person pressed "Continue" on the page for machines. */
const continueMark = 'go=1'

/** The patterns of bots are long, and phones of one model send one text: this halved the cost of a visit. */
const agents = new BoundedCache<string, Agent>(5000)

/**
 * The query of the link that counts as a person's, also when the browser looks like a machine.
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
  return { ...agent, speculative: method === 'HEAD' || isPrefetch(headers) }
}

function agentOf(text: string): Agent {
  const platform = /Android/i.test(text) ? 'android' : /iPhone|iPad|iPod/i.test(text) ? 'ios' : 'other'
  const inApp =
    /FBAN|FBAV|FB_IAB|Instagram|Line\/|Messenger|imo\/|IMO|Viber|Snapchat|TikTok|musical_ly|Twitter|; wv\)/.test(text)
  return { kind: isMachine(text) ? 'preview' : 'person', platform, inApp }
}

/** The HTTP clients of iOS and Android themselves: apps fetch previews with them, and no page is shown. */
const systemClient = /\bCFNetwork\b|^Dalvik\//

/** What the apps of Facebook add: `[FBAN/FB4A;…;FBCR/Grameenphone;…]`. Some versions send nothing else. */
const facebookApp = /\[FB(?:AN|AV|_IAB)\/[^\]]*\]?/g

/**
 * The phone, as its maker calls it: `(Linux; Android 13; TECNO Camon 20)`, and Instagram's `Android (33/13; 440dpi; …)`. A
 * comment that names a robot (`compatible;`, an address) is no phone.
 */
const phone =
  /\((?:Linux; (?:U; )?Android|[0-9]+\/[0-9.]+;)(?![^)]*(?:compatible|https?:))[^()]*(?:\([^()]*\)[^()]*)*\)/g

/** A browser's name has some 200 characters. More is not searched. */
const searchedMax = 1000

/**
 * The patterns of bots match words such as "radar", "news" and "scan" anywhere, and phones and carriers carry such names. So
 * they are asked about the browser alone.
 */
function isMachine(text: string): boolean {
  if (text === '' || systemClient.test(text)) return true
  const browser = text.slice(0, searchedMax).replace(facebookApp, '').replace(phone, '(Linux; Android)').trim()
  return browser === '' ? false : isbot(browser)
}

/** Purpose headers of browsers and of Facebook's preview, old and new. */
function isPrefetch(headers: IncomingHttpHeaders): boolean {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']]
  return purposes.some((purpose) => purpose !== undefined && /prefetch|prerender|preview/i.test(String(purpose)))
}
