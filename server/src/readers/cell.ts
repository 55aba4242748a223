/**
 * Reads a cell of a file that a spreadsheet or a portal wrote. Pure; never throws.
 *
 * | written                                                  | read as                |
 * | -------------------------------------------------------- | ---------------------- |
 * | a text                                                   | the same               |
 * | spaces and format characters around it                   | without them           |
 * | control characters, zero-width spaces and marks inside   | without them           |
 * | apostrophes before it, with which a spreadsheet marks text | without them         |
 * | nothing but these                                        | empty                  |
 */
import { trimmed } from './text.js'

export function readCell(written: string): string {
  // oxlint-disable-next-line no-control-regex
  const plain = written.replace(/[\u0000-\u001f\u007f\u200b\u200e\u200f\u2060\ufeff]/g, '')
  return trimmed(plain.replace(/^['\s\p{Cf}\p{Default_Ignorable_Code_Point}]+/u, ''))
}
