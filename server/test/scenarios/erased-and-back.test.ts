/**
 * "I asked to be forgotten while my friend's appeal was open." "A year later I came back, and the app sent my old cash-out
 * once more."
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, transaction } from '../../src/db/connect.js'
import { cashOut } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { openPortal } from '../support/portal.js'
import { until } from '../support/until.js'

const daySeconds = 86_400
const wallet = { kind: 'bkash', account: '01811223344' }
const bank = { kind: 'bank', account: '1234567890', holder: 'Rina Akter', bank: 'Sonali', routing: '200270522' }

for (const method of [wallet, bank]) {
  test(`a repeated cash-out to a ${method.kind} is the same one before and after the person has a new account`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram({ attributionWindowDays: 1, holdDays: 0 })
    const base = `/v1/programs/${program.slug}/participants/rina`
    const { code } = await app.join(program, 'rina')
    await app.signup(program, { userId: 'tuli', code, identities: { phone: '01911223355' } })
    const request = { amountMinor: 2000, method }
    const asked = (body: object) => cashOut(app, program, body, { userId: 'rina', key: 'first' })
    const first = await asked(request)
    assert.equal(first.status, 201, JSON.stringify(first.body))
    await app.advance(program, 60)
    await app.ok('POST', `${base}/erasure`)
    await app.advance(program, 40 * daySeconds)
    assert.equal((await app.call('GET', base)).status, 404)
    await app.ok('POST', `${base}/return`)

    const repeated = async (when: string) => {
      for (const same of [request, { amountMinor: 2000 }]) {
        const { status, body } = await asked(same)
        assert.deepEqual([status, body.id], [200, first.body.id], when)
      }
      for (const other of [
        { ...request, amountMinor: 1999 },
        { ...request, method: { ...method, account: '01811223345' } },
        { ...request, method: { kind: 'nagad', account: '01811223344' } },
      ]) {
        const { status, body } = await asked(other)
        assert.deepEqual([status, body.code], [422, 'idempotency_key_reused'], when)
      }
    }
    await repeated('before another account is on file')
    await app.ok('PUT', `${base}/payout-method`, { kind: 'rocket', account: '01811223366' })
    await repeated('with another account on file')
    await app.ok('PUT', `${base}/payout-method`, method)
    await repeated('with the same account on file')
    assert.equal((await app.participant(program, 'rina')).balances.paidMinor, 2000)
    const rina = await openPortal(app, program, 'rina')
    const { items } = await rina.ok('GET', '/payouts')
    const [{ lines }] = (await rina.ok('GET', '/statement')).items.slice(-1)
    const line = lines.find(({ kind }: Body) => kind === 'payout')
    for (const lost of [items[0], line]) assert.deepEqual(lost.method, { kind: method.kind, masked: '' })
    assert.match((await rina.ok('GET', '/standing')).method.masked, /^(018•••••344|•••890)$/)
    await app.assertLedger(program)
  })
}

for (const ruling of ['count', 'dismiss'] as const) {
  test(`an advocate is not erased while a friend's appeal is open: ${ruling}`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram({ attributionWindowDays: 1, holdDays: 2, caps: { perAdvocateTotal: 1 } })
    const base = `/v1/programs/${program.slug}`
    const { code } = await app.join(program, 'rina')
    const first = await app.signup(program, { userId: 'tuli', code, identities: { phone: '01911223355' } })
    await app.ok('POST', `${base}/referrals/${first.referral.id}/reverse`, { reason: 'a test account' })
    const second = await app.signup(program, { userId: 'tuli two', code, identities: { phone: '01911223355' } })
    assert.equal(second.reason, 'already_member')
    const appeal = await app.ok('POST', `${base}/referrals/${second.referral.id}/appeal`, { text: 'I am new' })
    await app.join(program, 'jamil')
    for (const userId of ['rina', 'jamil']) await app.ok('POST', `${base}/participants/${userId}/erasure`)
    const waits = async (userId: string) =>
      (await (await openPortal(app, program, userId)).ok('GET', '/standing')).leaving
    for (const { erasure } of await Promise.all(['rina', 'jamil'].map(waits)))
      assert.deepEqual(erasure.awaited, ['clicks', 'checks'], 'the same as for somebody whom no friend followed')
    await app.advance(program, 40 * daySeconds)
    assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 0, 'she is still there')
    assert.deepEqual((await waits('rina')).erasure, { awaited: ['checks'], notBefore: null })

    if (ruling === 'dismiss') {
      await app.ok('POST', `${base}/appeals/${appeal.id}/dismiss`, { reason: 'not new' })
    } else {
      await app.ok('POST', `${base}/referrals/${second.referral.id}/count`, { reason: 'new indeed' })
      assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 2000)
      await app.advance(program, 2 * daySeconds + 60)
      const paid = await cashOut(app, program, { amountMinor: 2000, method: wallet }, { userId: 'rina' })
      assert.equal(paid.status, 201, 'she collects what the appeal brought')
    }
    await app.advance(program, 60)
    await app.advance(program, 31 * daySeconds)
    assert.equal((await app.call('GET', `${base}/participants/rina`)).status, 404)
    await app.assertLedger(program)
  })
}

test('an erasure waits while an action before the deadline may still be reported', async () => {
  const app = await sharedApp()
  const terms = { attributionWindowDays: 1, holdDays: 0, qualifyingEvent: { name: 'first_payment', withinDays: 30 } }
  const program = await app.liveProgram(terms)
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'tuli', code })
  for (const userId of ['rina', 'tuli']) await app.ok('POST', `${base}/participants/${userId}/erasure`)
  await app.advance(program, 31 * daySeconds)
  const occurredAt = new Date(Date.parse((await app.program(program)).now) - 1.5 * daySeconds * 1000).toISOString()
  const reported = await app.ok('POST', `${base}/events`, { userId: 'tuli', name: 'first_payment', occurredAt })
  assert.deepEqual([reported.qualified, reported.referral.state], [true, 'counted'])
  assert.equal((await app.participant(program, 'rina')).balances.availableMinor, 2000, 'she can still collect it')
  await app.assertLedger(program)
  // Without an action the erasure comes as soon as none can be reported.
  const jamil = await app.join(program, 'jamil')
  await app.signup(program, { userId: 'nila', code: jamil.code })
  await app.ok('POST', `${base}/participants/jamil/erasure`)
  await app.advance(program, 36 * daySeconds)
  assert.equal((await app.call('GET', `${base}/participants/jamil`)).status, 200)
  await app.advance(program, 2 * daySeconds)
  assert.equal((await app.call('GET', `${base}/participants/jamil`)).status, 404)
})

/** A friend who was refused. Nobody has counted the friend yet, so either of the two can be erased first. */
async function refusedPair(terms: Body) {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 1, holdDays: 0, ...terms }, 10_000)
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'before', identities: { phone: '01911223355' } })
  const refused = await app.signup(program, { userId: 'tuli', code, identities: { phone: '01911223355' } })
  assert.equal(refused.reason, 'already_member')
  const referral = `${base}/referrals/${refused.referral.id}`
  const erase = async (userId: string) => {
    await app.ok('POST', `${base}/participants/${userId}/erasure`)
    await app.advance(program, 40 * daySeconds)
    assert.equal((await app.call('GET', `${base}/participants/${userId}`)).status, 404)
  }
  const count = () => app.call('POST', `${referral}/count`, { reason: 'new indeed' })
  const balances = async () => {
    const { budgetMinor, reservedMinor } = (await app.program(program)).balances
    return [budgetMinor, reservedMinor]
  }
  return { app, program, base, referral, erase, count, balances }
}

test('nothing is promised to an erased advocate: the friend gets the bonus, and the rest stays in the budget', async () => {
  for (const appeals of [false, true]) {
    const { app, program, referral, erase, count, balances } = await refusedPair({ friendRewardMinor: 500 })
    await erase('rina')
    if (appeals) {
      await app.ok('POST', `${referral}/appeal`, { text: 'I am new' })
      assert.deepEqual(await balances(), [9500, 500], 'what can be granted is reserved')
    }
    const { status, body } = await count()
    assert.equal(status, 200)
    assert.deepEqual(
      body.rewards.map(({ side, amountMinor, state }: Body) => [side, amountMinor, state]),
      [['friend', 500, 'available']],
    )
    assert.deepEqual(await balances(), [9500, 0])
    assert.equal((await count()).status, 200, 'again')
    assert.equal((await app.participant(program, 'tuli')).balances.availableMinor, 500)
    await app.assertLedger(program)
  }
})

test('an advocate who is back when the appeal is answered is granted the reward too', async () => {
  const { app, program, base, referral, erase, count, balances } = await refusedPair({ friendRewardMinor: 500 })
  await erase('rina')
  await app.ok('POST', `${referral}/appeal`, { text: 'I am new' })
  await app.ok('POST', `${base}/participants/rina/return`)
  assert.equal((await count()).status, 200)
  assert.deepEqual(await balances(), [7500, 0])
  assert.equal((await app.participant(program, 'rina')).balances.availableMinor, 2000)
  await app.assertLedger(program)
})

test('where nobody is left to collect a reward, a referral is neither counted nor appealed', async () => {
  const { app, program, base, referral, erase, count, balances } = await refusedPair({})
  await erase('rina')
  const tuli = await openPortal(app, program, 'tuli')
  assert.equal((await tuli.ok('GET', '/standing')).invitation.mayAppeal, false)
  for (const { status, body } of [await count(), await app.call('POST', `${referral}/appeal`, { text: 'I am new' })]) {
    assert.deepEqual([status, body.code], [409, 'referral_state_conflict'])
    assert.match(body.detail, /was erased on request/)
  }
  assert.deepEqual(await balances(), [10_000, 0])
  await app.ok('POST', `${base}/participants/rina/return`)
  assert.equal((await count()).status, 200)
  assert.equal((await app.participant(program, 'rina')).balances.availableMinor, 2000)
  await app.assertLedger(program)
})

test('the name of an erased account is no account: nothing is written about it, and no app has such an id', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 1 })
  const base = `/v1/programs/${program.slug}`
  for (const userId of ['rina', 'jamil']) await app.join(program, userId)
  const { items } = await app.ok('GET', `${base}/participants`)
  const [rinas = '', jamils = ''] = ['rina', 'jamil'].map(
    (userId) => `erased:${items.find((item: Body) => item.userId === userId).id}`,
  )
  const refusals = async (userId: string) => [
    await app.call('PUT', `${base}/participants/${userId}`, {}),
    await app.signupCall(program, { userId }),
    await app.call('POST', `${base}/members`, { members: [{ userId }] }),
  ]
  for (const { status } of await refusals(jamils)) assert.equal(status, 422, 'before the erasure')
  for (const userId of ['rina', 'jamil']) await app.ok('POST', `${base}/participants/${userId}/erasure`)
  await app.advance(program, 20 * daySeconds)
  for (const { status } of await refusals(rinas)) assert.equal(status, 422)
  assert.equal((await app.call('GET', `${base}/participants/jamil`)).status, 404, 'erased, too')

  const path = `${base}/participants/${rinas}`
  for (const [method, of, body] of [
    ['PUT', 'payout-method', wallet],
    ['PUT', 'identities', { email: 'rina@mail.example' }],
    ['PUT', 'code', { code: 'rinaagain' }],
    ['POST', 'portal-sessions', {}],
    ['POST', 'leave', undefined],
    ['POST', 'erasure', undefined],
    ['POST', 'return', undefined],
  ] as const)
    assert.equal((await app.call(method, `${path}/${of}`, body)).status, 404, of)
  const asked = await cashOut(app, program, { amountMinor: 1, method: wallet }, { userId: rinas })
  assert.equal(asked.status, 404)
  assert.equal((await app.call('GET', `${path}/transfers`)).status, 200, 'an operator may read the books')
})

test('facts that arrive during the erasure of a person are not kept', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'rina', code })
  const { code: own } = await app.join(program, 'rina')
  await app.advance(program, 30 * 86_400)
  const base = `/v1/programs/${program.slug}`
  const rinas = `${base}/participants/rina`
  const calls: readonly [string, string, Body, number][] = [
    ['PUT', `${rinas}/payout-method`, wallet, 404],
    ['PUT', `${rinas}/identities`, { email: 'rina@mail.example', device: 'told-too-late-1' }, 404],
    ['PUT', rinas, { identities: { phone: '01755555777' }, context: { ip: '203.0.113.9' } }, 409],
    ['POST', `${rinas}/portal-sessions`, {}, 404],
    ['POST', `${base}/events`, { userId: 'rina', name: 'watched' }, 200],
    ['PUT', `${rinas}/code`, { code: 'RINA77' }, 404],
  ]
  const sql = connect(app.database.ownerUrl, { max: 2 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const kept = async () => {
    const [row] = await sql`
      select (select count(*) from payout_methods) as methods, (select count(*) from identity_claims) as claims,
        (select count(*) from sightings) as sightings, (select count(*) from join_marks) as marks,
        (select count(*) from portal_sessions) as sessions, (select count(*) from activity) as days,
        (select count(*) from chosen_codes) as codes`
    return row
  }
  const before = await kept()
  const answers = await transaction(sql, async (tx) => {
    await tx`select id from participants where code = ${own} for no key update`
    const sent = calls.map(([method, path, body]) => app.call(method, path, body))
    const waits = () =>
      sql`
        select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()`
    await until('every call waits for the row', async () => (await waits()).count >= calls.length)
    await tx`
      update participants
      set left_at = now(), erasure_asked_at = now(), erased_at = now(), user_id = 'erased:' || id
      where code = ${own}`
    return { sent }
  })
  const statuses = await Promise.all(answers.sent)
  assert.deepEqual(
    statuses.map(({ status }) => status),
    calls.map(([, , , status]) => status),
  )
  assert.deepEqual(await kept(), before)
})
