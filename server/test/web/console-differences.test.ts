/** Differences in the console: finance works by keyboard, support only reads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { bkash, cashOut, earners } from '../payouts/payouts.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'

test('finance reconciles, takes and resolves by keyboard with a reason, and finds it again; support only reads', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1, 1, 1])
  const ids: string[] = []
  for (const userId of ['a-1', 'a-2', 'a-3']) {
    const method = bkash(`0171234567${ids.length}`)
    const { body } = await cashOut(app, program, { amountMinor: 2000, method }, { userId })
    ids.push(body.id)
  }
  await app.advance(program, 60)
  await app.advance(program, 7200)
  const { context, programs } = app.service
  const own = await programs.get(program.slug)
  const address = `${app.url}/console/programs/${program.slug}/differences`

  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(address)
  await page.getByText('Not reconciled yet.').waitFor()
  await page.getByText('Ledger, payouts and statements agree. Nothing is open.').waitFor()
  await expectGoodPage(visit)

  // One was paid with a smaller amount, one is not in the provider's books.
  const { sql } = context
  await sql`update sandbox_payments set amount_minor = 1500 where reference = ${ids[0] ?? ''}`
  await sql`delete from sandbox_payments where reference = ${ids[1] ?? ''}`
  await page.getByRole('button', { name: 'Reconcile now' }).click()
  await page.getByText('Comparing…').waitFor()
  await workOnReconciliation(context, own)
  await page.getByText('Open: 2. Not taken: 2.').waitFor()
  await page.getByText('on request. New: 2. No longer found: 0.').waitFor()
  await page.getByText('Sandbox: 3 payouts against 2 lines of its statement.').waitFor()
  await page.getByText('The statement has a different amount.').waitFor()
  const amount = page.getByRole('row', { name: new RegExp(ids[0] ?? '') })
  assert.match(await amount.innerText(), /paid\s+৳20[\s\S]*paid\s+৳15/)
  await page.getByRole('link', { name: 'Reconciliation 2' }).waitFor()
  await expectGoodPage(visit)

  // By keyboard: go to the first row, take it, read its history, record the result.
  await page.locator('body').press('j')
  await page.keyboard.press('t')
  await page.getByText('Open: 2. Not taken: 1.').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText(/found automatically/).waitFor()
  await page.getByText(/took it/).waitFor()
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('No money moves.').waitFor()
  await expectGoodPage(visit)
  await dialog.getByLabel('Result').selectOption('corrected_there')
  await dialog.getByLabel('How you found out').fill('their agent corrected it on Sunday')
  await page.keyboard.press('Enter')
  await page.getByText('Open: 1. Not taken: 1.').waitFor()
  await page.getByRole('link', { name: 'Reconciliation 1' }).waitFor()
  await page.keyboard.press('?')
  await dialog.getByText('next difference').waitFor()
  await page.keyboard.press('Escape')

  // The filter is in the address.
  await page.getByLabel('State').selectOption('resolved')
  await page.getByText('The provider corrected it.').waitFor()
  await page.getByText('“their agent corrected it on Sunday”').first().waitFor()
  await page.getByLabel('Kind').selectOption('balance_differs')
  await page.getByText('No difference matches these filters.').waitFor()
  assert.match(page.url(), /state=resolved&kind=balance_differs/)
  await page.goto(`${address}?owner=none`)
  await page.getByRole('button', { name: 'Take it' }).waitFor()

  // A colleague took it first: the page says so and shows the name.
  const { browser: colleague, id: colleagueId } = await invited(app, 'finance', program.slug)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/differences?state=open`)
  await colleague.call('POST', `/v1/programs/${program.slug}/differences/${items[0].id}/take`, {})
  await page.getByRole('button', { name: 'Take it' }).click()
  await page.getByText('Somebody else has it. Look at it again.').waitFor()
  await page.goto(address)
  await page.getByRole('button', { name: 'Take over' }).click()
  await dialog.getByText('who may be working on it').waitFor()
  await dialog.getByRole('button', { name: 'Take over' }).click()
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await page.getByRole('button', { name: 'Take over' }).count(), 0)
  const [taken] = (await app.ok('GET', `/v1/programs/${program.slug}/differences?state=open`)).items
  assert.ok(taken.owner.startsWith('opr_') && taken.owner !== colleagueId)

  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByText('খোলা: ১টি। কেউ নেননি: ০টি।').waitFor()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.setViewportSize(narrow)
  await expectGoodPage(visit)

  const support = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  await support.page.goto(address)
  await support.page.getByText('Open: 1. Not taken: 0.').waitFor()
  assert.equal(await support.page.getByRole('button', { name: /Reconcile|Take|Resolve|Keyboard/ }).count(), 0)
  await expectGoodPage(support)
  // If the service does not answer, the page says so and offers to try again.
  await support.page.route('**/differences?**', (call) => call.abort())
  await support.page.getByLabel('Kind').selectOption('unsettled')
  await support.page.getByRole('button', { name: 'Try again' }).first().waitFor()
})
