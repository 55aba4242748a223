/**
 * Records a person's visit durably. The link and the landing page share it, so that one visit is one click, whichever
 * it reaches first.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BoundedCache } from '../../bounded-cache.js'
import type { Click } from '../../domain/clicks/record.js'
import { addressDigestBytes, agentDigest, agentDigestBytes } from '../../domain/identities/digest.js'
import type { Visitor } from '../../domain/links/visitor.js'
import { standingOf, type Program } from '../../domain/standing/find.js'
import type { Terms } from '../../domain/standing/terms.js'
import { readAddress } from '../../readers/address.js'
import { readCampaign } from '../../readers/campaign.js'
import { clickIdOfBytes, clickIdText, readClickIds } from '../../readers/click-id.js'
import { readUserAgent } from '../../readers/user-agent.js'
import type { Service } from '../../service.js'

const termsMsMax = 1000
const termsCachedMax = 1000

/** The parts of a request that are used, however it was parsed. */
export interface Asking {
  readonly headers: Readonly<IncomingHttpHeaders>
  /** The other end of the connection: a proxy, or the visitor. */
  readonly remoteAddress: string
}

export function askingOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): Asking {
  return { headers, remoteAddress: socket.remoteAddress ?? '' }
}

const agentsMax = 5000
const nearestMax = 1000
/** More proxies than any service has. */
const hopsMax = 20

export class Visits {
  private readonly service: Service
  private readonly trust: (address: string, hop: number) => boolean
  /** Phones of one model send the same text: a cache of its digests in bytes, by key and text. */
  private readonly agents = new Map<Buffer, BoundedCache<string, string>>()
  private readonly terms = new BoundedCache<number, { readonly terms: Terms; readonly readAtMs: number }>(
    termsCachedMax,
  )
  /** Whether the other end of a connection is a proxy that is trusted. */
  private readonly nearest = new BoundedCache<string, boolean>(nearestMax)

  /** @param trust whether an address belongs to a proxy in front of the service */
  constructor(service: Service, trust: (address: string, hop: number) => boolean) {
    this.service = service
    this.trust = trust
  }

  /** Durable before it returns. @returns the click's id, or undefined for an unknown code. */
  async record(
    program: Program,
    visitor: Visitor,
    code: string | undefined,
    query: string,
    asking: Asking,
  ): Promise<string | undefined> {
    if (code === undefined) {
      this.count('unknown_code')
      return undefined
    }
    const click = this.clickOf(program, visitor, code, query, asking)
    const recorded = await this.service.clicks.of(program.id).submit(click)
    return recorded && this.clickIdOfBytes(program, recorded)
  }

  /** What is written of a visit. */
  clickOf(program: Program, { platform }: Visitor, code: string, query: string, asking: Asking): Click {
    const { via, utm } = readCampaign(query)
    const key = this.keyOf(program, 'address')
    return {
      code,
      via,
      utm,
      platform,
      address: addressDigestBytes(key, this.addressOf(asking)),
      agent: this.agentOf(key, asking.headers['user-agent'] ?? ''),
    }
  }

  /** The uuid of the click id in the text. */
  readClick(program: Program, text: string): string | undefined {
    return readClickIds(this.keyOf(program, 'click'), program.id, text)[0]
  }

  clickIdOf(program: Program, uuid: string): string {
    return clickIdText(this.keyOf(program, 'click'), program.id, uuid)
  }

  /** @param recorded the id in bytes */
  clickIdOfBytes(program: Program, recorded: string): string {
    return clickIdOfBytes(this.keyOf(program, 'click'), program.id, recorded)
  }

  /** A reader as a keyed digest of address and browser, because one address may be a whole village. */
  readerOf(program: Program, asking: Asking): string {
    const agent = readUserAgent(asking.headers['user-agent'] ?? '') ?? ''
    return agentDigest(this.keyOf(program, 'address'), `${this.addressOf(asking)} ${agent}`)
  }

  private addressOf({ headers, remoteAddress }: Asking): string {
    const forwarded = headers['x-forwarded-for']
    if (forwarded === undefined) return remoteAddress
    let nearest = readAddress(remoteAddress) ?? ''
    // From the nearest on, because each proxy appends the address that called it. A text that is not an address ends
    // the search, and the last address is used.
    const entries = String(forwarded).split(',').slice(-hopsMax)
    for (let hop = 0; hop < entries.length && this.isTrusted(nearest, hop); hop++) {
      const next = readAddress(entries.at(-1 - hop) ?? '')
      if (next === undefined) break
      nearest = next
    }
    return nearest
  }

  /** Asked of the proxy at each visit: reading an address took longer than a digest. */
  private isTrusted(address: string, hop: number): boolean {
    if (hop > 0) return this.trust(address, hop)
    let known = this.nearest.get(address)
    if (known === undefined) this.nearest.set(address, (known = this.trust(address, hop)))
    return known
  }

  private agentOf(key: Buffer, text: string): string {
    let known = this.agents.get(key)
    if (known === undefined) this.agents.set(key, (known = new BoundedCache(agentsMax)))
    let digest = known.get(text)
    if (digest === undefined) known.set(text, (digest = agentDigestBytes(key, readUserAgent(text) ?? '')))
    return digest
  }

  /** A link's destination may be a second old; the value of a click is read with it, in its own statement. */
  recentTermsOf(program: Program): Terms | undefined {
    const known = this.terms.get(program.id)
    const isRecent = known !== undefined && this.service.context.clock.nowMs() - known.readAtMs < termsMsMax
    return isRecent ? known.terms : undefined
  }

  async termsOf(program: Program): Promise<Terms> {
    const nowMs = this.service.context.clock.nowMs()
    const { inForce } = await standingOf(this.service.context, program.id)
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
