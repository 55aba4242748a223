/**
 * The page of a card: what one person received, read from the accounts at each visit, and nothing else about them. It
 * reads no cookie and does not name the owner.
 */
import { inEveryLanguage } from '@bondhu/web/language'
import { cardPage } from '@bondhu/web/card/card'
import type { Typical } from '@bondhu/web/program/program'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readLogo } from '../../domain/programs/logo.js'
import { readReceived } from '../../domain/cards/read.js'
import { standingOf, type Standing } from '../../domain/standing/find.js'
import type { Service } from '../../service.js'
import { offerOf } from './offer-terms.js'
import { Answer } from './page-answer.js'
import { cardPath, cardPicturePath, programPath } from './page-paths.js'
import { readPageRequest, sendUnknown, type PageRequest } from './page-request.js'
import { stateOf, typicalOf } from './page-views.js'
import type { Pictures } from './pictures.js'

interface Found extends PageRequest {
  readonly token: string
  readonly receivedMinor: bigint
  readonly standing: Standing
  readonly typical: Typical
}

export class CardPages {
  private readonly service: Service
  private readonly pictures: Pictures

  constructor(service: Service, pictures: Pictures) {
    this.service = service
    this.pictures = pictures
  }

  /** Never cached: a card can be removed, and its content is current. */
  async page(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.read(request)
    if (found === undefined) return sendUnknown(reply, 'cardGone')
    const { program, language, token, receivedMinor, standing, typical } = found
    const { publicUrl } = this.service
    const page = cardPage({
      language,
      offer: offerOf(standing.inForce.terms, program.slug),
      state: stateOf(standing),
      test: program.mode === 'test',
      receivedMinor,
      typical,
      asOf: standing.now.toISOString(),
      addresses: inEveryLanguage((lang) => cardPath(program.slug, token, { lang: lang })),
      programAddress: programPath(program.slug, { lang: language }),
      social: {
        address: publicUrl + cardPath(program.slug, token),
        picture: publicUrl + cardPicturePath(program.slug, token, { lang: language }),
      },
    })
    return new Answer(page).send(request, reply)
  }

  async picture(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.read(request)
    if (found === undefined) return sendUnknown(reply, 'cardGone')
    const { program, language, receivedMinor, standing, typical } = found
    const received = { receivedMinor, typical, test: program.mode === 'test' }
    const { terms } = standing.inForce
    const picture = await this.pictures.ofReceived(language, offerOf(terms, program.slug), received, () =>
      readLogo(this.service.context.sql, program.id, terms.logo),
    )
    return reply.type('image/png').send(picture)
  }

  private async read(request: FastifyRequest): Promise<Found | undefined> {
    const asked = await readPageRequest(this.service, request)
    if (asked === undefined) return undefined
    const { token } = request.params as { token: string }
    const { context, typicalEarnings } = this.service
    const receivedMinor = await readReceived(context.sql, asked.program.id, token)
    if (receivedMinor === undefined) return undefined
    const [standing, known] = await Promise.all([
      standingOf(context, asked.program.id),
      typicalEarnings.of(asked.program.id),
    ])
    return { ...asked, token, receivedMinor, standing, typical: typicalOf(known) }
  }
}
