/** "You told us more about a friend afterwards": what is learnt late counts, for and against, and never pays twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'

const ofAdvocate = '01911111111'

test('a late code is judged by what was learnt of the friend since, also while both arrive at once', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate', { identities: { phone: ofAdvocate } })
  const users = Array.from({ length: 20 }, (_, index) => `second-account-${index}`)
  await Promise.all(users.map((userId) => app.signup(program, { userId })))
  const learn = (userId: string) =>
    app.ok('PUT', `/v1/programs/${program.slug}/participants/${userId}/identities`, { phone: ofAdvocate })
  await learn('second-account-0')
  const late = await app.signup(program, { userId: 'second-account-0', code })
  assert.deepEqual([late.outcome, late.reason], ['refused', 'self_referral'])
  await Promise.all(users.flatMap((userId) => [app.signup(program, { userId, code }), learn(userId)]))
  const { balances } = await app.participant(program, 'advocate')
  assert.equal(balances.heldMinor, 0, 'whichever came first, nothing stays promised for a second account')
  await app.assertLedger(program)
})

test('the older account keeps the reward; a younger account with the same phone is the duplicate', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const [rina, karim] = await app.participants(program, 2)
  const first = await app.signup(program, { userId: 'first', code: rina?.code })
  const second = await app.signup(program, {
    userId: 'second',
    code: karim?.code,
    identities: { phone: '01722222222' },
  })
  assert.deepEqual([first.outcome, second.outcome], ['referred', 'referred'])
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/first/identities`, { phone: '01722222222' })
  const heldBy = async (userId: string | undefined) =>
    (await app.participant(program, userId ?? '')).balances.heldMinor as number
  assert.deepEqual([await heldBy(rina?.userId), await heldBy(karim?.userId)], [2000, 0])
  await app.ok('POST', `/v1/programs/${program.slug}/members`, { members: [{ identities: { phone: '01733333333' } }] })
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/first/identities`, {
    identities: { phone: '01733333333' },
  })
  assert.equal(await heldBy(rina?.userId), 0, 'a member is older than any friend')
  await app.assertLedger(program)
})

test('a late code is refused when its owner was seen with the friend’s phone meanwhile', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  const phone = '01744444444'
  await app.signup(program, { userId: 'friend', identities: { phone } })
  await app.ok('POST', `/v1/programs/${program.slug}/members`, {
    members: [{ userId: 'advocate', identities: { phone } }],
  })
  const { outcome, reason } = await app.signup(program, { userId: 'friend', code })
  assert.deepEqual([outcome, reason], ['refused', 'self_referral'])
})

for (const by of ['identities', 'join', 'members', 'a list', 'a list in another order'] as const) {
  test(`a counted friend whose phone turns out to be the advocate's has the reason that came first, told by ${by}`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram()
    const path = `/v1/programs/${program.slug}`
    const { code } = await app.join(program, 'advocate')
    const phone = '01744444445'
    await app.signup(program, { userId: 'friend', code, identities: { phone } })
    const advocate = `${path}/participants/advocate`
    if (by === 'identities') await app.ok('PUT', `${advocate}/identities`, { phone })
    if (by === 'join') await app.ok('PUT', advocate, { identities: { phone } })
    const own = { userId: 'advocate', identities: { phone } }
    const other = { userId: 'somebody', identities: { phone }, createdAt: '2020-01-01T00:00:00Z' }
    if (by === 'members') await app.ok('POST', `${path}/members`, { members: [own] })
    if (by === 'a list') await app.ok('POST', `${path}/members`, { members: [own, other] })
    if (by === 'a list in another order') await app.ok('POST', `${path}/members`, { members: [other, own] })
    const { items } = await app.ok('GET', `${advocate}/referrals`)
    const reason = by === 'a list in another order' ? 'already_member' : 'self_referral'
    assert.deepEqual([items[0].state, items[0].reason], ['reversed', reason])
    await app.assertLedger(program)
  })
}

test('a code that comes during a pause is not used up by it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend' })
  await app.ok('POST', `/v1/programs/${program.slug}/pause`)
  assert.deepEqual(await app.signup(program, { userId: 'friend', code }), { outcome: 'organic', reason: 'no_code' })
  await app.ok('POST', `/v1/programs/${program.slug}/resume`)
  assert.equal((await app.signup(program, { userId: 'friend', code })).outcome, 'referred')
})

test('an empty field counts as missing, and the action of an imported member credits nobody', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ qualifyingEvent: { name: 'watched', withinDays: 5 } })
  const empty = { code: '', clickId: '', installReferrer: '', identities: { phone: '', email: ' ' } }
  assert.deepEqual(await app.signup(program, { userId: 'friend', ...empty }), { outcome: 'organic', reason: 'no_code' })
  await app.ok('POST', `/v1/programs/${program.slug}/members`, { members: [{ userId: 'old' }] })
  const event = (userId: string) => app.call('POST', `/v1/programs/${program.slug}/events`, { userId, name: 'watched' })
  assert.deepEqual((await event('old')).body, { qualified: false, referral: null })
  assert.equal((await event('nobody')).status, 404)
})

test('a mistyped code is reported rather than an expired click', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 1 })
  const { code } = await app.join(program, 'advocate')
  const clickId = await app.click(program, code)
  await app.advance(program, 2 * 86_400)
  assert.deepEqual(await app.signup(program, { userId: 'friend', clickId, code: '1234567890' }), {
    outcome: 'organic',
    reason: 'unknown_code',
  })
})

test('friends who shared a phone when that was allowed keep their rewards after it no longer is', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ oneRewardPerDevice: false, holdDays: 30 })
  const path = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'advocate')
  for (const userId of ['sister', 'brother']) {
    await app.signup(program, { userId, code, identities: { device: 'of the family' } })
  }
  await app.ok('PATCH', path, { oneRewardPerDevice: true })
  await app.advance(program, 73 * 3600)
  for (const userId of ['first', 'second']) {
    assert.equal((await app.signup(program, { userId, code, identities: { device: userId } })).outcome, 'referred')
  }
  // Apps join their people at every start.
  for (const userId of ['brother', 'sister'])
    await app.join(program, userId, { identities: { device: 'of the family' } })
  await app.join(program, 'second', { identities: { device: 'first' } })
  const { items } = await app.ok('GET', `${path}/participants/advocate/referrals`)
  assert.deepEqual(
    items.map(({ friendUserId, state, reason }: Body) => [friendUserId, state, reason ?? null]),
    [
      ['second', 'reversed', 'same_device'],
      ['first', 'counted', null],
      ['brother', 'counted', null],
      ['sister', 'counted', null],
    ],
  )
  await app.assertLedger(program)
})
