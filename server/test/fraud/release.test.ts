/** Signs of abuse that come during the hold: the release looks again, and withholds what a person must decide. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { releaseDue } from '../../src/domain/rewards/release.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import type { Body, TestProgram } from '../support/api.js'

const day = 86_400

async function suspectedLater(app: TestApp, friends: number, terms: Body = {}): Promise<TestProgram> {
  const program = await app.liveProgram(terms)
  const { code } = await app.join(program, 'rina')
  for (let index = 0; index < friends; index++) {
    const clickId = await app.click(program, code)
    const { referral } = await app.signup(program, { userId: `fast-${index}`, clickId })
    assert.equal(referral.state, 'counted')
  }
  await app.signup(program, { userId: 'typed', code })
  await app.ok('PUT', `/v1/programs/${program.slug}/fraud-settings`, { reviewFrom: 30 })
  return program
}

async function referralsOf(app: TestApp, program: TestProgram): Promise<Body[]> {
  return (await app.ok('GET', `/v1/programs/${program.slug}/participants/rina/referrals`)).items
}

test('a friend who looks like abuse when the hold ends is withheld as one group; the others are released', async () => {
  const app = await sharedApp()
  const program = await suspectedLater(app, 3, { friendRewardMinor: 1000 })
  await app.advance(program, 8 * day)
  const rina = await app.participant(program, 'rina')
  assert.deepEqual(rina.friends, { counted: 1, pending: 0, review: 3 })
  assert.deepEqual([rina.balances.heldMinor, rina.balances.availableMinor], [6000, 2000])
  const fast = await app.participant(program, 'fast-0')
  assert.deepEqual(
    [fast.balances.heldMinor, fast.balances.availableMinor],
    [1000, 0],
    'the bonus of the friend waits too',
  )
  const states = (await referralsOf(app, program))
    .map(({ friendUserId, state, reward }) => [friendUserId, state, reward.state])
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  assert.deepEqual(states, [
    ['fast-0', 'review', 'held'],
    ['fast-1', 'review', 'held'],
    ['fast-2', 'review', 'held'],
    ['typed', 'counted', 'available'],
  ])
  const [open] = await app.service.context.sql<{ reviews: number }[]>`
    select count(*)::int as reviews from programs g join reviews v on v.program_id = g.id
    where g.slug = ${program.slug} and v.state = 'open'`
  assert.equal(open?.reviews, 1)
  assert.equal((await app.told(program, 'referral.review', 3)).length, 3)
  await app.advance(program, day)
  assert.equal((await app.told(program, 'referral.review', 3)).length, 3, 'a withheld friend is told once')
  await app.assertLedger(program)
})

test('a withheld friend can be reversed; the money returns to the budget', async () => {
  const app = await sharedApp()
  const program = await suspectedLater(app, 1)
  await app.advance(program, 8 * day)
  const referral = (await referralsOf(app, program)).find(({ state }) => state === 'review')
  const path = `/v1/programs/${program.slug}/referrals/${referral?.id}/reverse`
  await app.ok('POST', path, { reason: 'seen by hand', code: 'suspected_abuse' })
  const rina = await app.participant(program, 'rina')
  assert.deepEqual(rina.friends, { counted: 1, pending: 0, review: 0 })
  assert.deepEqual([rina.balances.heldMinor, rina.balances.availableMinor], [0, 2000])
  await app.assertLedger(program)
})

test('two services that release the same friends at once withhold and release each of them once', async (t) => {
  const one = await startApp(t)
  const two = await startApp(t, { database: one.database })
  const program = await suspectedLater(one, 6)
  await one.service.context.sql`update books set clock_offset_ms = ${8 * day * 1000}`
  const found = await one.service.programs.get(program.slug)
  await Promise.all([one, two, one, two].map(({ service }) => releaseDue(service.context, found)))
  const rina = await one.participant(program, 'rina')
  assert.deepEqual(rina.friends, { counted: 1, pending: 0, review: 6 })
  assert.deepEqual([rina.balances.heldMinor, rina.balances.availableMinor], [12_000, 2000])
  assert.equal((await one.told(program, 'referral.review', 6)).length, 6)
  await one.assertLedger(program)
})
