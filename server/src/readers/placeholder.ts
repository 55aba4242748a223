/**
 * Texts that programs write where they know nothing. They identify no one: many people share each of them.
 *
 * | reads as a placeholder                                                                                     |
 * | ---------------------------------------------------------------------------------------------------------- |
 * | no letter, digit or symbol at all: empty, spaces, `-`, `???`                                               |
 * | `undefined`, `null`, `nil`, `none`, `NaN`, `unknown`, `N/A`, in any case, also within `()`, `<>`, `""`     |
 * | `[object Object]` and its like                                                                             |
 * | only zeros, or only `f` in the form of a UUID: `0`, `00000000-0000-0000-0000-000000000000`                  |
 * | ids that many phones share: `9774d56d682e549c` (Android), `02:00:00:00:00:00` (a hidden network address)   |
 *
 * Everything else is none. Pure.
 */
import { asciiDigits, visible } from './text.js'

const words = new Set(['undefined', 'null', 'nil', 'none', 'nan', 'unknown'])
const printable = /^[ -~]*$/
const mayBe = /^[\W_]*(?:und|unk|nu|ni|no|na|n\/|0|ff|9774|\[|$)/i
const shared = new Set(['9774d56d682e549c', '020000000000'])

export function isPlaceholder(text: string): boolean {
  // Ordinary ids begin differently. This check runs for every signup.
  if (printable.test(text) && !mayBe.test(text)) return false
  const plain = asciiDigits(visible(text).normalize('NFKC')).toLowerCase()
  const core = plain.replace(/[\p{P}\s\u0085<>=|~^`]/gu, '')
  if (core === '' || words.has(core) || shared.has(core)) return true
  if (plain.trim() === 'n/a') return true
  if (/^\s*\[object\b.*\]\s*$/s.test(plain)) return true
  return /^0+$/.test(core) || /^f{32}$/.test(core)
}
