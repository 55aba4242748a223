/** An amount of an export that may be nothing. Pure. */
import { amountMinorMax } from '../../money.js'
import { readDecimalAmount } from '../../readers/decimal-amount.js'
import { asciiDigits } from '../../readers/text.js'

/** @returns the minor units; undefined for what is no amount, or negative. */
export function readOwed(written: string, unit: 'major' | 'minor', currency: string): bigint | undefined {
  const text = asciiDigits(written)
  if (/^(0+(\.0+)?)?$/.test(text)) return 0n
  if (unit === 'major') return readDecimalAmount(text, currency)
  if (!/^\d{1,18}$/.test(text)) return undefined
  const amountMinor = BigInt(text)
  return amountMinor <= amountMinorMax ? amountMinor : undefined
}
