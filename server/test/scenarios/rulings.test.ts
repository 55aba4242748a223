/** What a person rules about a referral afterwards, and where the money goes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

const ruling = { reason: 'seen in the call log', code: 'already_member' }

test('a reversal takes back what is held or available, once, and the friend’s bonus with it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ friendRewardMinor: 500 }, 10_000)
  const { code } = await app.join(program, 'advocate')
  const path = `/v1/programs/${program.slug}/referrals`
  const first = await app.signup(program, { userId: 'held', code })
  const reversed = await Promise.all(
    Array.from({ length: 10 }, () => app.call('POST', `${path}/${first.referral.id}/reverse`, ruling)),
  )
  for (const { status, body } of reversed) {
    assert.deepEqual([status, body.state, body.reason], [200, 'reversed', 'already_member'])
    assert.ok(body.rewards.every(({ state }: { state: string }) => state === 'reversed'))
  }
  assert.equal((await app.program(program)).balances.budgetMinor, 10_000)
  const second = await app.signup(program, { userId: 'available', code })
  await app.advance(program, 7 * 86_400)
  assert.equal((await app.participant(program, 'available')).balances.availableMinor, 500)
  await app.ok('POST', `${path}/${second.referral.id}/reverse`, { reason: 'bought followers' })
  const { balances, friends } = await app.participant(program, 'advocate')
  assert.deepEqual([balances.heldMinor, balances.availableMinor, friends.counted], [0, 0, 0])
  const stats = await app.stats(program)
  assert.deepEqual([stats.budgetMinor, stats.reversedMinor, stats.lossMinor], [10_000, 5000, 0])
  const rulings = await app.service.context.sql`
    select from rulings where program_id = (select id from programs where slug = ${program.slug})`
  assert.equal(rulings.count, 2, 'each ruling is kept once')
  await app.assertLedger(program)
})

test('a refused referral that is counted on appeal is paid what was promised, and not beyond the budget', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ friendRewardMinor: 500 }, 5000)
  const { code } = await app.join(program, 'advocate')
  await app.ok('POST', `/v1/programs/${program.slug}/members`, {
    members: [1, 2, 3].map((n) => ({ identities: { phone: `0171234567${n}` } })),
  })
  const refused = await Promise.all(
    [1, 2, 3].map((n) => app.signup(program, { userId: `friend-${n}`, code, identities: { phone: `0171234567${n}` } })),
  )
  const count = (id: string) =>
    app.call('POST', `/v1/programs/${program.slug}/referrals/${id}/count`, { reason: 'the number had changed hands' })
  const answers = await Promise.all(refused.map(({ referral }) => count(referral.id)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 200, 409],
  )
  assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'budget_short')
  const counted = answers.findIndex(({ status }) => status === 200)
  assert.equal((await count(refused[counted]?.referral.id)).body.state, 'counted', 'the same again is harmless')
  const { balances, friends } = await app.participant(program, 'advocate')
  assert.deepEqual([balances.heldMinor, friends.counted], [4000, 2])
  assert.equal((await app.program(program)).balances.budgetMinor, 0)
  const again = await app.signup(program, { userId: `friend-${counted + 1}`, code })
  assert.equal(again.outcome, 'refused', 'the decision stays as it was made')
  await app.assertLedger(program)
})

test('a ruling on a missing, unrefused or own referral is an error and changes nothing', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const other = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  const path = `/v1/programs/${program.slug}/referrals`
  const { referral } = await app.signup(program, { userId: 'friend', code })
  const own = await app.signup(program, { userId: 'advocate', code })
  const codeOf = async (url: string, body: object = ruling) => (await app.call('POST', url, body)).body.code
  assert.equal(await codeOf(`${path}/ref_nonsense/reverse`), 'referral_not_found')
  assert.equal(await codeOf(`/v1/programs/${other.slug}/referrals/${referral.id}/reverse`), 'referral_not_found')
  assert.equal(await codeOf(`${path}/${own.referral.id}/count`), 'referral_state_conflict')
  assert.equal(await codeOf(`${path}/${own.referral.id}/reverse`), 'referral_state_conflict')
  assert.equal(await codeOf(`${path}/${referral.id}/reverse`, { reason: 'x', code: 'because' }), 'request_invalid')
  assert.equal(await codeOf(`${path}/${referral.id}/reverse`, {}), 'request_invalid')
  assert.equal((await app.participant(program, 'advocate')).balances.heldMinor, 2000)
  await app.assertLedger(program)
})

test('a refusal of a settled program is final, and the answer does not ask for money', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 1, holdDays: 0, lateCodeHours: 0 })
  const path = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'advocate')
  const identities = { phone: '01712345678' }
  await app.signup(program, { userId: 'first', identities })
  const { referral } = await app.signup(program, { userId: 'second', code, identities })
  await app.ok('POST', `${path}/close`)
  for (const days of [9, 1]) await app.advance(program, days * 86_400)
  assert.equal((await app.program(program)).state, 'settled')
  const { status, body } = await app.call('POST', `${path}/referrals/${referral.id}/count`, { reason: 'new indeed' })
  assert.deepEqual([status, body.code], [409, 'program_state_conflict'])
  await app.assertLedger(program)
})
