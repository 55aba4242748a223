/**
 * Links: `GET /r/{program}/{code}`. Answered before the framework's router, because a whole country may follow links at
 * once and the router doubles the cost of a click. Most are answered even before Node's parser (link-sockets.ts). A
 * person is always redirected and never sees an error page.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { destinationOf, needsLanding } from '../../domain/links/destination.js'
import { continueQuery, visitorOf, type Visitor } from '../../domain/links/visitor.js'
import type { Waiting } from '../../batcher.js'
import type { Click, Recorded } from '../../domain/clicks/record.js'
import { numberOf } from '../../domain/person/chosen-code.js'
import { standingOf, type Program } from '../../domain/standing/find.js'
import type { Terms } from '../../domain/standing/terms.js'
import { readCampaign } from '../../readers/campaign.js'
import { readCode } from '../../readers/code.js'
import { percentDecoded } from '../../readers/text.js'
import { databaseUnavailable, retryable } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import type { Service } from '../../service.js'
import { loggable, problemOf } from '../common/problems.js'
import { noticePage } from '../pages/notice-page.js'
import { landingPath } from '../pages/page-paths.js'
import { linkPreview } from '../pages/social.js'
import { askingOf, type Asking, type Visits } from '../pages/visits.js'
import { redirectOf, type Redirect } from './redirects.js'
import { page, redirect, type LinkAnswer } from './link-answer.js'

const prefix = '/r/'
/** The code comes first; appended text may be long. */
const typedLengthMax = 200

/** Who asked for a link. One of the two is called, once: at once, or when the visit is on the disk. */
export interface Asker {
  answer(answer: LinkAnswer): void
  redirectTo(to: Redirect, clickId: string): void
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
    const answer = ({ status, headers, body }: LinkAnswer) => {
      response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body)
    }
    const redirectTo = ({ address: [before, after] }: Redirect, clickId: string) =>
      answer(redirect(before + clickId + after))
    this.follow(method, url, askingOf(request), { answer, redirectTo })
    return true
  }

  /** Never throws: after any failure the person gets a page that says what to do. */
  follow(method: string, url: string, asking: Asking, asker: Asker): void {
    try {
      const { slug, typed, query } = partsOf(url)
      const visitor = visitorOf(method, asking.headers, query)
      const program = this.service.programs.remembered(slug)
      const terms = program && this.visits.recentTermsOf(program)
      // Named one by one: copying objects took a twentieth of a click's time.
      if (program === undefined || terms === undefined || visitor.kind === 'preview')
        void this.followUnprepared({ slug, typed, query, asking, asker }, visitor)
      else this.sendOn({ slug, typed, query, asking, asker, visitor, program, terms })
    } catch (error) {
      asker.answer(this.unavailable(error))
    }
  }

  /** With the database: for a program or terms that this process does not know, and for a machine. */
  private async followUnprepared(asked: Asked, visitor: Visitor): Promise<void> {
    try {
      const program = await this.service.programs.find(asked.slug)
      if (program === undefined) {
        this.visits.count('unknown_program')
        asked.asker.answer(page(404, noticePage('unknown')))
      } else if (visitor.kind === 'preview') {
        this.visits.count('preview')
        const standing = await standingOf(this.service.context, program.id)
        const via = `?${continueQuery(readCampaign(asked.query).via)}`
        asked.asker.answer(page(200, linkPreview(this.service.publicUrl, program, standing, via)))
      } else {
        const terms = this.visits.recentTermsOf(program) ?? (await this.visits.termsOf(program))
        this.sendOn({ ...asked, visitor, program, terms })
      }
    } catch (error) {
      asked.asker.answer(this.unavailable(error))
    }
  }

  private sendOn(visit: Visit): void {
    const { visitor, asker } = visit
    const code = readCode(visit.typed)
    if (visitor.speculative) {
      this.visits.count('speculative')
      // A prefetched page may be shown without a second request, so its button makes the click.
      asker.answer(this.landing(visit, code, undefined))
    } else if (code === undefined) {
      void this.sendOnChosen(visit)
    } else {
      this.record(visit, code)
    }
  }

  /** A code in words, or none. */
  private async sendOnChosen(visit: Visit): Promise<void> {
    const { program, visitor, terms, typed, asker } = visit
    try {
      const number = await numberOf(this.service.context, program, typed)
      if (number !== undefined) return this.record(visit, number)
      this.visits.count('unknown_code')
      asker.answer(redirect(destinationOf(terms, visitor, undefined)))
    } catch (error) {
      asker.answer(this.unavailable(error))
    }
  }

  private record(visit: Visit, code: string): void {
    const { program, visitor, query, asking } = visit
    const click = this.visits.clickOf(program, visitor, code, query, asking)
    this.service.clicks.of(program.id).add(new Recording(this, visit, click))
  }

  /** @param recorded the id of the click in bytes */
  answerRecorded(visit: Visit, code: string, recorded: Recorded): void {
    const { program, visitor, terms, asker } = visit
    // A code without an owner redirects at once: the landing page would have nothing to show.
    if (recorded === undefined) return asker.answer(redirect(destinationOf(terms, visitor, undefined)))
    const clickId = this.visits.clickIdOfBytes(program, recorded)
    if (needsLanding(visitor)) asker.answer(this.landing(visit, code, clickId))
    else asker.redirectTo(redirectOf(terms, visitor), clickId)
  }

  private landing({ slug, typed }: Asked, code: string | undefined, clickId: string | undefined): LinkAnswer {
    return redirect(this.service.publicUrl + landingPath(slug, code ?? percentDecoded(typed), { c: clickId }))
  }

  unavailable(error: unknown): LinkAnswer {
    if (error instanceof AppError || databaseUnavailable(error) || retryable(error))
      this.log.warn({ code: problemOf(error).problem.code }, 'a link was turned away')
    else this.log.error({ err: loggable(error) }, 'a link could not be followed')
    const { status, headers, body } = page(503, noticePage('unavailable'))
    return { status, headers: { ...headers, 'retry-after': 2 }, body }
  }
}

interface Asked {
  readonly slug: string
  /** Where the code is, as it was typed. */
  readonly typed: string
  readonly query: string
  readonly asking: Asking
  readonly asker: Asker
}

interface Visit extends Asked {
  readonly visitor: Visitor
  readonly program: Program
  readonly terms: Terms
}

/** A visit that waits to be on the disk. */
class Recording implements Waiting<Click, Recorded> {
  readonly item: Click
  private readonly links: Links
  private readonly visit: Visit

  constructor(links: Links, visit: Visit, item: Click) {
    this.links = links
    this.visit = visit
    this.item = item
  }

  resolve(recorded: Recorded): void {
    try {
      this.links.answerRecorded(this.visit, this.item.code, recorded)
    } catch (error) {
      this.reject(error)
    }
  }

  reject(error: unknown): void {
    this.visit.asker.answer(this.links.unavailable(error))
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
