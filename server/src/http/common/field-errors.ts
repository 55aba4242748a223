/** What is wrong with a field, as a sentence for the developer. Sentences from a schema are kept. */
import type { ZodError } from 'zod'
import type { FieldError } from '../../errors.js'

type Issue = ZodError['issues'][number]

const fieldsMax = 50

export function fieldErrorsOf(error: ZodError): FieldError[] {
  return error.issues.slice(0, fieldsMax).flatMap(fieldErrors)
}

function fieldErrors(issue: Issue): FieldError[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, fieldsMax)
    return keys.map((key) => ({ path: [...path, key].join('.').slice(0, 200), message: 'is not a field of this call' }))
  }
  return [{ path: path.join('.').slice(0, 200), message: messageOf(issue) }]
}

function messageOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${nounOf[issue.expected] ?? issue.expected}`
    case 'too_small':
      return `must ${sizeOf(issue.origin, String(issue.minimum), 'or more')}`
    case 'too_big':
      return `must ${sizeOf(issue.origin, String(issue.maximum), 'at most')}`
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`
    default:
      return issue.message
  }
}

const nounOf: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

function sizeOf(origin: string, bound: string, word: string): string {
  if (origin === 'string') return `have ${bound} characters ${word}`
  if (origin === 'array') return `have ${bound} entries ${word}`
  return `be ${bound} ${word}`
}
