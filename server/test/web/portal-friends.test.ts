/** The portal's words about friends who did not count, an appeal, and leaving. */
import type { Language } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, startBrowser, type View } from '../support/chromium.js'
import { openAs, rinaWith, until } from './portal-visit.js'

test('a friend who did not count is explained without a word about the friend', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await rinaWith(app, program, 0)
  const browser = await startBrowser(t)
  const { page } = await openAs(browser, app, program, 'rina', { language: 'en' })
  await page.locator('a[href="#missing"]').click()
  const show = page.getByRole('button', { name: 'Show the answer' })
  await show.click()
  await page.getByText('Answer both questions.').waitFor()
  await page.getByLabel('Through my link').check()
  await page.getByLabel('Within the last').check()
  await page.getByLabel('Your friend’s phone number').fill('my friend')
  await show.click()
  await page.getByText('This is not a phone number or an e-mail address.').waitFor()
  assert.equal(await page.evaluate('document.activeElement.id'), 'friend', 'the focus is at what is wrong')
  await page.getByLabel('Your friend’s phone number').fill('')
  await show.click()
  const reason = page.getByText('The app tells your friend the reason')
  await reason.waitFor()
  assert.equal(await page.evaluate('document.activeElement.role'), 'status', 'the focus is at the answer')
  await until(page, 'document.activeElement.getBoundingClientRect().top < innerHeight')
  const asked = await page.locator('[role=status] a[href^="https://wa.me"]').getAttribute('href')
  assert.match(decodeURIComponent(asked ?? ''), /send me a picture of it/)
  await page.getByLabel('Without link or code').check()
  await show.click()
  await page.getByText('Ask your friend to type your code').waitFor()
  await page.getByLabel('Before that').check()
  await show.click()
  await page.getByText('so there can be no bonus', { exact: false }).waitFor()
})

test('whose friends are at the limit is not told to send or expect anything', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ caps: { perAdvocatePerDay: null, perAdvocateTotal: 2 } })
  await rinaWith(app, program, 2)
  const browser = await startBrowser(t)
  const limits = {
    bn: 'যতজন বন্ধুর জন্য বোনাস পাওয়া যায় (২ জন)',
    en: 'as the offer allows (2). Another friend brings you none.',
  }
  for (const [language, limit] of Object.entries(limits) as [Language, string][]) {
    const visit = await openAs(browser, app, program, 'rina', { language })
    await visit.page.locator('a[href="#missing"]').click()
    await visit.page.getByText(limit).waitFor()
    assert.equal(await visit.page.locator('a[href^="https://wa.me"]').count(), 0)
    await expectGoodPage(visit)
    await visit.page.evaluate("location.hash = 'friends'")
    await visit.page.locator('.rungs').waitFor()
    assert.equal(await visit.page.getByText(/checks take|দিন যাচাই চলে/).count(), 0, 'no friend can bring anything')
    await visit.page.evaluate("location.hash = 'estimate'")
    await visit.page.locator('main > .note').waitFor()
    assert.equal(await visit.page.locator('#contacts').count(), 0)
    await visit.context.close()
  }
})

test('how long a friend is checked is said before and while it happens, and the whole row leads there', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 3 })
  const { code } = await rinaWith(app, program, 0)
  const browser = await startBrowser(t)
  for (const friends of [0, 1, 2]) {
    if (friends === 1) await app.signup(program, { userId: 'friend-1', code })
    if (friends === 2) await app.advance(program, 4 * 86_400)
    const visit = await openAs(browser, app, program, 'rina', { language: 'en' })
    const { page } = visit
    if (friends === 0) assert.match(await page.locator('.start').innerText(), /Checks take 3 days, then ৳20 is yours\./)
    // The link lies over the circles.
    await page.locator('.leads .o').nth(1).click({ force: true })
    await page.getByText('For a friend who joins now, checks take 3 days.').waitFor()
    const text = await page.locator('main').innerText()
    if (friends === 1) assert.match(text, /Being checked\s+ready on \d/)
    if (friends === 2) assert.match(text, /Checked\s+Ready to cash out ৳20\s+1/)
    await expectGoodPage(visit)
    await visit.context.close()
  }
})

test('the rest of who can bring no more friends is not promised before the offer ends', async (t) => {
  const app = await sharedApp()
  const caps = { perAdvocatePerDay: null, perAdvocateTotal: 2 }
  const program = await app.liveProgram({ minimumPayoutMinor: 10_000, caps })
  const { code } = await rinaWith(app, program, 1)
  const browser = await startBrowser(t)
  const progress = async () => {
    const { page, context } = await openAs(browser, app, program, 'rina', { language: 'en' })
    const text = await page.locator('[data-progress]').innerText()
    await context.close()
    return text
  }
  assert.match(await progress(), /৳80 to go/)
  await app.signup(program, { userId: 'friend-2', code })
  assert.match(await progress(), /When the offer has ended you can cash it out/)

  const cashedOut = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 4000, caps })
  await rinaWith(app, cashedOut, 2)
  const body = { amountMinor: 4000, method: { kind: 'bkash', account: '01712345678' } }
  const path = `/v1/programs/${cashedOut.slug}/participants/rina/payouts`
  assert.equal((await app.call('POST', path, body, { 'idempotency-key': 'all-of-it-0001' })).status, 201)
  const { page } = await openAs(browser, app, cashedOut, 'rina', { language: 'en' })
  assert.equal(await page.locator('[data-progress]').count(), 0)
  await page.evaluate("location.hash = 'cash-out'")
  await page.getByText('There is nothing to cash out now.').waitFor()
})

test('only the friend sees the reason', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const rina = await rinaWith(app, program, 0)
  await app.join(program, 'karim')
  await app.signup(program, { userId: 'karim', code: rina.code })
  const browser = await startBrowser(t)
  const karim = await openAs(browser, app, program, 'karim', { language: 'bn' })
  assert.match(await karim.page.locator('main').innerText(), /আপনার আগে থেকেই একটি অ্যাকাউন্ট আছে/)
  await expectGoodPage(karim)
  const advocate = await openAs(browser, app, program, 'rina', { language: 'bn' })
  for (const screen of ['friends', 'statement']) {
    await advocate.page.locator(`main a[href="#${screen}"]`).first().click()
    await advocate.page.locator('main .back a').waitFor()
    assert.doesNotMatch(await advocate.page.locator('body').innerText(), /karim|আগে থেকেই/)
    await advocate.page.goBack()
    await advocate.page.locator('[data-balance]').waitFor()
  }
})

test('a refused friend appeals once, and sees the answer', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const rina = await rinaWith(app, program, 0)
  for (const userId of ['karim', 'salma']) {
    await app.join(program, userId)
    await app.signup(program, { userId, code: rina.code })
  }
  const browser = await startBrowser(t)
  const visit = await openAs(browser, app, program, 'karim', { language: 'bn' })
  const { page } = visit
  await page.getByText('ভুল হয়েছে মনে হলে জানান').click()
  await page.getByLabel('কেন ভুল মনে হচ্ছে', { exact: false }).fill('আগে আমার কোনো অ্যাকাউন্ট ছিল না।')
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'আপত্তি পাঠান' }).click()
  await page.getByText('আপনার আপত্তি পেয়েছি', { exact: false }).waitFor()
  assert.equal(await page.getByText('ভুল হয়েছে মনে হলে জানান').count(), 0, 'it is sent once')
  await expectGoodPage(visit)
  const path = `/v1/programs/${program.slug}/appeals`
  const { items } = await app.ok('GET', path)
  assert.deepEqual(
    items.map(({ friendUserId, text }: Body) => [friendUserId, text]),
    [['karim', 'আগে আমার কোনো অ্যাকাউন্ট ছিল না।']],
  )
  await app.ok('POST', `${path}/${items[0].id}/dismiss`, { reason: 'An older account' })
  await page.reload()
  await page.getByText('আগের সিদ্ধান্তই থাকছে', { exact: false }).waitFor()
  assert.doesNotMatch(await page.locator('body').innerText(), /An older account/, 'what is for the record stays there')

  const salma = await openAs(browser, app, program, 'salma', { language: 'en', dark: true })
  await salma.page.getByText('Tell us if this is wrong').click()
  await expectGoodPage(salma)
  await salma.page.getByRole('button', { name: 'Send', exact: true }).click()
  await salma.page.getByText('We got what you told us', { exact: false }).waitFor()
  const open = await app.ok('GET', path)
  await app.ok('POST', `/v1/programs/${program.slug}/referrals/${open.items[0].referral}/count`, {
    reason: 'She is new',
  })
  await salma.page.reload()
  await salma.page.getByText('and it succeeded', { exact: false }).waitFor()
  assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 2000)
  await app.assertLedger(program)
})

test('I leave, come back, and ask for my data to be erased; each says first what it will do', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ minimumPayoutMinor: 10_000 })
  const { code } = await rinaWith(app, program, 1)
  const browser = await startBrowser(t)
  for (const view of [{ language: 'bn' }, { language: 'en', dark: true }] as const satisfies View[]) {
    const bengali = view.language === 'bn'
    const visit = await openAs(browser, app, program, 'rina', view)
    const { page } = visit
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await page.locator('main a[href="#leave"]').click()
    await page.getByText(bengali ? 'লিংক ও কোড সঙ্গে সঙ্গে বন্ধ' : 'link and code stop at once').waitFor()
    await expectGoodPage(visit)
    await press(bengali ? 'অফার ছাড়ুন' : 'Leave')
    assert.equal(
      (await app.ok('GET', `/v1/programs/${program.slug}/codes/${code}`)).valid,
      true,
      'one tap is not enough',
    )
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()')
    assert.equal(await focused(), bengali ? 'থেকে যাই' : 'Stay')
    await press(bengali ? 'হ্যাঁ, ছাড়ছি' : 'Yes, leave')
    await page.getByRole('button', { name: bengali ? 'আবার অংশ নিন' : 'Take part again' }).waitFor()
    await expectGoodPage(visit)
    assert.equal(await focused(), bengali ? 'অফারে ফিরুন' : 'Come back to the offer')
    const path = `/v1/programs/${program.slug}/codes/${code}`
    assert.equal((await app.ok('GET', path)).valid, false)
    await page.locator('main .back a').click()
    await page.locator('[data-balance]').waitFor()
    assert.equal(await page.locator('#share').count(), 0, 'nobody is asked to share what does not count')
    assert.equal(await page.locator('progress').count(), 0, 'there is no minimum any more')
    await expectGoodPage(visit)
    await page.locator('main a[href="#leave"]').click()
    await press(bengali ? 'তথ্য মুছতে বলুন' : 'Ask for my data to be erased')
    await page.getByRole('alert').waitFor()
    await expectGoodPage(visit)
    await press(bengali ? 'হ্যাঁ, মুছুন' : 'Yes, erase it')
    await page.getByText(bengali ? 'আপনার টাকা তুলে নেওয়া' : 'you have cashed out your money').waitFor()
    await expectGoodPage(visit)
    await press(bengali ? 'আবার অংশ নিন' : 'Take part again')
    await page.getByText(bengali ? 'লিংক ও কোড সঙ্গে সঙ্গে বন্ধ' : 'link and code stop at once').waitFor()
    assert.equal((await app.ok('GET', path)).valid, true)
    await visit.context.close()
  }
})
