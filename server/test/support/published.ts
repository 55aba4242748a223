/** What the OpenAPI document says of an answer, asserted of every answer that a test gets from the API. */
import assert from 'node:assert/strict'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { openApiDocument } from '../../src/http/api/openapi.js'

interface Answers {
  readonly parts: readonly string[]
  readonly method: string
  readonly responses: Readonly<Record<string, Answer>>
}

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

let known: { operations: readonly Answers[]; problem: ValidateFunction; ajv: Ajv2020 } | undefined
const compiled = new Map<object, ValidateFunction>()

export function assertPublished(method: string, path: string, status: number, body: unknown): void {
  known ??= read()
  const answers = operationAt(method, path.split('?', 1)[0] ?? '')
  if (answers === undefined) return
  const where = `${method} ${path}: ${status}`
  if (status >= 400) return assertValid(known.problem, body, where)
  const schema = answers.responses[String(status)]?.content?.['application/json']?.schema
  const isFile = 'text/csv' in (answers.responses['200']?.content ?? {})
  if (isFile) return
  assert.ok(schema, `${where} is in the document`)
  let validate = compiled.get(schema)
  if (validate === undefined) compiled.set(schema, (validate = known.ajv.compile(schema)))
  assertValid(validate, body, where)
}

function assertValid(validate: ValidateFunction, body: unknown, where: string): void {
  assert.ok(validate(body), `${where} ${JSON.stringify(validate.errors)} ${JSON.stringify(body)}`)
}

function operationAt(method: string, path: string): Answers | undefined {
  const parts = path.split('/')
  const candidates = known?.operations.filter(
    (one) => one.method === method && one.parts.length === parts.length && one.parts.every(fits(parts)),
  )
  // `/payouts/approve` is not the payout `approve`.
  return candidates?.toSorted((one, other) => placesIn(one) - placesIn(other))[0]
}

function fits(parts: readonly string[]) {
  return (wanted: string, index: number) => wanted.startsWith('{') || wanted === parts[index]
}

function placesIn({ parts }: Answers): number {
  return parts.filter((part) => part.startsWith('{')).length
}

function read() {
  const document = openApiDocument('http://127.0.0.1') as {
    paths: Record<string, Record<string, { responses: Answers['responses'] }>>
    components: { schemas: { Problem: object } }
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      parts: path.split('/'),
      method: method.toUpperCase(),
      responses,
    })),
  )
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  return { operations, ajv, problem: ajv.compile(document.components.schemas.Problem) }
}
