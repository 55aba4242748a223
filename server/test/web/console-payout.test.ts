/** The page of one cash-out: its history and what can be done. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import { applyResults, bkash, cashOut, earners, sentByFile } from '../payouts/payouts.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'

test('finance opens a cash-out, approves it, and sees it received with its transfers', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [3], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const { body } = await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  assert.equal(body.state, 'requested', JSON.stringify(body))
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/payouts`)
  await page.locator(`a[href$="${body.id}"]`).click()
  await page.getByRole('heading', { name: 'One cash-out' }).waitFor()
  await page.getByText('Requested: ৳40 to bKash …').waitFor()
  await page.getByText('Waits for approval. Still needed: 1').waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'Approve', exact: true }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('৳40 goes to a-1 at once and cannot be stopped.').waitFor()
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Approve ৳40' }).click()
  await page.getByText('Approved by Nadia').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Approve', exact: true }).count(), 0)

  // It is sent while nobody touches the page: the page updates by itself.
  await sweepPayouts(app.service.context, await app.service.programs.get(program.slug))
  await app.advance(program, 60)
  const paid = await app.ok('GET', `/v1/programs/${program.slug}/payouts/${body.id}`)
  assert.equal(paid.state, 'paid')
  await page.getByText(`Received: the provider's reference is ${paid.providerReference}`).waitFor()
  await page.getByText('৳40 from “available” to “on its way”').waitFor()
  await page.getByText('৳40 from “on its way” to “received”').waitFor()
  const lines = await page.locator('main ol > li').allInnerTexts()
  const places = ['Requested', 'Approved by', 'Sent by', 'Received'].map((word) =>
    lines.findIndex((line) => line.includes(word)),
  )
  assert.ok(!places.includes(-1), lines.join(' | '))
  assert.deepEqual(
    places.toSorted((one, other) => one - other),
    places,
  )
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.setViewportSize({ width: 320, height: 740 })
  await page.getByRole('heading', { name: 'পুরো ঘটনা' }).waitFor()
  await expectGoodPage(visit)

  await page.goto(`${app.url}/console/programs/${program.slug}/participants/a-1`)
  await page.locator(`a[href$="${body.id}"]`).first().click()
  await page.getByRole('heading', { name: 'পুরো ঘটনা' }).waitFor()
  await page.goto(`${app.url}/console/programs/${program.slug}/payouts/pay_01jd0000000000000000000000`)
  await page.getByText('এই প্রোগ্রামে এই আইডির কোনো অনুরোধ নেই।').waitFor()
  // Only here a 404 is expected.
  const complaints = visit.complaints.filter((said) => !said.includes('a status of 404'))
  await expectGoodPage({ ...visit, complaints })
})

test('an unanswered cash-out is settled with a reason and a name; support only reads', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1, 1])
  const { sql } = app.service.context
  const own = await app.service.programs.get(program.slug)
  const { body } = await cashOut(app, program, { amountMinor: 2000, method: bkash('01999200001') })
  await sweepPayouts(app.service.context, own)
  const base = `/v1/programs/${program.slug}/payouts`
  assert.equal((await app.ok('GET', `${base}/${body.id}`)).state, 'unknown')
  const history = await app.ok('GET', `${base}/${body.id}/history`)
  assert.ok(history.askAt !== null && history.steps.some(({ kind }: { kind: string }) => kind === 'sent'))

  const address = `${app.url}/console/programs/${program.slug}/payouts/${body.id}`
  const support = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  await support.page.goto(address)
  await support.page.getByText('Next question to the provider').waitFor()
  await support.page.getByText('Approved automatically').waitFor()
  assert.equal(await support.page.locator('main button').count(), 0)
  await expectGoodPage(support)
  const { browser } = await invited(app, 'support', program.slug)
  assert.equal((await browser.call('GET', `${base}/${body.id}/history`)).status, 200)
  const settling = { outcome: 'paid', reason: 'mine' }
  assert.equal((await browser.call('POST', `${base}/${body.id}/settle`, settling)).status, 403)
  assert.equal((await browser.call('POST', `${base}/${body.id}/reject`, { reason: 'mine' })).status, 403)
  const { browser: viewer } = await invited(app, 'viewer', program.slug)
  assert.equal((await viewer.call('GET', `${base}/${body.id}/history`)).status, 403)

  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(address)
  await page.getByRole('button', { name: 'Record the result' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('The provider’s books say').selectOption('paid')
  await dialog.getByText('a-1 sees it in the portal and on the receipt, exactly as you type it.').waitFor()
  await dialog.getByLabel('The provider’s books say').selectOption('failed')
  await dialog.getByLabel('How you found out').fill('called them: no such payment')
  await dialog.getByRole('button', { name: 'Record it' }).click()
  await page.getByText('Nadia recorded the result').waitFor()
  await page.getByText('“called them: no such payment”').waitFor()
  await page.getByText('৳20 from “on its way” to “available”').waitFor()
  await expectGoodPage(visit)
  const other = await app.liveProgram()
  assert.equal((await app.call('GET', `/v1/programs/${other.slug}/payouts/${body.id}/history`)).status, 404)
  const [row] = await sql<{ state: string }[]>`select state from payouts where program_id = ${own.id}`
  assert.equal(row?.state, 'failed')
})

test('a cash-out by file is paid by one file of results and returned by a later one', async (t) => {
  const app = await sharedApp()
  const { program, base, payouts, batch } = await sentByFile(app, 1)
  const [id = ''] = payouts
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  const address = `${app.url}/console/programs/${program.slug}/payouts/${id}`
  await page.goto(address)
  await page.getByText('In the batch').waitFor()
  await page.getByText(batch.id).waitFor()
  await expectGoodPage(visit)

  // The untouched page shows the payment and its file by itself.
  const paid = await applyResults(app, base, `${id},paid,20.00,TRX1,`)
  await page.getByText("Received: the provider's reference is TRX1").waitFor()
  const line = page.getByRole('listitem').filter({ hasText: 'Received:' })
  await line.getByText('৳20 from “on its way” to “received”').waitFor()
  await expectGoodPage(visit)
  await line.getByRole('link', { name: paid }).click()
  await page.waitForURL(new RegExp(`/payout-files/${paid}$`))
  await page.goBack()

  const returned = await applyResults(app, base, `${id},returned,20.00,TRX1,account_blocked`)
  await page.reload()
  const back = page.getByRole('listitem').filter({ hasText: 'It came back' })
  await back.getByText('৳20 from “received” to “available”').waitFor()
  await back.getByRole('link', { name: returned }).waitFor()
  const { message } = await app.ok('GET', `${base}/payouts/${id}`)
  await back.getByText(message.en).waitFor()
  await page.getByText('came back', { exact: true }).waitFor()
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.setViewportSize(narrow)
  await page.getByText(message.bn).waitFor()
  await expectGoodPage(visit)
  assert.equal((await app.participant(program, 'a-1')).balances.availableMinor, 2000)
  await app.assertLedger(program)
})

test('a cash-out rejected on its page shows who and why, and its money can be cashed out again', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [2], { payouts: { autoApproveMaxMinor: 1 }, minimumPayoutMinor: 2000 })
  const { body } = await cashOut(app, program, { amountMinor: 4000, method: bkash() })
  const visit = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/payouts/${body.id}`)
  await page.getByRole('button', { name: 'Reject' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('a-1 can cash out the ৳40 again').waitFor()
  await dialog.getByLabel('Your reason').fill('one ring of accounts')
  await expectGoodPage(visit)
  await dialog.getByRole('button', { name: 'Reject the cash-out' }).click()
  const line = page.getByRole('listitem').filter({ hasText: 'Rejected by Nadia' })
  await line.getByText('“one ring of accounts”').waitFor()
  await line.getByText('৳40 from “on its way” to “available”').waitFor()
  await page.getByText('rejected', { exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Reject' }).count(), 0)
  assert.equal(await page.getByText('Waits for approval').count(), 0)
  await expectGoodPage(visit)
  assert.equal((await app.participant(program, 'a-1')).balances.availableMinor, 4000)
})
