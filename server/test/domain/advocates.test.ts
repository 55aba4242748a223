import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Advocates } from '../../src/domain/clicks/advocates.js'

const found = (...codes: string[]) => new Map(codes.map((code) => [code, `id of ${code}`]))
const all = ['a', 'b', 'c', 'd']
const codesOf = (advocates: Advocates, programId: number, codes: readonly string[] = all) => {
  const ids = advocates.of(programId, codes)?.ids ?? []
  return codes.filter((_, index) => ids[index] != null)
}

test('what was read under one epoch is kept together, by program', () => {
  const advocates = new Advocates()
  advocates.learn(1, 0n, found('a'))
  advocates.learn(1, 0n, found('b'))
  advocates.learn(2, 5n, found('c'))
  assert.deepEqual([codesOf(advocates, 1), codesOf(advocates, 2), codesOf(advocates, 3)], [['a', 'b'], ['c'], []])
  assert.deepEqual(advocates.of(1, ['c', 'a'])?.ids, [null, 'id of a'])
})

test('the same code in two programs is never mistaken for the other one', () => {
  const advocates = new Advocates()
  advocates.learn(1, 0n, new Map([['a', 'of the first']]))
  advocates.learn(2, 0n, new Map([['a', 'of the second']]))
  assert.deepEqual([advocates.of(1, ['a'])?.ids, advocates.of(2, ['a'])?.ids], [[null], ['of the second']])
})

test('a newer epoch replaces all, and an older one that is answered late adds nothing', () => {
  const advocates = new Advocates()
  advocates.learn(1, 1n, found('a', 'b'))
  advocates.learn(1, 2n, found('c'))
  advocates.learn(1, 1n, found('d'))
  assert.deepEqual([advocates.of(1, [])?.reading.epoch, codesOf(advocates, 1)], [2n, ['c']])
})

test('what could not be confirmed is forgotten, but not what another batch read meanwhile', () => {
  const advocates = new Advocates()
  const readingOf = () => {
    const { reading } = advocates.of(1, []) ?? {}
    assert.ok(reading)
    return reading
  }
  advocates.learn(1, 1n, found('a'))
  const outdated = readingOf()
  advocates.learn(1, 2n, found('b'))
  advocates.forget(1, outdated)
  assert.deepEqual(codesOf(advocates, 1), ['b'])
  advocates.forget(1, readingOf())
  assert.equal(advocates.of(1, all), undefined)
  // A database that was restored has an older epoch: it is believed once the newer one is forgotten, and only what is
  // read from then on.
  advocates.learn(1, 1n, found('c'))
  assert.deepEqual([readingOf().epoch, codesOf(advocates, 1)], [1n, ['c']])
})

test('a hundred thousand codes are kept at most, of all programs together; those used lately outlive a flood', () => {
  const advocates = new Advocates()
  const many = Array.from({ length: 120_000 }, (_, n) => `${n}`)
  advocates.learn(1, 0n, found('a', 'b'))
  for (let at = 0; at < many.length; at += 500) {
    advocates.learn(2, 0n, found(...many.slice(at, at + 500)))
    assert.deepEqual(codesOf(advocates, 1, ['a']), ['a'])
  }
  const kept = codesOf(advocates, 2, many).length
  assert.ok(kept >= 50_000 && kept < 100_000, `${kept} codes`)
  assert.deepEqual(codesOf(advocates, 1), ['a'])
})
