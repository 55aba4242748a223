/** Makes codes; `readers/code.ts` reads them. */
import { randomInt } from 'node:crypto'
import { checkDigit } from '../../readers/code.js'

export function newCode(): string {
  const digits = randomInt(1_000_000_000).toString().padStart(9, '0')
  return digits + checkDigit(digits)
}
