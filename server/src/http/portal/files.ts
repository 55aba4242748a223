/** Files that the portal's page links to: the QR code of a link, and the statement. */
import { formatMoment } from '@bondhu/web/format'
import { baseLanguage, isLanguage, type Language } from '@bondhu/web/language'
import { signOf } from '@bondhu/web/portal/movements'
import { texts } from '@bondhu/web/texts'
import type { FastifyInstance } from 'fastify'
import { Readable } from 'node:stream'
import { encodeQR } from 'qr'
import { decimalText } from '@bondhu/web/currency'
import { readStatement, type StatementEntry } from '../../domain/portal/statement.js'
import { readParticipant } from '../../domain/person/read.js'
import { standingOf } from '../../domain/standing/find.js'
import { AppError } from '../../errors.js'
import type { Service } from '../../service.js'
import { csvFile, type Column } from '../common/csv.js'
import { requireOwnOrigin } from '../common/origin.js'
import { byId, readAll } from '../common/paging.js'
import { visitorOf } from './route.js'

export function mountPortalFiles(app: FastifyInstance, service: Service): void {
  const onRequest = async (request: { headers: Parameters<typeof requireOwnOrigin>[1] }) =>
    requireOwnOrigin('GET', request.headers, service.publicUrl)

  app.get('/portal/:program/qr.png', { onRequest }, async (request, reply) => {
    const { program, visitor } = await visitorOf(service, request)
    const { code } = await readParticipant(service.context.sql, program.id, visitor.participantId)
    if (code === null) throw new AppError('not_found', 'This person has no link.')
    const picture = await qrPicture(`${service.publicUrl}/r/${program.slug}/${code}?via=qr`)
    return reply.type('image/png').header('cache-control', 'private, max-age=1800').send(picture)
  })

  app.get('/portal/:program/statement.csv', { onRequest }, async (request, reply) => {
    const { program, visitor } = await visitorOf(service, request)
    const { inForce } = await standingOf(service.context, program.id)
    const { lang } = request.query as { lang?: unknown }
    const language = isLanguage(lang) ? lang : baseLanguage
    const { currency, timeZone } = inForce.terms
    const columns = columnsOf(language, currency, timeZone)
    const entries = readAll(byId.placeOf, (page) =>
      readStatement(service.context.sql, program.id, visitor.participantId, page),
    )
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="bondhu-${program.slug}.csv"`)
      .send(Readable.from(csvFile(columns, entries)))
  })
}

function columnsOf(language: Language, currency: string, timeZone: string): readonly Column<StatementEntry>[] {
  const { columns, steps, ownBonus, otherStep } = texts[language].portalScreens.statement
  return [
    [columns.at, ({ madeAt }) => formatMoment(language, madeAt, timeZone)],
    [columns.what, ({ step, ownBonus: own }) => (step === 'award' && own ? ownBonus : (steps[step] ?? otherStep))],
    // A number that a spreadsheet can add: Western digits in every language.
    [columns.amount, (entry) => (signOf(entry) === '−' ? '-' : '') + decimalText(entry.amountMinor, currency)],
    [columns.currency, () => currency],
  ]
}

const moduleSize = 12
const quietModules = 4

/** Black on white with its quiet zone, for cameras, in the dark theme too. */
async function qrPicture(text: string): Promise<Buffer> {
  // Loaded for the first picture: it takes a tenth of a second.
  const { createCanvas } = await import('@napi-rs/canvas')
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: quietModules })
  const side = modules.length * moduleSize
  const canvas = createCanvas(side, side)
  const paper = canvas.getContext('2d')
  paper.fillStyle = '#ffffff'
  paper.fillRect(0, 0, side, side)
  paper.fillStyle = '#000000'
  for (const [y, row] of modules.entries()) {
    for (const [x, dark] of row.entries()) {
      if (dark) paper.fillRect(x * moduleSize, y * moduleSize, moduleSize, moduleSize)
    }
  }
  return canvas.encode('png')
}
