/** Webhooks in the console: add, read failures, correct, send again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WebhookSender } from '../../src/domain/webhooks/sender.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { atEnd } from '../support/database.js'
import { invited } from '../support/operator.js'
import { startReceiver } from '../webhooks/receiver.js'
import { until } from '../support/until.js'

test('a developer adds an address, reads why a delivery failed, corrects it, sends again, rotates the secret, removes it', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  assert.equal((await app.told(program, 'program.launched', 1)).length, 1)
  const base = `/v1/programs/${program.slug}/webhooks`
  const receiver = await startReceiver(t, 500)
  const found = await app.service.programs.get(program.slug)
  const sender = new WebhookSender(
    app.service.context,
    async () => found,
    (error) => {
      throw error
    },
  )
  atEnd(t, () => sender.stop())
  const sent = (what: string, done: () => boolean | Promise<boolean>) =>
    until(what, async () => {
      await sender.start()
      return done()
    })

  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/developers?view=webhooks`)
  await page.getByText('There is no address yet.').waitFor()
  await expectGoodPage(visit)
  await page.getByLabel('Address').fill('https://10.0.0.1/hook')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('alert').first().waitFor()
  await page.getByLabel('Address').fill(receiver.url)
  await page.getByLabel('Every kind of event').uncheck()
  await page.getByRole('checkbox', { name: 'participant.joined' }).check()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Add it' }).click()
  assert.match(await page.getByLabel(`The secret of ${receiver.url}`).inputValue(), /^whsec_/)
  const card = page.getByRole('region', { name: receiver.url })
  await card.getByText('Only these kinds: 1').waitFor()
  await expectGoodPage(visit)
  await card.getByRole('button', { name: 'Send a test event' }).click()
  await card.getByText('The test event was not accepted. It answered 500.').waitFor()
  await expectGoodPage(visit)

  await app.join(program, 'rina')
  const { items } = await app.ok('GET', base)
  const path = `${base}/${items[0].id}`
  const deliveries = async (): Promise<Body[]> => (await app.ok('GET', `${path}/deliveries`)).items
  await sent('it was tried', async () => (await deliveries())[0]?.['tries'] === 1)
  await card.getByRole('link', { name: 'Deliveries' }).click()
  const row = page.getByRole('row', { name: /participant\.joined/ })
  await row.getByText('It answered 500.').waitFor()
  await row.getByText('waiting', { exact: true }).waitFor()
  await expectGoodPage(visit)
  // The address has the whole view.
  await page.getByLabel('State').selectOption({ label: 'failed' })
  await page.getByText('none matches this filter').waitFor()
  assert.match(page.url(), /state=failed/)
  await page.reload()
  await page.getByText('none matches this filter').waitFor()
  await page.getByLabel('State').selectOption({ label: 'All' })

  receiver.answer = () => 200
  await row.getByRole('button', { name: /^Send again/ }).click()
  await page.getByText('It will be sent again.').waitFor()
  await sent('it was taken', async () => (await deliveries())[0]?.['state'] === 'delivered')
  await page.getByRole('button', { name: 'Reload' }).click()
  await row.getByText('delivered', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Send a period again' }).click()
  const dialog = page.getByRole('dialog')
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Send it again' }).click()
  await page.getByText('1 events will be sent again.').waitFor()
  await sent('twice', () => receiver.accepted().length === 2)

  await page.getByRole('link', { name: /All webhooks/ }).click()
  await card.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByRole('button', { name: 'Make a new secret' }).click()
  assert.match(await card.getByLabel(/^The secret of/).inputValue(), /^whsec_/)
  await card.getByText('The old secret also signs').waitFor()
  await card.getByRole('button', { name: 'Disable' }).click()
  await dialog.getByRole('button', { name: 'Disable it' }).click()
  await card.getByText('Somebody disabled it.').waitFor()
  assert.equal((await app.ok('GET', path)).state, 'disabled')
  await expectGoodPage(visit)
  await card.getByRole('button', { name: 'Remove' }).click()
  await dialog.getByText('cannot be undone').waitFor()
  await dialog.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('There is no address yet.').waitFor()
  assert.equal((await app.call('GET', path)).status, 404)
})

test('webhooks in Bengali on a dark phone; without the right there is no page, and the call is refused', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}/webhooks`
  const { id } = await app.ok('POST', base, { url: 'https://app.example/a/rather/long/address/of/a/webhook' })
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'bn', dark: true, viewport: narrow })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/developers?view=webhooks`)
  await page.getByText('এখনো কিছু নেয়নি').waitFor()
  await expectGoodPage(visit)
  await page.getByRole('link', { name: 'কী কী পাঠানো হয়েছে' }).click()
  await page.getByText('এখনো কিছু পাঠানো হয়নি').waitFor()
  await expectGoodPage(visit)

  const { browser } = await invited(app, 'finance', program.slug)
  for (const [method, path] of [
    ['GET', base],
    ['POST', `${base}/${id}/rotate-secret`],
    ['DELETE', `${base}/${id}`],
  ] as const) {
    const { status, body } = await browser.call(method, path)
    assert.deepEqual([status, body.code], [403, 'permission_denied'], `${method} ${path}`)
  }
  const finance = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await finance.page.goto(`${app.url}/console/programs/${program.slug}/payouts`)
  await finance.page.getByRole('heading', { level: 1 }).waitFor()
  assert.equal(await finance.page.getByRole('link', { name: 'Developers' }).count(), 0)
})
