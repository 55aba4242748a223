/**
 * Reads an amount that a portal or a spreadsheet wrote in whole units of a currency. A text that could be read in two ways
 * is refused. Pure; never throws for a listed currency.
 *
 * | written, of BDT                              | read as, in minor units               |
 * | -------------------------------------------- | ------------------------------------- |
 * | `1000`, `1,000.00`, `1,00,000.5`, `১,০০০.০০`  | 100000, 100000, 10000050, 100000      |
 * | spaces and format characters around it       | without them                          |
 * | zeros past the digits of the currency (`20.000`) | left out: 2000                    |
 * | a digit past them that counts (`20.005`; `20.5` of JPY) | refused                    |
 * | `10,50`, `1.000,00`, `1 000`, `৳20`, `1e3`, `-5`, nothing | refused                  |
 * | nought, or more than a single command may name | refused                             |
 */
import { minorDigits } from '@bondhu/web/currency'
import { amountMinorMax } from '../money.js'

export function readDecimalAmount(written: string, currency: string): bigint | undefined {
  const text = written
    .replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '')
    .replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6))
  const match = /^(\d{1,13}|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.(\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  const digits = minorDigits(currency)
  if (/[1-9]/.test(fraction.slice(digits))) return undefined
  const minor = BigInt(whole.replaceAll(',', '') + fraction.slice(0, digits).padEnd(digits, '0'))
  return minor > 0n && minor <= amountMinorMax ? minor : undefined
}
