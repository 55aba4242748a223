/** The public page of a program, and its picture for chats. */
import { inEveryLanguage, type Language } from '@bondhu/web/language'
import { programPage } from '@bondhu/web/program/program'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BoundedCache } from '../../bounded-cache.js'
import { latestLedgerCheck } from '../../domain/ledger/checks.js'
import { standingOf, type Program, type Standing } from '../../domain/standing/find.js'
import { readLogo } from '../../domain/programs/logo.js'
import { summarizeFundings } from '../../domain/programs/fundings.js'
import { readFigures } from '../../domain/programs/statistics.js'
import type { Service } from '../../service.js'
import { Answer } from './page-answer.js'
import { offerOf } from './offer-terms.js'
import { programPath } from './page-paths.js'
import type { Pictures } from './pictures.js'
import { readPageRequest, sendUnknown } from './page-request.js'
import { figuresOf, stateOf } from './page-views.js'

const pageMsMax = 15_000
const pagesMax = 500
const fundingsShownMax = 5

export class ProgramPages {
  private readonly service: Service
  private readonly pictures: Pictures
  private readonly made = new BoundedCache<
    string,
    { readonly answer: Promise<Answer | undefined>; readonly atMs: number }
  >(pagesMax)

  constructor(service: Service, pictures: Pictures) {
    this.service = service
    this.pictures = pictures
  }

  async program(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = await readPageRequest(this.service, request)
    const answer = asked && (await this.answer(asked.program, asked.language))
    if (answer === undefined) return sendUnknown(reply)
    return answer.send(request, reply.header('cache-control', `public, max-age=${pageMsMax / 1000}`))
  }

  async card(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = await readPageRequest(this.service, request)
    if (asked === undefined) return sendUnknown(reply)
    const standing = await standingOf(this.service.context, asked.program.id)
    const live = stateOf(standing).phase === 'live'
    const { terms } = standing.inForce
    const picture = await this.pictures.ofProgram(asked.language, offerOf(terms, asked.program.slug), live, () =>
      readLogo(this.service.context.sql, asked.program.id, terms.logo),
    )
    return reply.type('image/png').header('cache-control', 'public, max-age=3600').send(picture)
  }

  /** Never changes under its address. */
  async logo(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = await readPageRequest(this.service, request)
    const digest = /^([0-9a-f]{32})\.webp$/.exec((request.params as { file: string }).file)?.[1]
    if (asked === undefined || digest === undefined) return sendUnknown(reply)
    const logo = await readLogo(this.service.context.sql, asked.program.id, digest)
    if (logo === undefined) return sendUnknown(reply)
    return reply.type('image/webp').header('cache-control', 'public, max-age=31536000, immutable').send(logo)
  }

  /** Generated at most once in fifteen seconds, and it shows when. */
  private answer(program: Program, language: Language): Promise<Answer | undefined> {
    const key = `${program.id} ${language}`
    const nowMs = this.service.context.clock.nowMs()
    const known = this.made.get(key)
    if (known !== undefined && nowMs - known.atMs < pageMsMax) return known.answer
    const answer = this.make(program, language)
    this.made.set(key, { answer, atMs: nowMs })
    answer.then(
      // A draft is not public, and may be launched in a second.
      (found) => found ?? this.made.delete(key),
      () => this.made.delete(key),
    )
    return answer
  }

  private async make(program: Program, language: Language): Promise<Answer | undefined> {
    const standing = await standingOf(this.service.context, program.id)
    return standing.books.state === 'draft' ? undefined : this.render(program, language, standing)
  }

  private async render(program: Program, language: Language, standing: Standing): Promise<Answer> {
    const { context, typicalEarnings } = this.service
    const [figures, fundings, typical, check] = await Promise.all([
      readFigures(context.sql, program.id),
      summarizeFundings(context.sql, program.id, fundingsShownMax),
      typicalEarnings.of(program.id),
      latestLedgerCheck(context.sql, program.id),
    ])
    const page = programPage({
      language,
      test: program.mode === 'test',
      ...figuresOf(program, standing, figures, fundings, typical, check),
      addresses: inEveryLanguage((lang) => programPath(program.slug, { lang: lang })),
    })
    return new Answer(page)
  }
}
