/**
 * A phone number, in E.164: `০১৭১২-৩৪৫৬৭৮` and `+880 1712 345678` are one person.
 *
 * | value                                                                      | read as                                     |
 * | -------------------------------------------------------------------------- | ------------------------------------------- |
 * | a number with its calling code, behind `+`, behind `00` or alone           | accepted                                    |
 * | a number as it is dialled in the region                                    | repaired: with the region's calling code    |
 * | digits of any script, fullwidth signs, invisible characters                | repaired                                    |
 * | spaces, dashes, dots, brackets between the digits; quotes and full stops around; `tel:` | repaired: left out             |
 * | the `1`, `01`, `044` and `045` that Mexico gave up                        | repaired: left out                          |
 * | letters, two numbers, only zeros, a number too long or too short for its country | refused                               |
 * | a number whose E.164 form is read as another number (`00000030`)           | refused                                     |
 * | a number without a calling code for a region whose numbers are not known    | refused: it is never taken for another region's |
 *
 * Pure.
 */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { asciiDigits, bare, visible } from './text.js'

/** The region of a number without a calling code, if no country was given. */
export const regionDefault = 'BD'

/** @param region the country (ISO 3166-1) in which a number may lack its calling code; null if none was given */
export function readPhone(value: string, region: string | null | undefined): string | undefined {
  // The spelling of most apps, which the library would return unchanged: calling it took longer than the digest.
  if (/^\+8801[3-9][0-9]{8}$/.test(value)) return value
  const dialled = dialledIn(value)
  if (dialled === undefined) return undefined
  const country = region ?? regionDefault
  const number = isSupportedCountry(country)
    ? parsePhoneNumberFromString(dialled, country)
    : parsePhoneNumberFromString(dialled.replace(/^00/, '+'))
  if (number === undefined) return undefined
  const mended = number.number.replace(/^\+52(?:1|01|04[45])(?=[0-9]{10}$)/, '+52')
  const isPossible = mended === number.number ? number.isPossible() : true
  // Such a number is a mobile number with ten digits after the calling code.
  const isCutOff = mended.startsWith('+8801') && mended.length !== '+8801712345678'.length
  return isPossible && !isCutOff && isSteady(mended) ? mended : undefined
}

/** Zeros after a calling code can be read in two ways on a second reading: the number would be two people. */
function isSteady(number: string): boolean {
  return parsePhoneNumberFromString(number)?.number === number
}

/** Its digits, with a leading plus sign if there is one. */
function dialledIn(value: string): string | undefined {
  const text = asciiDigits(visible(value).normalize('NFKC')).replace(/^\s*tel:/i, '')
  const written = bare(text)
  if (!/^\+?[0-9\s\u0085()[\].\p{Pd}\u2212]+$/u.test(written)) return undefined
  const digits = written.replace(/[^0-9+]/g, '')
  return /^\+?0*$/.test(digits) || digits.length > 20 ? undefined : digits
}
