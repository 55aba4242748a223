/**
 * Links: `GET /r/{program}/{code}`. Answered before the framework's router, because this is what the whole country may
 * do at once: through it, a click cost twice as much. A person is always sent on; nothing here is an error wall.
 */
import proxyAddr from '@fastify/proxy-addr'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { clickIdText } from '../domain/clicks/click-id.js'
import type { Click } from '../domain/clicks/record.js'
import { addressDigest, agentDigest } from '../domain/identities/digest.js'
import { parseCode } from '../domain/links/code.js'
import { destinationOf } from '../domain/links/destination.js'
import { visitorOf, type Visitor } from '../domain/links/visitor.js'
import { standingOf, type Program } from '../domain/programs/find.js'
import type { Terms } from '../domain/programs/terms.js'
import { newId } from '../ids.js'
import type { Service } from '../service.js'
import { loggable } from './problems.js'
import { previewPage, unknownLinkPage } from './link-pages.js'

const prefix = '/r/'
const termsMsMax = 1000
const termsCachedMax = 1000

export class Links {
  private readonly service: Service
  private readonly log: Logger
  private readonly trust: (address: string, hop: number) => boolean
  private readonly terms = new Map<number, { readonly terms: Terms; readonly readAtMs: number }>()

  constructor(service: Service, trustedProxies: readonly string[], log: Logger) {
    this.service = service
    this.log = log
    this.trust = proxyAddr.compile([...trustedProxies])
  }

  /** Whether this request is for a link. If it is, it is answered here. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', method = '' } = request
    if (!url.startsWith(prefix) || (method !== 'GET' && method !== 'HEAD')) return false
    this.follow(request, response, url, method).catch((error: unknown) => {
      this.log.error({ err: loggable(error) }, 'a link could not be followed')
      if (!response.headersSent) sendHtml(response, 503, unknownLinkPage('unavailable'), method)
      else response.destroy()
    })
    return true
  }

  private async follow(request: IncomingMessage, response: ServerResponse, url: string, method: string): Promise<void> {
    const { slug, typed, query } = partsOf(url)
    const program = await this.service.programs.find(slug)
    if (program === undefined) {
      this.count('unknown_program')
      return sendHtml(response, 404, unknownLinkPage('unknown'), method)
    }
    const visitor = visitorOf(method, request.headers)
    const terms = await this.termsOf(program)
    if (visitor.kind === 'preview') {
      this.count('preview')
      return sendHtml(
        response,
        200,
        previewPage(terms, `${this.service.publicUrl}${prefix}${slug}/${encodeURIComponent(typed)}`),
        method,
      )
    }
    const clickId = visitor.speculative ? undefined : await this.click(program, visitor, typed, query, request)
    if (visitor.speculative) this.count('speculative')
    redirect(response, destinationOf(terms, visitor, clickId))
  }

  /** Durable before it returns. @returns the click's id, or undefined for a code that is nobody's. */
  private async click(
    program: Program,
    visitor: Visitor,
    typed: string,
    query: string,
    request: IncomingMessage,
  ): Promise<string | undefined> {
    const code = parseCode(typed)
    const { keys } = this.service.context
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
    return known ? clickIdText(keys.key(program.keyVersion, 'click'), program.id, id) : undefined
  }

  private seenOf(program: Program, request: IncomingMessage): Pick<Click, 'address' | 'agent'> {
    const key = this.service.context.keys.key(program.keyVersion, 'address')
    return {
      address: addressDigest(key, proxyAddr(request, this.trust)),
      agent: agentDigest(key, request.headers['user-agent'] ?? ''),
    }
  }

  /** Where a link leads may be a second old; what a click is worth is read with it, in its own statement. */
  private async termsOf(program: Program): Promise<Terms> {
    const nowMs = this.service.context.clock.nowMs()
    const known = this.terms.get(program.id)
    if (known !== undefined && nowMs - known.readAtMs < termsMsMax) return known.terms
    const { inForce } = await standingOf(this.service.context, program.id)
    if (this.terms.size >= termsCachedMax) this.terms.clear()
    this.terms.set(program.id, { terms: inForce.terms, readAtMs: nowMs })
    return inForce.terms
  }

  private count(kind: string): void {
    this.service.metrics.visits.inc({ kind })
  }
}

function partsOf(url: string): { slug: string; typed: string; query: string } {
  const [path = '', query = ''] = url.split('?', 2)
  const [slug = '', typed = ''] = path.slice(prefix.length).split('/', 2)
  return { slug: decoded(slug), typed: decoded(typed).slice(0, 100), query }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
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

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-length': 0,
  })
  response.end()
}

function sendHtml(response: ServerResponse, status: number, html: string, method: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  response.end(method === 'HEAD' ? undefined : html)
}
