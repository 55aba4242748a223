/**
 * A code: nine random digits and a check digit (Damm's, which catches every single wrong digit and every swap of
 * neighbours). People type it, say it and copy it with what surrounds it, so it is looked for inside the text.
 *
 * | value                                                                        | read as                                |
 * | ---------------------------------------------------------------------------- | -------------------------------------- |
 * | ten digits whose check digit holds                                           | accepted                               |
 * | digits of any script                                                         | repaired: 0 to 9                       |
 * | spaces, dashes and invisible characters between the digits                   | repaired: left out                     |
 * | words, signs, an address around them (`Code: …`, `#…`, `…।`, `http://…/r/p/…`) | ignored                              |
 * | ten digits within a longer run of digits, or behind `+` or a calling code (`880 1712345678`) | refused: a phone number |
 * | ten digits whose check digit does not hold, fewer digits, none               | refused                                |
 *
 * Two in one text: one in one piece wins over one with spaces or dashes in it, and then the first. Pure.
 */
import { asciiDigits, percentDecoded, visible } from './text.js'

/** Damm, H. Michael (2004): a totally anti-symmetric quasigroup of order 10. */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
]

/** Of a given code, with its check digit. */
export const codeDigits = 10
const bare = new RegExp(`^[0-9]{${codeDigits}}$`)

interface Run {
  readonly digits: string
  /** After `+`, or after a number of one to three digits and one space or dash: the rest of a phone number. */
  readonly ofPhone: boolean
  /** The text between the previous run and this one. */
  readonly gap: 'one' | 'many' | 'other'
}

/** The code in a typed text or an address. Undefined if there is none. */
export function readCode(typed: string): string | undefined {
  if (bare.test(typed)) return codeOf(typed)
  const decoded = typed.includes('%') ? percentDecoded(typed) : typed
  const runs = runsOf(asciiDigits(visible(decoded)))
  const whole = runs.filter(({ ofPhone }) => !ofPhone).map(({ digits }) => digits)
  return firstCode(whole) ?? firstCode(joined(runs, ['one'])) ?? firstCode(joined(runs, ['one', 'many']))
}

function firstCode(candidates: readonly string[]): string | undefined {
  return candidates.find((digits) => codeOf(digits) !== undefined)
}

function codeOf(digits: string): string | undefined {
  return digits.length === codeDigits && checkDigit(digits) === '0' ? digits : undefined
}

function runsOf(text: string): Run[] {
  let end = 0
  let before = ''
  return [...text.matchAll(/[0-9]+/g)].map(({ 0: digits, index }) => {
    const between = text.slice(end, index)
    const gap = /^[^\S\r\n]$|^[\p{Pd}\u2212]$/u.test(between)
      ? 'one'
      : /^[\s\u0085\p{Pd}\u2212]+$/u.test(between)
        ? 'many'
        : 'other'
    // In an address a plus sign after a letter is a space.
    const ofPhone = /(?:^|[^\p{L}])\+$/u.test(between.slice(-3)) || (gap === 'one' && /^[0-9]{1,3}$/.test(before))
    end = index + digits.length
    before = digits
    return { digits, ofPhone, gap: index === 0 ? 'other' : gap }
  })
}

/** Joins runs that are separated only by such gaps, except those that begin like a phone number. */
function joined(runs: readonly Run[], gaps: readonly Run['gap'][]): string[] {
  const numbers: { digits: string; ofPhone: boolean }[] = []
  for (const { digits, ofPhone, gap } of runs) {
    const last = numbers.at(-1)
    if (last !== undefined && gaps.includes(gap)) last.digits += digits
    else numbers.push({ digits, ofPhone })
  }
  return numbers.filter(({ ofPhone }) => !ofPhone).map(({ digits }) => digits)
}

/** The digit that makes the check zero; `0` for a code that includes its own. */
export function checkDigit(digits: string): string {
  let interim = 0
  for (const digit of digits) interim = damm[interim]?.[Number(digit)] ?? 0
  return interim.toString()
}
