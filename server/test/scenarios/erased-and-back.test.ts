/**
 * "I asked to be forgotten while my friend's appeal was open." "A year later I came back, and the app sent my old cash-out
 * once more."
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { openPortal } from '../support/portal.js'

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
    await app.ok('POST', `${base}/participants/rina/erasure`)
    await app.advance(program, 40 * daySeconds)
    assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 0, 'she is still there')

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
