/** What a person gets who asks what is known about them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftOut, parts } from '../../src/domain/participants/export-parts.js'
import { ending, lasting } from '../../src/retention.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'

/** Tables without a word about a participant: programs and their money, operators, checks and sums. */
const ofNobody = new Set(
  [
    'refused_calls ledger_checks cluster_checks sign_in_attempts operator_sessions operator_challenges invitations',
    'operator_codes_used operators operator_credentials operator_second_factors operator_grants api_keys team_policy notices notice_settings',
    'fundings funding_requests close_steps close_requests reconciliations reconciliation_parts provider_statements',
    'tallies totals day_totals lifetime_totals programs books pauses program_versions logos fraud_versions webhooks vetoes',
    'attached_providers click_folds rank_folds example_fills feed_ends key_fingerprints migrations',
  ].flatMap((names) => names.split(' ')),
)

test('every table with data of a person is in the export, or left out with a reason', () => {
  const kept = [...Object.values(ending), ...lasting].flatMap(({ tables }): readonly string[] => tables)
  const named = [...parts, ...leftOut].flatMap(({ tables }) => tables)
  assert.deepEqual(
    kept.filter((table) => !ofNobody.has(table) && !named.includes(table)),
    [],
    'neither exported nor left out',
  )
  assert.deepEqual(
    named.filter((table) => !kept.includes(table) || ofNobody.has(table)),
    [],
    'not a table with data of a person',
  )
  const exported = new Set(parts.flatMap(({ tables }) => tables))
  assert.deepEqual(
    leftOut.flatMap(({ tables }) => tables.filter((table) => exported.has(table))),
    [],
    'both exported and left out',
  )
  assert.ok(leftOut.every(({ why }) => why.length > 20))
})

const phone = '01712340001'
const friendPhone = '0171234010'
const wallet = '01712349999'

/** Somebody who came through a link, brought three friends, cashed out, asked and has a card. */
async function life(app: TestApp, program: TestProgram): Promise<string> {
  const base = `/v1/programs/${program.slug}`
  const first = await app.join(program, 'u-first')
  const clickId = await app.click(program, first.code)
  await app.signup(program, {
    userId: 'u-asking',
    clickId,
    identities: { phone, email: 'rina.akter@example.com', device: 'phone-of-rina' },
    country: 'BD',
    birthYear: 1998,
    context: { ip: '203.0.113.77', userAgent: 'Golpo/5 (Android 13; SM-A045F)' },
  })
  const { code } = await app.join(program, 'u-asking')
  await app.click(program, code)
  for (const number of [1, 2, 3]) {
    await app.signup(program, { userId: `u-friend-${number}`, code, identities: { phone: `${friendPhone}${number}` } })
  }
  await app.ok('PUT', `${base}/participants/u-asking/payout-method`, { kind: 'bkash', account: wallet })
  const portal = await openPortal(app, program, 'u-asking')
  await portal.ok('POST', '/missing-friend', { came: 'link', opened: 'before', friend: '01712340009' })
  await app.ok('POST', `${base}/participants/u-asking/link/stop`, { reason: 'a false promise' })
  await app.advance(program, 9 * 86_400)
  const paid = await app.call(
    'POST',
    `${base}/participants/u-asking/payouts`,
    { amountMinor: 2000 },
    { 'idempotency-key': 'once' },
  )
  assert.equal(paid.status, 201, JSON.stringify(paid.body))
  return `${base}/participants/u-asking/export`
}

async function allOf(app: TestApp, path: string, limit: number): Promise<Body[]> {
  const items: Body[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? `?limit=${limit}` : `?limit=${limit}&cursor=${cursor}`
    const page: Body = await app.ok('GET', path + query)
    assert.ok(page.items.length <= limit)
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

test('a person who asks gets everything that is kept about them, in pages of any size', async () => {
  const app = await sharedApp()
  const path = await life(app, await app.liveProgram({ friendRewardMinor: 500 }))
  const items = await allOf(app, path, 100)
  const of = (name: string): Body[] => items.filter(({ part }) => part === name).map(({ kept }) => kept)
  const [account] = of('account')
  assert.deepEqual([account.userId, account.country], ['u-asking', 'BD'])
  assert.deepEqual([account.friendsCounted, account.availableMinor, account.clearingMinor], [3, 4500, 2000])
  const [signup] = of('signup')
  assert.deepEqual([signup.outcome, signup.attributedBy, signup.click.platform], ['referred', 'click', 'other'])
  const [trace] = of('traces')
  assert.deepEqual([trace.address, trace.browser, trace.numberBlock], [true, true, true])
  assert.deepEqual([of('paymentAccount')[0].kind, of('paymentAccount')[0].endsWith.length < 6], ['bkash', true])
  assert.deepEqual(
    of('friends').map(({ state, amountMinor, rewardState }) => [state, amountMinor, rewardState]),
    Array.from({ length: 3 }, () => ['counted', 2000, 'available']),
  )
  assert.equal(of('ownReward')[0].amountMinor, 500)
  assert.equal(of('questions')[0].came, 'link')
  assert.equal(of('linkRulings')[0].reason, 'a false promise')
  assert.equal(of('payouts')[0].amountMinor, 2000)
  assert.ok(of('statement').length >= 9)
  assert.ok(of('record').some(({ action }) => action === 'link.stop'))
  for (const limit of [1, 2, 7]) assert.deepEqual(await allOf(app, path, limit), items, `by ${limit}`)
})

test('of a person who only joined, the export tells which marks of the first join are kept', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const userAgent = 'Golpo/5 (Android 13; SM-A045F)'
  await app.join(program, 'u-joined', { context: { userAgent } })
  await app.join(program, 'u-joined', { context: { ip: '203.0.113.78', userAgent } })
  const items = await allOf(app, `/v1/programs/${program.slug}/participants/u-joined/export`, 100)
  const marks = items.filter(({ part }) => part === 'joinMarks').map(({ kept }) => kept)
  assert.deepEqual(marks, [{ address: false, network: false, browser: true }])
})

test('an export names no other person, and no number of an account or a phone', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ friendRewardMinor: 500 })
  const text = JSON.stringify(await allOf(app, await life(app, program), 100))
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/u-asking/referrals`)
  const secrets = [
    '1712340009',
    'u-first',
    'u-friend',
    phone.slice(2),
    friendPhone.slice(2),
    wallet.slice(2),
    'rina.akter',
    '203.0.113',
  ]
  assert.equal(items.length, 3)
  const ids = items.flatMap(({ id, reward }: Body) => [id, reward.id])
  assert.deepEqual(
    [...secrets, 'phone-of-rina', 'SM-A045F', ...ids].filter((secret) => text.includes(secret)),
    [],
  )
})

test('an export is recorded, and only for those who may see participants', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'u-1')
  const path = `/v1/programs/${program.slug}/participants/u-1/export`
  await app.ok('GET', path)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/audit?action=participant.export`)
  assert.equal(items.length, 1)
  assert.match(items[0].subject, /^par_/)
  const support = (await invited(app, 'support')).browser
  assert.equal((await support.call('GET', path)).status, 200)
  const viewer = (await invited(app, 'viewer')).browser
  assert.equal((await viewer.call('GET', path)).status, 403)
  const { secret } = await app.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'app server' })
  const byKey = await fetch(app.url + path, { headers: { authorization: `Bearer ${secret}` } })
  assert.equal(byKey.status, 200)
  const other = await app.liveProgram()
  const elsewhere = await app.call('GET', `/v1/programs/${other.slug}/participants/u-1/export`)
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [404, 'participant_not_found'])
  const bad = await app.call('GET', `${path}?cursor=eyJ4IjoxfQ`)
  assert.deepEqual([bad.status, bad.body.code], [422, 'request_invalid'])
})
