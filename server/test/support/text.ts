/**
 * Random texts of any letters. fast-check's own units `binary` and `grapheme` first make tables of all characters, which
 * takes one to three seconds of processor time in each file.
 */
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

/** A letter, digit or sign of any script, often with combining marks over it. */
const grapheme = fc
  .tuple(
    letter.filter((one) => /[^\p{C}\p{M}\p{Z}]/u.test(one)),
    fc.array(
      fc.constantFrom('\u0301', '\u0308', '\u0323', '\u09bf', '\u09cd', '\u064b', '\u0e31', '\u20e3', '\ufe0f'),
      {
        maxLength: 2,
      },
    ),
  )
  .map(([one, marks]) => one + marks.join(''))

export function anyGraphemes(limits: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  return fc.string({ unit: grapheme, ...limits })
}

export function anyText(limits: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: letter, ...limits })
}
