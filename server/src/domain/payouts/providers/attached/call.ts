/**
 * One call to an attached provider: signed, limited in time and size, and accepted only with a valid signature of the
 * answer. Anything else says nothing about a payment; the provider's row stores the reason for its operator.
 */
import { newId, toWire } from '../../../../ids.js'
import { OutgoingError } from '../../../../outgoing.js'
import { findInexact } from '../../../../readers/exact-json.js'
import type { Till } from '../../core/provider.js'
import { idOfAttached, type Attachment } from './attachment.js'
import { answerText, headers, isSigned, requestText, signatureOf } from './contract.js'
import { secretsOf } from '../../../standing/shared-secret.js'

export interface ProviderCall<T> {
  readonly method: 'GET' | 'POST'
  /** The path after the provider's address. */
  readonly target: string
  readonly body?: string
  readonly timeoutMs: number
  readonly answerBytesMax: number
  readonly signal?: AbortSignal
  /** Reads a signed answer. @throws if it is invalid */
  readonly read: (status: number, json: unknown) => T
}

/** There is no valid answer. The message is a sentence for the provider's operator. */
export class NoAnswerError extends Error {}

/** @throws NoAnswerError */
export async function callProvider<T>(till: Till, attachment: Attachment, call: ProviderCall<T>): Promise<T> {
  const what = whatOf(call)
  try {
    const value = await answerOf(till, attachment, call)
    // A success of this kind of call says nothing about the others.
    if (attachment.trouble?.says.startsWith(what) === true) await noteTrouble(till, attachment, null)
    return value
  } catch (error) {
    if (error instanceof NoAnswerError) await noteTrouble(till, attachment, `${what}: ${error.message}`)
    throw error
  }
}

function whatOf({ method, target }: Pick<ProviderCall<unknown>, 'method' | 'target'>): string {
  const path = target.split('?', 1)[0] ?? ''
  return `${method} ${path.startsWith('/payments/') ? '/payments/…' : path}`
}

async function answerOf<T>(till: Till, attachment: Attachment, call: ProviderCall<T>): Promise<T> {
  const { context, program } = till
  const { method, target, body = '', timeoutMs, answerBytesMax, signal } = call
  const secrets = secretsOf(context, program, { purpose: 'provider', id: attachment.provider }, attachment.sealed)
  const request = toWire('req', newId())
  const timestamp = String(Math.floor(context.clock.nowMs() / 1000))
  const text = requestText({ request, timestamp, method, target, body })
  const answer = await sent(
    context.outgoing.call({
      method,
      url: new URL(attachment.url + target),
      headers: {
        [headers.provider]: idOfAttached(attachment.provider),
        [headers.request]: request,
        [headers.timestamp]: timestamp,
        [headers.signature]: secrets.map((secret) => signatureOf(secret, text)).join(' '),
      },
      ...(method === 'POST' && { body }),
      timeoutMs,
      answerBytesMax,
      ...(signal && { signal }),
    }),
  )
  const { status } = answer
  if (!isSigned(answer.headers[headers.signature], secrets, answerText(request, status, answer.body))) {
    throw new NoAnswerError(`It answered ${status}, and not signed as it must be.`)
  }
  try {
    const said: unknown = JSON.parse(answer.body)
    const inexact = findInexact(answer.body)
    if (inexact !== undefined) {
      throw new NoAnswerError(`It answered ${status}, signed, but ${inexact.path} ${inexact.message}.`)
    }
    return call.read(status, said)
  } catch (error) {
    if (error instanceof NoAnswerError) throw error
    throw new NoAnswerError(`It answered ${status}, signed, and does not say what it must.`)
  }
}

async function sent<T>(calling: Promise<T>): Promise<T> {
  try {
    return await calling
  } catch (error) {
    if (error instanceof OutgoingError) throw new NoAnswerError(error.message, { cause: error })
    throw error
  }
}

async function noteTrouble({ context, program }: Till, { provider }: Attachment, says: string | null): Promise<void> {
  const at = says === null ? null : new Date(context.clock.nowMs())
  await context.sql`
    update attached_providers
    set trouble = ${says}, trouble_at = case when trouble is null or ${says}::text is null then ${at} else trouble_at end
    where program_id = ${program.id} and provider = ${provider}`
}
