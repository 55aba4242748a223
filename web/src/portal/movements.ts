/** What a movement of money is to the person whose statement it stands in. Pure. */

const mine: ReadonlySet<string> = new Set(['held', 'available', 'clearing'])

/** Whether it adds to what is this person's or takes from it; between their own accounts it does neither. */
export function signOf({ from, to }: { readonly from: string; readonly to: string }): '+' | '−' | '' {
  if (mine.has(to) && !mine.has(from)) return '+'
  if (mine.has(from) && !mine.has(to)) return '−'
  return ''
}
