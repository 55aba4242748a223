/** A serialiser is compiled when it is first used. A schema that cannot be compiled must fail here and not at a call. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { compiledSerializerOf, serializerOf } from '../../src/http/common/json-schema.js'
import { portalRoutes } from '../../src/http/portal/routes.js'
import { routes } from '../../src/http/api/router.js'

test('the answer of every call can be serialised', () => {
  const all = [...routes, ...portalRoutes]
  assert.ok(all.length > 150)
  for (const { method, path, response } of all) {
    assert.doesNotThrow(() => compiledSerializerOf(response), `${method} ${path}`)
  }
})

test('a schema is compiled once, when it is first used', () => {
  let asked = 0
  const schema = new Proxy(z.object({ amountMinor: z.bigint() }), {
    get(target, name) {
      asked += 1
      return Reflect.get(target, name) as unknown
    },
  })
  const serialize = serializerOf(schema)
  assert.equal(asked, 0)
  assert.equal(serialize({ amountMinor: 9_007_199_254_740_993n }), '{"amountMinor":9007199254740993}')
  assert.equal(compiledSerializerOf(schema), compiledSerializerOf(schema))
})
