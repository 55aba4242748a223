/**
 * Parses a JSON body from its bytes. Bytes that are not UTF-8 are refused: decoded loosely, different ones would become
 * one user id, and one person would get another's decision. A repeated name, or a number that would be rounded, is
 * refused too: the sender may have meant another amount.
 */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.js'
import { findInexact } from '../../readers/exact-json.js'

/** Only JSON. A call without a body may still declare the type. */
export function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (bytes.length === 0) done(null, undefined)
    else if (isUtf8(bytes)) {
      const text = bytes.toString('utf8')
      void parse(request, text, (error, value) => {
        const refusal = error ?? refusalOf(text)
        if (refusal === undefined) done(null, value)
        else done(refusal)
      })
    } else done(new AppError('body_invalid_json', 'The body is not UTF-8.'))
  })
}

function refusalOf(json: string): AppError | undefined {
  const inexact = findInexact(json)
  if (inexact === undefined) return undefined
  const what = `${inexact.path === '' ? 'The body' : inexact.path} ${inexact.message}.`
  return new AppError('request_invalid', `The request is invalid. ${what}`, { fields: [inexact] })
}

/** @throws AppError `media_type_unsupported` */
export function refuseEncoded(encoding: string | undefined): void {
  if (encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity') return
  throw new AppError('media_type_unsupported', 'Send the body uncompressed: Content-Encoding is not supported.')
}
