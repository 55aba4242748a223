/**
 * The app's own id of an account. It is compared as it is: an id is the app's to spell, and two spellings are two accounts.
 *
 * | value                                                                            | read as                     |
 * | -------------------------------------------------------------------------------- | --------------------------- |
 * | printable text of 1 to 200 characters                                            | accepted as it is           |
 * | a space, a line break or an invisible character at its beginning or end      | refused: one account would be two |
 * | a zero-width or other format character inside, but the two that join letters      | refused, for the same reason |
 * | control characters, broken UTF-16                                                | refused                     |
 * | a placeholder (`undefined`, `null`, `0`, the zero UUID, …)                       | refused: it would be an account of many |
 *
 * Nothing is repaired or ignored. The name of an erased account is no app's id (`isErasedName`). Pure.
 */
import { isPlaceholder } from './placeholder.js'
import { isPlainText, trimmed } from './text.js'

export const userIdLengthMax = 200

/** The form of most apps' ids. */
const plain = /^[A-Za-z0-9_-]+$/
/** Bengali and emoji need joiners and selectors. */
const joiners = /\u200c|\u200d|\ufe0e|\ufe0f|[\u{e0020}-\u{e007f}]/gu
const hidden = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u

/** @returns the same text, or undefined if it cannot be the id of one account. */
export function readUserId(value: string): string | undefined {
  if (value.length > userIdLengthMax) return undefined
  if (!plain.test(value) && !isPlainId(value)) return undefined
  return isPlaceholder(value) ? undefined : value
}

function isPlainId(value: string): boolean {
  return isPlainText(value) && trimmed(value) === value && !hidden.test(value.replace(joiners, ''))
}

/** What an account is called after its erasure. @param wireId of the participant, `par_…` */
export function erasedName(wireId: string): string {
  return `erased:${wireId}`
}

/** An app's account of this name would collide with an erased one, or prevent an erasure. */
export function isErasedName(value: string): boolean {
  return /^erased:par_[0-9a-z]{26}$/.test(value)
}
