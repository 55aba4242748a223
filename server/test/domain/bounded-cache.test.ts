import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BoundedCache } from '../../src/bounded-cache.js'

test('a cache holds no more than it may, and a flood of new keys leaves what is asked for all the time', () => {
  const cache = new BoundedCache<string, number>(10)
  cache.set('wanted', 0)
  for (let one = 1; one <= 1000; one++) {
    cache.set(`flood ${one}`, one)
    assert.equal(cache.get('wanted'), 0, `after ${one} others`)
  }
  const held = Array.from({ length: 1000 }, (_, index) => cache.get(`flood ${index + 1}`)).filter(Boolean)
  assert.ok(held.length < 10, `${held.length} are held besides the one that is wanted`)
})

test('what is set again or deleted is not found as it was', () => {
  const cache = new BoundedCache<string, number>(4)
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3, d: 4 })) cache.set(key, value)
  cache.set('a', 10)
  cache.delete('b')
  assert.deepEqual(
    ['a', 'b', 'd'].map((key) => cache.get(key)),
    [10, undefined, 4],
  )
  cache.clear()
  assert.equal(cache.get('a'), undefined)
})
