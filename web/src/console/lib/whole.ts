/** Whole numbers as they are typed. Pure. */

/** A whole number as it is typed; undefined for anything else. */
export function parseWhole(typed: string): number | undefined {
  const text = latinDigits(typed).trim()
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
}

export function latinDigits(typed: string): string {
  return typed.replaceAll(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6))
}
