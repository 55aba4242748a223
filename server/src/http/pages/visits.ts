/**
 * Records a person's visit durably. The link and the landing page share it, so that one visit is one click, whichever
 * it reaches first.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BoundedCache } from '../../bounded-cache.js'
import type { Click } from '../../domain/clicks/record.js'
import { addressDigest, agentDigest } from '../../domain/identities/digest.js'
import type { Visitor } from '../../domain/links/visitor.js'
import { standingOf, type Program } from '../../domain/standing/find.js'
import type { Terms } from '../../domain/standing/terms.js'
import { newId } from '../../ids.js'
import { readAddress } from '../../readers/address.js'
import { readCampaign } from '../../readers/campaign.js'
import { clickIdText, readClickIds } from '../../readers/click-id.js'
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
/** More proxies than any service has. */
const hopsMax = 20

export class Visits {
  private readonly service: Service
  private readonly trust: (address: string, hop: number) => boolean
  /** Phones of one model send the same text: a cache of its digests by key and text. */
  private readonly agents = new Map<Buffer, BoundedCache<string, string>>()
  private readonly terms = new BoundedCache<number, { readonly terms: Terms; readonly readAtMs: number }>(
    termsCachedMax,
  )

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
    const id = newId()
    const known =
      code !== undefined &&
      (await this.service.clicks.of(program.id).submit({
        program,
        click: {
          id,
          code,
          ...readCampaign(query),
          platform: visitor.platform,
          ...this.seenOf(program, asking),
        },
      }))
    this.count(known ? 'click' : 'unknown_code')
    return known ? this.clickIdOf(program, id) : undefined
  }

  /** The uuid of the click id in the text. */
  readClick(program: Program, text: string): string | undefined {
    return readClickIds(this.keyOf(program, 'click'), program.id, text)[0]
  }

  clickIdOf(program: Program, uuid: string): string {
    return clickIdText(this.keyOf(program, 'click'), program.id, uuid)
  }

  /** A reader as a keyed digest of address and browser, because one address may be a whole village. */
  readerOf(program: Program, asking: Asking): string {
    const agent = readUserAgent(asking.headers['user-agent'] ?? '') ?? ''
    return agentDigest(this.keyOf(program, 'address'), `${this.addressOf(asking)} ${agent}`)
  }

  /** The stored data of a visitor, only for abuse rules: keyed digests. */
  private seenOf(program: Program, asking: Asking): Pick<Click, 'address' | 'agent'> {
    const key = this.keyOf(program, 'address')
    return {
      address: addressDigest(key, this.addressOf(asking)),
      agent: this.agentOf(key, asking.headers['user-agent'] ?? ''),
    }
  }

  private addressOf({ headers, remoteAddress }: Asking): string {
    const forwarded = headers['x-forwarded-for']
    if (forwarded === undefined) return remoteAddress
    let nearest = readAddress(remoteAddress) ?? ''
    // From the nearest on, because each proxy appends the address that called it. A text that is not an address ends
    // the search, and the last address is used.
    const entries = String(forwarded).split(',').slice(-hopsMax)
    for (let hop = 0; hop < entries.length && this.trust(nearest, hop); hop++) {
      const next = readAddress(entries.at(-1 - hop) ?? '')
      if (next === undefined) break
      nearest = next
    }
    return nearest
  }

  private agentOf(key: Buffer, text: string): string {
    let known = this.agents.get(key)
    if (known === undefined) this.agents.set(key, (known = new BoundedCache(agentsMax)))
    let digest = known.get(text)
    if (digest === undefined) known.set(text, (digest = agentDigest(key, readUserAgent(text) ?? '')))
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
