/** A change of the reward shows its cost before it is saved. A large increase must be typed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

test('amount fields show the currency of the program', async (t) => {
  const app = await startApp(t)
  const change = { en: 'Change the terms', bn: 'শর্ত বদলান' }
  const fields: readonly (readonly [currency: string, language: keyof typeof change, labels: readonly string[]])[] = [
    ['JPY', 'en', ['For each friend, in JPY', 'The friend gets, in JPY', 'Smallest cash-out, in JPY']],
    ['KWD', 'bn', ['প্রতি বন্ধুর জন্য (KWD)', 'বন্ধু পাবেন (KWD)', 'একবারে সবচেয়ে কম কত তোলা যাবে (KWD)']],
    ['BDT', 'bn', ['প্রতি বন্ধুর জন্য (টাকা)', 'বন্ধু পাবেন (টাকা)', 'একবারে সবচেয়ে কম কত তোলা যাবে (টাকা)']],
  ]
  for (const [currency, language, labels] of fields) {
    const program = await app.liveProgram({ currency }, 1_000_000)
    const { page } = await operatorAt(t, app, 'owner', program.slug, { language })
    await page.goto(`${app.url}/console/programs/${program.slug}`)
    await page.getByRole('button', { name: change[language] }).click()
    for (const label of labels) await page.getByLabel(label).waitFor()
  }
})

test('before a higher reward is saved the owner reads its cost, and types it if it more than doubles', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram({}, 1_000_000)
  const visit = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = visit
  const dialog = page.getByRole('dialog')
  const save = dialog.getByRole('button', { name: 'Change them' })
  const change = async (taka: string) => {
    await page.goto(`${app.url}/console/programs/${program.slug}`)
    await page.getByRole('button', { name: 'Change the terms' }).click()
    await page.getByLabel('For each friend, in taka').fill(taka)
    await page.getByRole('button', { name: 'Change them' }).click()
  }
  await change('200')
  await dialog.getByText('A friend costs ৳20 now and ৳200 after the change.').waitFor()
  await dialog.getByText('That is 10 times as much.').waitFor()
  await dialog.getByText('The remaining ৳10,000 then pays for 50 friends. Now it pays for 500.').waitFor()
  await expectGoodPage(visit)
  assert.equal(await save.isDisabled(), true)
  for (const wrong of ['20', '2000', '']) {
    await dialog.getByRole('textbox').fill(wrong)
    assert.equal(await save.isDisabled(), true, wrong)
  }
  assert.equal((await app.program(program)).rewardMinor, 2000)
  await dialog.getByRole('textbox').fill('200')
  await save.click()
  await dialog.waitFor({ state: 'hidden' })
  assert.equal((await app.program(program)).rewardMinor, 20_000)

  // Double the amount needs no typing. A lower reward is announced, and can be withdrawn before it takes effect.
  await change('400')
  await dialog.getByText('That is 2 times as much.').waitFor()
  assert.equal(await dialog.getByRole('textbox').count(), 0)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await change('50')
  await dialog.getByText('That is 0.25 times as much.').waitFor()
  await save.click()
  await page.getByRole('button', { name: 'Withdraw the announcement' }).click()
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Withdraw it' }).click()
  await page.getByRole('button', { name: 'Withdraw the announcement' }).waitFor({ state: 'detached' })
  // Settings that people do not read are compared too, and a tenth of an amount is typed again.
  await page.getByRole('button', { name: 'Change the terms' }).click()
  await page.getByLabel('Paid without approval up to, in taka').fill('100')
  await page.getByLabel('Approvals of larger sums').selectOption('two different people')
  await page.getByLabel('Websites that may show the portal').fill('https://golpo.example')
  await page.getByRole('button', { name: 'Change them' }).click()
  await dialog.getByRole('row', { name: 'Approvals of larger sums one person two different people' }).waitFor()
  await expectGoodPage(visit)
  assert.equal(await save.isDisabled(), true)
  await dialog.getByRole('textbox').fill('100')
  await save.click()
  await dialog.waitFor({ state: 'hidden' })
  const { payouts, portal } = await app.program(program)
  assert.deepEqual([payouts.autoApproveMaxMinor, payouts.approvals], [10_000, 2])
  assert.deepEqual(portal.origins, ['https://golpo.example'])
  await app.advance(program, 80 * 3600)
  assert.equal((await app.program(program)).rewardMinor, 20_000)
})
