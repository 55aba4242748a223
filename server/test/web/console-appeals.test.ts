/** Appeals in the console: support answers them by keyboard, finance reads them, and a viewer sees no personal data. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMoment } from '@bondhu/web/format'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { expectGoodPage, narrow } from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { invited } from '../support/operator.js'

/** A friend whose phone belonged to another account before. */
async function appealOf(app: TestApp, program: TestProgram, name: string, phone: string): Promise<string> {
  const { code } = await app.join(program, `advocate-${name}`)
  await app.signup(program, { userId: `before-${name}`, identities: { phone } })
  await app.signup(program, { userId: name, code, identities: { phone } })
  const base = `/v1/programs/${program.slug}`
  const { items } = await app.ok('GET', `${base}/participants/advocate-${name}/referrals`)
  return (await app.ok('POST', `${base}/referrals/${items[0].id}/appeal`, { text: `${name} is new here` })).id
}

test('support counts and dismisses appeals by keyboard, reverses one, and is told when a colleague answered first', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 6000)
  const base = `/v1/programs/${program.slug}`
  const ids: string[] = []
  for (const [index, name] of ['rina', 'karim', 'salma', 'jamal'].entries()) {
    ids.push(await appealOf(app, program, name, `0171234567${index}`))
  }
  const address = `${app.url}/console/programs/${program.slug}/appeals`
  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(address)
  await page.getByText('Open: 4. Left in the budget: ৳0.').waitFor()
  await page.getByRole('link', { name: 'Appeals 4' }).waitFor()
  const rina = page.getByRole('row', { name: /rina is new here/ })
  assert.match(await rina.innerText(), /had an account[\s\S]*came with a code[\s\S]*৳20[\s\S]*reserved for this appeal/)
  await page.getByText('the budget is too small for it').waitFor()
  await expectGoodPage(visit)

  // Without a mouse: count the first, dismiss the second. The next row gets the focus each time.
  const dialog = page.getByRole('dialog')
  await page.locator('body').press('j')
  await page.keyboard.press('c')
  await dialog.getByText('rina is counted. ৳20').waitFor()
  await dialog.getByText('The budget stays at ৳0.').waitFor()
  await expectGoodPage(visit)
  await dialog.getByLabel('Reason').fill('the number was given to a new person')
  await page.keyboard.press('Enter')
  await page.getByText('Count the friend: rina.').waitFor()
  await page.locator(`a[data-appeal="${ids[1]}"]:focus`).waitFor()
  await page.keyboard.press('d')
  await dialog.getByText('The reserved ৳20 goes back to the budget.').waitFor()
  await dialog.getByLabel('Reason').fill('the account is from May')
  await page.keyboard.press('Enter')
  await page.getByText('Dismiss the appeal: karim.').waitFor()
  await page.getByText('Open: 2. Left in the budget: ৳20.').waitFor()
  assert.equal((await app.participant(program, 'advocate-rina')).balances.heldMinor, 2000)

  // A colleague answers first: the page says whose answer stays.
  const { browser: colleague } = await invited(app, 'support', program.slug)
  await page.keyboard.press('d')
  await dialog.getByLabel('Reason').fill('too late')
  await colleague.call('POST', `${base}/appeals/${ids[2]}/dismiss`, { reason: 'asked her by phone' })
  await page.keyboard.press('Enter')
  await page.getByText('Another person answered first: asked her by phone.').waitFor()

  // Reverse the counted one, and count the dismissed one.
  await page.getByLabel('State').selectOption('upheld')
  await page.getByRole('button', { name: 'Reverse' }).click()
  await dialog.getByLabel('Reason').fill('the wrong row')
  await page.keyboard.press('Enter')
  await page.getByText('Reverse the count: rina.').waitFor()
  assert.equal((await app.participant(program, 'advocate-rina')).balances.heldMinor, 0)
  await page.goto(`${address}?state=dismissed`)
  await page.getByText('the account is from May').waitFor()
  await page.getByRole('button', { name: 'Count' }).first().click()
  await dialog.getByText('It comes from the budget: ৳60 now, ৳40 afterwards.').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await page.goto(address)
  await page.getByText('খোলা: ১টি।').waitFor()
  await expectGoodPage(visit)
  await page.setViewportSize(narrow)
  await expectGoodPage(visit)
  await page.route('**/appeals?**', (call) => call.abort())
  await page.getByLabel('অবস্থা').selectOption('upheld')
  await page.getByRole('button', { name: 'আবার চেষ্টা করুন' }).waitFor()
  await app.assertLedger(program)
})

test('an appeal shows how the friend came: the link with time and channel, or a late code', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'advocate')
  const response = await app.follow(program, code, '?via=whatsapp')
  const clickId = new URL(response.headers.get('location') ?? '').searchParams.get('bondhu_click')
  const phones = ['01712345678', '01712345679']
  await app.ok('POST', `${base}/members`, { members: phones.map((phone) => ({ identities: { phone } })) })
  await app.signup(program, { userId: 'by-link', clickId, identities: { phone: phones[0] } })
  await app.signup(program, { userId: 'by-code', identities: { phone: phones[1] } })
  await app.signup(program, { userId: 'by-code', code, identities: { phone: phones[1] } })
  const { items: referrals } = await app.ok('GET', `${base}/participants/advocate/referrals`)
  assert.equal(referrals.length, 2)
  for (const { id } of referrals) await app.ok('POST', `${base}/referrals/${id}/appeal`, { text: 'it is mine' })
  const { items } = await app.ok('GET', `${base}/appeals`)
  const linked = items.find((one: Body) => one.friendUserId === 'by-link')
  assert.deepEqual([linked.evidence.by, linked.evidence.channel, linked.evidence.late], ['click', 'whatsapp', false])

  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  await page.goto(`${app.url}/console/programs/${program.slug}/appeals`)
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name }) })
  const followed = formatMoment('en', linked.evidence.clickedAt, 'Asia/Dhaka')
  await row('by-link').getByText(`came through a link, opened ${followed}, via WhatsApp`).waitFor()
  await row('by-code').getByText('came with a code, code typed later').waitFor()
  await expectGoodPage(visit)
})

test('an appeal names the account that had the phone, or says when that account was erased; finance sees neither', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const base = `/v1/programs/${program.slug}`
  await appealOf(app, program, 'rina', '01712345678')
  await appealOf(app, program, 'karim', '01712345679')
  await app.ok('POST', `${base}/members`, { members: [{ identities: { phone: '01712345670' } }] })
  await appealOf(app, program, 'salma', '01712345670')
  await app.ok('POST', `${base}/participants/before-karim/erasure`)
  await app.advance(program, 86_400)
  const { items } = await app.ok('GET', `${base}/appeals`)
  const { matched } = items.find((one: Body) => one.friendUserId === 'karim')

  const visit = await operatorAt(t, app, 'support', program.slug, { language: 'en' })
  const { page } = visit
  const address = `${app.url}/console/programs/${program.slug}/appeals`
  await page.goto(address)
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`${name} is new here`) })
  const link = row('rina').getByRole('link', { name: 'before-rina' })
  assert.match((await link.getAttribute('href')) ?? '', /participants\/before-rina$/)
  const at = (iso: string) => formatMoment('en', iso, 'Asia/Dhaka')
  await row('karim')
    .getByText(`belonged to an account that was erased ${at(matched.erasedAt)}`)
    .waitFor()
  await row('karim')
    .getByText(`That account was first seen ${at(matched.firstSeenAt)}`)
    .waitFor()
  await row('salma').getByText('already belonged to an imported member').waitFor()
  assert.doesNotMatch(await page.locator('body').innerText(), /before-karim|erased:/)
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await row('karim').getByText('মুছে ফেলা হয়েছে').waitFor()
  await page.setViewportSize(narrow)
  await expectGoodPage(visit)

  const finance = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await finance.page.goto(address)
  await finance.page.getByText('rina is new here').waitFor()
  assert.doesNotMatch(await finance.page.locator('body').innerText(), /before-|belonged to/)
})

test('finance reads appeals and cannot answer them; a viewer does not see them', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const id = await appealOf(app, program, 'rina', '01712345678')
  const address = `${app.url}/console/programs/${program.slug}/appeals`
  const finance = await operatorAt(t, app, 'finance', program.slug, { language: 'en' })
  await finance.page.goto(address)
  await finance.page.getByText('rina is new here').waitFor()
  assert.equal(await finance.page.getByRole('button', { name: /^(Count|Dismiss)$/ }).count(), 0)
  await finance.page.locator('body').press('j')
  await finance.page.keyboard.press('d')
  assert.equal(await finance.page.getByRole('dialog').count(), 0)
  const path = `/v1/programs/${program.slug}/appeals`
  const { browser: byFinance } = await invited(app, 'finance', program.slug)
  assert.equal((await byFinance.call('POST', `${path}/${id}/dismiss`, { reason: 'no' })).status, 403)

  const viewer = await operatorAt(t, app, 'viewer', program.slug, { language: 'en' })
  await viewer.page.goto(address)
  await viewer.page.getByText('Your role does not allow this.').first().waitFor()
  assert.equal(await viewer.page.getByRole('link', { name: /Appeals/ }).count(), 0)
  const { browser: byViewer } = await invited(app, 'viewer', program.slug)
  assert.equal((await byViewer.call('GET', path)).status, 403)
})
