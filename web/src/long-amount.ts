/** Amounts in large letters. A number that breaks is read as two, so a longer one has smaller letters. Pure. */

/** `৳৯৯,৯৯৯` fits into each place at 320 px; `৳১২,৩৪,৫৬৭` does not. */
const longAt = 8
const longerAt = 11

/** The class of an amount in large letters; both style sheets have its size. */
export function lengthClass(amount: string): '' | 'long' | 'longer' {
  if (amount.length <= longAt) return ''
  return amount.length <= longerAt ? 'long' : 'longer'
}
