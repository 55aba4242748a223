/**
 * The id of a device or of an installation, as the app's library gives it.
 *
 * | value                                                                     | read as                                  |
 * | ------------------------------------------------------------------------- | ---------------------------------------- |
 * | printable text                                                            | accepted, its letters as they are        |
 * | spaces, line breaks, invisible characters, quotes and braces around it    | repaired: left out                       |
 * | a UUID in any case, with or without hyphens, braces or `urn:uuid:`        | repaired: lower case with hyphens        |
 * | sixteen or more hexadecimal digits, a network address, in any case        | repaired: lower case                     |
 * | a placeholder (`unknown`, zeros, `9774d56d682e549c`, …) or nothing         | ignored: null, as if it had not been sent |
 * | control characters inside, broken UTF-16                                  | refused: undefined                       |
 *
 * Pure.
 */
import { isPlaceholder } from './placeholder.js'
import { bare, isPlainText } from './text.js'

export function readDeviceId(value: string): string | null | undefined {
  if (isPlaceholder(value)) return null
  const text = bare(value)
  if (!isPlainText(text)) return undefined
  const uuid = /^(?:urn:uuid:)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i.exec(text)
  if (uuid !== null) return uuid.slice(1).join('-').toLowerCase()
  const isHexadecimal = /^[0-9a-f]{16,}$/i.test(text) || /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)
  return isHexadecimal ? text.toLowerCase().replaceAll('-', ':') : text
}
