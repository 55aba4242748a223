/**
 * The messages between Bondhu and an attached provider, and their signatures: docs/payout-http.md. Every signed text
 * begins with its kind, so that none can be used as another, and an answer names its request. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import * as field from '../../../../schema.js'
import { failureReasons } from '../../../reasons/payout-failures.js'

export const headers = {
  /** The provider, because one machine may be several. */
  provider: 'bondhu-provider',
  /** Unique per call; its answer is signed with it. */
  request: 'bondhu-request',
  /** Seconds since 1970. */
  timestamp: 'bondhu-timestamp',
  /** `v1=` and 64 hexadecimal digits; two, separated by a space, for a day after a rotation. */
  signature: 'bondhu-signature',
} as const

export interface SignedRequest {
  readonly request: string
  readonly timestamp: string
  readonly method: 'GET' | 'POST'
  /** The path after the provider's address, with its query. */
  readonly target: string
  /** Empty if there is none. */
  readonly body: string
}

export function requestText({ request, timestamp, method, target, body }: SignedRequest): string {
  return ['bondhu-request', request, timestamp, method, target, body].join('\n')
}

export function answerText(request: string, status: number, body: string): string {
  return ['bondhu-answer', request, status, body].join('\n')
}

export function callbackText(request: string, timestamp: string, body: string): string {
  return ['bondhu-callback', request, timestamp, body].join('\n')
}

/** The text of the secret is the key of HMAC-SHA-256. */
export function signatureOf(secret: string, text: string): string {
  return `v1=${createHmac('sha256', secret).update(text).digest('hex')}`
}

const signaturesMax = 4

/** Whether one of the header's signatures matches one of the secrets. */
export function isSigned(header: string | undefined, secrets: readonly string[], text: string): boolean {
  const given = (header ?? '').split(' ').slice(0, signaturesMax)
  return secrets.some((secret) => {
    const wanted = Buffer.from(signatureOf(secret, text))
    return given.some((one) => one.length === wanted.length && timingSafeEqual(Buffer.from(one, 'latin1'), wanted))
  })
}

const reference = field.text(100)
const providerReference = field.text(200)
const code = z.enum(failureReasons)

/** A payment in an answer or a call. Other fields are ignored. */
export const paymentSchema = z.discriminatedUnion('state', [
  z.object({ reference, state: z.literal('accepted') }),
  z.object({ reference, state: z.literal('paid'), providerReference, amountMinor: field.amountMinorPositive }),
  z.object({ reference, state: z.literal('failed'), code }),
  z.object({ reference, state: z.literal('returned'), providerReference, code }),
])

/** For a 404: a missing page says nothing about a payment. */
export const notFoundSchema = z.object({ reference, state: z.literal('not_found') })

export const linesPerPageMax = 1000

export const statementSchema = z.object({
  items: z
    .array(
      z.object({
        reference: z.string().max(200),
        providerReference,
        amountMinor: field.amountMinorPositive,
        state: z.enum(['paid', 'returned']),
        at: field.instant,
      }),
    )
    .max(linesPerPageMax),
  nextCursor: field.text(500).nullable(),
})

/** Null if it has none, because it is billed later. */
export const balanceSchema = z.object({ balanceMinor: field.amountMinor.nullable() })
