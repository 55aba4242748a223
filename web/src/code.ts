/** A given code as a person reads it and says it. Pure. */
import { formatDigits } from './format.js'
import type { Language } from './language.js'

const groupLengthMax = 4

/** `৪৮৩৯ ২০১ ৭৫৬`: groups as equal as they can be, the longer ones first. A chosen word stays whole. */
export function formatCode(language: Language, code: string): string {
  return formatDigits(language, /\D/.test(code) ? code : groupsOf(code).join(' '))
}

function groupsOf(code: string): string[] {
  const count = Math.ceil(code.length / groupLengthMax)
  if (count <= 1) return [code]
  const length = Math.ceil(code.length / count)
  return [code.slice(0, length), ...groupsOf(code.slice(length))]
}
