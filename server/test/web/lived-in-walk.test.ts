/**
 * Opens every page of the console, every screen of the portal and the public pages, on a program with a history. There is no
 * error, no endless "Loading…", no failed request, no figure that differs from the API, and sums that add up.
 */
import { formatCount, formatMoney } from '@bondhu/web/format'
import { baseLanguage, languages, type Language } from '@bondhu/web/language'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Body } from '../support/api.js'
import type { TestApp } from '../support/app.js'
import {
  expectContrast,
  expectNoEmptyBoxes,
  expectNoSidewaysScroll,
  expectNoViolations,
  openVisit,
  phone,
  startBrowser,
  wide,
  type Visit,
} from '../support/chromium.js'
import { operatorAt } from '../support/console.js'
import { atFileEnd, type Ending } from '../support/database.js'
import { livedInApp } from '../support/lived-in.js'
import { assertPeriod } from '../support/money-figures.js'
import { portalAddress } from '../support/portal.js'
import { until } from '../support/until.js'

const byFile = 'golpo-by-file'
const loading = /Loading…|আনা হচ্ছে…|Comparing…/

/** Reads names from the sources, so that a new page is visited without an edit here. */
function wordsOf(path: string, pattern: RegExp): string[] {
  const source = readFileSync(new URL(`../../../../web/src/${path}`, import.meta.url), 'utf8')
  return [...source.matchAll(pattern)].map(([, word = '']) => word)
}

/** A page in a browser. It comes to rest when all of its requests are answered. */
class Walker {
  readonly visit: Visit
  readonly failed: string[] = []
  private waiting = 0

  constructor(visit: Visit) {
    this.visit = visit
    const { page } = visit
    page.on('request', () => void (this.waiting += 1))
    page.on('requestfinished', () => void (this.waiting -= 1))
    page.on('requestfailed', (request) => {
      this.waiting -= 1
      // Leaving a page stops its open requests.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') this.failed.push(`${request.url()} failed`)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) this.failed.push(`${response.status()} ${response.url()}`)
    })
  }

  get page(): Page {
    return this.visit.page
  }

  async to(address: string): Promise<void> {
    this.waiting = 0
    await this.page.goto(address)
    await this.rest(address)
  }

  /** As a link of the console does: the page stays loaded, and draws what the new address says. */
  async within(path: string): Promise<void> {
    await this.page.evaluate(
      `history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
    )
    await this.rest(path)
  }

  async rest(what: string): Promise<void> {
    await this.page.locator('h1').first().waitFor()
    let text = ''
    await until(`${what} comes to rest`, async () => {
      // Reading the text lays the page out, which is not worth it before the answers are there.
      if (this.waiting > 0) return false
      text = await this.page.evaluate<string>('document.body.innerText')
      return this.waiting <= 0 && !loading.test(text)
    })
    assert.deepEqual([this.failed, this.visit.complaints], [[], []], what)
    // The refused calls repeat what the API told a developer: "received undefined".
    const broken = what.endsWith('view=refusals')
      ? /NaN|\[object Object\]|Invalid Date/
      : /undefined|NaN|\[object Object\]|Invalid Date/
    assert.doesNotMatch(text, broken, what)
  }
}

/** The quick checks. axe takes a second per page, so `expectNoViolations` runs only on the pages with the most rows. */
async function expectReadable(page: Page): Promise<void> {
  await expectContrast(page)
  await expectNoEmptyBoxes(page)
  await expectNoSidewaysScroll(page)
}

interface World {
  readonly app: TestApp
  readonly base: string
  readonly slug: string
}

/** The tests of this file only look, so one copy of the world is enough. */
let shared: Promise<World> | undefined

function world(): Promise<World> {
  return (shared ??= startWorld({ after: atFileEnd }))
}

async function startWorld(ending: Ending): Promise<World> {
  const { app, program } = await livedInApp(ending)
  return { app, slug: program.slug, base: `/v1/programs/${program.slug}` }
}

async function idsOf(app: TestApp, path: string, of: (item: Body) => string): Promise<string[]> {
  return (await app.ok('GET', path)).items.map(of)
}

/** Advocates with clicks on several days, people who left, were erased or cashed out, and refused friends. */
async function peopleOf({ app, base }: World): Promise<string[]> {
  const userIds = async (path: string) => idsOf(app, `${base}${path}`, ({ userId }) => userId)
  const refused = await idsOf(app, `${base}/referrals?state=refused&limit=2`, ({ friendUserId }) => friendUserId)
  const people = [
    ...(await userIds('/participants?sort=friends&limit=4')),
    ...(await userIds('/participants?limit=2')),
    ...(await userIds('/reported-links?state=stopped')),
    ...(await userIds('/payouts?state=returned&limit=1')),
    ...refused,
  ]
  return [...new Set(people)]
}

async function addressesOf(seen: World): Promise<string[]> {
  const { app, base, slug } = seen
  const payoutStates = ['requested', 'approved', 'sending', 'paid', 'failed', 'rejected', 'returned', 'unknown']
  const payouts = await Promise.all(
    payoutStates.map((state) => idsOf(app, `${base}/payouts?state=${state}&limit=1`, ({ id }) => id)),
  )
  const values: Readonly<Record<string, readonly string[]>> = {
    ':userId': await peopleOf(seen),
    ':payout': payouts.flat(),
    ':review': await idsOf(app, `${base}/reviews?limit=2`, ({ id }) => id),
    ':results': await idsOf(app, `/v1/programs/${byFile}/payout-results`, ({ id }) => id),
  }
  const sections = wordsOf('console/shell/sections.ts', /path: '([^']+)'/g)
  assert.ok(sections.length > 20, 'the table of pages is read')
  return sections.flatMap((section) => {
    const parameter = /:(?:userId|payout|review|results)/.exec(section)?.[0]
    const programs = section.includes(':program')
      ? [slug, ...(parameter === undefined ? [byFile, 'next-year'] : [])]
      : ['']
    if (parameter === ':results')
      return (values[':results'] ?? []).map((id) => section.replace(':program', byFile).replace(':results', id))
    const ids = parameter === undefined ? [''] : (values[parameter] ?? [])
    assert.ok(ids.length > 0, `somebody to look at for ${section}`)
    return programs.flatMap((program) =>
      ids.map((id) => section.replace(':program', program).replace(parameter ?? '', encodeURIComponent(id))),
    )
  })
}

/** `/programs/golpo/payouts/pay_1?state=paid` → `payouts/*`: the pages of a kind differ by what they are about. */
function kindOf(address: string): string {
  const [path = ''] = address.split('?')
  const [, , , section = path, ...rest] = path.split('/')
  return [section, ...rest.map(() => '*')].join('/')
}

/** Pages with other filters. */
const refinements = [
  'overview?days=7',
  'overview?days=90',
  'overview?days=all',
  'overview?from=2026-12-01&to=2026-12-02',
  'developers?view=webhooks',
  'developers?view=refusals',
  'developers?view=keys',
  'payouts?state=paid',
  'referrals?state=refused',
  'appeals?state=dismissed',
  'reported-links?state=stopped',
  'differences?state=all',
]

test('every page of the console comes to rest, can be read on a dark phone in Bengali and fits a wide screen in English', async (t) => {
  const seen = await world()
  const { app, slug, base } = seen
  const webhooks = await idsOf(app, `${base}/webhooks`, ({ id }) => id)
  const addresses = [
    ...(await addressesOf(seen)),
    ...refinements.map((one) => `/programs/${slug}/${one}`),
    ...webhooks.map((id) => `/programs/${slug}/developers?view=webhooks&webhook=${id}`),
  ]
  const onPhone = new Walker(await operatorAt(t, app, 'owner', null, { language: 'bn', dark: true, viewport: phone }))
  const loaded = new Set<string>()
  for (const address of addresses) {
    const kind = kindOf(address)
    // The first page of a kind is loaded by its address. Others are reached from another page, which takes a third of the time.
    if (loaded.has(kind)) await onPhone.within(`/console${address}`)
    else await onPhone.to(`${app.url}/console${address}`)
    loaded.add(kind)
    await expectReadable(onPhone.page)
  }
  assert.ok(loaded.size > 20, 'pages are loaded by their address')
  const onDesk = new Walker(await operatorAt(t, app, 'owner', null, { language: 'en', viewport: wide }))
  await onDesk.to(`${app.url}/console`)
  const shown = new Set<string>()
  for (const address of addresses) {
    const kind = kindOf(address)
    // The phone has seen all of them, and `npm run faults:console` sees each in all views.
    if (shown.has(kind)) continue
    shown.add(kind)
    await onDesk.within(`/console${address}`)
    await expectNoSidewaysScroll(onDesk.page)
  }
})

/** Lists of the console that are compared with the API. */
const lists = ['participants', 'referrals', 'appeals', 'payouts', 'audit']

test('every list of the console has a row for each item of the API, to its end or for three pages', async (t) => {
  const { app, slug, base } = await world()
  const walker = new Walker(await operatorAt(t, app, 'owner', null, { language: 'en', viewport: wide }))
  const { page } = walker
  for (const name of lists) {
    const asked: string[] = []
    const note = (request: { url(): string }) => void asked.push(request.url())
    page.on('request', note)
    await walker.to(`${app.url}/console/programs/${slug}/${name}`)
    for (let more = 0; more < 2; more++) {
      const button = page.getByRole('button', { name: 'Show more' })
      if ((await button.count()) > 0) await button.first().click()
      await walker.rest(name)
    }
    page.off('request', note)
    const pages = asked.filter((url) => new URL(url).pathname === `${base}/${name}` && !/[?&]limit=1(&|$)/.test(url))
    assert.ok(pages.length > 0, `the page asks for ${name}`)
    let items = 0
    for (const url of new Set(pages)) items += (await app.ok('GET', url.slice(app.url.length))).items.length
    assert.equal(await page.locator('main table tbody tr').count(), items, name)
    await expectNoViolations(page)
  }
})

test('the overview shows what the API says, and its sums add up', async (t) => {
  const { app, slug, base } = await world()
  const overview = await app.ok('GET', `${base}/overview`)
  const { funnel, money, refusals, clicksByChannel } = overview
  const stats = await app.stats({ slug })
  const parts = ['reservedMinor', 'heldMinor', 'availableMinor', 'clearingMinor', 'paidMinor', 'lossMinor']
  assert.equal(
    money.promisedMinor,
    parts.reduce((sum, part) => sum + money[part], 0),
    'promised',
  )
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0)
  assert.equal(funnel.signups, funnel.referred + sum(refusals), 'signups are referred or have a reason')
  assert.equal(sum(clicksByChannel), funnel.clicks, 'clicks by channel')
  assert.deepEqual([stats.clicks, stats.signups, stats.referred], [funnel.clicks, funnel.signups, funnel.referred])
  const whole = await assertPeriod(app, { slug }, overview, 'the lived-in program')
  assert.ok(
    whole.cohorts.some(({ active }: Body) => active.some((acted: number) => acted > 0)),
    'friends come back',
  )

  // Of two periods that touch, the second has the first before it.
  const month: Body = await app.ok('GET', `${base}/period?days=30`)
  const before: Body = await app.ok('GET', `${base}/period?to=${dayBefore(month.from)}&days=30`)
  assert.deepEqual([month.previousFrom, month.previous], [before.from, before.current])
  for (let index = 1; index < month.points.length; index++) {
    assert.equal(Date.parse(month.points[index].day) - Date.parse(month.points[index - 1].day), 864e5)
  }

  const walker = new Walker(await operatorAt(t, app, 'owner', null, { language: 'en' }))
  const { page } = walker
  for (const [query, period] of [
    ['', month],
    ['?days=all', whole],
  ] as const) {
    await walker.to(`${app.url}/console/programs/${slug}/overview${query}`)
    const text = await page.locator('main').innerText()
    const { current } = period
    for (const count of [
      current.clicks,
      current.counted,
      current.refused,
      current.onTheirOwn,
      current.byLink.signups,
      current.byLink.counted,
      current.byCode.signups,
      current.byCode.counted,
    ]) {
      assert.match(text, new RegExp(`(?<![\\d,.])${formatCount('en', count)}(?![\\d,.]\\d)`), `${count}${query}`)
    }
    for (const minor of [current.costPerCountedMinor, ...Object.values<number>(period.money)].filter(
      (one) => one > 0,
    )) {
      assert.ok(text.includes(formatMoney('en', minor, 'BDT')), `${minor} in ${text}`)
    }
  }
  await expectNoViolations(page)

  // The chart as a table has every day, even those without events. Its values are reached by keyboard too.
  await page.getByText('As a table').click()
  const days: string[] = await page
    .locator('details time')
    .evaluateAll((times) => times.map((time) => (time as unknown as { dateTime: string }).dateTime))
  assert.deepEqual(
    days.toReversed(),
    whole.points.map(({ day }: Body) => day),
  )
  await page.getByRole('group', { name: 'Day by day' }).press('Home')
  const [first] = whole.points
  await page
    .getByRole('status')
    .filter({ hasText: `${first.clicks} clicks, ${first.signups} signups` })
    .waitFor()

  // The period is in the address; own dates are asked for by a form.
  await page.getByRole('button', { name: 'Own dates' }).click()
  await page.getByLabel('From').fill(month.from)
  await page.getByLabel('To', { exact: true }).fill(month.to)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.getByText(`${formatCount('en', month.current.counted)} friends counted`).waitFor()
  assert.match(page.url(), new RegExp(`from=${month.from}&to=${month.to}`))

  // On a phone the choices are in the menu, and the bar says how much waits.
  await page.setViewportSize(phone)
  const { open } = await app.ok('GET', `${base}/inbox?limit=1`)
  await page.getByRole('link', { name: `Inbox: ${open} waiting` }).waitFor()
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('button', { name: 'বাংলা' }).click()
  await page.getByRole('button', { name: 'অন্ধকার' }).click()
  await expectReadable(page)
  await page.keyboard.press('Escape')
  await expectReadable(page)
})

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 864e5).toISOString().slice(0, 10)
}

async function walkPortal(app: TestApp, browser: Browser, slug: string, userId: string, language: Language) {
  const walker = new Walker(await openVisit(browser, { language }))
  await walker.to(await portalAddress(app, { slug }, userId, { locale: language }))
  const { balances } = await app.ok('GET', `/v1/programs/${slug}/participants/${encodeURIComponent(userId)}`)
  const home = await walker.page.locator('main').innerText()
  // A part without money is left out.
  const parts = [balances.availableMinor, balances.heldMinor, balances.paidMinor]
  for (const sum of parts.some((part) => part > 0) ? parts.filter((part) => part > 0) : [0]) {
    assert.ok(home.includes(formatMoney(language, sum, balances.currency)), `${sum} in ${home}`)
  }
  for (const screen of wordsOf('portal/screens.ts', /^ {2}'?([a-z-]+)'?: /gm)) {
    await walker.page.evaluate(`location.hash = ${JSON.stringify(screen)}`)
    await walker.rest(`${userId}#${screen}`)
    await expectReadable(walker.page)
    await walker.page.evaluate('document.documentElement.style.fontSize = "200%"')
    await expectNoSidewaysScroll(walker.page)
    await walker.page.evaluate('document.documentElement.style.fontSize = ""')
  }
  await walker.visit.context.close()
}

test('every screen of the portal comes to rest and is readable for all kinds of people, also at double letter size', async (t) => {
  const seen = await world()
  const browser = await startBrowser(t)
  const people = (await peopleOf(seen)).filter((userId) => !userId.startsWith('erased:'))
  for (const [index, userId] of people.entries()) {
    await walkPortal(seen.app, browser, seen.slug, userId, languages[index % languages.length] ?? baseLanguage)
  }
})

test('the public pages come to rest: landing, report, program, card', async (t) => {
  const { app, slug, base } = await world()
  const browser = await startBrowser(t)
  const [stopped] = await idsOf(app, `${base}/reported-links?state=stopped`, ({ userId }) => userId)
  const [best] = await idsOf(app, `${base}/participants?sort=friends&limit=1`, ({ code }) => code)
  const { code } = await app.participant({ slug }, String(stopped))
  for (const language of languages) {
    const walker = new Walker(await openVisit(browser, { language }))
    // The page of a stopped link says only that the link does not work.
    assert.equal((await walker.page.request.get(`${app.url}/j/${slug}/${code}`)).status(), 404)
    const pages = [`/j/${slug}/${best}`, `/j/${slug}/${best}/report`, `/p/${slug}`, `/p/${byFile}`]
    for (const path of pages) await walker.to(`${app.url}${path}?lang=${language}`)
    await walker.visit.context.close()
  }
})
