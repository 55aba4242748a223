/**
 * Links: `GET /r/{program}/{code}`. Answered before the framework's router, because this is what the whole country may
 * do at once: through it, a click cost twice as much. A person is always sent on; nothing here is an error wall.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { parseCode } from '../domain/links/code.js'
import { destinationOf, needsLanding } from '../domain/links/destination.js'
import { visitorOf } from '../domain/links/visitor.js'
import { standingOf } from '../domain/programs/find.js'
import type { Service } from '../service.js'
import { loggable } from './problems.js'
import { unknownLinkPage } from './link-pages.js'
import { landingPath } from './page-paths.js'
import { linkPreview } from './social.js'
import type { Visits } from './visits.js'

const prefix = '/r/'

export class Links {
  private readonly service: Service
  private readonly visits: Visits
  private readonly log: Logger

  constructor(service: Service, visits: Visits, log: Logger) {
    this.service = service
    this.visits = visits
    this.log = log
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
      this.visits.count('unknown_program')
      return sendHtml(response, 404, unknownLinkPage('unknown'), method)
    }
    const visitor = visitorOf(method, request.headers)
    if (visitor.kind === 'preview') {
      this.visits.count('preview')
      const standing = await standingOf(this.service.context, program.id)
      return sendHtml(response, 200, linkPreview(this.service.publicUrl, program, standing), method)
    }
    const terms = await this.visits.termsOf(program)
    if (visitor.speculative) this.visits.count('speculative')
    const clickId = visitor.speculative
      ? undefined
      : await this.visits.record(program, visitor, parseCode(typed), query, request)
    // A code that is nobody's leads on at once: the landing page would have nothing to tell.
    if (needsLanding(visitor) && (clickId !== undefined || visitor.speculative)) {
      return redirect(response, this.service.publicUrl + landingPath(slug, typed, { c: clickId }))
    }
    redirect(response, destinationOf(terms, visitor, clickId))
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
