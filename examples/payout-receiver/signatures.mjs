/** The signatures of docs/payout-http.md: HMAC-SHA-256 over lines of text, with the shared secret as the key. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** @returns `v1=` and 64 hexadecimal digits */
export function signatureOf(secret, lines) {
  return `v1=${createHmac('sha256', secret).update(lines.join('\n')).digest('hex')}`
}

/** Whether one of the signatures in a header is valid. There are two for a day after the secret changed. */
export function isSigned(header, secret, lines) {
  const wanted = Buffer.from(signatureOf(secret, lines))
  return String(header)
    .split(' ')
    .map((one) => Buffer.from(one))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted))
}
