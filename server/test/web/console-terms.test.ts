/** A change of the reward shows its cost before it is saved. A large increase must be typed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import { expectGoodPage } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

test('amount fields show the currency of the program', async (t) => {
  const app = await sharedApp()
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

test('an owner copies the terms of a test program into a live draft by keyboard; an owner of one program cannot', async (t) => {
  const app = await sharedApp()
  const tried = await app.liveProgram(
    {
      currency: 'USD',
      timeZone: 'America/Chicago',
      rewardMinor: 1250,
      countries: ['US'],
      brand: { color: '#123456', benefit: { bn: 'এক মাস ফ্রি', en: 'A month free' } },
      portal: { origins: ['https://golpo.example'] },
      secondPerson: { funding: false, closing: true },
      endsAt: '2099-02-28T05:59:00.000Z',
    },
    1_000_000,
  )
  const before = await app.program(tried)
  const { page: other } = await operatorAt(t, app, 'owner', tried.slug, { language: 'en' })
  await other.goto(`${app.url}/console/programs/${tried.slug}`)
  await other.getByRole('button', { name: 'Change the terms' }).waitFor()
  assert.equal(await other.getByRole('button', { name: 'Make a live program' }).count(), 0)

  const visit = await operatorAt(t, app, 'owner', null, { language: 'bn' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${tried.slug}`)
  await page.getByRole('button', { name: 'এই শর্তে আসল অফার তৈরি করুন' }).waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'এই শর্তে আসল অফার তৈরি করুন' }).press('Enter')
  await page.getByText(/শর্ত, সেটিংস ও ব্র্যান্ড এখানে বসানো আছে/).waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'English' }).press('Enter')
  await page.getByText(/^The terms, settings and brand of .* are filled in/).waitFor()
  await page.getByLabel('Name in addresses').focus()
  await page.keyboard.type('golpo-live')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console/programs/golpo-live')
  await page.getByText('draft', { exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Make a live program' }).count(), 0)
  const after = await app.program({ slug: 'golpo-live' })
  assert.deepEqual([after.mode, after.state], ['live', 'draft'])
  for (const term of copied) assert.deepEqual(after[term], before[term], term)
  assert.equal(after.payouts.autoApproveMaxMinor, before.payouts.autoApproveMaxMinor)
})

const copied = [
  ...(['currency', 'timeZone', 'name', 'rewardMinor', 'countries', 'brand', 'destinations', 'caps'] as const),
  ...(['organization', 'portal', 'secondPerson', 'endsAt'] as const),
]

test('before a higher reward is saved the owner reads its cost, and types it if it more than doubles', async (t) => {
  const app = await sharedApp()
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
  // As a Bengali keyboard types it too.
  await dialog.getByRole('textbox').fill('২০০')
  assert.equal(await save.isDisabled(), false)
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
