/** The Overview says what its sums hide. */
import { hiddenIn } from '@bondhu/web/console/overview/hidden'
import { lastingOf } from '@bondhu/web/console/overview/lasting'
import { cohortsOf } from '../../src/domain/programs/cohorts.js'
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

test('of the money the Overview says until when it lasts, or why nothing can be said', () => {
  const period = (fundedMinor: number, budgetMinor: number, soonestAt: string | null, perDay: number) => ({
    money: { fundedMinor, budgetMinor },
    runway: { soonestAt, latestAt: soonestAt, perDay7Minor: perDay, perDay30Minor: perDay },
  })
  const live = { state: 'live', friendMinor: 3000 }
  const until = '2027-05-24T00:00:00Z'
  for (const [one, of, expected] of [
    [period(10_000, 9000, until, 100), live, { until }],
    [period(10_000, 9000, null, 1), live, { says: 'lastsLong' }],
    [period(10_000, 9000, null, 0), live, { says: 'lastsUnknown' }],
    [period(10_000, 2999, until, 100), live, { says: 'emptySays' }],
    [period(0, 0, null, 0), { ...live, state: 'draft' }, { says: 'unfundedSays' }],
    [period(10_000, 9000, until, 100), { ...live, state: 'closing' }, { says: 'closingSays' }],
    [period(10_000, 0, until, 100), { ...live, state: 'settled' }, { says: 'endedSays' }],
    [period(10_000, 9000, until, 100), { state: undefined, friendMinor: 0 }, { until }],
  ] as const) {
    assert.deepEqual(lastingOf(one, of), expected)
  }
})

test('a week without counted friends is a zero in the retention and not left out', () => {
  const cohort = (week: string, count: number) => ({ metric: 'cohort', detail: week, count })
  const sums = [cohort('2026-12-07', 3), cohort('2026-12-28', 2), cohort('2026-12-21', 0)]
  const acted = { metric: 'active', detail: '2026-12-07:1', count: 1 }
  assert.deepEqual(cohortsOf(sums, '2026-12-31'), [], 'the app reports no events')
  const weeks = [
    { week: '2026-12-07', counted: 3, active: [0, 1, 0, 0, 0] },
    { week: '2026-12-14', counted: 0, active: [0, 0, 0, 0] },
    { week: '2026-12-21', counted: 0, active: [0, 0, 0] },
    { week: '2026-12-28', counted: 2, active: [0, 0] },
    { week: '2027-01-04', counted: 0, active: [0] },
  ]
  for (const day of ['2027-01-04', '2027-01-10']) assert.deepEqual(cohortsOf([...sums, acted], day), weeks, day)
  const many = Array.from({ length: 30 }, (_, index) =>
    cohort(new Date(Date.parse('2026-06-01') + index * 7 * 864e5).toISOString().slice(0, 10), 1),
  )
  assert.equal(cohortsOf([...many, acted], '2027-01-01').length, 12)
})
