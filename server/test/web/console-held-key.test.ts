/** A held key confirms nothing in the console. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { bkash, cashOut, earners, payout } from '../payouts/payouts.js'
import { sharedApp } from '../support/app.js'
import { operatorAt } from '../support/console.js'

/** As a keyboard does: the key goes down once and repeats until it is released. */
async function hold(page: Page, key: string): Promise<void> {
  for (let repeat = 0; repeat < 30; repeat++) {
    await page.keyboard.down(key)
    if (repeat < 3) await page.waitForTimeout(50)
  }
  await page.keyboard.up(key)
  await page.waitForTimeout(200)
}

const focused = (page: Page) => page.evaluate<string>('document.activeElement?.textContent?.trim()')

test('in the queue of cash-outs j, space and a held Enter approve nothing, and the dialog begins at Cancel', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const { body } = await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  const state = async () => (await payout(app, program, body.id)).state
  const { page } = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await page.goto(`${app.url}/console/programs/${program.slug}/queues`)
  await page.getByLabel('Select ৳40 for a-1').waitFor()
  const dialog = page.getByRole('dialog')
  await page.keyboard.press('j')
  await page.keyboard.press('Space')
  await hold(page, 'Enter')
  await dialog.getByText('৳40 goes to 1 account').waitFor()
  assert.equal(await state(), 'requested')
  assert.equal(await focused(page), 'Cancel')

  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })

  // A rejection without a reason is not confirmed either.
  await page.getByRole('button', { name: 'Reject' }).focus()
  await hold(page, 'Enter')
  await dialog.getByLabel('Your reason').waitFor()
  await page.keyboard.type('a ring')
  assert.equal(await state(), 'requested')
  await page.keyboard.press('Enter')
  await page.getByText('No cash-out waits for you.').waitFor()
  assert.equal(await state(), 'rejected')
})

test('on the page of one cash-out a held Enter opens the question and does not answer it', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const { body } = await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  const { page } = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await page.goto(`${app.url}/console/programs/${program.slug}/payouts/${body.id}`)
  for (const key of ['Enter', 'Space']) {
    await page.getByRole('button', { name: 'Approve', exact: true }).focus()
    await hold(page, key)
    await page.getByRole('dialog').getByText('goes to a-1 at once').waitFor()
    assert.equal(await focused(page), 'Cancel', key)
    assert.equal((await payout(app, program, body.id)).state, 'requested', key)
    await page.keyboard.press('Escape')
  }
  // On purpose, by keyboard: Tab to the button, then Enter.
  await page.getByRole('button', { name: 'Approve', exact: true }).press('Enter')
  await page.getByRole('dialog').getByText('goes to a-1 at once').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Approved by Nadia').waitFor()
})

test('a held Enter pauses no program, sets no money aside, revokes no key and removes nobody', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 100_000)
  const key = await app.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'server' })
  const { page } = await operatorAt(t, app, 'owner', null, { language: 'en' })
  const press = async (path: string, button: string) => {
    await page.goto(`${app.url}/console${path}`)
    await page.getByRole('button', { name: button, exact: true }).first().focus()
    await hold(page, 'Enter')
    await page.getByRole('dialog').waitFor()
  }
  await press(`/programs/${program.slug}`, 'Pause')
  assert.equal((await app.program(program)).state, 'live')
  await press(`/programs/${program.slug}`, 'Add money')
  assert.equal((await app.program(program)).balances.budgetMinor, 100_000)
  await press(`/programs/${program.slug}/developers`, 'Revoke')
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/keys`)
  assert.equal(items.find(({ id }: { id: string }) => id === key.id).revokedAt, null)
})
