/** The program with a history, as the other tests see it: it is rich, and its figures add up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { livedInApp } from '../support/lived-in.js'

test('ninety days contain thousands of people, payouts in every state and every kind of question', async (t) => {
  const { app, program } = await livedInApp(t)
  const base = `/v1/programs/${program.slug}`
  const stats = await app.stats(program)
  t.diagnostic(JSON.stringify(stats))
  assert.ok(stats.signups >= 2000 && stats.clicks >= 2000, `${stats.signups} signups`)
  for (const state of ['requested', 'paid', 'failed', 'rejected', 'returned']) {
    const { items } = await app.ok('GET', `${base}/payouts?state=${state}&limit=1`)
    assert.equal(items.length, 1, `a payout is ${state}`)
  }
  for (const state of ['open', 'upheld', 'dismissed']) {
    assert.ok((await app.ok('GET', `${base}/appeals?state=${state}`)).items.length > 0, `an appeal is ${state}`)
  }
  await app.assertLedger(program)
})
