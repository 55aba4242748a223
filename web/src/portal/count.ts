/** Counts as people type them. Pure. */

/** `২০` → 20; undefined when it is not a whole number from 1 to the most. */
export function parseCount(typed: string, most: number): number | undefined {
  const text = latinDigits(typed).replace(/[\s,]/g, '')
  const count = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= most ? count : undefined
}

function latinDigits(text: string): string {
  return text.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6))
}
