/** Chance among a few friends is not taken for a pattern. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../src/domain/fraud/settings.js'
import { rhythmOf } from '../../src/domain/fraud/signals/gaps.js'
import type { FraudCase } from '../../src/domain/fraud/signals/case.js'
import { casesOf, crowdOf, dayMs, openedAt, settings, type Crowd } from './cases.js'

function weightsOf(one: FraudCase | undefined): Record<string, number> {
  assert.ok(one !== undefined)
  return Object.fromEntries(assess(one, settings).signals.map(({ rule, weight }) => [rule, weight]))
}

function verdictOf(one: FraudCase | undefined): string {
  assert.ok(one !== undefined)
  return assess(one, settings).score.verdict
}

const neighbours: Crowd = {
  friends: 4,
  hours: (at) => at * 31,
  days: () => 2,
  marks: () => ({ address: 'hostel', subnet: 'hostel' }),
}

test('four neighbours who came back twice each are people; forty of them are a ring that keeps its accounts alive', () => {
  const [one] = casesOf(crowdOf(1, neighbours))
  assert.equal(verdictOf(one), 'clear')
  assert.ok((weightsOf(one)['never_returns'] ?? 0) <= 8)
  const [many] = casesOf(crowdOf(1, { ...neighbours, friends: 40 }))
  assert.ok((weightsOf(many)['never_returns'] ?? 0) > 10)
})

test('a place that brings somebody each day keeps no rhythm; one that brings somebody every ten minutes does', () => {
  const times = (gapMs: number) => Array.from({ length: 8 }, (_, at) => new Date(openedAt.getTime() + at * gapMs))
  assert.equal(rhythmOf(times(dayMs)), undefined)
  assert.ok((rhythmOf(times(10 * 60_000))?.weight ?? 0) > 10)
})

test('four friends who took the same quarter of an hour to install the app say little, and twenty much', () => {
  const ring: Crowd = {
    friends: 4,
    hours: (at, random) => at * 20 + random() * 9,
    days: () => 0,
    marks: () => ({ address: 'one', subnet: 'one' }),
    clickSeconds: (random) => 800 + 90 * random(),
  }
  const of = (friends: number) => weightsOf(casesOf(crowdOf(2, { ...ring, friends }))[0])['equal_delays'] ?? 0
  assert.ok(of(4) <= 6, `${of(4)}`)
  assert.equal(of(20), 10)
})

test('customers with cards of the stock of one shop are people while most of them come back', () => {
  const stock = (silentOf: number): Crowd => ({
    friends: 16,
    hours: (at, random) => at * 24 + random() * 9,
    days: (_, at) => (at < silentOf ? 0 : ([1, 3, 6, 7, 2, 5][at % 6] ?? 1)),
    marks: () => ({ address: 'shop', subnet: 'shop', numberBlock: 'strip' }),
  })
  const customers = casesOf(crowdOf(3, stock(8)))
  assert.deepEqual([...new Set(customers.map(verdictOf))], ['clear'])
  const dropped = casesOf(crowdOf(3, stock(16)))
  assert.ok(dropped.every((one) => verdictOf(one) !== 'clear'))
})
