/**
 * Codes that a person types or says aloud: nine random digits and a check digit (Damm's, which catches every single
 * wrong digit and every swap of neighbours). Pure but for the randomness of `newCode`.
 */
import { randomInt } from 'node:crypto'
import { asciiDigits } from '../../schema.js'

/** Damm, H. Michael (2004): a totally anti-symmetric quasigroup of order 10. */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
]

export function newCode(): string {
  const digits = randomInt(1_000_000_000).toString().padStart(9, '0')
  return digits + checkDigit(digits)
}

/** The code in what a person typed: Bengali digits, spaces and hyphens are accepted. Undefined when it cannot be one. */
export function parseCode(typed: string): string | undefined {
  const code = asciiDigits(typed).replace(/[\s-]/g, '')
  return /^[0-9]{10}$/.test(code) && checkDigit(code) === '0' ? code : undefined
}

/** The digit that makes the whole check to zero; `0` for a code that carries its own. */
function checkDigit(digits: string): string {
  let interim = 0
  for (const digit of digits) interim = damm[interim]?.[Number(digit)] ?? 0
  return interim.toString()
}
