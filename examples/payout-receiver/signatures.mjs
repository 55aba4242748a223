/** The signatures of docs/payout-http.md: HMAC-SHA-256 over lines of text, under the letters of the shared secret. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** @returns `v1=` and 64 hexadecimal digits */
export function signatureOf(secret, lines) {
  return `v1=${createHmac('sha256', secret).update(lines.join('\n')).digest('hex')}`
}

/** Whether one of the signatures in a header is right. For a day after the secret was changed there are two. */
export function isSigned(header, secret, lines) {
  const wanted = Buffer.from(signatureOf(secret, lines))
  return String(header)
    .split(' ')
    .map((one) => Buffer.from(one))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted))
}
