/** The first hour of a developer: made-up people in a row, within a second, without anything that an app would add. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FraudCase } from '../../src/domain/fraud/signals/case.js'
import { atSignup, casesOf, crowdOf, withheldOf } from './cases.js'

const hundred = casesOf(
  crowdOf(1, {
    friends: 100,
    hours: (at) => at / 360_000,
    days: () => null,
    clickSeconds: (random) => 0.005 + random() / 50,
    marks: () => ({
      address: null,
      subnet: null,
      agent: null,
      numberBlock: 'one strip',
      mailBlock: 'user@example.com',
    }),
    rest: { integrity: null, network: null, addressCountry: null },
  }),
)
const withoutReports = hundred.map((one): FraudCase => {
  const { group } = one
  return group === null
    ? one
    : { ...one, group: { ...group, usual: { ...group.usual, friends: 0, days: null, crowds: 0 } } }
})
const typed = withoutReports.map((one) => ({
  ...one,
  by: 'code' as const,
  trace: { ...one.trace, clickId: null, clickMs: null },
}))

test('a developer who tries the API is suspected of nothing, at the signup and at the release', () => {
  for (const cases of [withoutReports, typed]) {
    for (const stage of [cases, cases.map((one) => atSignup(one))]) {
      const { share, examples } = withheldOf(stage)
      assert.equal(share, 0, examples)
    }
  }
})

test('nor does one device of five accounts make a developer suspicious, where devices are free', () => {
  for (let accounts = 2; accounts <= 5; accounts++) {
    const shared = { cluster: { accounts, advocates: 0, holdsAdvocate: false, friends: [] } }
    const signups = withoutReports.map((one) => atSignup(one, { sharedDevice: accounts - 1, ...shared }))
    for (const stage of [signups, withoutReports.map((one) => ({ ...one, ...shared }))]) {
      const { share, examples } = withheldOf(stage)
      assert.equal(share, 0, `${accounts} accounts\n${examples}`)
    }
  }
})

test('an app that reports events of a few friends only makes nobody suspicious', () => {
  const quiet = hundred.map((one): FraudCase => {
    const { group } = one
    const days = [0.97, 0.03, 0, 0]
    const silent = group?.siblings.map((sibling) => ({ ...sibling, laterDays: 0 })) ?? []
    const own = { laterDays: 0, backAt: [] }
    return group === null
      ? one
      : { ...one, group: { ...group, siblings: silent, own, usual: { ...group.usual, days } } }
  })
  const { share, examples } = withheldOf(quiet)
  assert.equal(share, 0, examples)
})
