/** A day of growth and a day of support by keyboard alone: each control is reached by a key. Finance's is in console-inbox. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { suspects, watchfulProgram } from '../fraud/suspects.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { openPortal } from '../support/portal.js'
import { report } from '../support/reports.js'

const stopsMax = 80

/** @returns after so many presses of Tab as it takes; fails if there is no way */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor()
  for (let stop = 0; stop < stopsMax; stop++) {
    await page.keyboard.press('Tab')
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) return
  }
  assert.fail(`${String(control)} is not reached by Tab`)
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

test('growth looks at the month, follows the best advocate, adds money, raises the reward and reads the record, by keyboard alone', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  const { code } = await app.join(program, 'rina', { displayName: 'Rina Akter' })
  for (const userId of ['tuli', 'mina']) await app.signup(program, { userId, code })
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  const dialog = page.getByRole('dialog')
  await page.goto(`${app.url}/console/programs/${program.slug}/overview`)
  await page.getByText('2 friends counted').waitFor()

  const days = page.getByRole('link', { name: '90 days' })
  await tabTo(page, days)
  await press(page, 'Enter')
  await page.waitForURL('**/overview?days=90')
  await tabTo(page, page.getByRole('group', { name: 'Day by day' }))
  await press(page, 'End')
  await page.getByRole('status').filter({ hasText: '0 clicks, 2 signups' }).waitFor()
  const best = page.getByRole('region', { name: 'Who brings most friends' })
  await tabTo(page, best.getByRole('link', { name: 'Rina Akter' }))
  await press(page, 'Enter')
  await page.getByRole('heading', { name: 'Rina Akter' }).waitFor()
  await page.getByText('Joined and got a link.').waitFor()

  // Money: found by name, and the field is where the keys go.
  await press(page, '/')
  await page.keyboard.type('money')
  await dialog.getByRole('option', { name: 'Add money to the budget' }).waitFor()
  await press(page, 'ArrowUp', 'Enter')
  await tabTo(page, page.getByRole('button', { name: 'Add money', exact: true }))
  await press(page, 'Enter')
  await page.keyboard.type('500')
  await dialog.getByText('pays for 25 more friends').waitFor()
  await press(page, 'Tab')
  await page.keyboard.type('PO 4711')
  await press(page, 'Enter')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal((await app.program(program)).balances.fundedMinor, 1_050_000)

  // The terms: the focus goes into the form, and back to its button.
  await tabTo(page, page.getByRole('button', { name: 'Change the terms' }))
  await press(page, 'Enter')
  await tabTo(page, page.getByLabel('For each friend, in taka'))
  await press(page, 'Control+a')
  await page.keyboard.type('25')
  await press(page, 'Enter')
  await dialog.getByText('A friend costs ৳20 now and ৳25 after the change.').waitFor()
  await press(page, 'Enter')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal((await app.program(program)).rewardMinor, 2000, 'the question began at Cancel')
  await press(page, 'Enter', 'Tab', 'Enter')
  await page.locator('button:focus', { hasText: 'Change the terms' }).waitFor()
  assert.equal((await app.program(program)).rewardMinor, 2500)

  await press(page, 'g', 'a')
  await page.getByText(/raised the reward from ৳20 to ৳25/).waitFor()
  await press(page, 'g', 'o')
  await page.getByText('2 friends counted').waitFor()
  await expectGoodPage(visit)
})

test('support answers an appeal, suspected abuse, a reported link and a missing friend, and finds a caller, by keyboard alone', async (t) => {
  const app = await sharedApp()
  const program = await watchfulProgram(app)
  const base = `/v1/programs/${program.slug}`
  const phone = '01712345671'
  const rina = await app.join(program, 'rina', { displayName: 'Rina Akter' })
  await app.signup(program, { userId: 'before', identities: { phone } })
  await app.signup(program, { userId: 'tuli', code: rina.code, identities: { phone } })
  const { items } = await app.ok('GET', `${base}/participants/rina/referrals`)
  await app.ok('POST', `${base}/referrals/${items[0].id}/appeal`, { text: 'my number is new' })
  await suspects(app, program, 'karim', ['selim', 'jamal'])
  await report(app, program, await app.join(program, 'salma'), 'false_promise', 2)
  const portal = await openPortal(app, program, 'rina')
  await portal.ok('POST', '/missing-friend', { came: 'code', opened: 'lately', friend: '01711111111' })

  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  const dialog = page.getByRole('dialog')
  await page.goto(`${app.url}/console/programs/${program.slug}/overview`)
  await page
    .getByText(/friends? counted/)
    .first()
    .waitFor()
  await press(page, 'g', 'i')
  const decide = async (title: string, known: string, key: string, says: string, reason: string) => {
    await page.getByRole('heading', { name: title }).waitFor()
    await page.getByText(known).first().waitFor()
    await press(page, key)
    await dialog.getByText(says).waitFor()
    await page.keyboard.type(reason)
    await press(page, 'Enter')
    await dialog.waitFor({ state: 'hidden' })
  }
  await decide('Appeal of tuli', '“my number is new”', 'c', 'tuli is counted.', 'the number was sold again')
  await decide('Suspected abuse: karim', 'opened the account', 'v', 'Friends who will not count: 2.', 'one phone')
  await decide(
    'Link of salma was reported',
    'not true × 2',
    's',
    'through the link or the code of salma',
    'she promises 5,000',
  )
  await decide(
    'Missing friend of Rina Akter',
    'Typed the code',
    'e',
    'The question of Rina Akter is closed.',
    'not with us',
  )
  await page.getByText('Nothing waits for you.').waitFor()
  assert.deepEqual((await app.participant(program, 'rina')).friends, { counted: 1, pending: 0, review: 0 })
  assert.deepEqual((await app.participant(program, 'karim')).friends, { counted: 0, pending: 0, review: 0 })

  // Somebody calls: found by the phone number.
  await press(page, '/')
  await page.keyboard.type(phone)
  await dialog.getByRole('option').first().waitFor()
  await press(page, 'Enter')
  await page.waitForURL('**/participants/*')
  await press(page, 'g', 'v', 'g', 'i')
  await page.getByText('Nothing waits for you.').waitFor()
  await press(page, '?')
  await dialog.getByText('find a person, a payout or a page').waitFor()
  await press(page, 'Escape')
  await expectGoodPage(visit)
  await app.assertLedger(program)
})
