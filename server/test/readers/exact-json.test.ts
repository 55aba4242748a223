import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findInexact } from '../../src/readers/exact-json.js'
import { anyText } from '../support/text.js'

/** What is written, and the path at which it is refused; undefined: parsing it changes nothing. */
const table: readonly (readonly [string, string | undefined])[] = [
  ['{"a":1,"b":[{"a":2},{"a":3}],"c":{"a":4}}', undefined],
  ['{"amountMinor":1000,"amountMinor":5}', 'amountMinor'],
  ['{"a":1, "a" : 1}', 'a'],
  ['{"a":1,\n"a"\t:1}', 'a'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"x":{"a":{},"b":[],"a":null}}', 'x.a'],
  ['{"members":[{"userId":"1"},{"userId":"2","userId":"3"}]}', 'members.1.userId'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ['{"":1,"":2}', ''],
  ['[{"a":1},{"a":1}]', undefined],
  ['{"a":"a\\":1,\\"a","b":"\\\\","c":"}{"}', undefined],
  ['{"a":"\\\\\\"","b":"\\\\","b":1}', 'b'],
  ['{"a":["a","a"],"b":"a"}', undefined],
  ['{"amountMinor":999999999999.9999999}', 'amountMinor'],
  ['{"amountMinor":9007199254740993}', 'amountMinor'],
  ['{"amountMinor":9007199254740992}', undefined],
  ['{"a":-9007199254740993}', 'a'],
  ['{"a":[1,2,12345678901234567]}', 'a.2'],
  ['{"a":0.1,"b":1e3,"c":-1.50,"d":0.000000000000000000001,"e":1000.0,"f":-0,"g":0e5,"h":1.5E+2}', undefined],
  ['{"a":1.00000000000000000000000000,"b":0.30000000000000004,"c":1.7976931348623157e308,"d":5e-324}', undefined],
  ['{"a":1e999}', 'a'],
  ['{"a":1e-999}', 'a'],
  ['{"a":1.0000000000000001}', 'a'],
  [`{"a":1${'0'.repeat(500)}}`, 'a'],
  ['{"a":"999999999999.9999999"}', undefined],
  ['12345678901234567', ''],
  ['"a"', undefined],
  ['null', undefined],
  ['{}', undefined],
  [`${'['.repeat(64)}${']'.repeat(64)}`, undefined],
  [`${'['.repeat(65)}${']'.repeat(65)}`, '0'],
  [`{"a":${'{"b":'.repeat(64)}1${'}'.repeat(64)}}`, 'a'],
]

test('only repeated names and numbers that would be rounded are found', () => {
  for (const [json, path] of table) {
    JSON.parse(json)
    assert.equal(findInexact(json)?.path, path, json)
  }
})

test('nothing that JSON.stringify writes is reported, at any depth', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      assert.equal(findInexact(JSON.stringify(value)), undefined)
      assert.equal(findInexact(JSON.stringify(value, null, 2)), undefined)
    }),
    { numRuns: 2000 },
  )
})

test('a repeated name is found at any depth', () => {
  fc.assert(
    fc.property(anyText(), fc.integer({ min: 0, max: 5 }), (name, depth) => {
      const twice = `{${JSON.stringify(name)}:1,"other":[{}],${JSON.stringify(name)}:2}`
      const places = '0.'.repeat(depth)
      const json = `${'['.repeat(depth)}${twice}${']'.repeat(depth)}`
      fc.pre(name !== 'other')
      assert.equal(findInexact(json)?.path, `${places}${name}`)
    }),
  )
})

test('a number is accepted exactly when its double prints as the same number', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 69n), max: 2n ** 69n }), fc.nat(60), (large, shift) => {
      const whole = large >> BigInt(shift)
      const isSame = String(Number(whole)) === String(whole)
      assert.equal(findInexact(`[${whole}]`) === undefined, isSame)
      if (whole <= 2n ** 53n && whole >= -(2n ** 53n)) assert.ok(isSame)
    }),
    { numRuns: 2000 },
  )
})

test('a body of two megabytes is read quickly, whatever it contains', () => {
  const size = 2_000_000
  const bodies = [
    `"${'\\\\'.repeat(size / 2)}"`,
    `"${'\\"'.repeat(size / 2)}"`,
    `[${'"",'.repeat(size / 3)}""]`,
    `{"a":1${' '.repeat(size)}}`,
    `[1${'0'.repeat(size)}]`,
    `[${'1e5,'.repeat(size / 4)}1]`,
    `{${Array.from({ length: size / 14 }, (_, at) => `"k${at}":${at}`).join(',')}}`,
    `[${'{},'.repeat(size / 3)}1]`,
  ]
  for (const body of bodies) {
    const before = process.cpuUsage()
    findInexact(body)
    // Of processor time: the machine may be busy.
    const { user, system } = process.cpuUsage(before)
    const tookMs = (user + system) / 1000
    assert.ok(tookMs < 2000, `${body.slice(0, 12)}… took ${tookMs} ms`)
  }
})
