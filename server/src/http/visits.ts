/**
 * A person's visit to a link, made durable: shared by the link itself and by the landing page, so that one visit is one
 * click whichever of the two it reaches first.
 */
import proxyAddr from '@fastify/proxy-addr'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { clickIdText, parseClickId } from '../domain/clicks/click-id.js'
import type { Click } from '../domain/clicks/record.js'
import { addressDigest, agentDigest } from '../domain/identities/digest.js'
import type { Visitor } from '../domain/links/visitor.js'
import { standingOf, type Program } from '../domain/programs/find.js'
import type { Terms } from '../domain/programs/terms.js'
import { newId } from '../ids.js'
import type { Service } from '../service.js'

const termsMsMax = 1000
const termsCachedMax = 1000

/** What is read of a request, however it was read. */
export interface Asking {
  readonly headers: Readonly<IncomingHttpHeaders>
  /** The other end of the connection: a proxy, or the visitor. */
  readonly remoteAddress: string
}

export function askingOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): Asking {
  return { headers, remoteAddress: socket.remoteAddress ?? '' }
}

const agentsMax = 5000

export class Visits {
  private readonly service: Service
  private readonly trust: (address: string, hop: number) => boolean
  /** Phones of one model send one text: its digest by key and text. */
  private readonly agents = new Map<Buffer, Map<string, string>>()
  private readonly terms = new Map<number, { readonly terms: Terms; readonly readAtMs: number }>()

  constructor(service: Service, trustedProxies: readonly string[]) {
    this.service = service
    this.trust = proxyAddr.compile([...trustedProxies])
  }

  /** Durable before it returns. @returns the click's id, or undefined for a code that is nobody's. */
  async record(
    program: Program,
    visitor: Visitor,
    code: string | undefined,
    query: string,
    asking: Asking,
  ): Promise<string | undefined> {
    const id = newId()
    const known =
      code !== undefined &&
      (await this.service.clicks.of(program.id).submit({
        program,
        click: {
          id,
          code,
          ...campaignOf(query),
          platform: visitor.platform,
          ...this.seenOf(program, asking),
        },
      }))
    this.count(known ? 'click' : 'unknown_code')
    return known ? clickIdText(this.keyOf(program, 'click'), program.id, id) : undefined
  }

  /** The uuid in a click id that we made for this program. */
  parse(program: Program, clickId: string): string | undefined {
    return parseClickId(this.keyOf(program, 'click'), program.id, clickId)
  }

  /** A reader as a keyed digest of address and browser: one address alone stands for a whole village. */
  readerOf(program: Program, asking: Asking): string {
    const agent = asking.headers['user-agent'] ?? ''
    return agentDigest(this.keyOf(program, 'address'), `${this.addressOf(asking)} ${agent}`)
  }

  /** What is kept of a visitor, for abuse rules alone: keyed digests. */
  private seenOf(program: Program, asking: Asking): Pick<Click, 'address' | 'agent'> {
    const key = this.keyOf(program, 'address')
    return {
      address: addressDigest(key, this.addressOf(asking)),
      agent: this.agentOf(key, asking.headers['user-agent'] ?? ''),
    }
  }

  private addressOf({ headers, remoteAddress }: Asking): string {
    if (headers['x-forwarded-for'] === undefined) return remoteAddress
    // All that it reads of a request.
    return proxyAddr({ headers, socket: { remoteAddress } } as IncomingMessage, this.trust)
  }

  private agentOf(key: Buffer, text: string): string {
    let known = this.agents.get(key)
    if (known === undefined || known.size >= agentsMax) this.agents.set(key, (known = new Map()))
    let digest = known.get(text)
    if (digest === undefined) known.set(text, (digest = agentDigest(key, text)))
    return digest
  }

  /** Where a link leads may be a second old; what a click is worth is read with it, in its own statement. */
  recentTermsOf(program: Program): Terms | undefined {
    const known = this.terms.get(program.id)
    const isRecent = known !== undefined && this.service.context.clock.nowMs() - known.readAtMs < termsMsMax
    return isRecent ? known.terms : undefined
  }

  async termsOf(program: Program): Promise<Terms> {
    const nowMs = this.service.context.clock.nowMs()
    const { inForce } = await standingOf(this.service.context, program.id)
    if (this.terms.size >= termsCachedMax) this.terms.clear()
    this.terms.set(program.id, { terms: inForce.terms, readAtMs: nowMs })
    return inForce.terms
  }

  count(kind: string): void {
    this.service.metrics.visits.inc({ kind })
  }

  private keyOf(program: Program, purpose: 'click' | 'address'): Buffer {
    return this.service.context.keys.key(program.keyVersion, purpose)
  }
}

const utmNames = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content']

/** The marks that a link carries; what does not look like one is left out. */
export function campaignOf(query: string): Pick<Click, 'via' | 'utm'> {
  if (query === '') return { via: null, utm: null }
  // As the portal's share buttons write it.
  const channel = /^via=([a-z0-9_-]{1,32})$/.exec(query)?.[1]
  if (channel !== undefined) return { via: channel, utm: null }
  const parameters = new URLSearchParams(query)
  const via = parameters.get('via')?.toLowerCase()
  const utm = utmNames.flatMap((name) => {
    const value = parameters.get(name)
    return value ? [[name, clean(value)]] : []
  })
  return {
    via: via !== undefined && /^[a-z0-9_-]{1,32}$/.test(via) ? via : null,
    utm: utm.length > 0 ? JSON.stringify(Object.fromEntries(utm)) : null,
  }
}

/** PostgreSQL's jsonb takes no NUL, and nobody needs a campaign's name to be longer. */
function clean(value: string): string {
  return value.toWellFormed().replaceAll('\0', '').slice(0, 100)
}
