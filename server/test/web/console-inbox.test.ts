/** Finance's day in the inbox, by keyboard alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bkash, cashOut, earners, payout } from '../payouts/payouts.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'

test('finance approves, rejects and records an outcome by keyboard; a held key and a second person change nothing', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3, 3, 3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const ids: string[] = []
  for (const [index, userId] of ['a-1', 'a-2', 'a-3'].entries()) {
    const method = bkash(`0171234567${index}`)
    ids.push((await cashOut(app, program, { amountMinor: 4000, method }, { userId })).body.id)
  }
  const stateOf = async (index: number) => (await payout(app, program, ids[index] ?? '')).state
  await app.service.context.sql`
    update payouts set state = 'unknown', sent_at = requested_at
    where participant_id = (
      select p.id from participants p join programs g on g.id = p.program_id
      where g.slug = ${program.slug} and p.user_id = 'a-3')`
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  const { keyboard } = page
  const dialog = page.getByRole('dialog')
  await page.goto(`${app.url}/console/programs/${program.slug}/inbox`)
  await page.getByRole('heading', { name: 'Approve ৳40 to a-1' }).waitFor()
  await page.getByText('goes to a-1 at once').waitFor()
  await expectGoodPage(visit)

  await keyboard.press('j')
  for (let repeat = 0; repeat < 10; repeat++) await keyboard.down('a')
  await keyboard.up('a')
  await dialog.getByText('goes to a-1 at once').waitFor()
  await keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await stateOf(0), 'requested', 'the question began at Cancel')
  for (const key of ['a', 'Tab', 'Enter']) await keyboard.press(key)
  await page.getByText('Approved: ৳40 to a-1.').waitFor()
  assert.notEqual(await stateOf(0), 'requested')

  await page.getByRole('heading', { name: 'Approve ৳40 to a-2' }).waitFor()
  await page.getByText('goes to a-2 at once').waitFor()
  await keyboard.press('r')
  await dialog.getByLabel('Your reason').waitFor()
  await keyboard.type('One ring of accounts')
  await keyboard.press('Enter')
  await page.getByText('Rejected: ৳40 to a-2.').waitFor()
  assert.equal(await stateOf(1), 'rejected')

  await page.getByRole('heading', { name: 'No answer for ৳40 to a-3' }).waitFor()
  await page.getByText("Look into the provider's books first").waitFor()
  const other = await invited(app, 'finance', program.slug)
  await other.browser.ok('POST', `/v1/programs/${program.slug}/inbox/unknown_outcome/${ids[2]}/take`)
  await keyboard.press('t')
  await page.getByText('Another person has just taken').waitFor()
  await page.getByRole('button', { name: 'Take it over' }).waitFor()
  await keyboard.press('t')
  await page.getByText('You have taken it').waitFor()
  await keyboard.press('e')
  await dialog.getByLabel('How you found out').waitFor()
  for (const key of ['Shift+Tab', 'ArrowDown', 'ArrowDown', 'Tab']) await keyboard.press(key)
  await keyboard.type('The bank returned it')
  await keyboard.press('Enter')
  await page.getByText('Nothing waits for you.').waitFor()
  assert.equal(await stateOf(2), 'failed')
  await keyboard.press('?')
  await dialog.getByText('record the outcome').waitFor()
  await keyboard.press('Escape')

  await keyboard.press('Control+k')
  await keyboard.type('a-2')
  await dialog.getByRole('option', { name: 'a-2' }).waitFor()
  await expectGoodPage(visit)
  await keyboard.press('Enter')
  await page.waitForURL('**/participants/a-2')
  await keyboard.press('Control+k')
  await keyboard.type(ids[2] ?? '')
  await dialog.getByRole('option', { name: '৳40 to a-3' }).waitFor()
  await keyboard.press('Enter')
  await page.waitForURL(`**/payouts/${ids[2]}`)
  await keyboard.press('Control+k')
  await keyboard.type('money')
  await dialog.getByRole('option', { name: 'Add money to the budget' }).waitFor()
  for (const key of ['ArrowUp', 'Enter']) await keyboard.press(key)
  await page.waitForURL(`**/console/programs/${program.slug}`)
})

test('on a phone an item covers the list, is snoozed with a reason and brought back, in Bengali', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  await cashOut(app, program, { amountMinor: 2000, method: bkash() })
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'bn', viewport: narrow })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/inbox`)
  await page.getByRole('link', { name: 'অনুমোদন: a-1 পাবেন ৳২০' }).click()
  await page.getByText('আপনার কারণ').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'অনুমোদন দিন' }).waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'পরের জন্য রাখুন' }).click()
  await page.getByLabel('কেন').fill('ব্যাংকের উত্তর রবিবার')
  await page.getByRole('dialog').getByRole('button', { name: 'পরের জন্য রাখুন' }).click()
  await page.getByText('কিছুই আপনার অপেক্ষায় নেই।').waitFor()
  await page.getByRole('link', { name: 'পরের জন্য রাখা' }).click()
  await page.getByRole('link', { name: 'অনুমোদন: a-1 পাবেন ৳২০' }).click()
  await page.getByText('ব্যাংকের উত্তর রবিবার').waitFor()
  await page.getByRole('button', { name: 'এখনই ফেরান' }).click()
  await page.getByRole('button', { name: 'এখনই ফেরান' }).waitFor({ state: 'detached' })
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/inbox`)
  assert.equal(items.length, 1)

  await page.goto(`${app.url}/console/account`)
  await page.getByLabel('অনুমোদন', { exact: true }).check()
  await page.getByLabel('কখন থেকে খবর যাবে না').selectOption('22')
  await page.getByLabel('কখন পর্যন্ত').selectOption('7')
  await page.getByRole('button', { name: 'সংরক্ষণ করুন' }).click()
  await page.getByText('সংরক্ষণ হয়েছে।').waitFor()
  await expectGoodPage(visit)
  const [saved] = await app.service.context.sql`select kinds, quiet_from, quiet_until from notice_settings`
  assert.deepEqual(saved, { kinds: ['approval'], quiet_from: 22, quiet_until: 7 })
})
