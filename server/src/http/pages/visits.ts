/**
 * A person's visit to a link, made durable: shared by the link itself and by the landing page, so that one visit is one
 * click whichever of the two it reaches first.
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
/** More proxies than stand before any service. */
const hopsMax = 20

export class Visits {
  private readonly service: Service
  private readonly trust: (address: string, hop: number) => boolean
  /** Phones of one model send one text: its digest by key and text. */
  private readonly agents = new Map<Buffer, BoundedCache<string, string>>()
  private readonly terms = new BoundedCache<number, { readonly terms: Terms; readonly readAtMs: number }>(
    termsCachedMax,
  )

  /** @param trust whether an address is of a proxy in front of the service */
  constructor(service: Service, trust: (address: string, hop: number) => boolean) {
    this.service = service
    this.trust = trust
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
          ...readCampaign(query),
          platform: visitor.platform,
          ...this.seenOf(program, asking),
        },
      }))
    this.count(known ? 'click' : 'unknown_code')
    return known ? this.clickIdOf(program, id) : undefined
  }

  /** The uuid of the click whose id is in the text. */
  readClick(program: Program, text: string): string | undefined {
    return readClickIds(this.keyOf(program, 'click'), program.id, text)[0]
  }

  clickIdOf(program: Program, uuid: string): string {
    return clickIdText(this.keyOf(program, 'click'), program.id, uuid)
  }

  /** A reader as a keyed digest of address and browser: one address alone stands for a whole village. */
  readerOf(program: Program, asking: Asking): string {
    const agent = readUserAgent(asking.headers['user-agent'] ?? '') ?? ''
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
    const forwarded = headers['x-forwarded-for']
    if (forwarded === undefined) return remoteAddress
    let nearest = readAddress(remoteAddress) ?? ''
    // From the nearest on, as each proxy adds the address that it was called from. What a proxy wrote that is no address
    // ends it: the last address that is one is taken.
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

  /** Where a link leads may be a second old; what a click is worth is read with it, in its own statement. */
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
