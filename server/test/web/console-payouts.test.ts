/** The queue and the list of cash-outs: finance decides, support reads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bkash, cashOut, earners, payout } from '../payouts/payouts.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'

test('finance approves some by keyboard, rejects one with a reason, and finds each by its state', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3, 3, 3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const ids: string[] = []
  for (const userId of ['a-1', 'a-2', 'a-3']) {
    const { body } = await cashOut(
      app,
      program,
      { amountMinor: 4000, method: bkash(`0171234567${ids.length}`) },
      { userId },
    )
    assert.equal(body.state, 'requested', JSON.stringify(body))
    ids.push(body.id)
  }
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/queues`)
  await page.getByLabel('Select ৳40 for a-1').waitFor()
  await expectGoodPage(visit)
  for (const key of ['j', 'Space', 'j', 'j', 'k', 'Space', 'Enter']) await page.keyboard.press(key)
  const dialog = page.getByRole('dialog')
  await dialog.getByText('৳80 goes to 2 accounts at once').waitFor()
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Approve 2: ৳80' }).click()
  await page.getByText('Approved: 2. Waiting for another person: 0. Not approved: 0.').waitFor()
  // By keyboard: the focus of the dialog is on its first field.
  await page.getByRole('button', { name: 'Reject' }).press('Enter')
  await page.keyboard.type('one ring of accounts')
  await page.keyboard.press('Enter')
  await page.getByText('No cash-out waits for you.').waitFor()
  // The newest is first: the first two rows were approved, and the oldest was not.
  const states = await Promise.all(ids.map(async (id) => (await payout(app, program, id)).state))
  assert.equal(states[0], 'rejected')
  assert.ok(!states.slice(1).includes('requested'), states.join())
  await page.keyboard.press('?')
  await dialog.getByText('next cash-out').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('link', { name: 'Money', exact: true }).click()
  await page.getByLabel('State').selectOption('rejected')
  await page.getByRole('link', { name: 'a-2' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'a-1' }).waitFor()
  assert.match(page.url(), /state=rejected/)
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.setViewportSize({ width: 360, height: 740 })
  await expectGoodPage(visit)

  const { browser } = await invited(app, 'support', program.slug)
  const base = `/v1/programs/${program.slug}/payouts`
  assert.equal((await browser.call('GET', base)).status, 200)
  assert.equal((await browser.call('POST', `${base}/${ids[0]}/approve`)).status, 403)
})

test('when several are approved, one that a colleague rejected meanwhile is reported with a link', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [2, 2], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const ask = async (userId: string, number: string): Promise<string> =>
    (await cashOut(app, program, { amountMinor: 4000, method: bkash(number) }, { userId })).body.id
  const ids = [await ask('a-1', '01712345670'), await ask('a-2', '01712345671')]
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/queues`)
  await page.getByRole('button', { name: 'Select all or none' }).click()
  const { browser: colleague } = await invited(app, 'finance', program.slug)
  const base = `/v1/programs/${program.slug}/payouts`
  await colleague.call('POST', `${base}/${ids[0]}/reject`, { reason: 'not theirs' })
  await page.getByRole('button', { name: 'Approve 2: ৳80' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Approve 2: ৳80' }).click()
  await page.getByText('Approved: 1. Waiting for another person: 0. Not approved: 1.').waitFor()
  await page.getByText('Another decision came first').waitFor()
  assert.ok(!(await page.locator('main').innerText()).includes('payout_state_conflict'))
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.setViewportSize(narrow)
  await page.getByText('এর মধ্যে অন্য সিদ্ধান্ত হয়েছে').waitFor()
  await expectGoodPage(visit)
  await page.getByRole('link', { name: String(ids[0]) }).click()
  await page.getByText('“not theirs”').waitFor()
})
