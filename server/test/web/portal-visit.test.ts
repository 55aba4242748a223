/** The portal offline, by keyboard, embedded, with a long list, in the language of the person, and on a slow network. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
import { sharedApp, startApp } from '../support/app.js'
import { expectGoodPage, openVisit, startBrowser, weigh, wide } from '../support/chromium.js'
import { atEnd } from '../support/database.js'
import { portalAddress } from '../support/portal.js'
import { openAs, rinaWith, until } from './portal-visit.js'

test('the page says when sharing is useless before it asks to share', async (t) => {
  const app = await sharedApp()
  const full = await app.liveProgram({ caps: { perAdvocatePerDay: 1, perAdvocateTotal: null } })
  await rinaWith(app, full, 1)
  const spent = await app.liveProgram({}, 2000)
  await rinaWith(app, spent, 1)
  const paused = await app.liveProgram()
  await rinaWith(app, paused, 1)
  await app.ok('POST', `/v1/programs/${paused.slug}/pause`)
  const browser = await startBrowser(t)
  for (const [program, words] of [
    [full, 'Full for today'],
    [spent, 'is promised'],
    [paused, 'is paused'],
  ] as const) {
    const visit = await openAs(browser, app, program, 'rina', { language: 'en' })
    assert.match(await visit.page.locator('main').innerText(), new RegExp(words))
    assert.equal(await visit.page.locator('.hero').count(), 0, 'nothing asks to share')
    assert.ok(await visit.page.locator('.address').isVisible(), 'the link can be read')
    await expectGoodPage(visit)
    await visit.context.close()
  }
})

test('offline the last known balance stays, with its time, and is renewed when the phone is back', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0 })
  const { code } = await rinaWith(app, program, 1)
  const browser = await startBrowser(t)
  const visit = await openAs(browser, app, program, 'rina', { language: 'bn' })
  const { page, context } = visit
  await context.setOffline(true)
  await page.getByText(/ইন্টারনেট নেই। \S+\s[০-৯]{1,2}(:[০-৯]{2})?টার হিসাব/).waitFor()
  await page.getByText('আবার চেষ্টা করুন').click()
  assert.equal(await page.locator('[data-balance]').innerText(), '৳২০')
  await app.signup(program, { userId: 'friend-2', code })
  await page.locator('a[href="#friends"]').click()
  await page.getByText('এখন আনা গেল না', { exact: false }).waitFor()
  await context.setOffline(false)
  await page.getByRole('alert').getByRole('button').click()
  await page.locator('.rungs').waitFor()
  await page.goBack()
  await until(page, 'document.querySelector("[data-balance]")?.textContent === "৳৪০"')
  assert.equal(await page.getByText('ইন্টারনেট নেই').count(), 0)
})

test('the language is the person’s choice and stays for the visit', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await rinaWith(app, program, 0)
  const browser = await startBrowser(t)
  const { page } = await openAs(browser, app, program, 'rina', { language: 'en' }, { locale: 'bn-BD' })
  await page.getByText('বন্ধুকে পাঠান').waitFor()
  await page.getByText('English').click()
  await page.getByText('Send to a friend').waitFor()
  await page.goto(page.url().split('?')[0] ?? '')
  await page.getByText('Send to a friend').waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
})

test('everything can be done by the keyboard alone', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await rinaWith(app, program, 1)
  const browser = await startBrowser(t)
  const { page } = await openAs(browser, app, program, 'rina', { language: 'en', viewport: wide })
  const reach = async (text: string) => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab')
      const label = await page.evaluate<string>(
        'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
      )
      if (label.includes(text)) return
    }
    assert.fail(`the keyboard does not reach "${text}"`)
  }
  await reach('Skip')
  await reach('More: code')
  await page.keyboard.press('Enter')
  await page.getByAltText('QR code of your link').waitFor()
  await reach('friend came without a bonus')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'A friend came' }).waitFor()
  await reach('Why some friends bring no bonus')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await reach('Show the answer')
  await page.keyboard.press('Enter')
  await page.getByText('Ask your friend to type your code').waitFor()
  await page.locator('.skip').focus()
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id + location.hash'), 'main#missing', 'the screen stays')
})

test('receipts are the cash-outs that arrived, and older ones come when they are asked for', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 0 })
  await rinaWith(app, program, 23)
  const method = { kind: 'bkash', account: '01712345678' }
  const take = async () => {
    const { status, body } = await cashOut(app, program, { amountMinor: 2000, method }, { userId: 'rina' })
    assert.equal(status, 201, JSON.stringify(body))
  }
  for (let cashOuts = 0; cashOuts < 22; cashOuts++) await take()
  await app.advance(program, 1)
  // One that is under way.
  await take()
  const visit = await openAs(await startBrowser(t), app, program, 'rina', { language: 'en' })
  const { page } = visit
  await page.evaluate("location.hash = 'receipts'")
  const rows = page.locator('main .rows > li')
  await rows.first().waitFor()
  assert.equal(await rows.count(), 20)
  await page.getByRole('button', { name: 'Show more' }).click()
  await rows.nth(21).waitFor()
  assert.deepEqual(await page.locator('main .state').allInnerTexts(), Array(22).fill('Received'))
  assert.ok(await page.evaluate("document.activeElement === document.querySelectorAll('main .rows > li')[20]"))
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0)
  await expectGoodPage(visit)
})

test('signed out, or half an hour later, the page leads back to the app', async (t) => {
  let aheadMs = 0
  const app = await startApp(t, { clock: { nowMs: () => Date.now() + aheadMs } })
  const back = await sharedApp()
  const program = await app.liveProgram({ portal: { origins: [back.url] } })
  await rinaWith(app, program, 0)
  const browser = await startBrowser(t)
  const returnUrl = `${back.url}/healthz`
  const { page } = await openAs(browser, app, program, 'rina', { language: 'en' }, { returnUrl })
  await page.getByText('Sign out on this phone').click()
  await page.waitForURL(`${returnUrl}*`)
  const later = await openAs(browser, app, program, 'rina', { language: 'en' }, { returnUrl })
  aheadMs = 31 * 60_000
  await later.page.reload()
  await later.page.waitForURL(`${returnUrl}?bondhu_portal=over`)
  const stranger = await openVisit(browser, { language: 'en' })
  await stranger.page.goto(`${app.url}/portal/${program.slug}`)
  await stranger.page.getByText('This page has timed out').waitFor()
  await expectGoodPage(stranger)
})

test('the embed shows on the origins that the program lists and nowhere else', async (t) => {
  const app = await sharedApp()
  let address = ''
  const [listed, other] = [await hostPage(t, () => address), await hostPage(t, () => address)]
  const program = await app.liveProgram({ portal: { origins: [listed] } })
  await rinaWith(app, program, 0)
  const browser = await startBrowser(t)
  for (const [host, words] of [
    [listed, 'Send to a friend'],
    [other, ''],
  ] as const) {
    address = await portalAddress(app, program, 'rina')
    const { page } = await openVisit(browser, { language: 'en' })
    await page.goto(host)
    const frame = page.frames()[1]
    assert.ok(frame)
    if (words !== '') await frame.getByText(words).waitFor()
    assert.equal(await frame.getByText('Send to a friend').count(), words === '' ? 0 : 1, host)
  }
})

/** A page of the app, on an origin of its own, with the portal in a frame. */
async function hostPage(t: TestContext, address: () => string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<iframe src="${address()}" width="320" height="600"></iframe>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(t, () => new Promise((resolve) => server.close(resolve)))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** 400 kbit/s, 400 ms, and a processor of a quarter of this one's speed. */
const phone = { latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000, offline: false }
const balanceMsMax = 3000
const bytesMax = 45 * 1024

test('the first load weighs at most 45 KB, and on a slow network the balance is there within three seconds', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await rinaWith(app, program, 2)
  const browser = await startBrowser(t)
  const { page, context } = await openVisit(browser, { language: 'bn' })
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', phone)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const address = await portalAddress(app, program, 'rina')
  const startedMs = Date.now()
  let balanceMs = 0
  const weight = await weigh(page, async () => {
    const shown = page.locator('[data-balance]').waitFor()
    await page.goto(address, { waitUntil: 'commit' })
    await shown
    balanceMs = Date.now() - startedMs
  })
  t.diagnostic(
    `first load ${(weight.bytes / 1024).toFixed(1)} KB in ${weight.requests} requests, balance in ${balanceMs} ms`,
  )
  assert.ok(weight.bytes <= bytesMax, `${weight.bytes} bytes`)
  assert.ok(balanceMs <= balanceMsMax, `${balanceMs} ms`)
})
