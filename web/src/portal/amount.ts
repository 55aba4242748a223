/** Amounts as people type them. Pure. */

/**
 * `১,০৫০.৫` → 105050. Digits of both scripts, with commas, spaces and the sign of the taka; never by way of a fraction.
 * @returns minor units (hundredths), or undefined when it is not an amount.
 */
export function parseAmount(typed: string): number | undefined {
  const text = latinDigits(typed).replace(/[\s,৳]/g, '')
  const match = /^([0-9]{1,10})(?:\.([0-9]{1,2}))?$/.exec(text)
  if (match === null) return undefined
  const [, whole = '', part = ''] = match
  return Number(whole + part.padEnd(2, '0'))
}

/** As it is typed: `100`, `100.50`. */
export function typedAmount(amountMinor: number): string {
  const text = String(amountMinor).padStart(3, '0')
  const part = text.slice(-2)
  return part === '00' ? text.slice(0, -2) : `${text.slice(0, -2)}.${part}`
}

/** `২০` → 20; undefined when it is not a whole number from 1 to the most. */
export function parseCount(typed: string, most: number): number | undefined {
  const text = latinDigits(typed).replace(/[\s,]/g, '')
  const count = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= most ? count : undefined
}

function latinDigits(text: string): string {
  return text.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6))
}
