/** Providers in the console: an owner attaches one and sees its troubles; finance only reads. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { cashOut, earners, payout } from '../payouts/payouts.js'
import { recharge, startMiddle, startReceiver } from '../payouts/attached.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { scratchFolder } from '../support/database.js'

test('an owner attaches a provider for recharges, detaches and activates it; the page of a waiting cash-out says why', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1, 1])
  const base = `/v1/programs/${program.slug}`
  const address = `${app.url}/console/programs/${program.slug}/providers`
  const middle = await startMiddle(t)
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(address)
  await page.getByText('No provider is attached.').waitFor()
  await expectGoodPage(visit)

  // An address that cannot be called is explained next to the field.
  await page.getByLabel('Name').fill('Airtime')
  await page.getByLabel('Address', { exact: true }).fill('http://10.0.0.1/pay')
  await page.getByRole('checkbox', { name: 'Recharge' }).check()
  await page.getByLabel('Smallest payment').fill('10')
  await page.getByLabel('Largest payment').fill('১,০০০')
  await page.getByRole('button', { name: 'Attach it' }).click()
  await page.getByText('cannot be called').waitFor()
  await expectGoodPage(visit)
  await page.getByLabel('Address', { exact: true }).fill(middle.url)
  await page.getByRole('button', { name: 'Attach it' }).click()
  const secret = await page.getByLabel('The secret of “Airtime”').inputValue()
  assert.match(secret, /^prvsec_/)
  const card = page.getByRole('region', { name: 'Airtime' })
  assert.match(await card.innerText(), /active[\s\S]*Recharge[\s\S]*৳10 to ৳1,000/)
  await expectGoodPage(visit)

  // It pays from now on.
  await page.getByRole('button', { name: 'Change: Recharge' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Paid by').selectOption({ label: 'Airtime' })
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Pay with “Airtime”' }).click()
  await page.getByRole('row', { name: /Recharge Airtime/ }).waitFor()
  const { items } = await app.ok('GET', `${base}/payout-providers`)
  const { payouts } = await app.program(program)
  assert.deepEqual([payouts.providers.recharge, payouts.providers.bkash], [items[0].provider, 'file'])
  assert.deepEqual([items[0].minimumMinor, items[0].maximumMinor], [1000, 100_000])
  const books = join(await scratchFolder(t), 'books')
  const receiver = await startReceiver(t, { SECRET: secret, BOOKS: books, MODE: 'test', FLOAT_MINOR: '3000' })
  middle.port = receiver.port
  const asked = async (userId: string) =>
    (await cashOut(app, program, { amountMinor: 2000, method: recharge() }, { userId })).body.id
  const first = await asked('a-1')
  await app.advance(program, 1)
  assert.equal((await payout(app, program, first)).state, 'paid')

  // Detached: an approved cash-out waits, and its page says so.
  const second = await asked('a-2')
  await card.getByRole('button', { name: 'Detach' }).click()
  await dialog.getByText('Approved cash-outs wait').waitFor()
  await dialog.getByRole('button', { name: 'Detach “Airtime”' }).click()
  await card.getByText('detached').waitFor()
  await app.advance(program, 1)
  await page.goto(`${app.url}/console/programs/${program.slug}/payouts/${second}`)
  await page.getByText('Its provider is detached.').waitFor()
  assert.match(await page.locator('dl').innerText(), /Provider\s+Airtime/)
  await expectGoodPage(visit)

  // Active again; first it is down, then its balance is too small.
  await receiver.kill()
  await page.goto(address)
  await card.getByRole('button', { name: 'Make active' }).click()
  await dialog.getByText('Cash-outs that wait for it go out at once: 1.').waitFor()
  await dialog.getByRole('button', { name: 'Make “Airtime” active' }).click()
  await card.getByText('active', { exact: true }).waitFor()
  await app.advance(program, 300)
  await page.goto(address)
  await card.getByText('It did not answer payment orders.').waitFor()
  await card.getByText('No answer from 127.0.0.1').waitFor()
  await expectGoodPage(visit)
  const again = await startReceiver(t, { SECRET: secret, BOOKS: books, MODE: 'test', FLOAT_MINOR: '3000' })
  middle.port = again.port
  await app.advance(program, 300)
  await page.goto(address)
  await card.getByText('too little').waitFor()
  await expectGoodPage(visit)

  await card.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByRole('button', { name: 'Give “Airtime” a new secret' }).click()
  const rotated = await card.getByLabel('The secret of “Airtime”').inputValue()
  assert.ok(rotated.startsWith('prvsec_') && rotated !== secret)

  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.goto(address)
  await page.getByText('যুক্ত করা প্রোভাইডার').waitFor()
  await expectGoodPage(visit)
  await page.setViewportSize(narrow)
  await expectGoodPage(visit)
  await app.assertLedger(program)
})

test('finance sees whether providers can pay and cannot change them; a viewer does not see them', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.ok('POST', `/v1/programs/${program.slug}/payout-providers`, {
    name: 'Airtime',
    url: 'https://pay.golpo.example/bondhu',
    kinds: ['recharge'],
    minimumMinor: 1000,
    maximumMinor: 100_000,
  })
  const address = `${app.url}/console/programs/${program.slug}/providers`
  const finance = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await finance.page.goto(address)
  await finance.page.getByRole('region', { name: 'Airtime' }).waitFor()
  assert.equal(await finance.page.getByRole('button', { name: /Detach|secret|Change|Attach/ }).count(), 0)
  await expectGoodPage(finance)
  const viewer = await operatorAt(t, app, 'viewer', program.slug, { language: 'en' })
  await viewer.page.goto(address)
  await viewer.page.getByText('Your role does not allow this.').first().waitFor()
  assert.equal(await viewer.page.getByRole('link', { name: 'Providers' }).count(), 0)
})
