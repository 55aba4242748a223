/** Single moments that random histories meet too seldom, or that they leave out: each as the design would have it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startStillApp, stillMs } from './still-app.js'

const daySeconds = 86_400
const wide = {
  startsAt: new Date(stillMs - 30 * daySeconds * 1000).toISOString(),
  endsAt: new Date(stillMs + 90 * daySeconds * 1000).toISOString(),
}

test('a click made while live counts, even if the signup has another one made while paused', async (t) => {
  const api = await startStillApp(t)
  const program = await api.liveProgram(wide)
  const { code } = await api.join(program, 'u-1')
  const whileLive = await api.click(program, code)
  await api.ok('POST', `/v1/programs/${program.slug}/pause`)
  const whilePaused = await api.click(program, code)
  const both = { userId: 'friend', clickId: whilePaused, installReferrer: `bondhu=${whileLive}` }
  const answer = await api.signup(program, both)
  assert.deepEqual([answer.outcome, answer.reason, answer.attributedBy], ['referred', undefined, 'click'])
})

test('an age is computed in the program’s time zone: the new year begins in Dhaka', async (t) => {
  const api = await startStillApp(t)
  const program = await api.liveProgram({ ...wide, minimumAge: 18 })
  const { code } = await api.join(program, 'u-1')
  // From eleven in the morning of the first of December to three in the night of the first of January.
  await api.advance(program, 31 * daySeconds - 8 * 3600)
  const answer = await api.signup(program, { userId: 'friend', code, birthYear: 2009 })
  assert.deepEqual([answer.outcome, answer.reason], ['referred', undefined])
})

test('a repeat gets its decision, even if its date is too old for a new decision', async (t) => {
  const api = await startStillApp(t)
  const program = await api.liveProgram(wide)
  const { code } = await api.join(program, 'u-1')
  const report = { userId: 'friend', code, occurredAt: new Date(stillMs).toISOString() }
  const decided = await api.signup(program, report)
  await api.advance(program, 8 * daySeconds)
  const repeat = await api.signupCall(program, report)
  assert.deepEqual([repeat.status, repeat.body], [200, decided])
})

test('with late codes disabled, none is accepted in the same millisecond either', async (t) => {
  const api = await startStillApp(t)
  const program = await api.liveProgram({ ...wide, lateCodeHours: 0 })
  const { code } = await api.join(program, 'u-1')
  const first = await api.signup(program, { userId: 'friend' })
  const second = await api.signup(program, { userId: 'friend', code })
  assert.deepEqual(second, first)
})

test('an action at the deadline is too late, and one a millisecond before it counts', async (t) => {
  const api = await startStillApp(t)
  const program = await api.liveProgram({ ...wide, qualifyingEvent: { name: 'first_payment', withinDays: 1 } })
  const { code } = await api.join(program, 'u-1')
  await api.signup(program, { userId: 'friend', code })
  await api.advance(program, daySeconds - 300)
  const endsMs = stillMs + daySeconds * 1000
  const report = async (ms: number) => {
    const body = { userId: 'friend', name: 'first_payment', occurredAt: new Date(ms).toISOString() }
    return (await api.ok('POST', `/v1/programs/${program.slug}/events`, body)).qualified
  }
  assert.deepEqual([await report(endsMs), await report(endsMs - 1)], [false, true])
  await api.assertLedger(program)
})

test('an action before the account was opened qualifies nobody', async (t) => {
  const api = await startStillApp(t)
  const program = await api.liveProgram({ ...wide, qualifyingEvent: { name: 'first_payment', withinDays: 3 } })
  const { code } = await api.join(program, 'u-1')
  await api.signup(program, { userId: 'friend', code })
  const occurredAt = new Date(stillMs - 5 * daySeconds * 1000).toISOString()
  const event = { userId: 'friend', name: 'first_payment', occurredAt }
  assert.equal((await api.ok('POST', `/v1/programs/${program.slug}/events`, event)).qualified, false)
})

test('a person who came through nobody, joins and types their own code is a self-referral', async (t) => {
  const api = await startStillApp(t)
  const program = await api.liveProgram(wide)
  assert.equal((await api.signup(program, { userId: 'alone' })).reason, 'no_code')
  const { code } = await api.join(program, 'alone')
  const answer = await api.signup(program, { userId: 'alone', code })
  assert.deepEqual([answer.outcome, answer.reason], ['refused', 'self_referral'])
  assert.deepEqual(await api.signup(program, { userId: 'alone', code }), answer)
  await api.assertLedger(program)
})
