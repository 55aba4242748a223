/**
 * A body that is JSON, from the bytes that came. Bytes that are no UTF-8 are refused: decoded loosely, different ones would
 * become one user id, and one person would be answered with another's decision.
 */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../errors.js'

/** JSON and nothing else. A call without a body may say that it would be JSON. */
export function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (bytes.length === 0) done(null, undefined)
    else if (isUtf8(bytes)) void parse(request, bytes.toString('utf8'), done)
    else done(new AppError('body_invalid_json', 'The body is not UTF-8.'))
  })
}

/** @throws AppError `media_type_unsupported` */
export function refuseEncoded(encoding: string | undefined): void {
  if (encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity') return
  throw new AppError('media_type_unsupported', 'Send the body as it is: no Content-Encoding is taken.')
}
