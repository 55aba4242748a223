/** A test program is filled with invented days: once, whoever asks, and the ledger adds up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillExample } from '../../src/domain/example/fill.js'
import { sharedApp, startApp } from '../support/app.js'

test('an empty test program lives its days once, though two processes work on it and one was ended in the middle', async (t) => {
  const app = await startApp(t)
  const second = await startApp(t, { database: app.database })
  const program = await app.liveProgram({ rewardMinor: 2000, minimumPayoutMinor: 2000, holdDays: 1 })
  const path = `/v1/programs/${program.slug}/example-data`
  assert.deepEqual(await app.ok('GET', path), { state: 'offered', lived: 0, days: 28 })
  const begun = await Promise.all(Array.from({ length: 20 }, () => app.ok('POST', path)))
  assert.ok(begun.every(({ state }) => state === 'running'))
  const found = await app.service.programs.get(program.slug)
  // What a process that died has taken is not lived again. Eight days show as much as 28.
  await app.service.context.sql`update example_fills set lived = 20 where program_id = ${found.id}`
  await Promise.all([app, second].map(({ service }) => fillExample(service.context, found)))
  assert.deepEqual(await app.ok('GET', path), { state: 'done', lived: 28, days: 28 })
  const { items } = await app.ok('GET', '/v1/programs/' + program.slug + '/participants?sort=friends&limit=10')
  assert.ok(items.length === 10 && items[0].friends.counted > 1)
  const { current, cohorts } = await app.ok('GET', `/v1/programs/${program.slug}/period`)
  assert.ok(current.counted > 12 && current.byLink.counted > current.byCode.counted)
  assert.ok(cohorts.length >= 2)
  const payouts = await app.ok('GET', `/v1/programs/${program.slug}/payouts`)
  assert.ok(payouts.items.length > 1)
  await app.assertLedger(program)
})

test('a program with people, a live one and a draft are not filled', async () => {
  const app = await sharedApp()
  const used = await app.liveProgram()
  await app.join(used, 'rina')
  for (const program of [used, await app.draftProgram()]) {
    const path = `/v1/programs/${program.slug}/example-data`
    assert.equal((await app.ok('GET', path)).state, 'none')
    const refused = await app.call('POST', path)
    assert.deepEqual([refused.status, refused.body.code], [409, 'program_state_conflict'])
  }
})
