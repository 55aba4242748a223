/** Attached providers over time: their balance, detaching, rotated secrets, and what may be attached. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import { newId, toWire } from '../../src/ids.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { attach, callBack, recharge, recharging, sold, startMiddle } from './attached.js'
import { bkash, cashOut, earners, payout } from './payouts.js'
import { minute, asked, isPayment } from './attached-cash-outs.js'

test('a low provider balance raises one event, and one when it is sufficient again', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { path, provider, again } = await attach(t, app, program, { FLOAT_MINOR: '5000' })
  const alarms = async (wanted: number) =>
    (await app.told(program, 'provider.', wanted)).map(({ type, data }: Body) => [
      type,
      data.amountMinor,
      data.owedMinor,
    ])
  await app.advance(program, 1)
  const { balance } = await app.ok('GET', path)
  assert.deepEqual([balance.minor, balance.owedMinor, balance.low], [5000, 2000, false])
  const { code } = await app.join(program, 'a-1')
  await Promise.all([1, 2].map((n) => app.signup(program, { userId: `more-${n}`, code })))
  await app.advance(program, 5 * minute)
  assert.equal((await app.ok('GET', path)).balance.low, true)
  for (let times = 0; times < 3; times++) await app.advance(program, 5 * minute)
  assert.deepEqual(await alarms(1), [['provider.balance_low', 5000, 6000]])
  const [alarm] = await app.told(program, 'provider.', 1)
  assert.deepEqual([alarm.audiences, alarm.data.provider, alarm.messages], [['operator'], provider.provider, []])
  await again({ FLOAT_MINOR: '6000' })
  for (let times = 0; times < 3; times++) await app.advance(program, 5 * minute)
  assert.deepEqual(await alarms(2), [
    ['provider.balance_low', 5000, 6000],
    ['provider.balance_enough', 6000, 6000],
  ])
  // Twenty askers see one crossing.
  await again({ FLOAT_MINOR: '10' })
  const own = await app.service.programs.get(program.slug)
  await app.service.context.sql`
    update attached_providers set balance_ask_at = created_at where program_id = (select id from programs where slug = ${program.slug})`
  await Promise.all(Array.from({ length: 20 }, () => sweepPayouts(app.service.context, own)))
  assert.equal((await alarms(3)).length, 3)
  // A receiver that does not answer is no balance of nothing.
  await app.ok('PATCH', `/v1/programs/${program.slug}`, { payouts: { providers: { recharge: 'file' } } })
  await app.advance(program, 5 * minute)
  assert.equal((await alarms(4)).at(-1)?.[0], 'provider.balance_enough', 'nothing is to be paid by it any more')
})

test('detaching a provider holds approved payouts and keeps polling sent ones; activating resumes', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1, 1, 1])
  const { middle, path, books, provider } = await attach(t, app, program)
  middle.after = (call, answer) => (isPayment(call) ? 'silence' : answer)
  const sent = await asked(app, program, 'a-1')
  await app.advance(program, 1)
  const waits = await asked(app, program, 'a-2')
  assert.equal((await app.ok('PATCH', path, { state: 'detached' })).state, 'detached')
  await app.advance(program, minute)
  assert.equal((await payout(app, program, sent)).state, 'paid')
  const waiting = await payout(app, program, waits)
  assert.deepEqual([waiting.state, waiting.providerName, waiting.heldUp], ['approved', 'Recharge', 'detached'])
  assert.equal((await app.ok('GET', path)).payoutsWaiting, 1)
  const { status, body } = await cashOut(app, program, { amountMinor: 2000, method: recharge() }, { userId: 'a-3' })
  assert.deepEqual([status, body.code], [422, 'payout_method_unavailable'])
  const renamed = (name: string) =>
    app.call('PATCH', `/v1/programs/${program.slug}`, { payouts: { providers: { recharge: name } } })
  assert.equal((await renamed(provider.provider)).status, 200, 'it stands in the way of no other change')
  assert.equal((await renamed('file')).status, 200)
  const again = await renamed(provider.provider)
  assert.deepEqual([again.status, again.body.errors[0].path], [422, 'payouts.providers.recharge'])
  middle.after = (_call, answer) => answer
  await app.ok('PATCH', path, { state: 'active' })
  await app.advance(program, 1)
  const went = await payout(app, program, waits)
  assert.deepEqual([went.state, went.heldUp], ['paid', null])
  assert.deepEqual((await sold(books)).toSorted(), [sent, waits].toSorted())
  assert.equal((await app.ok('GET', path)).payoutsWaiting, 0)
})

test('after a rotation both secrets are valid for a day, then only the new one', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1, 1, 1])
  const { path, secret, provider, again } = await attach(t, app, program)
  const rotated = await app.ok('POST', `${path}/rotate-secret`)
  assert.notEqual(rotated.secret, secret)
  const pays = async (userId: string) => {
    const id = await asked(app, program, userId)
    await app.advance(program, 1)
    return (await payout(app, program, id)).state
  }
  assert.equal(await pays('a-1'), 'paid', 'by a receiver that has the former one')
  await again({ SECRET: rotated.secret })
  assert.equal(await pays('a-2'), 'paid')
  const unknown = { reference: toWire('pay', newId()), state: 'accepted' }
  assert.equal((await callBack(provider.callbackUrl, secret, unknown)).status, 200)
  await app.service.context.sql`
    update attached_providers set previous_until = created_at where program_id = (select id from programs where slug = ${program.slug})`
  assert.equal((await callBack(provider.callbackUrl, secret, unknown)).status, 401)
  await again()
  assert.equal(await pays('a-3'), 'unknown')
})

test('an address that leads inside is refused, and so are a kind that is not paid, limits the wrong way round, and a stranger', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ mode: 'live' })
  const base = `/v1/programs/${program.slug}`
  const urls = [
    'http://10.0.0.1/pay',
    'https://10.0.0.1/pay',
    'https://169.254.169.254/latest',
    'https://[::1]/',
    'https://[fe80::1]/',
    'http://93.184.216.34/',
    'https://user:password@pay.example/',
    'https://pay.example:0/',
    'https://*.pay.example/',
    'https://pay.invalid/',
    'https://pay.example/?key=1',
    'https://pay.example/#here',
  ]
  for (const url of urls) {
    const { status, body } = await app.call('POST', `${base}/payout-providers`, { ...recharging, url })
    assert.deepEqual([status, body.code, body.errors?.[0]?.path], [422, 'provider_url_refused', 'url'], url)
  }
  // A name is only known to lead inside when it is called.
  const inside = await app.ok('POST', `${base}/payout-providers`, { ...recharging, url: 'https://localhost/pay/' })
  assert.equal(inside.url, 'https://localhost/pay')
  await sweepPayouts(app.service.context, await app.service.programs.get(program.slug))
  const path = `${base}/payout-providers/${inside.id}`
  assert.match(
    (await app.ok('GET', path)).trouble.says,
    /^GET \/balance: (No answer from localhost|localhost is not an address that may be called)/,
  )
  const wrong = [
    ['POST', `${base}/payout-providers`, { ...recharging, url: 'https://pay.example', minimumMinor: 200_000 }, 422],
    ['PATCH', path, { maximumMinor: 1 }, 422],
    ['PATCH', path, { url: 'https://pay.example' }, 422],
    ['PATCH', base, { payouts: { providers: { bkash: inside.provider } } }, 422],
    ['PATCH', base, { payouts: { providers: { recharge: `http:${toWire('prv', newId())}` } } }, 422],
    ['PATCH', base, { payouts: { providers: { recharge: 'sandbox' } } }, 422],
    ['GET', `${base}/payout-providers/${toWire('prv', newId())}`, undefined, 404],
    ['GET', `${base}/payout-providers/${toWire('pay', newId())}`, undefined, 404],
  ] as const
  for (const [method, address, body, status] of wrong) {
    assert.equal((await app.call(method, address, body)).status, status, `${method} ${address} ${JSON.stringify(body)}`)
  }
  const stranger = await app.liveProgram({ mode: 'live' })
  const theirs = await app.call('PATCH', `/v1/programs/${stranger.slug}`, {
    payouts: { providers: { recharge: inside.provider } },
  })
  assert.equal(theirs.status, 422, 'another program’s')
  const first = await app.call('POST', '/v1/programs', {
    ...(await termsOf(app, program)),
    payouts: { providers: { recharge: inside.provider } },
  })
  assert.deepEqual([first.status, first.body.errors[0].path], [422, 'payouts.providers.recharge'])
})

async function termsOf(app: TestApp, program: TestProgram): Promise<Body> {
  const { name, rewardMinor, destinations, startsAt, endsAt, organization } = await app.program(program)
  return { slug: 'another-one', name, rewardMinor, destinations, startsAt, endsAt, organization }
}

test('twenty that are attached at the same moment are twenty, and the next is one too many', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const middle = await startMiddle(t)
  const answers = await Promise.all(
    Array.from({ length: 25 }, () =>
      app.call('POST', `/v1/programs/${program.slug}/payout-providers`, { ...recharging, url: middle.url }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 20)
  const refused = answers.find(({ status }) => status !== 201)
  assert.deepEqual([refused?.status, refused?.body.code], [409, 'provider_limit_reached'])
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/payout-providers`)
  assert.equal(new Set(items.map(({ id }: Body) => id)).size, 20)
  // The sandbox pays a test program whose terms name no attached provider.
  assert.equal((await cashOut(app, await earners(app, [1]), { amountMinor: 2000, method: bkash() })).status, 201)
})
