/** One payment pays one payout, whichever way the word of it comes in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeNews } from '../../src/domain/payouts/core/news.js'
import type { Api, Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { attach, callBack, recharge, signedAnswer, type Call } from './attached.js'
import { applyResults, cashOut, earners, sentByFile } from './payouts.js'

const heading = 'reference,state,amount,providerReference,code'

async function preview(app: Api, base: string, rows: readonly string[]): Promise<Body> {
  const file = [heading, ...rows].join('\n')
  const { status, body } = await app.call('POST', `${base}/payout-results`, file, { 'content-type': 'text/csv' })
  assert.equal(status, 201, JSON.stringify(body))
  const { items } = await app.ok('GET', `${base}/payout-results/${body.id}/rows?limit=100`)
  return { ...body, found: items.map(({ verdict }: Body) => verdict), items }
}

async function states(app: Api, base: string, payouts: readonly string[]): Promise<string[]> {
  return Promise.all(payouts.map(async (id) => (await app.ok('GET', `${base}/payouts/${id}`)).state))
}

test('a payment number used by two payouts is odd and moves nothing', async () => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 5)
  const [one, two, three, four, five] = payouts
  const shown = await preview(app, base, [
    `${one},paid,20.00,9FK1A2B3C4,`,
    `${two},paid,20.00,9FK1A2B3C4,`,
    `${three},returned,20.00,9FK1A2B3C5,account_blocked`,
    `${four},paid,20.00,9FK1A2B3C5,`,
    `${five},paid,20.00,9FK1A2B3C6,`,
  ])
  const odd = 'provider_reference_repeated'
  assert.deepEqual(shown.found, [odd, odd, odd, odd, 'pays'])
  assert.deepEqual([shown.moves, shown.odd], [1, 4])
  assert.equal(shown.items[0].providerReference, '9FK1A2B3C4', 'the preview shows the number')
  await app.ok('POST', `${base}/payout-results/${shown.id}/apply`, { oddRows: 4 })
  assert.deepEqual(await states(app, base, payouts), ['sending', 'sending', 'sending', 'sending', 'paid'])
  // In a later file it has paid another payout; the same row again is known.
  const later = await preview(app, base, [`${one},paid,20.00,9FK1A2B3C6,`, `${five},paid,20.00,9FK1A2B3C6,`])
  assert.deepEqual(later.found, [odd, odd])
  const again = await preview(app, base, [`${five},paid,20.00,9FK1A2B3C6,`, `${five},paid,20.00,9FK1A2B3C6,`])
  assert.deepEqual(again.found, ['known', 'repeated'])
  const alone = await preview(app, base, [`${one},paid,20.00,9FK1A2B3C6,`])
  assert.deepEqual(alone.found, [odd])
  // Failed attempts use no payment.
  const failing = await preview(app, base, [`${one},failed,20.00,X1,account_unknown`, `${two},paid,20.00,X1,`])
  assert.deepEqual(failing.found, ['fails', 'pays'])
  await app.assertLedger(program)
})

test('two files that were previewed before either is applied use one number once, and the other opens a difference', async () => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 2)
  const shown = await Promise.all(payouts.map((id) => preview(app, base, [`${id},paid,20.00,9FK1A2B3C4,`])))
  assert.deepEqual(
    shown.map(({ found }) => found[0]),
    ['pays', 'pays'],
  )
  await Promise.all(shown.map(({ id }) => app.ok('POST', `${base}/payout-results/${id}/apply`, { oddRows: 0 })))
  assert.deepEqual((await states(app, base, payouts)).toSorted(), ['paid', 'sending'])
  const { items } = await app.ok('GET', `${base}/differences?state=open`)
  assert.deepEqual(
    items.map(({ kind }: Body) => kind),
    ['provider_reference_repeated'],
  )
  await app.assertLedger(program)
})

test('of twenty payouts reported at once for one payment, one is paid', async () => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 20)
  const own = await app.service.programs.get(program.slug)
  const told = payouts.map((reference, index) => {
    const news = { reference, providerReference: 'TOP1' }
    return index % 2
      ? takeNews(app.service.context, own, { ...news, state: 'paid', amountMinor: 2000n }, 'file')
      : takeNews(app.service.context, own, { ...news, state: 'returned', code: 'account_blocked' }, 'file')
  })
  await Promise.all(told)
  const ended = (await states(app, base, payouts)).filter((state) => state !== 'sending')
  assert.equal(ended.length, 1, ended.join())
  const { items } = await app.ok('GET', `${base}/differences?state=open&limit=100`)
  assert.equal(items.filter(({ kind }: Body) => kind === 'provider_reference_repeated').length, 19)
  await app.assertLedger(program)
})

test('a person who settles by hand cannot use a payment twice, nor can news of a payment that came without its number', async () => {
  const app = await sharedApp()
  const { program, base, payouts } = await sentByFile(app, 3)
  const [one = '', two = '', three = ''] = payouts
  await applyResults(app, base, `${one},paid,20.00,TRX1,`)
  const settle = (id: string, more: Body = {}) =>
    app.call('POST', `${base}/payouts/${id}/settle`, { outcome: 'paid', reason: 'their books', ...more })
  const refused = await settle(two, { providerReference: 'TRX1' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'provider_reference_repeated'])
  assert.equal((await settle(two)).body.state, 'paid')
  // The provider tells the number later: it is used from then on.
  const own = await app.service.programs.get(program.slug)
  const late = { reference: two, state: 'paid', providerReference: 'TRX2', amountMinor: 2000n } as const
  await takeNews(app.service.context, own, late, 'file')
  assert.equal((await app.ok('GET', `${base}/payouts/${two}`)).providerReference, 'TRX2')
  assert.equal((await settle(three, { providerReference: 'TRX2' })).body.code, 'provider_reference_repeated')
  assert.equal((await settle(three, { providerReference: 'TRX3' })).body.state, 'paid')
  await app.assertLedger(program)
})

test('an attached provider that names one payment for several payouts, by answer, call or question, pays one', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1, 1, 1, 1, 1])
  const base = `/v1/programs/${program.slug}`
  const { middle, secret, provider } = await attach(t, app, program)
  const said = (call: Call, reference: string, state: string) =>
    signedAnswer(secret, call, 200, { reference, state, providerReference: 'TOP1', amountMinor: 2000 })
  const referenceOf = ({ method, path, body }: Call): string =>
    method === 'POST' ? JSON.parse(body).reference : (path.split('/').at(-1) ?? '')
  const ask = async (userId: string): Promise<string> => {
    const method = recharge(`0171234567${userId.at(-1)}`)
    const { status, body } = await cashOut(app, program, { amountMinor: 2000, method }, { userId })
    assert.equal(status, 201, JSON.stringify(body))
    return body.id
  }
  // The answers to two orders name one payment.
  middle.after = (call, heard) => (call.method === 'POST' ? said(call, referenceOf(call), 'paid') : heard)
  const first = await ask('a-1')
  await app.advance(program, 1)
  const second = await ask('a-2')
  await app.advance(program, 1)
  assert.equal((await states(app, base, [first]))[0], 'paid')
  const open = ['sending', 'unknown']
  assert.ok(open.includes((await states(app, base, [second]))[0] ?? ''))
  // Calls and answers to questions name it too.
  middle.after = (call, heard) =>
    call.method === 'POST'
      ? signedAnswer(secret, call, 200, { reference: referenceOf(call), state: 'accepted' })
      : heard
  const others = [await ask('a-3'), await ask('a-4'), await ask('a-5')]
  await app.advance(program, 1)
  const [third, fourth, fifth] = others
  const paid = { state: 'paid', providerReference: 'TOP1', amountMinor: 2000 }
  const calls = await Promise.all(
    Array.from({ length: 10 }, () => callBack(provider.callbackUrl, secret, { reference: third, ...paid })),
  )
  assert.deepEqual(new Set(calls.map(({ status }) => status)), new Set([200]))
  const back = { reference: fourth, state: 'returned', providerReference: 'TOP1', code: 'account_blocked' }
  await callBack(provider.callbackUrl, secret, back)
  middle.after = (call, heard) => (call.path.startsWith('/payments/') ? said(call, referenceOf(call), 'paid') : heard)
  const before = middle.seen.length
  await app.advance(program, 120)
  assert.ok(
    middle.seen.slice(before).some(({ call }) => call.path.endsWith(`/${fifth}`)),
    'it was asked',
  )
  const left = await states(app, base, [second, ...others])
  assert.ok(
    left.every((state) => open.includes(state)),
    left.join(),
  )
  const { items } = await app.ok('GET', `${base}/differences?state=open`)
  const repeated = items.filter(({ kind }: Body) => kind === 'provider_reference_repeated')
  assert.deepEqual(
    new Set(repeated.map(({ payoutId, subject }: Body) => payoutId ?? subject)),
    new Set([second, ...others]),
    'each is a person’s to look at',
  )
  assert.equal(
    repeated.length,
    5,
    'once for each thing that is said: of the fourth that it came back, and that it was paid',
  )
  // A payment of its own pays each of them.
  const own = await callBack(provider.callbackUrl, secret, { reference: third, ...paid, providerReference: 'TOP2' })
  assert.deepEqual([own.status, (await states(app, base, [third ?? '']))[0]], [200, 'paid'])
  await app.assertLedger(program)
})
