/** Reported links in the console: stop, dismiss, restart. The owner reads the result in the portal. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow, openVisit, startBrowser } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'
import { portalAddress } from '../support/portal.js'
import { report } from '../support/reports.js'

test('support stops a reported link by keyboard, dismisses another, and restarts one that was stopped by mistake', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const rina = await app.join(program, 'rina')
  const karim = await app.join(program, 'karim')
  const salma = await app.join(program, 'salma')
  await report(app, program, rina, 'false_promise', 2)
  await report(app, program, rina, 'asked_for_money')
  await report(app, program, karim, 'unwanted')
  await report(app, program, salma, 'other')
  const address = `${app.url}/console/programs/${program.slug}/reported-links`
  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(address)
  await page.getByText('To answer: 3.').waitFor()
  await page.getByRole('link', { name: 'Reported links 3' }).waitFor()
  const first = page.getByRole('row', { name: /rina/ })
  assert.match(await first.innerText(), /promises earnings that are not true × 2[\s\S]*asked for money[\s\S]*× 1/)
  await expectGoodPage(visit)

  const dialog = page.getByRole('dialog')
  await page.locator('body').press('j')
  await page.keyboard.press('s')
  await dialog.getByText('nobody counts through the link or the code of rina').waitFor()
  await expectGoodPage(visit)
  await dialog.getByLabel('Reason').fill('she promises 5,000 taka')
  await page.keyboard.press('Enter')
  await page.getByText('Stop the link: rina.').waitFor()
  await page.locator('a[data-link="karim"]:focus').waitFor()
  // A report that comes while the dialog is open is not dismissed.
  await page.keyboard.press('d')
  await dialog.getByText('Reports answered: 1.').waitFor()
  await report(app, program, karim, 'impersonation')
  await dialog.getByLabel('Reason').fill('his own family group')
  await page.keyboard.press('Enter')
  await page.getByText('Dismiss the reports: karim.').waitFor()
  await page.getByText('The sender claims to work for the company × 1').waitFor()
  assert.match(await page.getByRole('row', { name: /karim/ }).innerText(), /Dismissed[\s\S]*his own family group/)
  assert.equal((await app.signup(program, { userId: 'friend', code: rina.code })).reason, 'link_stopped')

  // A colleague answers first.
  const { browser: colleague } = await invited(app, 'support', program.slug)
  await page.locator('a[data-link="salma"]').press('s')
  await dialog.getByLabel('Reason').fill('too late')
  await colleague.ok('POST', `${base}/participants/salma/link/stop`, { reason: 'known from before' })
  await page.keyboard.press('Enter')
  await page.getByText('Another person answered first: known from before.').waitFor()

  await page.getByLabel('State').selectOption('stopped')
  await page.getByLabel('User id or code').fill(rina.code)
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: /salma/ }).waitFor({ state: 'detached' })
  await page.getByText('“she promises 5,000 taka”').waitFor()
  await page.locator('a[data-link="rina"]').press('r')
  await dialog.getByLabel('Reason').fill('taken down')
  await page.keyboard.press('Enter')
  await page.getByText('Restart the link: rina.').waitFor()
  await page.getByText(`“${rina.code}” has no link in this state.`).waitFor()
  assert.equal((await app.signup(program, { userId: 'another', code: rina.code })).outcome, 'referred')

  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.goto(address)
  await page.getByText('উত্তরের অপেক্ষায়: ১টি।').waitFor()
  await expectGoodPage(visit)
  await page.setViewportSize(narrow)
  await expectGoodPage(visit)
  await page.route('**/reported-links?**', (call) => call.abort())
  await page.getByLabel('অবস্থা').selectOption('answered')
  await page.getByRole('button', { name: 'আবার চেষ্টা করুন' }).waitFor()
})

test('finance reads reported links and cannot answer them; a viewer does not see them', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await report(app, program, await app.join(program, 'rina'), 'unwanted')
  const address = `${app.url}/console/programs/${program.slug}/reported-links`
  const finance = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await finance.page.goto(address)
  await finance.page.getByRole('row', { name: /rina/ }).waitFor()
  assert.equal(await finance.page.getByRole('button', { name: /^(Stop|Dismiss)$/ }).count(), 0)
  await finance.page.locator('body').press('j')
  await finance.page.keyboard.press('s')
  assert.equal(await finance.page.getByRole('dialog').count(), 0)
  const viewer = await operatorAt(t, app, 'viewer', program.slug, { language: 'en' })
  await viewer.page.goto(address)
  await viewer.page.getByText('Your role does not allow this.').first().waitFor()
  assert.equal(await viewer.page.getByRole('link', { name: /Reported links/ }).count(), 0)
})

test('the owner of a stopped link reads it in the portal with a contact, and is not asked to share', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ minimumPayoutMinor: 10_000 })
  const rina = await app.join(program, 'rina')
  await app.signup(program, { userId: 'friend', code: rina.code })
  await app.advance(program, 8 * 86_400)
  await app.ok('POST', `/v1/programs/${program.slug}/participants/rina/link/stop`, { reason: 'a false promise' })
  const browser = await startBrowser(t)
  for (const [language, said] of [
    ['bn', /আপনার লিংক ও কোড বন্ধ করা হয়েছে[\s\S]*জানতে চাইলে লিখুন: help@golpo\.example/],
    ['en', /Your link and code were stopped[\s\S]*write to help@golpo\.example/],
  ] as const) {
    const visit = await openVisit(browser, { language })
    await visit.page.goto(await portalAddress(app, program, 'rina'))
    await visit.page.locator('[data-balance]').first().waitFor()
    const text = await visit.page.locator('main').innerText()
    assert.match(text, said)
    assert.ok(!text.includes(rina.code) && !text.includes('false promise'), text)
    await expectGoodPage(visit)
    await visit.context.close()
  }
})
