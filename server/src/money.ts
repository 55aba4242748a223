/** Money is a whole number of minor units (poisha), a `bigint`, always beside its currency. Never a float. */

/** The largest amount a single command may name: ten thousand crore taka is far beyond any program. */
export const amountMinorMax = 1_000_000_000_000n

/** `200000n` → `৳2,000.00`, grouped in lakhs and crores. For terminals and logs; pages format by language. */
export function formatMinor(amountMinor: bigint, currency: string): string {
  const format = new Intl.NumberFormat('en-IN', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  // Intl takes a decimal string exactly; a Number would round above 2^53.
  return format.format(decimalText(amountMinor, currency) as Intl.StringNumericLiteral)
}

/** `200000n` → `2000.00`: for files that a spreadsheet adds up. */
export function decimalText(amountMinor: bigint, currency: string): string {
  const digits = fractionDigits(currency)
  const text = amountMinor
    .toString()
    .replace('-', '')
    .padStart(digits + 1, '0')
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return `${amountMinor < 0n ? '-' : ''}${decimal}`
}

export function fractionDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}
