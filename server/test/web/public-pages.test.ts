/** The landing page and the program's page in a real browser, in every state. */
import { languages } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Api, Body, TestProgram } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import {
  expectContrast,
  expectGoodPage,
  expectNoEmptyBoxes,
  expectNoSidewaysScroll,
  expectNoViolations,
  expectWholeAmounts,
  openVisit,
  startBrowser,
  weigh,
  wide,
} from '../support/chromium.js'
import { logoOf } from '../support/logo.js'
import { pageStates } from './page-states.js'

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'

async function offer(api: Api, terms: Body = {}): Promise<{ program: TestProgram; code: string }> {
  const program = await api.liveProgram({
    minimumPayoutMinor: 10_000,
    requires: ['phone'],
    caps: { perAdvocatePerDay: 100 },
    destinations: { web: 'https://golpo.example/join', deepLink: 'golpo://join' },
    ...terms,
  })
  await api.ok('PUT', `/v1/programs/${program.slug}/logo`, { image: logoOf('#9c3d1c') })
  const { code } = await api.join(program, 'u-1')
  return { program, code }
}

test('every page in every state can be read: no violation, no empty box, no sideways scroll, no broken amount', async (t) => {
  const browser = await startBrowser(t)
  for (const [index, language] of languages.entries()) {
    for (const dark of [false, true]) {
      const { page } = await openVisit(browser, { language, dark })
      for (const [at, [name, make]] of Object.entries(pageStates).entries()) {
        await page.setContent(make(language).html)
        await t.test(`${name}, ${language}, ${dark ? 'dark' : 'light'}`, async () => {
          await expectContrast(page)
          await expectNoSidewaysScroll(page)
          await expectWholeAmounts(page)
          await expectNoEmptyBoxes(page)
          // Both themes have the same tree, and contrast was checked above. So axe runs once per state and language.
          if ((at + index) % 2 === Number(dark)) await expectNoViolations(page)
        })
      }
    }
  }
})

test('a friend on an iPhone follows a link and sees who invites, the code, and a button that carries the click', async (t) => {
  const app = await sharedApp()
  const { program, code } = await offer(app)
  const browser = await startBrowser(t)
  const visit = await openVisit(browser, { language: 'bn', userAgent: iphone })
  const { page } = visit
  const { bytes, requests } = await weigh(page, () => page.goto(`${app.url}/r/${program.slug}/${code}`))
  t.diagnostic(`landing page: ${bytes} bytes in ${requests} requests, the link included`)
  assert.ok(bytes <= 14 * 1024, `${bytes} bytes`)
  await expectGoodPage(visit)
  await page.getByRole('heading', { name: 'আপনার এক বন্ধু Golpo Ltd অ্যাপে ডাকছেন' }).waitFor()
  await page.getByText('আপনি নতুন হলে আপনার বন্ধু পাবেন ৳২০').waitFor()
  const clickId = new URL(page.url()).searchParams.get('c')
  assert.match(clickId ?? '', /^clk_/)
  const main = await page.getByRole('link', { name: 'অ্যাকাউন্ট খুলুন' }).getAttribute('href')
  assert.equal(main, `https://golpo.example/join?bondhu_click=${clickId}`)
  const deepLink = await page.getByRole('link', { name: 'অ্যাপ আগেই আছে? খুলুন' }).getAttribute('href')
  assert.equal(deepLink, `golpo://join?bondhu_click=${clickId}`)

  await page.reload()
  await page.getByRole('link', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'A friend of yours invites you to Golpo Ltd' }).waitFor()
  await expectGoodPage(visit)
  assert.equal((await app.stats(program)).clicks, 1, 'one visit, one click, however often it is looked at')
  const decision = await app.signup(program, { userId: 'friend', clickId, identities: { phone: '01712345678' } })
  assert.deepEqual([decision.outcome, decision.attributedBy], ['referred', 'click'])
  assert.deepEqual(await visit.context.cookies(), [], 'nobody is remembered')
})

test('the program’s page shows its money and rules, within its weight', async (t) => {
  const app = await sharedApp()
  const { program, code } = await offer(app)
  await app.signup(program, { userId: 'friend', code, identities: { phone: '01712345678' } })
  await app.assertLedger(program)
  const browser = await startBrowser(t)
  const visit = await openVisit(browser, { language: 'bn', viewport: wide, dark: true })
  const { page } = visit
  const { bytes, requests } = await weigh(page, () => page.goto(`${app.url}/p/${program.slug}`))
  t.diagnostic(`program page: ${bytes} bytes in ${requests} requests`)
  assert.ok(bytes <= 20 * 1024, `${bytes} bytes`)
  await expectGoodPage(visit)
  const row = (name: RegExp) => page.getByRole('row', { name }).locator('td').innerText()
  assert.equal(await page.locator('.sum').innerText(), '৳১,০০,০০০')
  assert.equal(await row(/^দেওয়ার কথা/), '৳২০')
  assert.equal(await row(/^মানুষ হাতে পেয়েছেন/), '৳০')
  assert.equal(await row(/^বাকি আছে/), '৳৯৯,৯৮০')
  assert.equal(await row(/^সফল আমন্ত্রণ/), '১ জন')
  await page.getByText('এখনই বলা যায় না। এ পর্যন্ত ১ জন লিংক নিয়েছেন').waitFor()
  await page.getByRole('heading', { name: 'হিসাব মিলেছে' }).waitFor()
  await page.getByText('প্রতি নতুন বন্ধুর জন্য আপনি পাবেন ৳২০।').waitFor()
  await page.getByText('এটি পরীক্ষামূলক অফার').waitFor()
})

test('all functions of the pages work without JavaScript, by keyboard and at 200 %', async (t) => {
  const app = await sharedApp()
  const { program, code } = await offer(app)
  const browser = await startBrowser(t)
  // A person who doubles the size of everything on a small phone sees half of 320 px.
  const { page } = await openVisit(browser, {
    language: 'en',
    javaScript: false,
    userAgent: iphone,
    viewport: { width: 320, height: 640 },
  })
  await page.goto(`${app.url}/j/${program.slug}/${code}`)
  await page.keyboard.press('Tab')
  assert.equal(await page.locator(':focus').innerText(), 'Skip to the content')
  await page.getByRole('link', { name: 'Report this link' }).press('Enter')
  await page.getByRole('heading', { name: 'Report this link' }).waitFor()
  await page.getByRole('radio', { name: 'I was asked for money, a PIN or an OTP' }).press('Space')
  await page.getByRole('button', { name: 'Report' }).press('Enter')
  await page.getByRole('heading', { name: 'Thank you for telling us' }).waitFor()
  await page.getByRole('link', { name: 'Back to the invitation' }).press('Enter')
  await page.getByText('your friend gets').waitFor()
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/link-reports`)
  assert.deepEqual(
    items.map(({ userId, code: reported, reason }: Body) => [userId, reported, reason]),
    [['u-1', code, 'asked_for_money']],
  )
  assert.equal((await app.stats(program)).clicks, 1)

  const doubled = await openVisit(browser, { language: 'en', viewport: { width: 640, height: 800 } })
  await doubled.page.goto(`${app.url}/p/${program.slug}`)
  await doubled.page.evaluate("document.documentElement.style.fontSize = '200%'")
  await expectNoSidewaysScroll(doubled.page)
})
