/**
 * Text as people and their programs leave it: what the other readers have in common. Pure.
 *
 * | function        | accepts           | repairs                                          | refuses                            |
 * | --------------- | ----------------- | ------------------------------------------------ | ---------------------------------- |
 * | `asciiDigits`   | every text        | a decimal digit of any script becomes 0 to 9     | nothing                            |
 * | `visible`       | every text        | invisible characters are removed           | nothing                            |
 * | `trimmed`       | every text        | spaces and invisible characters at the ends | nothing                           |
 * | `bare`          | every text        | also quotes, brackets and full stops at the ends | nothing                            |
 * | `isBlank`       | every text        | without a shape to see is blank                  | nothing                            |
 * | `digitsOf`      | a typed number    | as above, and without spaces and dashes          | nothing                            |
 * | `percentDecoded`| every text        | `%0A` and its like; broken ones become `\ufffd`  | nothing                            |
 * | `isPlainText`   | printable text    | nothing                                          | control characters, broken UTF-16  |
 */

/** Format characters, variation selectors and fillers: invisible, and never typed on purpose. */
const shapeless = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const edge = /[\s\u0085\p{Cf}\p{Default_Ignorable_Code_Point}]/u
/** Characters that chat programs and sentences put around a text. A plus sign, a slash and a hash may begin one. */
const opening = /[\s\u0085\p{Ps}\p{Pi}\p{Pf}"'`.,:;<>।॥…。]/u
const closing = /[\s\u0085\p{Pe}\p{Pi}\p{Pf}"'`.,:;!?<>।॥…。]/u
const printable = /^[ -~]*$/

const digitsOfScripts = new Map<string, string>()

/** `০১৭` → `017`, and likewise for every other script. Used wherever a number is typed. */
export function asciiDigits(typed: string): string {
  if (printable.test(typed)) return typed
  return typed.replace(/\p{Nd}/gu, (digit) => {
    let ascii = digitsOfScripts.get(digit)
    if (ascii === undefined) digitsOfScripts.set(digit, (ascii = valueOf(digit)))
    return ascii
  })
}

/** Unicode has the ten digits of a script in a row, from zero on. Adjacent rows are multiples of ten. */
function valueOf(digit: string): string {
  const point = digit.codePointAt(0) ?? 0
  let before = 0
  while (/\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before += 1
  return String(before % 10)
}

/** Without invisible characters, anywhere. */
export function visible(text: string): string {
  return printable.test(text) ? text : text.replace(shapeless, '')
}

/** Without spaces, line breaks and invisible characters at the ends; unchanged inside. */
export function trimmed(text: string): string {
  return between(text, edge, edge)
}

/** Without the characters that chat programs and sentences put around it. */
export function bare(text: string): string {
  return between(visible(text), opening, closing)
}

/** One character at a time: a pattern that searches for the end from every position takes quadratic time. */
function between(text: string, before: RegExp, after: RegExp): string {
  let start = 0
  let end = text.length
  while (start < end && before.test(text.charAt(start))) start += 1
  while (end > start && after.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** Whether nothing is visible: an app's way to send an unknown value. */
export function isBlank(text: string): boolean {
  return trimmed(visible(text)) === ''
}

/** A typed number without the spaces and dashes that make it easier to read. */
export function digitsOf(typed: string): string {
  return asciiDigits(visible(typed)).replace(/[\s\u0085\p{Pd}\u2212]/gu, '')
}

/** Also for a text in which only some characters are encoded, or one is cut in two. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => Buffer.from(encoded.replaceAll('%', ''), 'hex').toString())
}

/** Text that PostgreSQL can store and a person can mean: no control characters (such as NUL), no broken UTF-16. */
export function isPlainText(value: string): boolean {
  if (!value.isWellFormed()) return false
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    if (unit < 0x20 || unit === 0x7f) return false
  }
  return true
}
