/** Accounts that are used one right after the other, against people who happen to be active at the same time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FraudCase, Sibling } from '../../src/domain/fraud/signals/case.js'
import { assess } from '../../src/domain/fraud/settings.js'
import { casesOf, nobody, settings, usual } from './cases.js'
import { touched } from './touched.js'

function weightOf(one: FraudCase): number | undefined {
  return assess(one, settings).signals.find(({ rule }) => rule === 'active_together')?.weight
}

const firstOf = (siblings: readonly Sibling[], more: Partial<typeof usual> = {}) =>
  casesOf(siblings, {}, { usual: { ...usual, ...more } })[0] ?? nobody

/** Seven of eight accounts, four minutes apart. */
const session = touched((at) => (at === 7 ? null : at * 4))

test('accounts that somebody opens one after the other are found by it, also the one that was left out', () => {
  const weights = casesOf(session).map(weightOf)
  assert.ok(
    weights.every((weight) => weight !== undefined && weight >= 5),
    weights.join(),
  )
})

test('an account that is used at other times is judged less by the company', () => {
  const cases = casesOf(touched((at) => (at === 7 ? 500 : at * 4)))
  const [one, lone] = [0, 7].map((at) => weightOf(cases[at] ?? nobody) ?? 0) as [number, number]
  assert.ok(lone + 3 <= one, `${lone}, ${one}`)
})

test('where everybody is active in that hour, after a message or in an app that reports in batches, it says nothing', () => {
  const moments = session.flatMap(({ backAt }) => backAt.map((at) => at.getTime()))
  const rush = moments.flatMap((at) => [at - 60_000, at, at + 60_000]).toSorted((a, b) => a - b)
  assert.equal(weightOf(firstOf(session, { backAt: rush })), undefined)
})

test('people who play together in the evening, and live in the app, are left alone', () => {
  assert.equal(weightOf(firstOf(touched((at) => at * 4, 6))), undefined)
})

test('the audience of one advocate, active at the same minute and otherwise strangers, is left alone', () => {
  const strangers = session.map((one, at) => ({ ...one, address: `line ${at}`, subnet: `network ${at}` }))
  assert.equal(weightOf(firstOf(strangers)), undefined)
})
