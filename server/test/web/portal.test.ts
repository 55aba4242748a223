/** The portal as a person with a cheap phone has it: what they have, their link, their statement, cashing out. */
import { loadImage, createCanvas } from '@napi-rs/canvas'
import jsQR from 'jsqr'
import { languages, type Language } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { foldClicks } from '../../src/domain/clicks/fold.js'
import { android } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { expectGoodPage, openVisit, startBrowser, wide, type View } from '../support/chromium.js'
import { portalAddress } from '../support/portal.js'
import { openAs, rinaWith, until } from './portal-visit.js'

const heldCases: readonly (readonly [name: string, released: number, held: number, bn: RegExp, en: RegExp])[] = [
  ['nothing yet', 0, 0, /আর ৳১০০ জমলেই/, /৳100 to go/],
  ['all of it is being checked', 0, 7, /৳১৪০ হবে, তখন টাকা তুলতে পারবেন/, /you will have ৳140 and can cash out/],
  ['what is being checked fills it up', 3, 2, /৳১০০ হবে, তখন টাকা তুলতে পারবেন/, /you will have ৳100 and can cash out/],
  ['what is being checked is a part', 1, 2, /আর ৳৪০ জমলেই/, /৳40 to go/],
]
for (const [name, released, held, bn, en] of heldCases) {
  test(`money that is being checked counts on the way to the first cash-out: ${name}`, async (t) => {
    const app = await sharedApp()
    const program = await app.liveProgram({ minimumPayoutMinor: 10_000 })
    const { code } = await rinaWith(app, program, released)
    if (released > 0) await app.advance(program, 8 * 86_400)
    for (let friend = 0; friend < held; friend++) await app.signup(program, { userId: `held-${friend}`, code })
    const browser = await startBrowser(t)
    const expectations: readonly [Language, RegExp][] = [
      ['bn', bn],
      ['en', en],
    ]
    for (const [language, expected] of expectations) {
      const visit = await openAs(browser, app, program, 'rina', { language })
      assert.match(await visit.page.locator('[data-progress]').innerText(), expected)
      const widths = await visit.page
        .locator('svg.bar > rect:not(.tick)')
        .evaluateAll((parts) => parts.map((part) => part.getAttribute('width')))
      const whole = Math.max(5, released + held)
      assert.deepEqual(
        widths.map((width) => Math.round(Number(width))),
        [released, held].map((friends) => Math.round((100 * friends) / whole)),
      )
      await visit.context.close()
    }
  })
}

test('neither a held nor an available bonus is called received', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ friendRewardMinor: 1000 })
  await app.signup(program, { userId: 'karim', code: (await app.join(program, 'rina')).code })
  const browser = await startBrowser(t)
  const bonusOf = async (language: Language) => {
    const visit = await openAs(browser, app, program, 'karim', { language })
    const text = await visit.page.locator('[aria-labelledby=invitation] p').first().innerText()
    await visit.context.close()
    return text
  }
  assert.match(await bonusOf('bn'), /বোনাস ৳১০। যাচাই চলছে, .* তোলা যাবে/)
  assert.match(await bonusOf('en'), /৳10\. It is being checked and is ready on/)
  await app.advance(program, 8 * 86_400)
  for (const language of ['bn', 'en'] satisfies Language[])
    assert.doesNotMatch(await bonusOf(language), /পেয়েছেন|You got|received|যাচাই চলছে|checked/)
})

test('the first screen says what I have, when it can be cashed out, and how far it is to the first cash-out', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ minimumPayoutMinor: 10_000 })
  await rinaWith(app, program, 2)
  await app.advance(program, 8 * 86_400)
  await app.signup(program, { userId: 'friend-3', code: (await app.participant(program, 'rina')).code })
  const browser = await startBrowser(t)
  for (const view of [
    { language: 'bn' },
    { language: 'bn', dark: true },
    { language: 'en' },
    { language: 'en', dark: true },
    { language: 'bn', viewport: wide },
  ] as const satisfies View[]) {
    const visit = await openAs(browser, app, program, 'rina', view)
    const text = await visit.page.locator('main').innerText()
    const parts =
      view.language === 'bn'
        ? ['জমেছে', '৳৪০', '৳২০', 'যাচাই শেষ', '৳১০০ হলে', 'আর ৳৪০ জমলেই']
        : ['৳40', '৳20', 'checked by', '৳100', '৳40 to go']
    for (const part of parts) assert.ok(text.includes(part), `${part} in ${text}`)
    assert.ok(!visit.page.url().includes('/open/'), 'the address has no secret')
    await expectGoodPage(visit)
    await visit.context.close()
  }
})

test('I copy my link, share it by the phone, and a friend’s camera reads it from the screen', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const rina = await rinaWith(app, program, 0)
  const browser = await startBrowser(t)
  const visit = await openVisit(browser, { language: 'en', userAgent: android })
  const { page, context } = visit
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.addInitScript('navigator.share = async (what) => { globalThis.shared = what }')
  await page.goto(await portalAddress(app, program, 'rina'))
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByText('Copied').first().waitFor()
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), rina.link)
  await page.getByText('More: code, QR, other apps').click()
  await page.getByRole('button', { name: 'Copy code' }).click()
  await until(page, `navigator.clipboard.readText().then((text) => text === '${rina.code}')`)
  await page.getByRole('button', { name: 'Send to a friend' }).click()
  const shared = await page.evaluate<{ text: string }>('globalThis.shared')
  assert.ok(shared.text.includes(`${rina.link}?via=sheet`) && shared.text.includes(rina.code), shared.text)
  const addresses = await page.locator('.apps a').evaluateAll((all) => all.map(String))
  assert.equal(addresses.length, 6)
  for (const address of addresses) {
    const sent = decodeURIComponent(address)
    assert.equal(sent.split(`${rina.link}?via=`).length, 2, `the link once: ${address}`)
    assert.ok(address.startsWith('fb-messenger:') || address.includes(rina.code), address)
  }
  const picture = page.getByAltText('QR code of your link')
  await picture.waitFor()
  await until(page, 'document.querySelector("figure img").complete')
  assert.equal(await readQr(await picture.screenshot()), `${rina.link}?via=qr`)
  const saved = await Promise.all([page.waitForEvent('download'), page.getByText('Save the QR code').click()])
  assert.match(saved[0].suggestedFilename(), /^bondhu-\d{10}\.png$/)
  await expectGoodPage(visit)
})

/** Not Playwright's own waiting: that one asks the page to run a text, which its policy forbids. */

async function readQr(png: Buffer): Promise<string | undefined> {
  const image = await loadImage(png)
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const decode = jsQR as unknown as typeof jsQR.default
  return decode(data, image.width, image.height)?.data
}

test('every screen behind the first reads well in every language and in both schemes, and leads back', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({
    qualifyingEvent: { name: 'first_payment', withinDays: 15, label: { bn: 'প্রথম পেমেন্ট', en: 'first payment' } },
  })
  await rinaWith(app, program, 3)
  await app.ok('POST', `/v1/programs/${program.slug}/events`, { userId: 'friend-1', name: 'first_payment' })
  const browser = await startBrowser(t)
  for (const [index, language] of languages.entries()) {
    const visit = await openAs(browser, app, program, 'rina', { language, dark: index % 2 === 1 })
    for (const screen of ['friends', 'statement', 'rules', 'missing']) {
      await visit.page.locator(`main a[href="#${screen}"]`).first().click()
      await visit.page.locator('main .back a').waitFor()
      await visit.page.locator('h1[tabindex]').waitFor()
      await until(visit.page, 'document.querySelector(".skeleton") === null')
      const focused = await visit.page.evaluate<string>('document.activeElement.tagName')
      assert.equal(focused, 'H1', `${screen} is announced`)
      await expectGoodPage(visit)
      await visit.page.goBack()
      await visit.page.locator('[data-balance]').waitFor()
    }
    await leadsBack(visit.page)
    await visit.context.close()
  }
})

/** The arrow goes back as the phone does: to the screen before, and then no further. */
async function leadsBack(page: Page): Promise<void> {
  const heading = page.locator('.back h1')
  await page.locator('main a[href="#friends"]').click()
  const friends = await heading.innerText()
  await page.locator('main a[href="#statement"]').click()
  await until(page, `document.querySelector('.back h1')?.textContent !== ${JSON.stringify(friends)}`)
  const before = await page.evaluate('history.length')
  await page.locator('.back a').click()
  await page.getByRole('heading', { level: 1, name: friends }).waitFor()
  await page.locator('.back a').click()
  await page.locator('[data-balance]').waitFor()
  assert.equal(await page.evaluate('history.length'), before, 'no step is added')
}

test('what I can expect: too early at first, then the typical result before the chance of nothing and the range', async (t) => {
  const app = await sharedApp()
  const early = await app.liveProgram()
  await rinaWith(app, early, 1)
  const known = await app.liveProgram()
  await rinaWith(app, known, 0)
  const advocates = await app.participants(known, 50)
  // Twenty bring a friend, ten of them two, thirty nobody.
  await Promise.all(advocates.map(({ code }) => app.click(known, code)))
  const bringing = [...advocates.slice(0, 20), ...advocates.slice(0, 10)]
  await Promise.all(bringing.map(({ code }, index) => app.signup(known, { userId: `friend-${index}`, code })))
  const { context, programs } = app.service
  const later = { ...context, clock: { nowMs: () => Date.now() + 600_000 } }
  const found = await programs.get(known.slug)
  while ((await foldClicks(later, found)) > 0);
  const browser = await startBrowser(t)
  for (const view of [{ language: 'bn' }, { language: 'en', dark: true }] as const satisfies View[]) {
    const bengali = view.language === 'bn'
    const waiting = await openAs(browser, app, early, 'rina', view)
    await waiting.page.locator('main a[href="#estimate"]').click()
    await waiting.page.getByText(bengali ? 'এখনই বলা যায় না' : 'Too early to tell').waitFor()
    await expectGoodPage(waiting)
    await waiting.context.close()
    const visit = await openAs(browser, app, known, 'rina', view)
    const { page } = visit
    await page.locator('main a[href="#estimate"]').click()
    await page.locator('.figure').waitFor()
    const text = await page.locator('main').innerText()
    const order = bengali
      ? ['২০ জনকে বললে', '৳০', '১০ জনের ৬ জন কিছুই পান না', '১০ জনের অন্তত ৮ জন', '৫০ জন']
      : ['Asking 20 people', '৳0', '6 of 10 people get nothing', 'At least 8 of 10', 'the 50 people']
    const places = order.map((words) => text.indexOf(words))
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? -1)),
      `${places.join()} in ${text}`,
    )
    await expectGoodPage(visit)
    const slider = page.getByRole('slider')
    await slider.focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText(bengali ? '২১ জনকে বললে' : 'Asking 21 people').waitFor()
    await page.keyboard.press('End')
    await page.getByText(bengali ? '১০০ জনকে বললে' : 'Asking 100 people').waitFor()
    assert.equal(await page.locator('#contacts').inputValue(), bengali ? '১০০' : '100')
    assert.equal(await slider.getAttribute('aria-valuetext'), bengali ? '১০০' : '100')
    await page.locator('#contacts').fill(bengali ? '৩০' : '30')
    assert.equal(await slider.inputValue(), '30', 'the slider goes along with what is typed')
    await page.locator('#contacts').fill('০')
    await page.keyboard.press('Enter')
    await page.locator('.wrong').waitFor()
    await expectGoodPage(visit)
    await page.locator('#contacts').fill('১,০০০')
    await page.keyboard.press('Enter')
    await page.getByText(bengali ? '১০০ জনের বেশি' : 'more than 100 people').waitFor()
    await expectGoodPage(visit)
    await visit.context.close()
  }
})

test('once the offer has ended, the page says that nothing can be expected', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await rinaWith(app, program, 1)
  const browser = await startBrowser(t)
  for (const view of [{ language: 'bn', dark: true }, { language: 'en' }] as const satisfies View[]) {
    const visit = await openAs(browser, app, program, 'rina', view)
    // It ends while the page is open: the first answer after that says so.
    if (view.language === 'bn') await app.ok('POST', `/v1/programs/${program.slug}/close`)
    await visit.page.locator('main a[href="#estimate"]').click()
    // The first screen may say the same.
    await visit.page.locator('.back h1').waitFor()
    await visit.page.getByText(view.language === 'bn' ? 'অফারটি শেষ' : 'The offer has ended').waitFor()
    assert.equal(await visit.page.locator('form').count(), 0, 'there is nothing to ask')
    assert.doesNotMatch(await visit.page.locator('main').innerText(), /Almost nobody|প্রায় কেউই/)
    await expectGoodPage(visit)
    await visit.context.close()
  }
})

test('my statement is in words and as a file', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await rinaWith(app, program, 1)
  await app.advance(program, 8 * 86_400)
  const browser = await startBrowser(t)
  const { page } = await openAs(browser, app, program, 'rina', { language: 'bn' })
  await page.locator('a[href="#statement"]').click()
  await page.getByText('একজন বন্ধু যোগ দিয়েছেন').waitFor()
  assert.match(await page.locator('main').innerText(), /\+৳২০/)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('লেনদেনের ফাইল ডাউনলোড করুন').click()])
  const parts: Buffer[] = []
  for await (const part of (await file.createReadStream()) as AsyncIterable<Buffer>) parts.push(part)
  const lines = Buffer.concat(parts).toString('utf8').trim().split('\r\n')
  assert.equal(lines.length, 3)
  assert.match(lines[2] ?? '', /একজন বন্ধু যোগ দিয়েছেন,20\.00,BDT$/)
})

test('I cash out, watch it arrive, and it stands in my statement', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 4000 })
  await rinaWith(app, program, 5)
  const path = `/v1/programs/${program.slug}/participants/rina/payout-method`
  const browser = await startBrowser(t)
  const visit = await openAs(browser, app, program, 'rina', { language: 'bn' })
  const { page } = visit
  await page.getByRole('link', { name: 'টাকা তুলুন' }).click()
  await page.getByText('তা আগে অ্যাপে ঠিক করুন', { exact: false }).waitFor()
  await app.ok('PUT', path, { kind: 'bkash', account: '01712345678' })
  await page.reload()
  await page.getByText('কমও তোলা যায়, অন্তত ৳৪০।', { exact: false }).waitFor()
  await page.getByLabel('অন্য পরিমাণ').check()
  await page.locator('#amount').fill('১০')
  await page.getByRole('button', { name: 'এগিয়ে যান' }).click()
  await page.getByText('একবারে অন্তত ৳৪০ তোলা যায়।').waitFor()
  assert.match((await page.locator('#amount').getAttribute('aria-describedby')) ?? '', /amount-wrong/)
  assert.equal(await page.evaluate('document.activeElement.id'), 'amount', 'the focus is at what is wrong')
  await until(page, 'getComputedStyle(amount).borderColor === getComputedStyle(document.querySelector(".wrong")).color')
  await page.locator('#amount').fill('৬০')
  await expectGoodPage(visit)
  await page.getByRole('button', { name: 'এগিয়ে যান' }).click()
  await page.getByRole('heading', { name: 'সব ঠিক আছে তো?' }).waitFor()
  assert.deepEqual(await page.locator('.facts dd').allInnerTexts(), ['৳৬০', 'বিকাশ ০১৭•••••৬৭৮', '৳০', '৳৪০'])
  await page.getByRole('button', { name: '৳৬০ তুলুন' }).click()
  await page.locator('.stages').getByText('পাঠানো হচ্ছে').waitFor()
  assert.equal(await page.locator('.state').count(), 0, 'it is no earlier cash-out')
  await expectGoodPage(visit)
  await app.advance(program, 1)
  await page.getByRole('heading', { name: '৳৬০ পেয়েছেন' }).waitFor()
  assert.deepEqual(await page.locator('.facts dd').allInnerTexts(), ['৳৪০'])
  await expectGoodPage(visit)
  await page.locator('.back a').click()
  await page.locator('.note b').getByText('৳৬০ পেয়েছেন').waitFor()
  await page.locator('a[href="#statement"]').click()
  await page.locator('.grow').getByText('টাকা তোলা · বিকাশ ০১৭•••••৬৭৮').waitFor()
  await page.locator('main a[href="#receipts"]').click()
  const receipt = await page.locator('main details .address').innerText()
  assert.match(receipt, /^.+\n৳৬০ পেয়েছেন\nবিকাশ ০১৭•••••৬৭৮ · .+\nলেনদেন আইডি: \S+\nসাহায্য চাইলে এই আইডি দিন: pay_\w+$/)
  await expectGoodPage(visit)
  await page.locator('.back a').click()
  await page.getByText('৫ জন বন্ধু যোগ দিয়েছেন').waitFor()
  assert.equal((await app.participant(program, 'rina')).balances.paidMinor, 6000)
  await app.assertLedger(program)
})

test('a cash-out that waits for approval is nowhere called on its way, and one that failed says why', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, payouts: { autoApproveMaxMinor: 0 } })
  await rinaWith(app, program, 2)
  const path = `/v1/programs/${program.slug}`
  const rina = `${path}/participants/rina`
  // The sandbox refuses such a number.
  await app.ok('PUT', `${rina}/payout-method`, { kind: 'bkash', account: '01999112345' })
  const { body } = await app.call('POST', `${rina}/payouts`, { amountMinor: 4000 }, { 'idempotency-key': 'waits' })
  const browser = await startBrowser(t)
  const visit = await openAs(browser, app, program, 'rina', { language: 'en' })
  const { page } = visit
  const main = page.locator('main')
  await page.getByText('৳40 waiting for approval').waitFor()
  assert.doesNotMatch(await main.innerText(), /on its way/i)
  await page.locator('.note a[href="#statement"]').click()
  await page.locator('.grow', { hasText: 'Waiting for approval' }).waitFor()
  assert.doesNotMatch(await main.innerText(), /on its way/i)
  await app.ok('POST', `${path}/payouts/${body.id}/approve`, {})
  await app.advance(program, 1)
  await page.reload()
  await page.locator('.grow', { hasText: 'There is no account of this number.' }).waitFor()
  assert.match(await main.innerText(), /The money is back in your balance\./)
  await expectGoodPage(visit)
})

test('a missing answer is explained, and pressing twice pays once', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0 })
  await rinaWith(app, program, 2)
  const path = `/v1/programs/${program.slug}/participants/rina/payout-method`
  // The sandbox pays to such a number and does not answer.
  await app.ok('PUT', path, { kind: 'bkash', account: '01999312345' })
  const browser = await startBrowser(t)
  const { page, context } = await openAs(browser, app, program, 'rina', { language: 'en' })
  await page.getByRole('link', { name: 'Cash out' }).first().click()
  await page.getByRole('button', { name: 'Continue' }).click()
  // The answer is lost on the way to the phone, once.
  let lost = false
  await page.route('**/api/payouts', async (route) => {
    if (route.request().method() !== 'POST' || lost) return route.continue()
    lost = true
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Cash out ৳40' }).click()
  await page.getByText('the same money is sent, never twice', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Cash out ৳40' }).click()
  await page.locator('.stages').waitFor()
  await app.advance(program, 1)
  await page.locator('.stages').getByText('We are asking whether it arrived').waitFor()
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/payouts`)
  assert.equal(items.length, 1)
  await app.advance(program, 3600)
  await page.getByRole('heading', { name: '৳40 received' }).waitFor()
  assert.equal((await app.participant(program, 'rina')).balances.paidMinor, 4000)
  await app.assertLedger(program)
  await context.close()
})
