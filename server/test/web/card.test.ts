/** The card that shows what a person received. Only its owner makes it and removes it; everybody can check it. */
import { loadImage } from '@napi-rs/canvas'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import { expectGoodPage, openVisit, startBrowser, weigh, type View } from '../support/chromium.js'
import { openPortal, portalAddress, type PortalBrowser } from '../support/portal.js'

const bytesMax = 14 * 1024
const method = { kind: 'bkash', account: '01712345678' }

/** Rina brings five friends of 20 taka each and cashes out 60 of the 100. */
async function rinaPaid(app: TestApp, terms: Body = {}): Promise<{ program: TestProgram; code: string }> {
  const program = await app.liveProgram({ holdDays: 0, ...terms })
  const { code } = await app.join(program, 'rina')
  for (let friend = 1; friend <= 5; friend++) await app.signup(program, { userId: `friend-${friend}`, code })
  await pay(app, program, 6000)
  return { program, code }
}

async function pay(app: TestApp, program: TestProgram, amountMinor: number): Promise<void> {
  const before = (await app.participant(program, 'rina')).balances.paidMinor
  await cashOut(app, program, { amountMinor, method }, { userId: 'rina' })
  await app.advance(program, 1)
  assert.equal((await app.participant(program, 'rina')).balances.paidMinor, before + amountMinor)
}

async function linkOf(rina: PortalBrowser): Promise<string> {
  return (await rina.ok('POST', '/card', {})).card.link
}

test('I make a card of what I received, others check it without a script, and I take it back', async (t) => {
  const app = await sharedApp()
  const { program, code } = await rinaPaid(app)
  const browser = await startBrowser(t)
  for (const view of [{ language: 'bn' }, { language: 'en', dark: true }] as const satisfies View[]) {
    const bengali = view.language === 'bn'
    const mine = await openVisit(browser, view)
    await mine.page.goto(await portalAddress(app, program, 'rina'))
    await mine.page.locator('nav a[href="#card"]').click()
    await mine.page.getByText(bengali ? 'লিংক থাকলে যে কেউ' : 'Anybody who has its link').waitFor()
    await expectGoodPage(mine)
    await mine.page.getByRole('button', { name: bengali ? 'পাতা বানান' : 'Make the page' }).click()
    await mine.page.locator('figure img').waitFor()
    await expectGoodPage(mine)
    const link = (await mine.page.locator('main a[target]').last().getAttribute('href')) ?? ''
    const sent = await mine.page.locator('main a[href^="https://wa.me"]').getAttribute('href')
    assert.ok(decodeURIComponent(sent ?? '').endsWith(link), sent ?? '')
    assert.match(link, new RegExp(`^${app.url}/c/${program.slug}/[\\w-]{22}$`))

    for (const dark of [false, true]) {
      const theirs = await openVisit(browser, { ...view, dark, javaScript: true })
      const { bytes, requests } = await weigh(theirs.page, () => theirs.page.goto(link))
      assert.ok(bytes <= bytesMax && requests === 1, `${bytes} bytes in ${requests} requests`)
      if (!dark) t.diagnostic(`card, ${view.language}: ${bytes} bytes`)
      const text = await theirs.page.locator('body').innerText()
      assert.ok(text.includes(bengali ? '৳৬০' : '৳60'), text)
      assert.ok(text.includes(bengali ? 'এখনই বলা যায় না' : 'Too early to tell'), 'one person is too few')
      await expectGoodPage(theirs)
      await theirs.context.close()
    }
    const html = await (await fetch(link)).text()
    assert.doesNotMatch(html, /<script|rina|friend-/, 'no script and no name')
    assert.ok(!html.includes(code) && !html.includes('678'), 'neither a code nor a number')

    await mine.page.getByRole('button', { name: bengali ? 'পাতা সরিয়ে নিন' : 'Remove the page' }).click()
    await mine.page.getByRole('button', { name: bengali ? 'পাতা বানান' : 'Make the page' }).waitFor()
    assert.equal((await fetch(link)).status, 404)
    assert.equal((await fetch(`${link}/card.png`)).status, 404)
    await mine.context.close()
  }
})

test('a card shows current figures, and the typical result next to them once fifty people have a link', async (t) => {
  const app = await sharedApp()
  const { program } = await rinaPaid(app)
  const rina = await openPortal(app, program, 'rina')
  const link = await linkOf(rina)
  await app.participants(program, 48)
  const read = async (language: string) => (await fetch(`${link}?lang=${language}`)).text()
  assert.match(await read('en'), /Too early to tell\. So far 49 people/)
  await app.join(program, 'the fiftieth')
  await pay(app, program, 4000)
  const other = await startAgain(app, t)
  const text = await (await fetch(`${other}${new URL(link).pathname}?lang=en`)).text()
  assert.match(text, /৳100/)
  assert.match(text, /The person in the middle[^]*৳0[^]*98% of people/)
  assert.match(
    text,
    /og:description" content="This is a test offer[^"]* The person who made this page received ৳100\. The person in the middle received ৳0, and 98% of people nothing\./,
  )
  const picture = await fetch(`${link}/card.png?lang=bn`)
  assert.equal(picture.headers.get('cache-control'), 'no-store')
  const { width, height } = await loadImage(Buffer.from(await picture.arrayBuffer()))
  assert.deepEqual([width, height], [1200, 630])
})

/** Another process on the same database, because a process keeps the typical figures for 15 seconds. */
async function startAgain(app: TestApp, t: Parameters<typeof startApp>[0]): Promise<string> {
  const other = await startApp(t, { database: app.database })
  return other.url
}

test('there is no card without a request or a payment, and one card for twenty requests at once', async () => {
  const app = await sharedApp()
  const { program } = await rinaPaid(app)
  const karim = await openPortal(app, program, 'friend-1')
  const refused = await karim.call('POST', '/card', {})
  assert.deepEqual([refused.status, refused.body.code], [409, 'nothing_received'])
  assert.equal((await karim.ok('GET', '/card')).card, null)
  const rina = await openPortal(app, program, 'rina')
  assert.deepEqual(await rina.ok('GET', '/card'), { receivedMinor: 6000, card: null })
  assert.equal((await rina.ok('GET', '/standing')).hasCard, false)
  const links = await Promise.all(Array.from({ length: 20 }, () => linkOf(rina)))
  assert.equal(new Set(links).size, 1)
  assert.equal((await rina.ok('GET', '/standing')).hasCard, true)

  // No other session finds it, shows it or removes it.
  assert.equal((await karim.ok('GET', '/card')).card, null)
  assert.equal((await karim.ok('POST', '/card-removal', { participantId: 'rina' })).card, null)
  assert.equal((await fetch(links[0] ?? '')).status, 200)
  await rina.ok('POST', '/card-removal', {})
  await rina.ok('POST', '/card-removal', {})
  const again = await linkOf(rina)
  assert.notEqual(again, links[0], 'an address that was taken back is never used again')
  assert.equal((await fetch(links[0] ?? '')).status, 404)

  const neighbour = await app.liveProgram()
  const token = again.split('/').at(-1) ?? ''
  for (const path of [`/c/${neighbour.slug}/${token}`, `/c/nobody/${token}`, `/c/${program.slug}`, '/c/x', '/c'])
    assert.equal((await fetch(app.url + path)).status, 404, path)
  for (const odd of ['A'.repeat(22), "'", '%00', '%zz', 'a'.repeat(500), `${token}x`])
    assert.ok([400, 404, 414].includes((await fetch(`${app.url}/c/${program.slug}/${odd}`)).status), odd)
})

test('leaving or erasure removes the card; returning does not restore it', async () => {
  const app = await sharedApp()
  const { program } = await rinaPaid(app)
  const rina = await openPortal(app, program, 'rina')
  for (const way of ['/leave', '/erasure']) {
    const link = await linkOf(rina)
    assert.equal((await rina.ok('POST', way)).hasCard, false)
    assert.equal((await fetch(link)).status, 404, way)
    assert.equal((await rina.call('POST', '/card', {})).body.code, 'nothing_received')
    await rina.ok('POST', '/return')
    assert.equal((await fetch(link)).status, 404, 'coming back brings no card')
    assert.equal((await rina.ok('GET', '/card')).card, null)
  }
})
