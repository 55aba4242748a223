/**
 * The landing page of a link, and the report of a link. They read no cookie and no identity: members and strangers get
 * the same answer.
 */
import { landingPage } from '@bondhu/web/landing/landing'
import { reportPage, reportReasons, type ReportView } from '@bondhu/web/landing/report'
import type { PublicPage } from '@bondhu/web/frame'
import { inEveryLanguage, type Language } from '@bondhu/web/language'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayMs } from '../../clock.js'
import { deepLinkOf, storeOrWeb } from '../../domain/links/destination.js'
import { numberOf } from '../../domain/person/chosen-code.js'
import { findInvitation, type Invitation } from '../../domain/links/landing.js'
import { reportLink } from '../../domain/links/reports.js'
import { continueQuery, visitorOf, type Visitor } from '../../domain/links/visitor.js'
import { dayIn } from '../../domain/standing/calendar.js'
import { standingOf } from '../../domain/standing/find.js'
import { uuidTimeMs } from '../../ids.js'
import type { Service } from '../../service.js'
import { Answer } from './page-answer.js'
import { offerOf } from './offer-terms.js'
import { landingPath, programPath, reportPath } from './page-paths.js'
import { readPageRequest, sendUnknown, type PageRequest } from './page-request.js'
import { stateOf } from './page-views.js'
import { socialOf } from './social.js'
import { askingOf, type Visits } from './visits.js'

/** A shared address of this page is a new visit; a reload is not. */
const sameVisitMsMax = dayMs

interface LinkRequest extends PageRequest {
  /** The part of the address where a code belongs: the code, or other text. */
  readonly typed: string
  readonly code: string | undefined
  readonly visitor: Visitor
  /** The recorded click of this visit, if the address names one. */
  readonly clickId: string | undefined
  /** Undefined if the code is unknown. */
  readonly invitation: Invitation | undefined
}

export class LandingPages {
  private readonly service: Service
  private readonly visits: Visits

  constructor(service: Service, visits: Visits) {
    this.service = service
    this.visits = visits
  }

  /**
   * One visit is one click. A visitor from a link brings the click's id. A direct visitor gets a recorded click and its
   * id, so that a reload or the other language is no second click.
   */
  async landing(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = await this.read(request)
    if (asked === undefined) return sendUnknown(reply)
    const { program, typed, code, visitor, query, clickId } = asked
    if (visitor.kind === 'preview') this.visits.count('preview')
    else if (visitor.speculative) this.visits.count('speculative')
    else if (clickId === undefined) {
      const recorded = await this.visits.record(program, visitor, code, query.toString(), askingOf(request))
      const lang = query.get('lang') ?? undefined
      if (recorded !== undefined) {
        return reply.redirect(landingPath(program.slug, typed, { c: recorded, lang }), 302)
      }
    }
    return new Answer(await this.page(asked)).send(request, reply, asked.invitation === undefined ? 404 : 200)
  }

  private async read(request: FastifyRequest): Promise<LinkRequest | undefined> {
    const asked = await readPageRequest(this.service, request)
    if (asked === undefined) return undefined
    const { program, query } = asked
    const { code: typed } = request.params as { code: string }
    const code = await numberOf(this.service.context, program, typed)
    const uuid = this.visits.readClick(program, query.get('c') ?? '')
    const { sql, clock } = this.service.context
    const recent = uuid !== undefined && clock.nowMs() - uuidTimeMs(uuid) < sameVisitMsMax
    const invitation = code === undefined ? undefined : await findInvitation(sql, program, code, uuid)
    const clickId = recent && invitation?.ownClick === true ? this.visits.clickIdOf(program, uuid) : undefined
    return {
      ...asked,
      typed: code ?? typed,
      code,
      visitor: visitorOf(request.method, request.headers),
      clickId,
      invitation,
    }
  }

  private async page({
    program,
    language,
    typed,
    code,
    visitor,
    clickId,
    invitation,
  }: LinkRequest): Promise<PublicPage> {
    const standing = await standingOf(this.service.context, program.id)
    const { terms } = standing.inForce
    const known = invitation === undefined ? null : (code ?? null)
    const main = storeOrWeb(terms, visitor.platform, clickId)
    // A browser may show a prefetched page, and a machine may be a person: the button makes the click on its way.
    const link = `/r/${program.slug}/${known}${visitor.kind === 'preview' ? `?${continueQuery(null)}` : ''}`
    const ahead = known !== null && clickId === undefined
    const sameVisit = (lang: Language) => ({ c: clickId, lang })
    return landingPage({
      language,
      offer: offerOf(terms, program.slug),
      state: stateOf(standing),
      test: program.mode === 'test',
      code: known,
      inviter: invitation?.name ?? null,
      main: ahead ? { ...main, href: link } : main,
      deepLink: deepLinkOf(terms, clickId),
      addresses: inEveryLanguage((lang) => landingPath(program.slug, typed, sameVisit(lang))),
      programAddress: programPath(program.slug, { lang: language }),
      reportAddress: reportPath(program.slug, typed, sameVisit(language)),
      social: socialOf(this.service.publicUrl, program, language),
    })
  }

  async askReport(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = await this.read(request)
    return asked?.invitation === undefined ? sendUnknown(reply) : this.sendReport(request, reply, asked, 'asked')
  }

  async takeReport(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = await this.read(request)
    if (asked?.invitation === undefined) return sendUnknown(reply)
    if (!fromOwnPage(request, this.service.publicUrl)) return this.sendReport(request, reply, asked, 'asked')
    const chosen = request.body instanceof URLSearchParams ? request.body.get('reason') : null
    const reason = reportReasons.find((one) => one === chosen)
    if (reason === undefined) return this.sendReport(request, reply, asked, 'incomplete')
    const { now, inForce } = await standingOf(this.service.context, asked.program.id)
    const step = await reportLink(this.service.context.sql, asked.program, {
      advocateId: asked.invitation.advocateId,
      reason,
      reader: this.visits.readerOf(asked.program, askingOf(request)),
      day: dayIn(inForce.terms.timeZone, now),
      at: now,
    })
    return this.sendReport(request, reply, asked, step)
  }

  private async sendReport(
    request: FastifyRequest,
    reply: FastifyReply,
    { program, language, typed, clickId }: LinkRequest,
    step: ReportView['step'],
  ): Promise<FastifyReply> {
    const { inForce } = await standingOf(this.service.context, program.id)
    const page = reportPage({
      language,
      offer: offerOf(inForce.terms, program.slug),
      step,
      addresses: inEveryLanguage((lang) => reportPath(program.slug, typed, { c: clickId, lang })),
      landingAddress: landingPath(program.slug, typed, { c: clickId, lang: language }),
    })
    return new Answer(page).send(request, reply, { asked: 200, incomplete: 422, taken: 200, full: 429 }[step])
  }
}

/** Another site could send the form from every visitor's browser. Browsers report the origin of a form. */
function fromOwnPage({ headers }: FastifyRequest, publicUrl: string): boolean {
  const { 'sec-fetch-site': site, origin } = headers
  if (site !== undefined) return site === 'same-origin'
  return origin === undefined || origin === publicUrl
}
