/**
 * Links: `GET /r/{program}/{code}`. Answered before the framework's router, because a whole country may follow links at
 * once and the router doubles the cost of a click. Most are answered even before Node's parser (link-sockets.ts). A
 * person is always redirected and never sees an error page.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { destinationOf, needsLanding } from '../../domain/links/destination.js'
import { continueQuery, visitorOf } from '../../domain/links/visitor.js'
import { standingOf } from '../../domain/standing/find.js'
import { readCampaign } from '../../readers/campaign.js'
import { readCode } from '../../readers/code.js'
import { percentDecoded } from '../../readers/text.js'
import { databaseUnavailable, retryable } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import type { Service } from '../../service.js'
import { loggable, problemOf } from '../common/problems.js'
import { unknownLinkPage } from '../pages/link-pages.js'
import { landingPath } from '../pages/page-paths.js'
import { wordsPolicy } from '../pages/page-policy.js'
import { linkPreview } from '../pages/social.js'
import { askingOf, type Asking, type Visits } from '../pages/visits.js'

const prefix = '/r/'
/** The code comes first; appended text may be long. */
const typedLengthMax = 200

export interface LinkAnswer {
  readonly status: 200 | 302 | 404 | 503
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: string
}

export class Links {
  private readonly service: Service
  private readonly visits: Visits
  private readonly log: Logger

  constructor(service: Service, visits: Visits, log: Logger) {
    this.service = service
    this.visits = visits
    this.log = log
  }

  /** Whether this request is for a link. If so, it is answered here. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', method = '' } = request
    if (!url.startsWith(prefix) || (method !== 'GET' && method !== 'HEAD')) return false
    void this.respond(method, url, request, response)
    return true
  }

  private async respond(method: string, url: string, request: IncomingMessage, response: ServerResponse) {
    const { status, headers, body } = await this.answer(method, url, askingOf(request))
    response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body)
  }

  /** Never rejects: after any failure the person gets a page that says what to do. */
  async answer(method: string, url: string, asking: Asking): Promise<LinkAnswer> {
    try {
      return await this.follow(method, url, asking)
    } catch (error) {
      if (error instanceof AppError || databaseUnavailable(error) || retryable(error))
        this.log.warn({ code: problemOf(error).problem.code }, 'a link was turned away')
      else this.log.error({ err: loggable(error) }, 'a link could not be followed')
      const { status, headers, body } = page(503, unknownLinkPage('unavailable'))
      return { status, headers: { ...headers, 'retry-after': 2 }, body }
    }
  }

  private async follow(method: string, url: string, asking: Asking): Promise<LinkAnswer> {
    const { slug, typed, query } = partsOf(url)
    const { programs } = this.service
    const program = programs.remembered(slug) ?? (await programs.find(slug))
    if (program === undefined) {
      this.visits.count('unknown_program')
      return page(404, unknownLinkPage('unknown'))
    }
    const visitor = visitorOf(method, asking.headers, query)
    if (visitor.kind === 'preview') {
      this.visits.count('preview')
      const standing = await standingOf(this.service.context, program.id)
      return page(
        200,
        linkPreview(this.service.publicUrl, program, standing, `?${continueQuery(readCampaign(query).via)}`),
      )
    }
    const terms = this.visits.recentTermsOf(program) ?? (await this.visits.termsOf(program))
    if (visitor.speculative) this.visits.count('speculative')
    const code = readCode(typed)
    const clickId = visitor.speculative ? undefined : await this.visits.record(program, visitor, code, query, asking)
    // A code without an owner redirects at once: the landing page would have nothing to show. A prefetched page may be
    // shown without a second request, so its button makes the click.
    if (visitor.speculative || (needsLanding(visitor) && clickId !== undefined)) {
      return redirect(this.service.publicUrl + landingPath(slug, code ?? percentDecoded(typed), { c: clickId }))
    }
    return redirect(destinationOf(terms, visitor, clickId))
  }
}

function partsOf(url: string): { slug: string; typed: string; query: string } {
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  const [slug = '', typed = ''] = path.slice(prefix.length).split('/', 2)
  return { slug: decoded(slug), typed: typed.slice(0, typedLengthMax), query: mark === -1 ? '' : url.slice(mark + 1) }
}

function decoded(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

function redirect(location: string): LinkAnswer {
  // Characters that a header cannot carry must not reach one: a line break would begin another header.
  if (!/^[!-~]+$/.test(location)) throw new Error('a link leads to what no header can carry')
  return {
    status: 302,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-length': 0 },
    body: '',
  }
}

function page(status: LinkAnswer['status'], html: string): LinkAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(html),
      'cache-control': 'no-store',
      'content-security-policy': wordsPolicy(html),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: html,
  }
}
