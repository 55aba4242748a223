import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Advocates } from '../../src/domain/clicks/advocates.js'

const found = (...codes: string[]) => new Map(codes.map((code) => [code, `id of ${code}`]))
const codesOf = (advocates: Advocates, programId: number) => [...(advocates.of(programId)?.byCode.keys() ?? [])]

test('what was read under one epoch is kept together, by program', () => {
  const advocates = new Advocates()
  advocates.learn(1, 0n, found('a'))
  advocates.learn(1, 0n, found('b'))
  advocates.learn(2, 5n, found('c'))
  assert.deepEqual([codesOf(advocates, 1), codesOf(advocates, 2), codesOf(advocates, 3)], [['a', 'b'], ['c'], []])
  assert.equal(advocates.of(1)?.byCode.get('a'), 'id of a')
})

test('a newer epoch replaces all, and an older one that is answered late adds nothing', () => {
  const advocates = new Advocates()
  advocates.learn(1, 1n, found('a', 'b'))
  advocates.learn(1, 2n, found('c'))
  advocates.learn(1, 1n, found('d'))
  assert.deepEqual([advocates.of(1)?.epoch, codesOf(advocates, 1)], [2n, ['c']])
})

test('what could not be confirmed is forgotten, but not what another batch read meanwhile', () => {
  const advocates = new Advocates()
  advocates.learn(1, 1n, found('a'))
  const outdated = advocates.of(1)
  advocates.learn(1, 2n, found('b'))
  advocates.forget(1, outdated)
  assert.deepEqual(codesOf(advocates, 1), ['b'])
  advocates.forget(1, advocates.of(1))
  assert.equal(advocates.of(1), undefined)
  // A database that was restored has an older epoch: it is believed once the newer one is forgotten.
  advocates.learn(1, 1n, found('c'))
  assert.equal(advocates.of(1)?.epoch, 1n)
})

test('a hundred thousand codes are kept at most, of all programs together', () => {
  const advocates = new Advocates()
  const many = (from: number) => found(...Array.from({ length: 60_000 }, (_, n) => `${from + n}`))
  advocates.learn(1, 0n, many(0))
  advocates.learn(1, 0n, many(0))
  advocates.learn(2, 0n, found('a'))
  assert.deepEqual([advocates.of(1)?.byCode.size, advocates.of(2)?.byCode.size], [60_000, 1])
  advocates.learn(2, 0n, many(60_000))
  assert.deepEqual([advocates.of(1), advocates.of(2)?.byCode.size], [undefined, 60_000])
})
