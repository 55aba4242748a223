/** Random texts of any letters. fast-check's own unit `binary` first makes a table of a million, which takes 3 seconds. */
import fc from 'fast-check'

const surrogates = { first: 0xd800, count: 0x800 }
const last = 0x10ffff - surrogates.count

/** Every code point but the surrogates. The way back lets fast-check mix in its own dangerous texts. */
const letter = fc.integer({ min: 0, max: last }).map(
  (index) => String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count),
  (text) => {
    const point = typeof text === 'string' ? text.codePointAt(0) : undefined
    if (point === undefined || String.fromCodePoint(point) !== text) throw new Error('not one letter')
    return point < surrogates.first ? point : point - surrogates.count
  },
)

export function anyText(limits: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: letter, ...limits })
}
