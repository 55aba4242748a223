/**
 * A code that a person chose, in place of the number: `RINA`, `রিনা`. Codes are compared by a key. The key has one character
 * for all that look or sound alike, so `R1NA` leads to the owner of `RINA`, and nobody else can choose it.
 *
 * | value                                                       | read as                                   |
 * | ----------------------------------------------------------- | ----------------------------------------- |
 * | 3 to 20 letters and digits, of which at least two letters   | accepted                                  |
 * | capitals, digits of another script, other Unicode spellings | repaired: `rina`, 0 to 9, one spelling    |
 * | spaces, dashes, dots, underscores, invisible characters     | repaired: left out                        |
 * | a whole link (`https://…/r/golpo/rina?…`)                   | the code of the link                      |
 * | Latin and Bengali letters in one code, other scripts        | refused: they imitate each other          |
 * | digits only                                                 | refused: see code.ts                      |
 *
 * Alike: `0 o`, `1 i l`, `5 s`, `2 z`, `8 b`, `rn m`, `vv w`; ি ী, ু ূ, ই ঈ, উ ঊ, ন ণ, স শ ষ, ত ৎ. Pure.
 */
import { asciiDigits, bare, percentDecoded, visible } from './text.js'

export interface ChosenCode {
  /** As it is shown. */
  readonly written: string
  /** As it is compared. */
  readonly key: string
}

export const chosenCodeLengthMin = 3
export const chosenCodeLengthMax = 20
/** Typed with spaces and dashes, or inside a link. */
const typedLengthMax = 400

const latin = /^[a-z0-9]+$/
/** Letters and vowel signs; a sign does not come first. */
const bengali = /^[\u0985-\u09b90-9\u09ce][\u0981-\u0983\u0985-\u09b9\u09bc-\u09ce\u09d70-9]*$/
const letters = /[a-z\u0985-\u09b9\u09ce]/g

const pairs: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
]
/** Each letter and the one that stands for it. */
const alike = new Map(
  ['0o', '1l', 'il', '2z', '5s', '8b', 'ঈই', 'ীি', 'ঊউ', 'ূু', 'ণন', 'শস', 'ষস', 'ৎত'].map(([from = '', to = '']) => [
    from,
    to,
  ]),
)

/** Undefined if the text cannot be a chosen code. */
export function readChosenCode(typed: string): ChosenCode | undefined {
  if (typed.length > typedLengthMax) return undefined
  const decoded = percentDecoded(typed)
  const inLink = /\/[rj]\/[^/\s]+\/([^/?#\s]+)/.exec(decoded)?.[1]
  const written = spellingOf(bare(inLink ?? decoded))
  const { length } = written
  if (length < chosenCodeLengthMin || length > chosenCodeLengthMax) return undefined
  if (!latin.test(written) && !bengali.test(written)) return undefined
  return (written.match(letters)?.length ?? 0) < 2 ? undefined : { written, key: keyOf(written) }
}

/** The key of a word that may be part of a code. Empty if it has no letters of these scripts. */
export function keyOfWord(word: string): string {
  return keyOf(spellingOf(word).replace(/[^a-z0-9\u0981-\u09d7]/g, ''))
}

function spellingOf(text: string): string {
  return asciiDigits(visible(text.normalize('NFKC')))
    .toLowerCase()
    .replace(/[\s\p{Pd}._]+/gu, '')
}

function keyOf(written: string): string {
  const joined = pairs.reduce((text, [two, one]) => text.replaceAll(two, one), written)
  return Array.from(joined, (letter) => alike.get(letter) ?? letter).join('')
}
