/** An action that happened in time counts, also where word of it comes after the referral lapsed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { type TestApp, sharedApp } from '../support/app.js'

const daySeconds = 86_400
const dayMs = 86_400_000
const name = 'first_payment'

/** A friend of `rina` whose three days have run out, a day ago. Without more terms the budget holds two rewards. */
async function lapsedFriend(terms: Body = {}, budgetMinor = 5000) {
  const app = await sharedApp()
  const program = await app.liveProgram(
    { qualifyingEvent: { name, withinDays: 3 }, friendRewardMinor: 500, ...terms },
    budgetMinor,
  )
  const { code } = await app.join(program, 'rina')
  const openedMs = Date.now()
  await app.signup(program, { userId: 'karim', code, identities: { phone: '01712345678' } })
  await app.advance(program, 4 * daySeconds)
  const tell = async (atMs = openedMs + 2 * dayMs) => {
    const body = { userId: 'karim', name, occurredAt: new Date(atMs).toISOString() }
    return app.ok('POST', `/v1/programs/${program.slug}/events`, body)
  }
  return { app, program, code, openedMs, tell }
}

async function standing(app: TestApp, program: { slug: string }) {
  const [{ balances }, rina, karim] = await Promise.all([
    app.program(program),
    app.participant(program, 'rina'),
    app.participant(program, 'karim'),
  ])
  return [balances.budgetMinor, balances.reservedMinor, rina.balances.heldMinor, karim.balances.heldMinor, rina.friends]
}

test('Karim paid in time and the app reported it after the lapse: he counts once, and the feed says so', async () => {
  const { app, program, openedMs, tell } = await lapsedFriend()
  assert.deepEqual(await standing(app, program), [5000, 0, 0, 0, { counted: 0, pending: 0, review: 0 }])
  const tooLate = await tell(openedMs + 3 * dayMs + 3_600_000)
  assert.deepEqual([tooLate.qualified, tooLate.referral.state], [false, 'lapsed'], 'what happened too late stays so')
  const answers = await Promise.all(Array.from({ length: 10 }, () => tell()))
  for (const { qualified, referral } of answers) assert.deepEqual([qualified, referral.state], [true, 'counted'])
  assert.deepEqual(await standing(app, program), [2500, 0, 2000, 500, { counted: 1, pending: 0, review: 0 }])
  const [told] = await app.told(program, 'referral.counted', 1)
  assert.deepEqual([told.data.amountMinor, told.data.afterLapse], [2000, true])
  for (const { en } of told.messages.filter(({ audience }: Body) => audience === 'advocate'))
    assert.match(en, /in time after all/)
  await app.advance(program, 7 * daySeconds)
  assert.equal((await app.participant(program, 'rina')).balances.availableMinor, 2000)
  await app.assertLedger(program)
})

test('if the money was promised to others meanwhile, nothing moves and a funding fixes it', async () => {
  const { app, program, code, tell } = await lapsedFriend({}, 2500)
  await app.signup(program, { userId: 'another', code })
  const before = await standing(app, program)
  const { qualified, reason, message, referral } = await tell()
  assert.deepEqual([qualified, reason, referral.state], [false, 'budget_exhausted', 'lapsed'])
  assert.ok(message.bn && message.en)
  assert.deepEqual(await standing(app, program), before)
  await app.fund(program, 2500)
  assert.equal((await tell()).qualified, true)
  await app.assertLedger(program)
})

test('the last money is promised once, to a new friend or to one reported late', async () => {
  const { app, program, code, tell } = await lapsedFriend({ qualifyingEvent: { name, withinDays: 3 } }, 2500)
  const [late, fresh] = await Promise.all([tell(), app.signup(program, { userId: 'another', code })])
  assert.equal([late.qualified, fresh.outcome === 'referred'].filter(Boolean).length, 1)
  assert.equal((await app.program(program)).balances.budgetMinor, 0)
  await app.assertLedger(program)
})

test('a place in the caps that was granted stays granted', async () => {
  const { app, program, code, tell } = await lapsedFriend({ caps: { perAdvocateTotal: 1, perAdvocatePerDay: null } })
  assert.equal((await app.signup(program, { userId: 'another', code })).outcome, 'referred')
  assert.equal((await tell()).qualified, true)
  assert.deepEqual((await app.participant(program, 'rina')).friends, { counted: 1, pending: 1, review: 0 })
  await app.assertLedger(program)
})

test('a friend found to be a member after the lapse is not revived by an action', async () => {
  const { app, program, tell } = await lapsedFriend()
  const path = `/v1/programs/${program.slug}`
  await app.ok('POST', `${path}/members`, { members: [{ userId: 'old', identities: { email: 'karim@example.com' } }] })
  await app.ok('PUT', `${path}/participants/karim/identities`, { email: 'karim@example.com' })
  const { qualified, reason, referral } = await tell()
  assert.deepEqual([qualified, reason, referral.state], [false, 'already_member', 'lapsed'])
  await app.assertLedger(program)
})

test('a late action counts while the program closes, but not once it is settled', async () => {
  const terms = { endsAt: new Date(Date.now() + 3 * dayMs).toISOString(), attributionWindowDays: 1, lateCodeHours: 0 }
  const { app, program, tell } = await lapsedFriend(terms)
  assert.equal((await app.program(program)).state, 'closing')
  assert.equal((await tell()).qualified, true)
  await app.assertLedger(program)
  const other = await app.liveProgram({ ...terms, qualifyingEvent: { name, withinDays: 10 } })
  const { code } = await app.join(other, 'rina')
  await app.signup(other, { userId: 'karim', code })
  await app.advance(other, 10 * daySeconds)
  await app.advance(other, 5 * daySeconds)
  assert.equal((await app.program(other)).state, 'settled')
  const event = { userId: 'karim', name, occurredAt: new Date(Date.now() + 9 * dayMs).toISOString() }
  const { qualified, reason } = await app.ok('POST', `/v1/programs/${other.slug}/events`, event)
  assert.deepEqual([qualified, reason], [false, 'program_closed'])
  await app.assertLedger(other)
})
