/** A friend who was not counted says that this is wrong, and a person answers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'

const ruling = { reason: 'the number was given to a new person' }

/** A friend whose phone was somebody's before. */
async function refusedFriend(app: TestApp, program: TestProgram, name: string): Promise<{ id: string; path: string }> {
  const { code } = await app.join(program, `advocate of ${name}`)
  const phone = `017${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
  await app.signup(program, { userId: `before ${name}`, identities: { phone } })
  const refused = await app.signup(program, { userId: name, code, identities: { phone } })
  assert.equal(refused.reason, 'already_member')
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/advocate of ${name}/referrals`)
  return { id: items[0].id, path: `/v1/programs/${program.slug}/referrals/${items[0].id}` }
}

test('an appeal reserves its sum, and is upheld from it even if the budget is spent', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ friendRewardMinor: 500 }, 5000)
  const { path } = await refusedFriend(app, program, 'friend')
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => app.call('POST', `${path}/appeal`, { text: 'I am new here' })),
  )
  assert.equal(asked.filter(({ status }) => status === 201).length, 1)
  assert.equal(new Set(asked.map(({ body }) => body.id)).size, 1)
  assert.deepEqual([asked[0]?.body.reservedMinor, asked[0]?.body.state], [2500, 'open'])
  const { balances } = await app.program(program)
  assert.deepEqual([balances.budgetMinor, balances.reservedMinor], [2500, 2500])

  const { code } = await app.join(program, 'another')
  assert.equal((await app.signup(program, { userId: 'takes the rest', code })).outcome, 'referred')
  assert.equal((await app.signup(program, { userId: 'too late', code })).reason, 'budget_exhausted')
  await Promise.all(Array.from({ length: 5 }, () => app.ok('POST', `${path}/count`, ruling)))
  const after = (await app.program(program)).balances
  assert.deepEqual([after.budgetMinor, after.reservedMinor], [0, 0])
  assert.equal((await app.participant(program, 'advocate of friend')).balances.heldMinor, 2000)
  const list = await app.ok('GET', `/v1/programs/${program.slug}/appeals?state=upheld`)
  assert.deepEqual([list.items.length, list.items[0].friendUserId, list.items[0].answer], [1, 'friend', ruling.reason])
  assert.equal((await app.told(program, 'appeal.upheld', 1))[0]?.messages[0].userId, 'friend')
  await app.assertLedger(program)
})

test('a dismissed appeal returns its sum once, has a reason, and is final', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 10_000)
  const { path } = await refusedFriend(app, program, 'friend')
  const { id } = await app.ok('POST', `${path}/appeal`)
  const dismissal = `/v1/programs/${program.slug}/appeals/${id}/dismiss`
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => app.call('POST', dismissal, { reason: 'the number had an account' })),
  )
  for (const { status, body } of answers) assert.deepEqual([status, body.state], [200, 'dismissed'])
  const { balances } = await app.program(program)
  assert.deepEqual([balances.budgetMinor, balances.reservedMinor], [10_000, 0])
  assert.equal((await app.stats(program)).reversedMinor, 0, 'what was only asked for was never promised')
  const again = await app.call('POST', `${path}/appeal`, { text: 'again' })
  assert.deepEqual([again.status, again.body.state], [200, 'dismissed'])
  const told = await app.told(program, 'appeal.dismissed', 1)
  assert.deepEqual([told.length, told[0]?.messages[0].userId], [1, 'friend'])
  await app.assertLedger(program)
})

test('an appeal and its answers at the same moment move the money once', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 100_000)
  const friends = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => refusedFriend(app, program, name)))
  const appeals = await Promise.all(friends.map(({ path }) => app.ok('POST', `${path}/appeal`)))
  const answers = await Promise.all(
    friends.flatMap(({ path }, index) => [
      app.call('POST', `${path}/count`, ruling),
      app.call('POST', `/v1/programs/${program.slug}/appeals/${appeals[index].id}/dismiss`, { reason: 'no' }),
      app.call('POST', `${path}/count`, ruling),
    ]),
  )
  assert.ok(
    answers.every(({ status }) => status === 200 || status === 409),
    'no deadlock reaches a caller',
  )
  const { balances } = await app.program(program)
  assert.deepEqual([balances.budgetMinor, balances.reservedMinor], [90_000, 0], 'each was counted in the end')
  await app.assertLedger(program)
})

test('an appeal beyond the budget is accepted, and says that nothing is reserved', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 2000)
  const { path } = await refusedFriend(app, program, 'friend')
  const { code } = await app.join(program, 'another')
  await app.signup(program, { userId: 'takes it', code })
  const appeal = await app.ok('POST', `${path}/appeal`)
  assert.deepEqual([appeal.state, appeal.reservedMinor], ['open', 0])
  assert.equal((await app.call('POST', `${path}/count`, ruling)).body.code, 'budget_short')
  await app.fund(program, 2000)
  await app.ok('POST', `${path}/count`, ruling)
  await app.assertLedger(program)
})

test('only a refusal can be appealed', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  const { referral } = await app.signup(program, { userId: 'friend', code })
  const counted = await app.call('POST', `/v1/programs/${program.slug}/referrals/${referral.id}/appeal`)
  assert.deepEqual([counted.status, counted.body.code], [409, 'referral_state_conflict'])
  const nobody = await app.call('POST', `/v1/programs/${program.slug}/appeals/apl_nobody/dismiss`, { reason: 'x' })
  assert.deepEqual([nobody.status, nobody.body.code], [404, 'appeal_not_found'])
})
