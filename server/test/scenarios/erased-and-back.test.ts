/** "I asked to be forgotten. A year later I came back, and the app sent my old cash-out once more." */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
import { sharedApp } from '../support/app.js'

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
    await app.assertLedger(program)
  })
}
