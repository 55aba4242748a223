/** Somebody has had enough: the link stops, the money does not, and they are forgotten once nothing is open any more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { cashOut } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { sharedApp, startApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { openPortal } from '../support/portal.js'

const daySeconds = 86_400
const iso = (ms: number) => new Date(ms).toISOString()

test('a participant who leaves keeps earlier earnings, earns nothing more, and cashes out below the minimum', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ minimumPayoutMinor: 10_000 })
  const base = `/v1/programs/${program.slug}`
  const { code, link } = await app.join(program, 'rina')
  await app.advance(program, 120)
  const clickId = await app.click(program, code)
  await app.signup(program, { userId: 'before', code })
  const left = await app.ok('POST', `${base}/participants/rina/leave`)
  assert.ok(left.leftAt)
  assert.deepEqual(await app.ok('POST', `${base}/participants/rina/leave`), left, 'the same again is harmless')
  assert.equal(
    (await app.ok('PUT', `${base}/participants/rina`)).leftAt,
    left.leftAt,
    'an app that joins its people brings nobody back',
  )

  assert.equal((await app.ok('GET', `${base}/codes/${code}`)).valid, false)
  const later = await app.signup(program, { userId: 'later', code })
  assert.deepEqual([later.outcome, later.reason], ['organic', 'unknown_code'])
  const told = await app.signup(program, {
    userId: 'told late',
    code,
    occurredAt: iso(Date.parse(left.leftAt) - 60_000),
  })
  assert.equal(told.outcome, 'referred', 'that account was opened before')
  assert.equal((await app.signup(program, { userId: 'clicked before', clickId })).outcome, 'referred')
  const visit = await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' } })
  assert.equal(visit.status, 302)
  assert.ok(!visit.headers.get('location')?.includes('bondhu_click'), 'the friend goes on, uncredited')
  assert.equal((await app.stats(program)).clicks, 1)

  await app.advance(program, 8 * daySeconds)
  const method = { kind: 'bkash', account: '01712345678' }
  const { status } = await cashOut(app, program, { amountMinor: 6000, method }, { userId: 'rina' })
  assert.equal(status, 201, 'below the minimum')

  const back = await app.ok('POST', `${base}/participants/rina/return`)
  assert.deepEqual([back.leftAt, back.code], [undefined, code])
  assert.equal((await app.signup(program, { userId: 'after', code })).outcome, 'referred')
  const types = ['participant.left', 'participant.returned']
  for (const type of types) assert.equal((await app.told(program, type, 1)).length, 1)
  await app.assertLedger(program)
})

test('erasure happens once the money is collected and nobody is awaited, and the person is still recognised', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram({ attributionWindowDays: 10 }, 10_000_000)
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina', { identities: { phone: '01712345678' } })
  await app.signup(program, { userId: 'friend', code })
  const portal = await openPortal(app, program, 'rina')
  const asked = await portal.ok('POST', '/erasure')
  assert.deepEqual(asked.leaving.erasure.awaited, ['clicks', 'checks', 'money'])
  assert.ok(Date.parse(asked.leaving.erasure.notBefore) > Date.now() + 16 * daySeconds * 1000)

  await app.advance(program, 18 * daySeconds)
  const stillThere: Body = await app.participant(program, 'rina')
  assert.equal(stillThere.balances.availableMinor, 2000, 'the money waits for her')
  const method = { kind: 'bkash', account: '01712345678' }
  assert.equal((await cashOut(app, program, { amountMinor: 2000, method }, { userId: 'rina' })).status, 201)
  await app.advance(program, 60)
  assert.equal((await app.participant(program, 'rina')).balances.paidMinor, 2000)
  await app.advance(program, 31 * daySeconds)

  const gone = await app.call('GET', `${base}/participants/rina`)
  assert.deepEqual([gone.status, gone.body.code], [404, 'participant_not_found'])
  assert.equal((await portal.call('GET', '/standing')).status, 401)
  const sql = connect(app.database.serviceUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const [left] = await sql<{ keys: number; methods: number; named: number; hints: number }[]>`
    select (select count(*)::int from participant_keys) as keys, (select count(*)::int from payout_methods) as methods,
      (select count(*)::int from participants where user_id = 'rina') as named,
      (select count(*)::int from payouts where hint <> '') as hints`
  assert.deepEqual({ ...left }, { keys: 0, methods: 0, named: 0, hints: 0 })
  await app.assertLedger(program)
  assert.equal((await app.stats(program)).paidMinor, 2000, 'what was paid was paid')

  const again = await app.call('PUT', `${base}/participants/rina`)
  assert.deepEqual([again.status, again.body.code], [409, 'participant_erased'])
  const other = await app.join(program, 'karim')
  const asFriend = await app.signup(program, { userId: 'rina', code: other.code })
  assert.deepEqual([asFriend.outcome, asFriend.reason], ['refused', 'already_member'])
  const byPhone = { userId: 'rina two', code: other.code, identities: { phone: '01712345678' } }
  assert.equal((await app.signup(program, byPhone)).reason, 'already_member')
  assert.equal((await app.ok('POST', `${base}/participants/rina/return`)).code, code, 'she may come back herself')
  assert.equal((await app.participant(program, 'rina')).balances.paidMinor, 2000)
  await app.assertLedger(program)
})

test('a friend who never shared is erased too, and no join restores them', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  await app.signup(program, { userId: 'tuli' })
  await app.ok('POST', `${base}/participants/tuli/erasure`)
  assert.equal((await app.ok('PUT', `${base}/participants/tuli`)).code, null, 'who waits to be forgotten gets no link')
  await app.advance(program, daySeconds)
  assert.equal((await app.told(program, 'participant.erased', 1)).length, 1)
  const again = await app.call('PUT', `${base}/participants/tuli`)
  assert.deepEqual([again.status, again.body.code], [409, 'participant_erased'])
  assert.ok((await app.ok('POST', `${base}/participants/tuli/return`)).userId)
  assert.ok((await app.ok('PUT', `${base}/participants/tuli`)).code)
})

test('friends who join during a leave are decided either before or after it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const path = `/v1/programs/${program.slug}/participants/rina/leave`
  const [answers] = await Promise.all([
    Promise.all(Array.from({ length: 40 }, (_, index) => app.signup(program, { userId: `f-${index}`, code }))),
    ...Array.from({ length: 5 }, () => app.ok('POST', path)),
  ])
  const counted = answers.filter(({ outcome }) => outcome === 'referred').length
  for (const { outcome, reason } of answers) if (outcome !== 'referred') assert.equal(reason, 'unknown_code')
  const { balances, friends } = await app.participant(program, 'rina')
  assert.deepEqual([balances.heldMinor, friends.counted], [2000 * counted, counted])
  assert.equal((await app.told(program, 'participant.left', 1)).length, 1)
  await app.assertLedger(program)
})
