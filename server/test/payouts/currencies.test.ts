/** Money of currencies with other minor units than the taka: in files out and in, and where it is shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMoney } from '@bondhu/web/format'
import { parse } from 'csv-parse/sync'
import { defaultTerms } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { sentByFile } from './payouts.js'

const heading = 'reference,state,amount,currency,providerReference,code'

/** 2000 minor units, as ISO 4217 writes them, and texts that would be another sum. */
const amounts: readonly (readonly [string, string, readonly string[]])[] = [
  ['PKR', '20.00', ['2000', '0.20']],
  ['BDT', '20.00', ['2000', '20.01']],
  ['IRR', '20.00', ['2000', '20.005']],
  ['JPY', '2000', ['20.00', '2000.5']],
  ['KWD', '2.000', ['20.00', '2000']],
]

for (const [currency, amount, others] of amounts) {
  test(`2000 minor units of ${currency} are ${amount} in a file out and in a file in`, async () => {
    const app = await sharedApp()
    const { base, payouts, batch } = await sentByFile(app, 1, { currency })
    const { body: file } = await app.call('GET', `${base}/payout-batches/${batch.id}/payouts.csv`)
    const [line] = parse(file, { bom: true, columns: true }) as { amount: string; currency: string }[]
    assert.deepEqual([line?.amount, line?.currency], [amount, currency])
    const upload = async (of: string) => {
      const text = `${heading}\n${payouts[0]},paid,${of},${currency},TRX1,\n`
      const { status, body } = await app.call('POST', `${base}/payout-results`, text, { 'content-type': 'text/csv' })
      assert.equal(status, 201, JSON.stringify(body))
      return body
    }
    for (const other of others) assert.deepEqual([(await upload(other)).moves, other], [0, other])
    const shown = await upload(amount)
    assert.deepEqual([shown.moves, shown.odd], [1, 0])
    await app.ok('POST', `${base}/payout-results/${shown.id}/apply`, { oddRows: 0 })
    assert.equal((await app.ok('GET', `${base}/payouts/${payouts[0]}`)).state, 'paid')
  })
}

test('only currencies of ISO 4217 are accepted, in any case', async () => {
  const app = await sharedApp()
  for (const currency of ['XXX', 'XAU', 'DEM', 'ABC', 'taka', '৳', '', 'BD']) {
    const slug = 'refused'
    const { status, body } = await app.call('POST', '/v1/programs', { ...defaultTerms(), slug, currency })
    assert.deepEqual([status, body.code, body.errors[0].path], [422, 'request_invalid', 'currency'], currency)
  }
  const program = await app.draftProgram({ currency: ' jpy' })
  assert.equal((await app.program(program)).currency, 'JPY')
  const changed = await app.call('PATCH', `/v1/programs/${program.slug}`, { currency: 'XTS' })
  assert.deepEqual([changed.status, changed.body.code], [422, 'request_invalid'])
})

test('a page shows the minor units of ISO 4217 in every browser', () => {
  const shown = (minor: number, currency: string) => formatMoney('en', minor, currency).replace(/[^0-9.,]/g, '')
  assert.equal(shown(2000, 'PKR'), '20')
  assert.equal(shown(2050, 'PKR'), '20.50')
  assert.equal(shown(2050, 'IRR'), '20.50')
  assert.equal(shown(2050, 'JPY'), '2,050')
  assert.equal(shown(2050, 'KWD'), '2.050')
  assert.equal(shown(2050, 'BDT'), '20.50')
})
