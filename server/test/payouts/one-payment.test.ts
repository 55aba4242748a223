/** One payment pays one payout, whichever way the word of it comes in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeNews } from '../../src/domain/payouts/core/news.js'
import type { Api, Body } from '../support/api.js'
import { startApp } from '../support/app.js'
import { applyResults, sentByFile } from './payouts.js'

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

test('a number that stands with two payouts of a file, or paid another before, is odd and moves nothing', async (t) => {
  const app = await startApp(t)
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

test('two files that were previewed before either is applied use one number once, and the other opens a difference', async (t) => {
  const app = await startApp(t)
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

test('of twenty payouts that one payment is said to have paid at the same moment, one is paid', async (t) => {
  const app = await startApp(t)
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

test('a person who settles by hand cannot use a payment twice, nor can news of a payment that came without its number', async (t) => {
  const app = await startApp(t)
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
