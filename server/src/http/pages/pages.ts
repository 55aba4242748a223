/**
 * The public pages, in one table: a link's landing page and its report, a program's page and its picture, and cards.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Service } from '../../service.js'
import { CardPages } from './card-pages.js'
import { LandingPages } from './landing-pages.js'
import { sendUnknown, sendWords } from './page-request.js'
import { Pictures } from './pictures.js'
import { loggable } from '../common/problems.js'
import { ProgramPages } from './program-pages.js'
import type { Visits } from './visits.js'

/** The only form has one short field. */
const formBytesMax = 1024

/** A separate plugin: its errors are pages, and its form is not JSON. */
export async function mountPages(app: FastifyInstance, service: Service, visits: Visits, log: Logger): Promise<void> {
  const landings = new LandingPages(service, visits)
  const pictures = new Pictures()
  const programs = new ProgramPages(service, pictures)
  const cards = new CardPages(service, pictures)
  await app.register(async (own) => {
    takeFormsOnly(own)
    own.setErrorHandler((error, request, reply) => answerError(log, error, request, reply))
    own.get('/j/:program/:code', (request, reply) => landings.landing(request, reply))
    own.get('/j/:program/:code/report', (request, reply) => landings.askReport(request, reply))
    own.post('/j/:program/:code/report', (request, reply) => landings.takeReport(request, reply))
    own.get('/p/:program', (request, reply) => programs.program(request, reply))
    own.get('/p/:program/logo/:file', (request, reply) => programs.logo(request, reply))
    own.get('/p/:program/card.png', (request, reply) => programs.card(request, reply))
    own.get('/c/:program/:token', (request, reply) => cards.page(request, reply))
    own.get('/c/:program/:token/card.png', (request, reply) => cards.picture(request, reply))
    for (const url of ['/j', '/j/*', '/p', '/p/*', '/c', '/c/*']) own.get(url, (_request, reply) => sendUnknown(reply))
  })
}

function takeFormsOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytesMax },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
}

/** A person reads it: sentences in every language, never a bare error. */
function answerError(log: Logger, error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 400 && status < 500) return void sendWords(reply, status, 'unknown')
  log.error({ err: loggable(error) }, 'a page could not be made')
  sendWords(reply.header('retry-after', '5'), 503, 'unavailable')
}
