/**
 * A call from an attached provider: news about an accepted payment, authenticated by its signature. Repeated, late and
 * unordered calls are handled like all news: see news.ts.
 */
import { isUtf8 } from 'node:buffer'
import { minuteMs } from '../../../../clock.js'
import { AppError } from '../../../../errors.js'
import { fromWire } from '../../../../ids.js'
import { findInexact } from '../../../../readers/exact-json.js'
import type { Context } from '../../../standing/context.js'
import type { Program } from '../../../standing/find.js'
import { takeNews } from '../../core/news.js'
import { nameOfAttached, readAttachment } from './attachment.js'
import { callbackText, isSigned, paymentSchema } from './contract.js'
import { secretsOf } from '../../../standing/shared-secret.js'

const offMsMax = 5 * minuteMs

export interface Callback {
  readonly request: string
  readonly timestamp: string
  readonly signature: string
  readonly body: Buffer
}

/** @param id `prv_…`, as received. @throws AppError `callback_refused`, `body_invalid_json`, `request_invalid` */
export async function takeCallback(
  context: Context,
  program: Program | undefined,
  id: string,
  { request, timestamp, signature, body }: Callback,
): Promise<void> {
  const provider = nameOfAttached(id)
  const isId = fromWire('prv', id) !== undefined
  const attachment = program && isId ? await readAttachment(context.sql, program.id, provider) : undefined
  // An unknown provider and a wrong signature get the same answer.
  if (program === undefined || attachment === undefined || !isUtf8(body)) throw refusal()
  const text = body.toString('utf8')
  const inTime = Math.abs(Number(timestamp) * 1000 - context.clock.nowMs()) <= offMsMax
  const secrets = secretsOf(context, program, { purpose: 'provider', id: attachment.provider }, attachment.sealed)
  if (!inTime || !isSigned(signature, secrets, callbackText(request, timestamp, text))) throw refusal()
  await takeNews(context, program, paymentSchema.parse(jsonOf(text)), provider)
}

function jsonOf(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AppError('body_invalid_json', 'The body is not JSON.')
  }
  const inexact = findInexact(text)
  if (inexact === undefined) return value
  throw new AppError('request_invalid', `${inexact.path} ${inexact.message}.`, { fields: [inexact] })
}

function refusal(): AppError {
  return new AppError(
    'callback_refused',
    'This call is not signed by a provider of this program, or its time is more than five minutes off. ' +
      'See docs/payout-http.md.',
  )
}
