/**
 * A person's name as the app sends it, for a page that strangers see. Pure.
 *
 * | accepts                                             | repairs                             | ignores                          |
 * | --------------------------------------------------- | ----------------------------------- | -------------------------------- |
 * | letters of any script with marks, spaces, `.`, `'`, `-` | spaces at the ends and repeated ones | digits, signs, links, placeholders |
 *
 * A name is the owner's own text on the program's page. An address, a number or an amount there would be a way to
 * deceive friends, so a name with anything but letters is not used at all.
 */
import { isPlaceholder } from './placeholder.js'
import { visible } from './text.js'

export const displayNameLengthMax = 60

/** Joiners shape Bengali and other scripts; they are the only invisible characters that a name may have. */
const name = /^\p{L}(?:[\p{L}\p{M} .'’-]|\u200c|\u200d)*$/u

/** @returns undefined for what is no name. */
export function readDisplayName(sent: string): string | undefined {
  // A longer text is not cut: half a name is another name.
  if (sent.length > 10 * displayNameLengthMax) return undefined
  const text = sent.normalize('NFC').trim().replace(/\s+/gu, ' ')
  if (text.length > displayNameLengthMax || !name.test(text)) return undefined
  // Like `golpo.example` or `www.golpo`: a dot inside a word makes a link in many chats.
  if (/\.\p{L}{2,}/u.test(text)) return undefined
  return isPlaceholder(visible(text)) ? undefined : text
}
