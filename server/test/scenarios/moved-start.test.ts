/** "I followed the link while the offer ran. Then they moved its start." */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

const dayMs = 86_400_000
const daySeconds = 86_400
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString()

for (const state of ['live', 'paused'] as const) {
  test(`the start of a ${state} program moves neither way, and a click of before counts`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram({ startsAt: inDays(-1) })
    const path = `/v1/programs/${program.slug}`
    const { code } = await app.join(program, 'rina')
    const clickId = await app.click(program, code)
    if (state === 'paused') await app.ok('POST', `${path}/pause`)
    for (const startsAt of [inDays(200), inDays(4), inDays(-2)]) {
      for (const more of [{}, { rewardMinor: 100 }, { rewardMinor: 5000 }]) {
        const { status, body } = await app.call('PATCH', path, { startsAt, ...more })
        assert.deepEqual([status, body.code, body.errors[0].path], [409, 'program_change_refused', 'startsAt'])
      }
    }
    assert.equal((await app.program(program)).version, 1, 'nothing was announced')
    await app.advance(program, 4 * daySeconds)
    assert.equal((await app.signup(program, { userId: 'tuli', clickId })).outcome, 'referred')
    await app.assertLedger(program)
  })
}

test('a start that has not come moves, if nobody can have begun to count by then', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram({ startsAt: inDays(10) })
  await app.fund(program, 1_000_000)
  const path = `/v1/programs/${program.slug}`
  await app.ok('PATCH', path, { startsAt: inDays(9) })
  await app.ok('POST', `${path}/launch`)
  assert.equal((await app.ok('PATCH', path, { startsAt: inDays(6) })).startsAt, (await app.program(program)).startsAt)
  const later = inDays(20)
  assert.equal((await app.ok('PATCH', path, { startsAt: later })).announced.length, 1, 'announced for the third day')
  const taken = await app.ok('PATCH', path, { startsAt: (await app.program(program)).startsAt })
  assert.deepEqual(taken.announced, [], 'withdrawn')
  await app.advance(program, 4 * daySeconds)
  const late = await app.call('PATCH', path, { startsAt: later })
  assert.deepEqual([late.status, late.body.errors[0].path], [409, 'startsAt'], 'it would begin before that')
  const now = new Date(Date.parse((await app.program(program)).now) - 1000).toISOString()
  await app.ok('PATCH', path, { startsAt: now })
  const { code } = await app.join(program, 'rina')
  assert.equal((await app.signup(program, { userId: 'tuli', code })).outcome, 'referred', 'it begins at once')
  const again = await app.call('PATCH', path, { startsAt: later })
  assert.deepEqual([again.status, again.body.errors[0].path], [409, 'startsAt'], 'it has begun')
})
