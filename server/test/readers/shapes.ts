/** What people and their programs leave around and inside a value: made of Unicode's own properties, so that none is forgotten. */
import assert from 'node:assert/strict'
import fc from 'fast-check'

function charactersOf(property: RegExp): string[] {
  const found: string[] = []
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point === 0xd800) point = 0xe000
    const character = String.fromCodePoint(point)
    if (property.test(character)) found.push(character)
  }
  return found
}

/** Zero width, direction marks, the soft hyphen, the byte order mark: nobody sees them. */
export const formatCharacters = charactersOf(/\p{Cf}/u)
/** And variation selectors and fillers. */
export const shapeless = charactersOf(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/u)
export const blanks = [...charactersOf(/\p{Z}/u), '\t', '\n', '\r\n', '\v', '\f', '\u0085']
export const dashes = [...charactersOf(/\p{Pd}/u), '\u2212']
export const digitsOfAllScripts = charactersOf(/\p{Nd}/u)
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
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
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
