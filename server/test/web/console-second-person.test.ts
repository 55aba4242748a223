/** Requests that a second person confirms: setting money aside, and ending a program. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, phone } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'

test('one person requests the end of a program and cannot confirm it; another reads the consequence and confirms', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ countries: ['BD', 'IN'], secondPerson: { closing: true } }, 100_000)
  const address = `${app.url}/console/programs/${program.slug}/close`
  const rina = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const karim = await operatorAt(t, app, 'owner', null, { language: 'bn', viewport: phone })

  await rina.page.goto(address)
  await rina.page.getByRole('button', { name: 'End the program…' }).click()
  const asking = rina.page.getByRole('dialog')
  await asking.getByText('Nothing ends yet. Another person').waitFor()
  await asking.getByRole('textbox').fill(program.slug)
  await expectGoodPage(rina)
  await asking.getByRole('button', { name: 'Ask for it' }).click()
  const waits = rina.page.getByRole('region', { name: /waits for a second person$/ })
  await waits.getByText(/Requested by you on .* Another person must confirm it\./).waitFor()
  assert.equal(await waits.getByRole('button', { name: 'Confirm…' }).count(), 0)
  assert.equal(await rina.page.getByRole('button', { name: 'End the program…' }).count(), 0)
  await expectGoodPage(rina)
  const { request }: Body = await app.ok('GET', `/v1/programs/${program.slug}/close`)
  const refused = await rina.page.evaluate<string>(
    `fetch('/v1/programs/${program.slug}/close-requests/${request.id}/confirm', { method: 'POST' })
      .then((answer) => answer.json()).then(({ code }) => code)`,
  )
  assert.equal(refused, 'second_person_needed', 'nor by direct call')
  assert.equal((await app.program(program)).state, 'live')

  // The request for one country waits separately, and is withdrawn.
  await rina.page.goto(`${address}?country=IN`)
  await rina.page.getByRole('link', { name: 'Ending the whole program waits for a second person' }).waitFor()
  await rina.page.getByRole('button', { name: 'End India…' }).click()
  await asking.getByRole('textbox').fill('IN')
  await asking.getByRole('button', { name: 'Ask for it' }).click()
  await waits.getByRole('button', { name: 'Withdraw…' }).click()
  await asking.getByText('Nothing ends. Anyone who may end the program').waitFor()
  await expectGoodPage(rina)
  await asking.getByRole('button', { name: 'Withdraw it' }).click()
  await rina.page.getByRole('button', { name: 'End India…' }).waitFor()
  assert.deepEqual((await app.program(program)).endedCountries, [])

  const { page } = karim
  await page.goto(address)
  const hers = page.getByRole('region', { name: /দ্বিতীয় একজনের অপেক্ষায়$/ })
  await hers.getByText('অনুরোধ করেছেন Nadia').waitFor()
  await expectGoodPage(karim)
  await hers.getByRole('button', { name: 'নিশ্চিত করুন…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('এটি আর ফেরানো যাবে না।').waitFor()
  const endIt = dialog.getByRole('button', { name: 'অফার শেষ করে দিন' })
  assert.equal(await endIt.isDisabled(), true, 'it is typed first')
  await dialog.getByRole('textbox').fill(program.slug)
  await expectGoodPage(karim)
  await endIt.click()
  await page.getByText(/-এ শেষ করা হয়েছে/).waitFor()
  assert.equal((await app.program(program)).state, 'closing')
  assert.equal(await hers.count(), 0)
  await rina.page.goto(address)
  await rina.page.getByText(/It was ended on/).waitFor()
})

test('an owner requires two people for money, for good: one person requests a funding, finance confirms it', async (t) => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const address = `${app.url}/console/programs/${program.slug}`
  const rina = await operatorAt(t, app, 'owner', program.slug, { language: 'en' })
  const { page } = rina
  await page.goto(address)
  await page.getByRole('button', { name: 'Change the terms' }).click()
  await page.getByText('Nobody can turn this off again').waitFor()
  await page.getByLabel('Setting money aside needs two people').check()
  await page.getByLabel('Ending the program or a country needs two people').check()
  await expectGoodPage(rina)
  await page.getByRole('button', { name: 'Change them' }).click()
  await page.getByRole('button', { name: 'Change the terms' }).click()
  const turnedOn = page.getByLabel('Setting money aside needs two people')
  assert.deepEqual([await turnedOn.isChecked(), await turnedOn.isDisabled()], [true, true])
  await page.getByRole('button', { name: 'Discard the changes' }).click()
  assert.deepEqual((await app.program(program)).secondPerson, { funding: true, closing: true })

  const ask = async (reference: string) => {
    await page.getByRole('button', { name: 'Add money', exact: true }).click()
    await page.getByRole('dialog').getByText('Nothing is set aside yet').waitFor()
    await page.getByLabel('Amount in taka', { exact: true }).fill('1,000')
    await page.getByLabel('Reference', { exact: true }).fill(reference)
    await page.getByRole('button', { name: 'Request ৳1,000' }).click()
    await page.getByText(`Set ৳1,000 aside (${reference})`).first().waitFor()
  }
  const waiting = page.getByRole('region', { name: /waits for a second person$/ })
  await ask('BANK-1')
  await ask('BANK-2')
  assert.equal(await waiting.count(), 2)
  assert.equal(await waiting.getByRole('button', { name: 'Confirm…' }).count(), 0, 'not her own')
  await expectGoodPage(rina)
  await waiting.filter({ hasText: 'BANK-2' }).getByRole('button', { name: 'Withdraw…' }).click()
  await page.getByRole('dialog').getByText('the reference is free again').waitFor()
  await page.getByRole('button', { name: 'Withdraw it' }).click()
  await waiting.filter({ hasText: 'BANK-2' }).waitFor({ state: 'detached' })

  const karim = await operatorAt(t, app, 'finance', program.slug, { language: 'bn', viewport: phone, dark: true })
  await karim.page.goto(address)
  const hers = karim.page.getByRole('region', { name: /দ্বিতীয় একজনের অপেক্ষায়$/ })
  await hers.getByText('BANK-1').waitFor()
  await expectGoodPage(karim)
  await hers.getByRole('button', { name: 'নিশ্চিত করুন…' }).click()
  const dialog = karim.page.getByRole('dialog')
  await dialog.getByText('টাকাটা সত্যিই থাকলে তবেই নিশ্চিত করুন').waitFor()
  await expectGoodPage(karim)
  assert.equal((await app.program(program)).balances.budgetMinor, 0)
  await dialog.getByRole('button', { name: '৳১,০০০ রাখুন' }).click()
  await hers.waitFor({ state: 'detached' })
  assert.equal((await app.program(program)).balances.budgetMinor, 100_000)

  const viewer = await operatorAt(t, app, 'viewer', program.slug, { language: 'en', viewport: phone })
  await viewer.page.goto(address)
  await viewer.page.getByText('Set aside').first().waitFor()
  await expectGoodPage(viewer)
  await app.assertLedger(program)
})
