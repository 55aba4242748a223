/**
 * Text as people and their programs leave it: what the other readers have in common. Pure.
 *
 * | function        | accepts           | repairs                                          | refuses                            |
 * | --------------- | ----------------- | ------------------------------------------------ | ---------------------------------- |
 * | `asciiDigits`   | every text        | a decimal digit of any script becomes 0 to 9     | nothing                            |
 * | `visible`       | every text        | characters without a shape are removed           | nothing                            |
 * | `trimmed`       | every text        | blanks and characters without a shape at the ends | nothing                           |
 * | `bare`          | every text        | also quotes, brackets and full stops at the ends | nothing                            |
 * | `isBlank`       | every text        | without a shape to see is blank                  | nothing                            |
 * | `digitsOf`      | a typed number    | as above, and without blanks and dashes          | nothing                            |
 * | `percentDecoded`| every text        | `%0A` and its like; broken ones become `\ufffd`  | nothing                            |
 * | `isPlainText`   | printable text    | nothing                                          | control characters, broken UTF-16  |
 */

/** Format characters, variation selectors and fillers: nobody sees them, and nobody types them on purpose. */
const shapeless = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const edge = /[\s\u0085\p{Cf}\p{Default_Ignorable_Code_Point}]/u
/** What chat programs and sentences put around a text. A plus sign, a slash and a hash may begin one. */
const opening = /[\s\u0085\p{Ps}\p{Pi}\p{Pf}"'`.,:;<>।॥…。]/u
const closing = /[\s\u0085\p{Pe}\p{Pi}\p{Pf}"'`.,:;!?<>।॥…。]/u
const printable = /^[ -~]*$/

const digitsOfScripts = new Map<string, string>()

/** `০১৭` → `017`, and so the digits of every other script: they are accepted wherever a number is typed. */
export function asciiDigits(typed: string): string {
  if (printable.test(typed)) return typed
  return typed.replace(/\p{Nd}/gu, (digit) => {
    let ascii = digitsOfScripts.get(digit)
    if (ascii === undefined) digitsOfScripts.set(digit, (ascii = valueOf(digit)))
    return ascii
  })
}

/** Unicode puts the ten digits of a script in a row, from zero on; rows without a gap between them are whole tens. */
function valueOf(digit: string): string {
  const point = digit.codePointAt(0) ?? 0
  let before = 0
  while (/\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before += 1
  return String(before % 10)
}

/** Without the characters that have no shape, wherever they are. */
export function visible(text: string): string {
  return printable.test(text) ? text : text.replace(shapeless, '')
}

/** Without blanks, line breaks and shapeless characters at its ends; as it is between them. */
export function trimmed(text: string): string {
  return between(text, edge, edge)
}

/** Without what chat programs and sentences put around it. */
export function bare(text: string): string {
  return between(visible(text), opening, closing)
}

/** A character at a time: a pattern that looks for the end from everywhere takes the square of the text's length. */
function between(text: string, before: RegExp, after: RegExp): string {
  let start = 0
  let end = text.length
  while (start < end && before.test(text.charAt(start))) start += 1
  while (end > start && after.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** Whether there is nothing to see: an app's way to say that it knows nothing. */
export function isBlank(text: string): boolean {
  return trimmed(visible(text)) === ''
}

/** What was typed as a number, without the blanks and dashes that make it easier to read. */
export function digitsOf(typed: string): string {
  return asciiDigits(visible(typed)).replace(/[\s\u0085\p{Pd}\u2212]/gu, '')
}

/** Of a text in which perhaps only some characters are encoded, or one of them was cut in two. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => Buffer.from(encoded.replaceAll('%', ''), 'hex').toString())
}

/** Text that PostgreSQL can hold and a person can have meant: no control characters (NUL among them), no broken UTF-16. */
export function isPlainText(value: string): boolean {
  if (!value.isWellFormed()) return false
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    if (unit < 0x20 || unit === 0x7f) return false
  }
  return true
}
