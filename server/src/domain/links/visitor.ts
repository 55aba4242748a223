/** Who follows a link: a person, or a machine that only looks at it. Machines make no click. Pure. */
import { isbot } from 'isbot'
import type { IncomingHttpHeaders } from 'node:http'

export interface Visitor {
  readonly kind: 'person' | 'preview'
  /** A fetch ahead of a visit, or one that asks for no page: it is sent on, and not counted. */
  readonly speculative: boolean
  readonly platform: 'android' | 'ios' | 'other'
  /** Inside another app's browser, where a store link loses its referrer. */
  readonly inApp: boolean
}

type Agent = Omit<Visitor, 'speculative'>

const agentsMax = 5000
/** The patterns of bots are long, and phones of one model send one text: this halved the cost of a visit. */
const agents = new Map<string, Agent>()

export function visitorOf(method: string, headers: IncomingHttpHeaders): Visitor {
  const text = headers['user-agent'] ?? ''
  let agent = agents.get(text)
  if (agent === undefined) {
    agent = agentOf(text)
    if (agents.size >= agentsMax) agents.clear()
    agents.set(text, agent)
  }
  return { ...agent, speculative: method === 'HEAD' || isPrefetch(headers) }
}

function agentOf(text: string): Agent {
  const platform = /Android/i.test(text) ? 'android' : /iPhone|iPad|iPod/i.test(text) ? 'ios' : 'other'
  const inApp =
    /FBAN|FBAV|FB_IAB|Instagram|Line\/|Messenger|imo\/|IMO|Viber|Snapchat|TikTok|musical_ly|Twitter|; wv\)/.test(text)
  return { kind: text === '' || isbot(text) ? 'preview' : 'person', platform, inApp }
}

/** Purpose headers of browsers and of Facebook's preview, old and new. */
function isPrefetch(headers: IncomingHttpHeaders): boolean {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']]
  return purposes.some((purpose) => purpose !== undefined && /prefetch|prerender|preview/i.test(String(purpose)))
}
