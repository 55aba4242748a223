/** A provider is detached while payouts are in each of their states: none of them is stuck. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestApp, sharedApp } from '../support/app.js'
import { until } from '../support/until.js'
import { attach, callBack, recharge, signedAnswer, sold } from './attached.js'
import { cashOut, earners, payout } from './payouts.js'

const day = 86_400

async function stage(t: Parameters<typeof attach>[0], env?: Record<string, string>) {
  const app = await sharedApp()
  const program = await earners(app, [2, 2, 2])
  const attached = await attach(t, app, program, env)
  const base = `/v1/programs/${program.slug}`
  const ask = async (userId: string): Promise<string> => {
    const { status, body } = await cashOut(app, program, { amountMinor: 2000, method: recharge() }, { userId })
    assert.equal(status, 201, JSON.stringify(body))
    return body.id
  }
  const reject = (id: string) => app.call('POST', `${base}/payouts/${id}/reject`, { reason: 'nobody sends it' })
  return { app, program, base, ask, reject, ...attached }
}

async function clearing(app: TestApp, program: { slug: string }, userId: string): Promise<number> {
  return (await app.participant(program, userId)).balances.clearingMinor
}

test('an approved payout of a detached provider can be rejected, its money returns, and the close settles', async (t) => {
  const { app, program, base, ask, reject, path } = await stage(t)
  const id = await ask('a-1')
  const early = await reject(id)
  assert.deepEqual([early.status, early.body.code], [409, 'payout_state_conflict'], 'while it can be sent')
  await app.ok('PATCH', path, { state: 'detached' })
  const rejected = await reject(id)
  assert.deepEqual([rejected.status, rejected.body.state, rejected.body.heldUp], [200, 'rejected', null])
  assert.equal((await reject(id)).status, 200, 'the same again is harmless')
  assert.equal(await clearing(app, program, 'a-1'), 0)
  await app.ok('PATCH', path, { state: 'active' })
  await app.advance(program, 60)
  assert.equal((await payout(app, program, id)).state, 'rejected', 'and is never sent')

  const last = await ask('a-2')
  await app.ok('PATCH', path, { state: 'detached' })
  await app.ok('POST', `${base}/close`)
  await app.advance(program, 200 * day)
  assert.equal((await app.program(program)).state, 'closing', 'the close waits for it')
  assert.equal((await reject(last)).status, 200)
  await app.advance(program, 200 * day)
  assert.equal((await app.program(program)).state, 'settled')
  await app.assertLedger(program)
})

test('the API says before the approval that the provider is detached', async (t) => {
  const { app, program, base, ask, reject, path, provider } = await stage(t)
  const providers = { recharge: provider.provider }
  await app.ok('PATCH', base, { payouts: { autoApproveMaxMinor: 1, providers } })
  const [one, two] = [await ask('a-1'), await ask('a-2')]
  assert.equal((await payout(app, program, one)).heldUp, null)
  await app.ok('PATCH', path, { state: 'detached' })
  const waiting = await payout(app, program, one)
  assert.deepEqual([waiting.state, waiting.heldUp], ['requested', 'detached'])
  const approved = await app.ok('POST', `${base}/payouts/${one}/approve`)
  assert.deepEqual([approved.state, approved.heldUp], ['approved', 'detached'])
  assert.equal((await reject(one)).body.state, 'rejected')
  assert.equal((await reject(two)).body.state, 'rejected')
  assert.equal((await app.call('POST', `${base}/payouts/${one}/approve`)).body.code, 'payout_state_conflict')
  await app.assertLedger(program)
})

test('a payout sent before its provider was detached is polled, and settled by a person without an answer', async (t) => {
  const { app, program, base, ask, reject, path, middle } = await stage(t)
  middle.after = () => 'silence'
  const id = await ask('a-1')
  await app.advance(program, 1)
  assert.equal((await payout(app, program, id)).state, 'unknown')
  await app.ok('PATCH', path, { state: 'detached' })
  assert.equal((await reject(id)).body.code, 'payout_state_conflict', 'it may have been paid')
  await app.advance(program, 2 * day)
  const settled = await app.ok('POST', `${base}/payouts/${id}/settle`, { outcome: 'failed', reason: 'their books' })
  assert.equal(settled.state, 'failed')
  assert.equal(await clearing(app, program, 'a-1'), 0)
  await app.assertLedger(program)
})

test('what is being sent while its provider is detached is not rejected, is paid, and ends the close', async (t) => {
  const { app, program, base, ask, reject, path, middle, books } = await stage(t)
  let release = () => {}
  let isOrdered = false
  const held = new Promise<void>((resolve) => (release = resolve))
  middle.before = async ({ method }) => {
    if (method !== 'POST') return
    isOrdered = true
    await held
  }
  const id = await ask('a-1')
  const sending = app.advance(program, 1)
  await until('it was ordered', async () => isOrdered)
  assert.equal((await payout(app, program, id)).state, 'sending')
  await app.ok('PATCH', path, { state: 'detached' })
  assert.equal((await reject(id)).body.code, 'payout_state_conflict', 'the order is on its way')
  const early = await app.call('POST', `${base}/payouts/${id}/settle`, { outcome: 'failed', reason: 'no idea yet' })
  assert.equal(early.body.code, 'payout_state_conflict', 'nobody can know yet')
  release()
  await sending
  assert.equal((await payout(app, program, id)).state, 'paid')
  assert.deepEqual(await sold(books), [id])
  assert.equal(await clearing(app, program, 'a-1'), 0)
  await app.ok('POST', `${base}/close`)
  await app.advance(program, 200 * day)
  assert.equal((await app.program(program)).state, 'settled')
  await app.assertLedger(program)
})

test('an order that a provider accepted before it was detached is paid by its call, by a question, or by a person', async (t) => {
  const { app, program, base, ask, reject, path, provider, secret, middle } = await stage(t, { AIRTIME_MS: '600000' })
  const ids = [await ask('a-1'), await ask('a-2'), await ask('a-3')]
  const [called, asked, settled] = ids
  await app.advance(program, 1)
  await app.ok('PATCH', path, { state: 'detached' })
  for (const id of ids) {
    assert.equal((await payout(app, program, id)).state, 'sending')
    assert.equal((await reject(id)).body.code, 'payout_state_conflict')
  }
  const paid = { state: 'paid', amountMinor: 2000 }
  const answer = await callBack(provider.callbackUrl, secret, { reference: called, providerReference: 'P1', ...paid })
  assert.deepEqual([answer.status, (await payout(app, program, called ?? '')).state], [200, 'paid'])
  const settle = { outcome: 'failed', reason: 'their books' }
  assert.equal((await app.ok('POST', `${base}/payouts/${settled}/settle`, settle)).state, 'failed')
  assert.equal(await clearing(app, program, 'a-3'), 0)
  middle.after = (call, heard) =>
    call.path.endsWith(`/${asked}`)
      ? signedAnswer(secret, call, 200, { reference: asked, providerReference: 'P2', ...paid })
      : heard
  await app.advance(program, day)
  assert.equal((await payout(app, program, asked ?? '')).state, 'paid', 'it is asked about')
  await app.assertLedger(program)
})

test('what was paid before its provider was detached is not rejected, and comes back once when the provider says so', async (t) => {
  const { app, program, ask, reject, path, provider, secret } = await stage(t)
  const [id, other] = [await ask('a-1'), await ask('a-2')]
  await app.advance(program, 1)
  const { state, providerReference } = await payout(app, program, id)
  assert.equal(state, 'paid')
  await app.ok('PATCH', path, { state: 'detached' })
  assert.equal((await reject(id)).body.code, 'payout_state_conflict', 'it was paid')
  const back = { reference: id, state: 'returned', providerReference, code: 'account_blocked' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => callBack(provider.callbackUrl, secret, back)))
  assert.ok(answers.every(({ status }) => status === 200))
  const { balances } = await app.participant(program, 'a-1')
  assert.deepEqual([balances.availableMinor, balances.clearingMinor, balances.paidMinor], [4000, 0, 0])
  assert.equal((await payout(app, program, other)).state, 'paid')
  await app.assertLedger(program)
})

test('twenty who reject while the provider is made active again: rejected and never sent, or sent and not rejected', async (t) => {
  const { app, program, ask, reject, path } = await stage(t)
  for (let round = 0; round < 3; round++) {
    await app.ok('PATCH', path, { state: 'active' })
    await app.advance(program, 60)
    const id = await ask(`a-${round + 1}`)
    await app.ok('PATCH', path, { state: 'detached' })
    const before = (await payout(app, program, id)).state
    if (before !== 'approved') continue
    const [, ...answers] = await Promise.all([
      app.ok('PATCH', path, { state: 'active' }),
      ...Array.from({ length: 20 }, () => reject(id)),
    ])
    await app.advance(program, 60)
    const { state } = await payout(app, program, id)
    const said = new Set(answers.map(({ status }) => status))
    assert.ok(
      state === 'rejected' ? said.has(200) : state === 'paid' && !said.has(200),
      `${state}: ${[...said].join()}`,
    )
  }
  await app.assertLedger(program)
})
