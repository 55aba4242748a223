/**
 * A person's visit to a link, made durable: shared by the link itself and by the landing page, so that one visit is one
 * click whichever of the two it reaches first.
 */
import proxyAddr from '@fastify/proxy-addr'
import type { IncomingMessage } from 'node:http'
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

export class Visits {
  private readonly service: Service
  private readonly trust: (address: string, hop: number) => boolean
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
    request: IncomingMessage,
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
          ...this.seenOf(program, request),
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
  readerOf(program: Program, request: IncomingMessage): string {
    const agent = request.headers['user-agent'] ?? ''
    return agentDigest(this.keyOf(program, 'address'), `${proxyAddr(request, this.trust)} ${agent}`)
  }

  /** What is kept of a visitor, for abuse rules alone: keyed digests. */
  private seenOf(program: Program, request: IncomingMessage): Pick<Click, 'address' | 'agent'> {
    const key = this.keyOf(program, 'address')
    return {
      address: addressDigest(key, proxyAddr(request, this.trust)),
      agent: agentDigest(key, request.headers['user-agent'] ?? ''),
    }
  }

  /** Where a link leads may be a second old; what a click is worth is read with it, in its own statement. */
  async termsOf(program: Program): Promise<Terms> {
    const nowMs = this.service.context.clock.nowMs()
    const known = this.terms.get(program.id)
    if (known !== undefined && nowMs - known.readAtMs < termsMsMax) return known.terms
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
function campaignOf(query: string): Pick<Click, 'via' | 'utm'> {
  if (query === '') return { via: null, utm: null }
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
