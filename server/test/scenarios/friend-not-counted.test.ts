/** "My friend joined and was not counted": each time there is a reason, and it is the right one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

test('a friend with an account earns nobody anything, however the account is known', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate', {
    identities: { phone: '01911111111', device: 'phone-of-advocate' },
  })
  const refused = async (body: Record<string, unknown>) => {
    const answer = await app.signup(program, { code, ...body })
    assert.equal(answer.outcome, 'refused', JSON.stringify(answer))
    assert.equal(answer.reward, undefined)
    return answer.reason as string
  }
  await app.ok('POST', `/v1/programs/${program.slug}/members`, {
    members: [
      { userId: 'imported', identities: { phone: '01722222222' }, createdAt: '2020-05-01T00:00:00Z' },
      { identities: { email: 'Old.Friend+x@gmail.com' } },
    ],
  })
  assert.equal(await refused({ userId: 'imported' }), 'already_member')
  assert.equal(await refused({ userId: 'second-account', identities: { phone: '+880 1722-222222' } }), 'already_member')
  assert.equal(await refused({ userId: 'other', identities: { email: 'oldfriend@googlemail.com' } }), 'already_member')
  await app.join(program, 'joined-first')
  assert.equal(await refused({ userId: 'joined-first' }), 'already_member')
  assert.equal(await refused({ userId: 'advocate' }), 'already_member', 'the advocate, of themselves')
  assert.equal(await refused({ userId: 'own-sim', identities: { phone: '01911111111' } }), 'self_referral')
  assert.equal(await refused({ userId: 'own-phone', identities: { device: 'phone-of-advocate' } }), 'self_referral')
  await app.signup(program, { userId: 'first', code, identities: { device: 'family-phone' } })
  assert.equal(await refused({ userId: 'brother', identities: { device: 'family-phone' } }), 'same_device')
  assert.equal((await app.participant(program, 'advocate')).balances.heldMinor, 2000)
  await app.assertLedger(program)
})

test('a family may share a phone where the program says so, but not with the advocate', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ oneRewardPerDevice: false })
  const { code } = await app.join(program, 'advocate', { identities: { device: 'phone-of-advocate' } })
  for (const userId of ['sister', 'brother']) {
    const answer = await app.signup(program, { userId, code, identities: { device: 'family-phone' } })
    assert.equal(answer.outcome, 'referred')
  }
  const own = await app.signup(program, { userId: 'self', code, identities: { device: 'phone-of-advocate' } })
  assert.equal(own.reason, 'self_referral')
})

test('without evidence a signup is organic, and the reason says what was missing', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 3 })
  const { code } = await app.join(program, 'advocate')
  const clickId = await app.click(program, code)
  assert.deepEqual(await app.signup(program, { userId: 'a' }), { outcome: 'organic', reason: 'no_code' })
  assert.deepEqual(await app.signup(program, { userId: 'b', code: '1234567890' }), {
    outcome: 'organic',
    reason: 'unknown_code',
  })
  await app.advance(program, 3 * 86_400 + 60)
  assert.deepEqual(await app.signup(program, { userId: 'c', clickId }), { outcome: 'organic', reason: 'click_expired' })
  const both = await app.signup(program, { userId: 'd', clickId, code })
  assert.deepEqual(
    [both.outcome, both.attributedBy],
    ['referred', 'code'],
    'an expired click does not spoil a valid code',
  )
})

test('a code in time decides an organic signup once more, and a code too late does not', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const [one, two] = await app.participants(program, 2)
  for (const userId of ['early', 'late'])
    await app.signup(program, { userId, identities: { phone: userId === 'early' ? '01711111111' : '01722222222' } })
  await app.advance(program, 71 * 3600)
  const early = await app.signup(program, { userId: 'early', code: one?.code })
  assert.deepEqual([early.outcome, early.referral.advocateUserId], ['referred', one?.userId])
  const again = await app.signup(program, { userId: 'early', code: two?.code })
  assert.deepEqual(again, early, 'decided once more, and never again')
  await app.advance(program, 2 * 3600)
  assert.deepEqual(await app.signup(program, { userId: 'late', code: one?.code }), {
    outcome: 'organic',
    reason: 'no_code',
  })
  const stats = await app.stats(program)
  assert.deepEqual([stats.signups, stats.referred, stats.organic], [2, 1, 1])
})

test('the code that the friend typed wins over the link that they clicked', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const [clicked, typed] = await app.participants(program, 2)
  const clickId = await app.click(program, clicked?.code ?? '')
  const bengali = (typed?.code ?? '').replace(/\d/g, (digit) => '০১২৩৪৫৬৭৮৯'[Number(digit)] ?? '')
  const answer = await app.signup(program, { userId: 'friend', clickId, code: bengali })
  assert.deepEqual([answer.attributedBy, answer.referral.advocateUserId], ['code', typed?.userId])
})

test('caps refuse in order of arrival, by the program’s day, and a budget refusal uses no place', async () => {
  const app = await sharedApp()
  const caps = { perAdvocatePerDay: 2, perAdvocateTotal: 3 }
  const program = await app.liveProgram({ caps }, 3 * 2000)
  const { code } = await app.join(program, 'advocate')
  const reasonOf = async (userId: string) => (await app.signup(program, { userId, code })).reason
  assert.deepEqual(
    [await reasonOf('a'), await reasonOf('b'), await reasonOf('c')],
    [undefined, undefined, 'advocate_cap_reached'],
  )
  await app.advance(program, 86_400)
  assert.deepEqual([await reasonOf('d'), await reasonOf('e')], [undefined, 'advocate_cap_reached'], 'three in all')
  const { code: other } = await app.join(program, 'other')
  assert.equal((await app.signup(program, { userId: 'f', code: other })).reason, 'budget_exhausted')
  await app.fund(program, 4000)
  assert.equal((await app.signup(program, { userId: 'g', code: other })).outcome, 'referred')
  assert.equal(
    (await app.signup(program, { userId: 'h', code: other })).outcome,
    'referred',
    'the refusal took no place',
  )
  await app.assertLedger(program)
})

test('a fact learnt later reverses an unreleased reward, and never a released one', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate', { identities: { device: 'phone-of-advocate' } })
  await app.ok('POST', `/v1/programs/${program.slug}/members`, { members: [{ identities: { phone: '01722222222' } }] })
  const learn = (userId: string, identities: Record<string, string>) =>
    app.ok('PUT', `/v1/programs/${program.slug}/participants/${userId}/identities`, identities)
  for (const userId of ['member', 'self', 'honest', 'released']) await app.signup(program, { userId, code })
  assert.equal((await app.participant(program, 'advocate')).balances.heldMinor, 8000)
  await learn('member', { phone: '01722222222' })
  await learn('self', { device: 'phone-of-advocate' })
  await learn('honest', { phone: '01733333333' })
  const { balances, friends } = await app.participant(program, 'advocate')
  assert.deepEqual([balances.heldMinor, friends.counted], [4000, 2])
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/advocate/referrals`)
  const reasons = new Map(
    items.map((item: { friendUserId: string; state: string; reason?: string }) => [
      item.friendUserId,
      `${item.state} ${item.reason ?? ''}`,
    ]),
  )
  assert.equal(reasons.get('member'), 'reversed already_member')
  assert.equal(reasons.get('self'), 'reversed self_referral')
  assert.equal(reasons.get('honest'), 'counted ')
  await app.advance(program, 7 * 86_400)
  await learn('released', { phone: '01722222222' })
  assert.equal((await app.participant(program, 'advocate')).balances.availableMinor, 4000)
  assert.equal((await app.stats(program)).reversedMinor, 4000)
  await app.assertLedger(program)
})

test('a new cap includes friends granted that day under older terms', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  const clickId = await app.click(program, code)
  await app.ok('PATCH', `/v1/programs/${program.slug}`, { caps: { perAdvocatePerDay: 1, perAdvocateTotal: null } })
  await app.advance(program, 72 * 3600)
  assert.equal((await app.signup(program, { userId: 'by-click', clickId })).outcome, 'referred')
  assert.equal((await app.signup(program, { userId: 'by-code', code })).reason, 'advocate_cap_reached')
})
