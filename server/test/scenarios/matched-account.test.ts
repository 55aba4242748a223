/** "That phone is mine, I bought it": who answers an appeal sees which account had the phone before, or that it was erased. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'

const daySeconds = 86_400
const phone = '01712345678'
const near = (text: string, atMs: number) => assert.ok(Math.abs(Date.parse(text) - atMs) < 600_000, text)

/** Appeals for a friend who was refused. @returns the appeal as the list has it */
async function appealOf(app: TestApp, program: TestProgram, refused: Body): Promise<Body> {
  assert.equal(refused.outcome, 'refused')
  const base = `/v1/programs/${program.slug}`
  const said = await app.ok('POST', `${base}/referrals/${refused.referral.id}/appeal`, { text: 'I bought this phone' })
  const { items } = await app.ok('GET', `${base}/appeals`)
  return items.find(({ id }: Body) => id === said.id)
}

test('a phone that was erased and sold again: the appeal says that its account was erased, and when', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ endsAt: new Date(Date.now() + 900 * daySeconds * 1000).toISOString() })
  const base = `/v1/programs/${program.slug}`
  const startedMs = Date.now()
  await app.signup(program, { userId: 'old owner', identities: { phone } })
  await app.ok('POST', `${base}/participants/old owner/erasure`)
  await app.advance(program, daySeconds)
  assert.equal((await app.told(program, 'participant.erased', 1)).length, 1)
  for (const days of [250, 250]) await app.advance(program, days * daySeconds)
  const { code } = await app.join(program, 'advocate')
  const refused = await app.signup(program, { userId: 'new owner', code, identities: { phone } })
  assert.equal(refused.reason, 'already_member')
  const { matched, text } = await appealOf(app, program, refused)
  assert.equal(text, 'I bought this phone')
  assert.equal(matched.userId, null)
  near(matched.firstSeenAt, startedMs)
  near(matched.erasedAt, startedMs + daySeconds * 1000)
  await app.ok('POST', `${base}/referrals/${refused.referral.id}/count`, { reason: 'a sold phone' })
  await app.assertLedger(program)
})

test('a live account is named, and its erasure removes only the name', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const startedMs = Date.now()
  await app.signup(program, { userId: 'first', identities: { phone } })
  await app.advance(program, 3 * daySeconds)
  const { code } = await app.join(program, 'advocate')
  const refused = await app.signup(program, { userId: 'second', code, identities: { phone } })
  const { matched } = await appealOf(app, program, refused)
  assert.deepEqual([matched.userId, matched.erasedAt], ['first', null])
  near(matched.firstSeenAt, startedMs)

  await app.ok('POST', `${base}/participants/first/erasure`)
  await app.advance(program, daySeconds)
  const { items } = await app.ok('GET', `${base}/appeals`)
  assert.equal(items[0].matched.userId, null)
  near(items[0].matched.erasedAt, startedMs + 4 * daySeconds * 1000)
  assert.doesNotMatch(JSON.stringify(items), /first"|erased:/)
})

test('every kind of clash names its account: email, device, the advocate’s own, a late code, an imported member', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ oneRewardPerDevice: true })
  const base = `/v1/programs/${program.slug}`
  const email = 'rina@example.com'
  const device = 'a-device-of-some-family'
  await app.signup(program, { userId: 'of mail', identities: { email } })
  await app.signup(program, { userId: 'of device', identities: { device } })
  const { code } = await app.join(program, 'advocate', { identities: { phone } })
  const members = [
    { identities: { phone: '01812345678' }, createdAt: '2020-05-01T00:00:00.000Z' },
    { identities: { phone: '01912345678' } },
  ]
  await app.ok('POST', `${base}/members`, { members })
  const of = async (userId: string, identities: Body) => {
    const { matched, refusedFor } = await appealOf(
      app,
      program,
      await app.signup(program, { userId, code, identities }),
    )
    return [refusedFor, matched?.userId, matched?.firstSeenAt]
  }
  assert.deepEqual((await of('a', { email })).slice(0, 2), ['already_member', 'of mail'])
  assert.deepEqual((await of('b', { device })).slice(0, 2), ['same_device', 'of device'])
  assert.deepEqual((await of('c', { phone })).slice(0, 2), ['self_referral', 'advocate'])
  assert.deepEqual((await of('d', { device, email })).slice(0, 2), ['already_member', 'of mail'], 'by the reason told')
  assert.deepEqual(await of('e', { phone: '01812345678' }), ['already_member', null, '2020-05-01T00:00:00.000Z'])
  assert.deepEqual(await of('f', { phone: '01912345678' }), ['already_member', null, null])
  await app.signup(program, { userId: 'g', identities: { email } })
  assert.deepEqual((await of('g', { email })).slice(0, 2), ['already_member', 'of mail'], 'by a late code')
})

test('a refusal that is not about another account names none', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ caps: { perAdvocateTotal: 1, perAdvocatePerDay: null } })
  const { code } = await app.join(program, 'advocate')
  await app.join(program, 'member')
  await app.signup(program, { userId: 'counted', code })
  for (const [userId, reason] of [
    ['member', 'already_member'],
    ['one too many', 'advocate_cap_reached'],
  ] as const) {
    const refused = await app.signup(program, { userId, code, identities: { email: `${userId.length}@example.com` } })
    assert.equal(refused.reason, reason)
    assert.equal((await appealOf(app, program, refused)).matched, null)
  }
})

test('neither the friend, the app’s answer, the file nor people who may not answer see the other account', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  await app.signup(program, { userId: 'hidden-person', identities: { phone } })
  const { code } = await app.join(program, 'advocate')
  const refused = await app.signup(program, { userId: 'friend', code, identities: { phone } })
  const appeal = await app.ok('POST', `${base}/referrals/${refused.referral.id}/appeal`)
  const portal = await openPortal(app, program, 'friend')
  const { browser: finance } = await invited(app, 'finance', program.slug)
  const { browser: support } = await invited(app, 'support', program.slug)
  const byFinance = await finance.call('GET', `${base}/appeals`)
  assert.equal(byFinance.body.items.length, 1)
  const shown: Body[] = [
    refused,
    appeal,
    byFinance.body,
    await app.signup(program, { userId: 'friend', code, identities: { phone } }),
    await app.ok('GET', `${base}/appeals.csv`),
    await app.ok('GET', `${base}/participants/friend`),
    await app.ok('GET', `${base}/participants/advocate/referrals`),
    await app.told(program, 'appeal.opened', 1),
    await portal.ok('GET', '/standing'),
  ]
  for (const one of shown) assert.doesNotMatch(JSON.stringify(one), /hidden-person|matched/)
  assert.equal((await support.call('GET', `${base}/appeals`)).body.items[0].matched.userId, 'hidden-person')
})

test('a clash learnt later names the older account too, and the friend’s erasure removes it', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const sql = connect(app.database.serviceUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const matchedOf = async (userId: string) => {
    const rows = await sql<{ state: string; user_id: string | null; matched: boolean }[]>`
      select r.state, m.user_id, r.matched_id is not null as matched
      from referrals r join participants f on f.program_id = r.program_id and f.id = r.id
      left join participants m on m.program_id = r.program_id and m.id = r.matched_id
      where f.user_id = ${userId}`
    return rows.map(({ state, user_id: by, matched }) => [state, by, matched]).flat()
  }
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'older', identities: { phone } })
  // The friend's phone becomes known after the signup; a member's account is told after it; an older account joins.
  await app.signup(program, { userId: 'learnt', code })
  await app.ok('PUT', `${base}/participants/learnt`, { identities: { phone } })
  assert.deepEqual(await matchedOf('learnt'), ['reversed', 'older', true])
  await app.signup(program, { userId: 'told', code, identities: { phone: '01812345678' } })
  const member = { identities: { phone: '01812345678' }, createdAt: '2020-05-01T00:00:00.000Z' }
  await app.ok('POST', `${base}/members`, { members: [member] })
  assert.deepEqual(await matchedOf('told'), ['reversed', null, true])
  await app.signup(program, { userId: 'second account', code, identities: { phone: '01912345678' } })
  const createdAt = '2021-01-01T00:00:00.000Z'
  await app.ok('PUT', `${base}/participants/first account`, { identities: { phone: '01912345678' }, createdAt })
  assert.deepEqual(await matchedOf('second account'), ['reversed', 'first account', true])

  await app.ok('POST', `${base}/participants/told/erasure`)
  await app.advance(program, 60 * daySeconds)
  const [tied] = await sql<{ tied: number }[]>`
    select count(*)::int as tied from referrals r
    join participants f on f.program_id = r.program_id and f.id = r.id
    where f.erased_at is not null and r.matched_id is not null`
  assert.equal((await app.told(program, 'participant.erased', 1)).length, 1)
  assert.equal(tied?.tied, 0)
  await app.assertLedger(program)
})
