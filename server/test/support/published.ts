/**
 * What the OpenAPI document says of an answer, asserted of every answer that a test gets from the API. The schemas are
 * compiled once for a run, by `scripts/compile-answers.mjs`.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ValidateFunction } from 'ajv'

interface Operation {
  readonly parts: readonly string[]
  readonly method: string
  /** A CSV file, which no schema describes. */
  readonly isFile: boolean
  /** The module of each status. */
  readonly answers: Readonly<Record<string, string>>
}

interface Index {
  readonly operations: readonly Operation[]
  readonly problem: string
}

const require = createRequire(import.meta.url)
let known: { readonly folder: string; readonly index: Index } | undefined

export function assertPublished(method: string, path: string, status: number, body: unknown): void {
  const { index } = (known ??= read())
  const operation = operationAt(index, method, path.split('?', 1)[0] ?? '')
  if (operation === undefined) return
  const where = `${method} ${path}: ${status}`
  if (status >= 400) return assertValid(index.problem, body, where)
  if (operation.isFile) return
  const name = operation.answers[String(status)]
  assert.ok(name, `${where} is in the document`)
  assertValid(name, body, where)
}

function assertValid(name: string, body: unknown, where: string): void {
  const validate = require(join(known?.folder ?? '', name)) as ValidateFunction
  assert.ok(validate(body), `${where} ${JSON.stringify(validate.errors)} ${JSON.stringify(body)}`)
}

function operationAt(index: Index, method: string, path: string): Operation | undefined {
  const parts = path.split('/')
  const candidates = index.operations.filter(
    (one) => one.method === method && one.parts.length === parts.length && one.parts.every(fits(parts)),
  )
  // `/payouts/approve` is not the payout `approve`.
  return candidates.toSorted((one, other) => placesIn(one) - placesIn(other))[0]
}

function fits(parts: readonly string[]) {
  return (wanted: string, index: number) => wanted.startsWith('{') || wanted === parts[index]
}

function placesIn({ parts }: Operation): number {
  return parts.filter((part) => part.startsWith('{')).length
}

function read() {
  const folder = process.env.BONDHU_TEST_ANSWERS
  if (folder === undefined) throw new Error('Run the tests with `npm test`.')
  return { folder, index: JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Index }
}
