/** What helps a developer whose call does not do what they meant. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

const app = await sharedApp()

test('an action that does not count says why, so that a misspelt name is visible', async () => {
  const program = await app.liveProgram({ qualifyingEvent: { name: 'first_payment', withinDays: 7 } })
  const other = await app.liveProgram()
  for (const one of [program, other]) {
    const { code } = await app.join(one, 'rina')
    await app.signup(one, { userId: 'friend', code })
    await app.signup(one, { userId: 'organic' })
  }
  const report = (one: typeof program, userId: string, name = 'first_payment') =>
    app.ok('POST', `/v1/programs/${one.slug}/events`, { userId, name })
  assert.equal((await report(program, 'friend', 'first_payments')).why, 'other_action')
  assert.deepEqual(await report(program, 'organic'), { qualified: false, referral: null })
  assert.equal((await report(other, 'friend')).why, 'no_action_awaited')
  const { qualified, why } = await report(program, 'friend')
  assert.deepEqual([qualified, why], [true, undefined])
  // The clock of the payment was a little behind that of the account, which was opened "now".
  const paid = async (userId: string, beforeMs: number) => {
    const opened = await app.signup(program, { userId, code: (await app.join(program, 'rina')).code })
    assert.equal(opened.referral.state, 'pending')
    const occurredAt = new Date(Date.now() - beforeMs).toISOString()
    return app.ok('POST', `/v1/programs/${program.slug}/events`, { userId, name: 'first_payment', occurredAt })
  }
  assert.equal((await paid('clock behind', 240_000)).qualified, true)
  assert.equal((await paid('long before', 360_000)).why, 'too_early')
  await app.advance(program, 8 * 86_400)
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'late', code })
  await app.advance(program, 8 * 86_400)
  assert.equal((await report(program, 'late')).why, 'too_late')
})

test('a failed call has an id of its own', async () => {
  const program = await app.liveProgram()
  const path = `/v1/programs/${program.slug}`
  const failed = [await app.call('POST', `${path}/signups`, {}), await app.call('POST', `${path}/signups`, {})]
  const ids = failed.map(({ headers }) => headers.get('x-request-id') ?? '')
  assert.equal(new Set(ids).size, 2)
  for (const id of ids) assert.match(id, /^[0-9a-f]{12}-[0-9a-z]{8}$/)
})
