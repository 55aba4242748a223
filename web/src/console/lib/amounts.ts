/** Amounts as they are typed and as they are sent: exact, in minor units, without a floating point on the way. Pure. */

const hundred = 100n

/** `২,০০০.৫০` → 200050; undefined for what is no amount of taka. */
export function parseTaka(typed: string): number | undefined {
  const match = /^([0-9]{1,12})(?:\.([0-9]{1,2}))?$/.exec(latinDigits(typed).replaceAll(/[,\s৳]/g, ''))
  if (match === null) return undefined
  const [, whole = '0', part = ''] = match
  return Number(BigInt(whole) * hundred + BigInt(part.padEnd(2, '0')))
}

/** 200050 → `2000.50`, 2000 → `20`: as one would type it. */
export function typedTaka(amountMinor: number): string {
  const amount = BigInt(amountMinor)
  const rest = amount % hundred
  return rest === 0n ? String(amount / hundred) : `${amount / hundred}.${String(rest).padStart(2, '0')}`
}

/** A whole number as it is typed; undefined for anything else. */
export function parseWhole(typed: string): number | undefined {
  const text = latinDigits(typed).trim()
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
}

export function latinDigits(typed: string): string {
  return typed.replaceAll(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6))
}
