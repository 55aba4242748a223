/** What an app's own pages load from the service: the script that keeps a click's id, and the portal in a frame. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import type { TestProgram } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { startBrowser } from '../support/chromium.js'
import { startPage } from '../support/web-page.js'

const bytesMax = 1536

/** A page of the app with the script, whose form asks nothing but the click's id. */
async function landing(t: Parameters<typeof startPage>[0], program: TestProgram, before = '') {
  const app = await sharedApp()
  return startPage(t, (_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html>${before}<form action="/made"><input type="hidden" name="bondhu_click"></form>
      <script src="${app.url}/bondhu.js?program=${program.slug}"></script>`)
  })
}

function clickId(page: Page): Promise<unknown> {
  return page.evaluate('bondhu.clickId()')
}

test('the script is at most 1.5 KB on the way, and says which program does not exist', async () => {
  const app = await sharedApp()
  const { slug } = await app.liveProgram()
  const response = await fetch(`${app.url}/bondhu.js?program=${slug}`)
  const script = await response.text()
  assert.match(response.headers.get('content-type') ?? '', /javascript/)
  assert.ok(gzipSync(script).length <= bytesMax && brotliCompressSync(script).length <= bytesMax)
  for (const query of ['', '?program=', '?program=nobody']) {
    assert.equal((await app.call('GET', `/bondhu.js${query}`)).body.code, 'program_not_found')
  }
})

test('a friend who lands, walks through a single-page app and comes back tomorrow still has their click', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const click = await app.click(program, code)
  // The app's router cleans the address before the script has loaded.
  const { url } = await landing(t, program, `<script>history.replaceState({}, '', '/join')</script>`)
  const browser = await startBrowser(t)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}?fbclid=x&bondhu_click=${click}&utm_x=%E0%A4`)
  assert.equal(await clickId(page), click)
  await page.evaluate(`history.pushState({}, '', '/prices')`)
  assert.equal(await clickId(page), click)
  const later = await context.newPage()
  await later.goto(url)
  assert.equal(await clickId(later), click)
  await later.evaluate('document.forms[0].requestSubmit()')
  await later.waitForURL(`**/made?bondhu_click=${click}`)
  const decision = await app.signup(program, { userId: 'friend', clickId: click })
  assert.equal(decision.attributedBy, 'click')
  // Once the account is opened, the id in the address does not count again.
  await page.evaluate('bondhu.forget()')
  assert.equal(await clickId(page), undefined)
  await later.goto(url)
  assert.equal(await clickId(later), undefined)
})

test('where the storage is refused the cookie keeps the click, and after the window it is gone', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ attributionWindowDays: 2 })
  const click = await app.click(program, (await app.join(program, 'rina')).code)
  const refused = `<script>Object.defineProperty(window, 'localStorage', { value: { getItem: () => null, setItem() {} } })</script>`
  const { url } = await landing(t, program, refused)
  const browser = await startBrowser(t)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}#/join?bondhu_click=${click}`)
  const later = await context.newPage()
  await later.goto(url)
  assert.equal(await clickId(later), click)
  const [cookie] = await context.cookies()
  assert.ok(Math.abs((cookie?.expires ?? 0) - Date.now() / 1000 - 2 * 86_400) < 60)
  await later.evaluate('{ const real = Date.now(); Date.now = () => real + 3 * 86_400_000 }')
  assert.equal(await clickId(later), undefined)
})

test('a program that asks for consent keeps nothing before it, and nothing after it is taken back', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram({ app: { askConsent: true } })
  const click = await app.click(program, (await app.join(program, 'rina')).code)
  const { url } = await landing(t, program)
  const browser = await startBrowser(t)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}?bondhu_click=${click}`)
  const kept = () => page.evaluate('document.cookie + JSON.stringify(localStorage)')
  assert.equal(await clickId(page), click)
  assert.equal(await kept(), '{}')
  await page.evaluate('bondhu.consent(true)')
  assert.ok(String(await kept()).includes(click))
  await page.evaluate('bondhu.consent(false)')
  assert.equal(await kept(), '{}')
})

test('the element shows the portal as high as its page', async (t) => {
  const app = await sharedApp()
  let address = ''
  const host = await startPage(t, (_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><script src="${app.url}/bondhu-portal.js" defer></script>
      <bondhu-portal session-url="${address}" title="Invite friends"></bondhu-portal>`)
  })
  const program = await app.liveProgram({ portal: { origins: [new URL(host.url).origin] } })
  await app.join(program, 'rina')
  address = (await app.ok('POST', `/v1/programs/${program.slug}/participants/rina/portal-sessions`)).url
  const browser = await startBrowser(t)
  const page = await (await browser.newContext()).newPage()
  await page.goto(host.url)
  const frame = page.frameLocator('bondhu-portal iframe')
  await frame.locator('#main').waitFor()
  await page.waitForFunction("document.querySelector('iframe').getBoundingClientRect().height > 400")
  const inside = await frame.locator('html').evaluate((html) => html.getBoundingClientRect().height)
  const outside = await page.locator('iframe').evaluate((one) => one.getBoundingClientRect().height)
  assert.ok(Math.abs(inside - outside) <= 2, `${inside} ${outside}`)
})
