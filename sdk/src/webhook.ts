/** Verifies a webhook request by Standard Webhooks: it comes from Bondhu, is unchanged and recent. */
import type { Change } from './answers.js'

/** Why a request was rejected. Answer 400 and do nothing. */
export class WebhookError extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'WebhookError'
  }
}

export interface WebhookDelivery {
  /** The raw body, as text or bytes: parsing and serialising it again changes the signature. */
  readonly body: string | Uint8Array
  /** Of a `Request`, or of Node's `IncomingMessage`. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** `whsec_…`; both during a rotation. Undefined is a setting that is missing, and refused. */
  readonly secrets: string | undefined | readonly (string | undefined)[]
  /** How far the timestamp may be off; default 300. */
  readonly toleranceSeconds?: number | undefined
}

const toleranceSecondsDefault = 300

/**
 * A delivery may arrive twice: remember the `id`s that you processed.
 * @throws WebhookError
 * @example
 * const event = await verifyWebhook({ body, headers, secrets: process.env.BONDHU_WEBHOOK_SECRET })
 * if (event.type === 'payout.paid') console.log(event.data.payout)
 */
export async function verifyWebhook(delivery: WebhookDelivery): Promise<Change> {
  return JSON.parse(await verified(delivery)) as Change
}

/** @returns the body, as it was signed. @throws WebhookError */
export async function verified(delivery: WebhookDelivery): Promise<string> {
  const { secrets, toleranceSeconds = toleranceSecondsDefault } = delivery
  const body = rawBody(delivery.body)
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => headerOf(delivery, name))
  if (!id || !timestamp || !signatures) throw new WebhookError('A header of Standard Webhooks is missing.')
  const ageSeconds = Math.abs(Date.now() / 1000 - Number(timestamp))
  if (!/^[0-9]{1,12}$/.test(timestamp) || ageSeconds > toleranceSeconds) {
    throw new WebhookError('The delivery is not of now: its time, or the clock here, is wrong.')
  }
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  for (const secret of secretsOf(secrets)) {
    if (await isSigned(signed, signatures, secret)) return body
  }
  throw new WebhookError('No signature is of this secret and this body.')
}

/** Express and others parse a body before it is asked for. */
function rawBody(body: unknown): string {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)
  throw new WebhookError('The body must be raw: the text or the bytes that arrived. In Express, use express.raw().')
}

function secretsOf(secrets: WebhookDelivery['secrets']): readonly string[] {
  const all = (Array.isArray(secrets) ? secrets : [secrets]) as readonly (string | undefined)[]
  const known = all.filter((secret) => secret !== undefined && secret !== '') as readonly string[]
  if (known.length > 0) return known
  throw new WebhookError('No secret was given: set it to the `whsec_…` that the webhook was created with.')
}

async function isSigned(signed: Uint8Array<ArrayBuffer>, signatures: string, secret: string): Promise<boolean> {
  const bytes = bytesOf(secret.replace(/^whsec_/, ''))
  if (bytes === undefined || bytes.length === 0) throw new WebhookError('The secret is not one that Bondhu gave.')
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  for (const one of signatures.split(' ')) {
    const [version, text = ''] = one.split(',')
    const signature = version === 'v1' ? bytesOf(text) : undefined
    // Compared in constant time.
    if (signature !== undefined && (await crypto.subtle.verify('HMAC', key, signature, signed))) return true
  }
  return false
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function headerOf({ headers }: WebhookDelivery, name: string): string | undefined {
  const value = headers instanceof Headers ? headers.get(`webhook-${name}`) : headers[`webhook-${name}`]
  return typeof value === 'string' ? value : undefined
}
