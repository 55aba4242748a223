/** What people and their programs leave around and inside a value: made of Unicode's own properties, so that none is forgotten. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { anyGraphemes, anyText as anyLetters } from '../support/text.js'

const everything = new TextDecoder('utf-16le').decode(unitsOfAll())

/** All of Unicode as UTF-16. Half a surrogate pair is not a character. */
function unitsOfAll(): Uint16Array {
  const units = new Uint16Array(0x10000 - 0x800 + 2 * 0x100000)
  let at = 0
  for (let point = 0; point < 0x10000; point++) if (point < 0xd800 || point > 0xdfff) units[at++] = point
  for (let above = 0; above < 0x100000; above++) {
    units[at++] = 0xd800 + (above >> 10)
    units[at++] = 0xdc00 + (above & 0x3ff)
  }
  return units
}

/** @param property with the flags `gu`: one scan of everything takes a tenth of the time of a test per character. */
function charactersOf(property: RegExp): string[] {
  return everything.match(property) ?? []
}

/** Zero width, direction marks, the soft hyphen, the byte order mark: nobody sees them. */
export const formatCharacters = charactersOf(/\p{Cf}/gu)
/** And variation selectors and fillers. */
export const shapeless = charactersOf(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu)
export const blanks = [...charactersOf(/\p{Z}/gu), '\t', '\n', '\r\n', '\v', '\f', '\u0085']
export const dashes = [...charactersOf(/\p{Pd}/gu), '\u2212']
export const digitsOfAllScripts = charactersOf(/\p{Nd}/gu)
/** Zero of each script. */
export const zeros = digitsOfAllScripts.filter((_, index) => index % 10 === 0)
/** What chat programs and sentences put behind a text. */
export const behind = [
  '.',
  ',',
  ';',
  ':',
  '!',
  '?',
  ')',
  ']',
  '"',
  "'",
  '’',
  '”',
  '»',
  '>',
  '।',
  '॥',
  '…',
  '。',
  '．',
  '！',
]
export const before = ['(', '[', '"', "'", '‘', '“', '«', '<']

export function inScript(zero: string, text: string): string {
  const base = zero.codePointAt(0) ?? 0
  return text.replace(/[0-9]/g, (digit) => String.fromCodePoint(base + Number(digit)))
}

/** Anything that could be sent. */
export const anyText = fc.oneof(
  anyLetters({ maxLength: 80 }),
  anyGraphemes({ maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom(...'09০৯٣@.+-–()[]<>%&="\'/:_ \n\u200b\u00a0।aAzZ'.split(''), '\0', '\ud800', 'clk_'),
    maxLength: 60,
  }),
)

/** The text with shapeless characters in it, wherever they may stand. */
export function veiled(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.array(fc.tuple(fc.nat(100), fc.constantFrom(...shapeless)), { maxLength: 4 }))
    .map(([plain, marks]) => {
      const characters = Array.from(plain)
      for (const [at, mark] of marks) characters.splice(at % (characters.length + 1), 0, mark)
      return characters.join('')
    })
}

/** No reader throws; and what it has read, it reads as the same. */
export function assertSteady<T>(read: (text: string) => T, spellingOf: (value: T) => string | undefined): void {
  fc.assert(
    fc.property(anyText, (text) => {
      const spelling = spellingOf(read(text))
      if (spelling !== undefined) assert.deepEqual(spellingOf(read(spelling)), spelling)
    }),
    { numRuns: 2000 },
  )
}
