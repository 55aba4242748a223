/** The Overview says what its sums hide. */
import { hiddenIn } from '@bondhu/web/console/overview/hidden'
import assert from 'node:assert/strict'
import { test } from 'node:test'

const daysOf = (counts: readonly number[]) =>
  counts.map((counted, index) => ({ day: `2027-02-${String(index + 1).padStart(2, '0')}`, counted }))
const even = (days: number, counted: number) => Array.from({ length: days }, () => counted)

test('a day that brought a quarter of all friends is named, and a usual one is not', () => {
  assert.deepEqual(hiddenIn(daysOf([...even(10, 4), 20, ...even(10, 4)])), {})
  assert.deepEqual(hiddenIn(daysOf([...even(10, 4), 27, ...even(10, 4)])), { peak: { day: '2027-02-11', counted: 27 } })
})

test('a last week of less than half the weeks before is told', () => {
  assert.deepEqual(hiddenIn(daysOf([...even(14, 4), ...even(7, 2)])), {})
  assert.deepEqual(hiddenIn(daysOf([...even(14, 4), ...even(6, 2), 1])), { lull: { counted: 13, before: 28 } })
})

test('nothing is told of less than two weeks or of a few friends', () => {
  assert.deepEqual(hiddenIn(daysOf([...even(6, 9), ...even(7, 0)])), {})
  assert.deepEqual(hiddenIn(daysOf([19, ...even(20, 0)])), {})
})
