/** Support decides about friends with signs of abuse. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { suspects, watchfulProgram } from '../fraud/suspects.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

test('support reads why friends are suspected, decides one and then the others by keyboard, and sees what it does to the money', async (t) => {
  const app = await sharedApp()
  const program = await watchfulProgram(app)
  await suspects(app, program, 'rina', ['karim', 'selim', 'tuli'])
  await suspects(app, program, 'nasir', ['mina'])
  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  const address = `${app.url}/console/programs/${program.slug}/reviews`
  await page.goto(address)
  await page.getByText('To decide: 2.').waitFor()
  await page.getByRole('link', { name: 'Suspected abuse 2' }).waitFor()
  assert.match(
    await page.getByRole('row', { name: /rina/ }).innerText(),
    /Of 100 such cases[\s\S]*3 of 3 wait[\s\S]*৳60/,
  )
  await expectGoodPage(visit)
  await page.locator('body').press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Why they are suspected' }).waitFor()
  await page
    .getByText(/The account was open \d s after the click/)
    .first()
    .waitFor()
  await page.getByRole('img', { name: /A drawing of 3 accounts/ }).waitFor()
  await page
    .getByText(/^Internet address 1/)
    .first()
    .waitFor()
  await page.getByText('followed the link').first().waitFor()
  await expectGoodPage(visit)

  const dialog = page.getByRole('dialog')
  await page.locator('body').press('j')
  await page.keyboard.press('c')
  await dialog.getByText(/Friends cleared: 1\.[\s\S]*৳20 stays theirs/).waitFor()
  await dialog.getByLabel('Why').fill('his brother')
  await page.keyboard.press('Enter')
  await page.getByText('Cleared: karim.').waitFor()
  await page.getByText('2 of 3 wait').waitFor()
  await page.getByText('“his brother”').waitFor()
  await page.keyboard.press('V')
  await dialog.getByText('Friends who will not count: 2. ৳40 goes back to the budget.').waitFor()
  await expectGoodPage(visit)
  await dialog.getByLabel('Why').fill('one phone, one minute')
  await page.keyboard.press('Enter')
  await page.getByText('Confirmed as abuse: 2.').waitFor()
  await page.getByText('“one phone, one minute”').first().waitFor()
  const { friends } = await app.participant(program, 'rina')
  assert.deepEqual(friends, { counted: 1, pending: 0, review: 0 })
  await app.assertLedger(program)

  const bengali = await operatorAt(t, app, 'finance', program.slug, { language: 'bn', dark: true, viewport: narrow })
  await bengali.page.goto(address)
  await bengali.page.getByRole('link', { name: 'nasir' }).click()
  await bengali.page.getByRole('heading', { name: 'কেন সন্দেহ' }).waitFor()
  assert.equal(await bengali.page.getByRole('button', { name: 'অপব্যবহার' }).count(), 0, 'finance only reads')
  await expectGoodPage(bengali)
})

test('an owner tries other thresholds on the last days, sees how often rules were right, and saves', async (t) => {
  const app = await sharedApp()
  const program = await watchfulProgram(app)
  const id = await suspects(app, program, 'rina', ['karim', 'selim', 'tuli'])
  await app.ok('POST', `/v1/programs/${program.slug}/reviews/${id}/confirm`, { reason: 'one phone' })
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  const address = `${app.url}/console/programs/${program.slug}/abuse-rules`
  await page.goto(address)
  const rule = page.getByRole('listitem').filter({ hasText: 'Too quick after the click' })
  await rule.getByText('Decided: 3. Confirmed as abuse: 3.').waitFor()
  await expectGoodPage(visit)
  await page.getByLabel('A person looks from this score on').fill('1')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await page.getByText(/In the last 30 days the rewards of 3 friends would have been withheld, ৳60 together/).waitFor()
  await page.getByText('Of these friends 3 were confirmed as abuse later, and 0 were cleared.').waitFor()
  await page.getByLabel('A person looks from this score on').fill('200')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('alert').first().waitFor()
  assert.equal(await dialog.count(), 0, 'what cannot be tried is not saved')
  await page.getByLabel('A person looks from this score on').fill('40')
  await rule.getByLabel('Too quick after the click').selectOption('flag')
  await rule.getByText('Figures of this rule: 1').click()
  const seconds = rule.getByLabel('Seconds from the click to the account, below')
  await seconds.fill('9')
  await rule.getByText('Now 5, then 9').waitFor()
  await rule.getByRole('button', { name: 'Back to 5' }).click()
  await rule.getByText('Now 5', { exact: true }).waitFor()
  await seconds.fill('4')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.getByText('Now 5, then 4').waitFor()
  await dialog.getByText(/Of the newest 3 friends, looked at again today: withheld \d/).waitFor()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await expectGoodPage(visit)
  const { settings } = await app.ok('GET', `/v1/programs/${program.slug}/fraud-settings`)
  const { mode, parameters } = settings.rules.too_fast
  assert.deepEqual([settings.reviewFrom, mode, parameters.underSeconds], [40, 'flag', 4])

  await page.getByLabel('Address of your server').fill('https://app.example/questions')
  await page.getByLabel('Before the money is released').check()
  await page.getByRole('button', { name: 'Save the question' }).click()
  assert.match(await page.getByLabel('Secret of the question').inputValue(), /^whsec_/)
  await page.getByText('Before release: yes 0, no 0, no answer 0').waitFor()
  await expectGoodPage(visit)

  const bengali = await operatorAt(t, app, 'owner', program.slug, { language: 'bn', dark: true, viewport: narrow })
  await bengali.page.goto(address)
  await bengali.page.getByRole('heading', { name: 'নিয়মগুলো' }).waitFor()
  await expectGoodPage(bengali)
})
