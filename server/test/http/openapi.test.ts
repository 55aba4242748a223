/** The OpenAPI document: valid, with examples that are accepted, and without a change that breaks a caller. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { changeTypes } from '../../src/domain/changes/types.js'
import { eventExample } from '../../src/domain/changes/examples.js'
import { bodyExamples, pathExamples } from '../../src/http/api/examples.js'
import { isRepeatable, openApiDocument } from '../../src/http/api/openapi.js'
import { routes } from '../../src/http/api/router.js'
import { eventDataViews } from '../../src/http/common/events.js'
import { scratchFolder } from '../support/database.js'
import { breaksOf, contractOf, type Contract } from './contract.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const released = join(root, 'server/test/http/released-contract.json')

test('the document is valid OpenAPI 3.1 for a linter of the field, its examples included', async (t) => {
  const file = join(await scratchFolder(t), 'openapi.json')
  await writeFile(file, JSON.stringify(openApiDocument('https://bondhu.example')))
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const linter = join(root, 'node_modules/.bin/redocly')
  const args = ['lint', '--config', join(root, 'redocly.yaml'), '--format', 'summary', file]
  const said = await promisify(execFile)(linter, args, { env }).catch((error: { stdout?: string }) => error)
  assert.ok(!(said instanceof Error), said.stdout)
})

test('every call that takes a body has an example that it accepts', () => {
  const withBody = routes.filter(({ body }) => body !== undefined)
  assert.deepEqual(Object.keys(bodyExamples).toSorted(), withBody.map(({ operationId }) => operationId).toSorted())
  for (const { operationId, body } of withBody) {
    const { error } = body?.safeParse(bodyExamples[operationId]) ?? {}
    assert.equal(error, undefined, operationId)
  }
  const places = routes.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name))
  assert.deepEqual(Object.keys(pathExamples).toSorted(), [...new Set(places)].toSorted())
})

test('every answer in JSON has an example, which its schema accepts', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const { paths } = openApiDocument('https://bondhu.example') as { paths: Record<string, Record<string, Operation>> }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  for (const { operationId, responses } of operations) {
    const bodies = Object.values(responses).flatMap(({ content }) => content?.['application/json'] ?? [])
    const [one, ...others] = bodies.filter(({ example }) => example !== undefined)
    assert.deepEqual([one !== undefined, others.length], [bodies.length > 0, 0], operationId)
    if (one === undefined) continue
    const accepts = ajv.compile(one.schema)
    assert.ok(accepts(one.example), `${operationId}: ${JSON.stringify(accepts.errors)}`)
  }
  assert.ok(operations.length > 140)
})

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: { readonly 'application/json'?: { readonly schema: object; readonly example?: unknown } } }
    >
  >
}

test('a call that says it may be repeated is one that the SDK repeats', () => {
  const says = routes.filter(({ description = '' }) => /Repeating [^.]*harmless|Nothing changes\./.test(description))
  const left = says.filter((route) => !isRepeatable(route)).map(({ operationId }) => operationId)
  assert.deepEqual(left, [])
  assert.ok(says.length > 15)
})

test('the example of every event is as its type is published', () => {
  for (const type of changeTypes) {
    const { error } = eventDataViews[type].strict().safeParse(eventExample(type).data)
    assert.equal(error, undefined, `${type}: ${error?.message}`)
  }
})

test('nothing that the last release offered is gone: `npm run docs:contract` writes what a release offers', async () => {
  const now = contractOf(routes)
  if (process.env.BONDHU_WRITE === '1') return writeFile(released, textOf(now))
  assert.deepEqual(breaksOf(JSON.parse(await readFile(released, 'utf8')) as Contract, now), [])
})

/** A call a line, so that a change of one is a change of a line. */
function textOf(contract: Contract): string {
  const lines = Object.entries(contract).map(([name, call]) => `${JSON.stringify(name)}:${JSON.stringify(call)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

test('a change that breaks a caller is found, and one that does not is not', () => {
  const before: Contract = {
    make: {
      address: 'POST /v1/x',
      body: { name: 'string', 'kind?': 'a|b' },
      answer: { id: 'string', list: [{ n: 'integer' }] },
    },
  }
  const make = (change: Partial<Contract[string]>) =>
    breaksOf(before, { make: { ...before['make'], ...change } as never })
  assert.deepEqual(make({}), [])
  assert.deepEqual(make({ body: { 'name?': 'string', 'kind?': 'a|b|c', 'more?': 'string' } }), [])
  assert.deepEqual(make({ answer: { id: 'string', list: [{ n: 'integer', m: 'string' }], extra: 'string' } }), [])
  assert.deepEqual(breaksOf(before, {}), ['make is gone'])
  assert.equal(make({ address: 'PUT /v1/x' }).length, 1)
  assert.deepEqual(make({ body: { name: 'string', 'kind?': 'a', more: 'string' } }), [
    'make body.more is required now',
    'make body.kind: b is not accepted any more',
  ])
  assert.deepEqual(make({ body: { name: 'string' } }), ['make body.kind is refused now'])
  assert.deepEqual(make({ answer: { 'id?': 'string', list: [{}] } }), [
    'make answer.id may be absent now',
    'make answer.list[].n is not answered any more',
  ])
})
