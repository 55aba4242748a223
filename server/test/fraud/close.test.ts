/** A program that ends while a person still has to decide about friends. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import type { Body } from '../support/api.js'

const day = 86_400

test('a program that ends waits for its open reviews: the cleared friend is paid, the confirmed one returns to the budget', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  await app.ok('PUT', `${base}/fraud-settings`, { reviewFrom: 30 })
  for (const userId of ['rina', 'salma']) {
    const { code } = await app.join(program, userId)
    const { referral } = await app.signup(program, {
      userId: `friend of ${userId}`,
      clickId: await app.click(program, code),
    })
    assert.equal(referral.state, 'review')
  }
  await app.ok('POST', `${base}/close`)
  await app.advance(program, 60 * day)
  assert.equal((await app.program(program)).state, 'closing')
  const ids = ((await app.ok('GET', `${base}/reviews`)).items as Body[]).map(({ id }) => id)
  assert.equal(ids.length, 2)
  await app.ok('POST', `${base}/reviews/${ids[0]}/clear`, { reason: 'seen at work' })
  await app.advance(program, day)
  assert.equal((await app.program(program)).state, 'closing', 'the other one is still open')
  await app.ok('POST', `${base}/reviews/${ids[1]}/confirm`, { reason: 'the same person' })
  await app.advance(program, 10 * day)
  assert.equal((await app.program(program)).state, 'settled')
  const people = await Promise.all(['rina', 'salma'].map((userId) => app.participant(program, userId)))
  const available = people.map(({ balances }) => balances.availableMinor).toSorted((one, other) => one - other)
  assert.deepEqual(available, [0, 2000])
  assert.deepEqual(
    people.map(({ friends }) => friends.review),
    [0, 0],
  )
  await app.assertLedger(program)
})
