/** Money is a whole number of minor units (poisha), a `bigint`, always with its currency. Never a float. */

import { decimalText, minorDigits } from '@bondhu/web/currency'

/** The largest amount in a single command: ten thousand crore taka is far beyond any program. */
export const amountMinorMax = 1_000_000_000_000n

/** `200000n` → `৳2,000.00`, grouped in lakhs and crores. For terminals and logs; pages format by language. */
export function formatMinor(amountMinor: bigint, currency: string): string {
  const digits = minorDigits(currency)
  const format = new Intl.NumberFormat('en-IN', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // Intl reads a decimal string exactly; a Number would round above 2^53.
  return format.format(decimalText(amountMinor, currency) as Intl.StringNumericLiteral)
}
