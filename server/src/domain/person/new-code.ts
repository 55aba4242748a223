/** Draws a code. How long codes are, and their check digit, is in `readers/code.ts`. */
import { randomInt } from 'node:crypto'
import { checkDigit, codeDigits } from '../../readers/code.js'

export function newCode(): string {
  const digits = randomInt(10 ** (codeDigits - 1))
    .toString()
    .padStart(codeDigits - 1, '0')
  return digits + checkDigit(digits)
}
