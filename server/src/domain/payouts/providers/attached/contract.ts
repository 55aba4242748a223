/**
 * What is said between us and an attached provider, and how it is signed: docs/payout-http.md. Every text that is signed
 * begins with what it is, so that none can be taken for another, and an answer names the request that it answers. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import * as field from '../../../../schema.js'
import { failureReasons } from '../../../reasons/payout-failures.js'

export const headers = {
  /** Which provider is meant, of those that one machine may be. */
  provider: 'bondhu-provider',
  /** Of this one call; its answer is signed with it. */
  request: 'bondhu-request',
  /** Seconds since 1970. */
  timestamp: 'bondhu-timestamp',
  /** `v1=` and 64 hexadecimal digits; two, with a space between, for a day after the secret was changed. */
  signature: 'bondhu-signature',
} as const

export interface SignedRequest {
  readonly request: string
  readonly timestamp: string
  readonly method: 'GET' | 'POST'
  /** What follows the provider's address, with its query. */
  readonly target: string
  /** Empty where there is none. */
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

/** The secret's letters are the key of HMAC-SHA-256. */
export function signatureOf(secret: string, text: string): string {
  return `v1=${createHmac('sha256', secret).update(text).digest('hex')}`
}

const signaturesMax = 4

/** Whether one of the signatures in the header is one of the secrets'. */
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

/** What is said of one payment, by an answer or a call. More than this may stand there. */
export const paymentSchema = z.discriminatedUnion('state', [
  z.object({ reference, state: z.literal('accepted') }),
  z.object({ reference, state: z.literal('paid'), providerReference, amountMinor: field.amountMinorPositive }),
  z.object({ reference, state: z.literal('failed'), code }),
  z.object({ reference, state: z.literal('returned'), providerReference, code }),
])

/** Of a 404: that a page is not there says nothing of a payment. */
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

/** Null of one that has none: it is billed later. */
export const balanceSchema = z.object({ balanceMinor: field.amountMinor.nullable() })
