/** Every screen of the portal in its states, for the pictures. The data comes from real calls. */
import type { Page } from 'playwright-core'
import { foldClicks } from '../../src/domain/clicks/fold.js'
import type { Advocate, Body, TestProgram } from '../support/api.js'
import { logoOf } from '../support/logo.js'
import type { TestApp } from '../support/app.js'

export interface PortalPerson {
  readonly program: TestProgram
  readonly userId: string
}

export interface PortalState {
  /** Runs once for all views. */
  readonly prepare: (app: TestApp) => Promise<PortalPerson>
  /** The end of the address; absent for the first screen. */
  readonly screen?: string
  /** What the person does before the picture. */
  readonly act?: (page: Page, app: TestApp, person: PortalPerson) => Promise<void>
}

const bkash = { kind: 'bkash', account: '01712345678' }
/** The sandbox pays to this number and does not answer. */
const unanswered = { kind: 'bkash', account: '01999312345' }

async function bring(app: TestApp, program: TestProgram, { code }: Advocate, from: number, to: number): Promise<void> {
  for (let friend = from; friend <= to; friend++) await app.signup(program, { userId: `friend-${friend}`, code })
}

/** Rina, with two friends whose money is released and one whose money is held. */
async function rina(app: TestApp, terms: Body = {}, budgetMinor?: number): Promise<PortalPerson> {
  const program = await app.liveProgram({ minimumPayoutMinor: 10_000, ...terms }, budgetMinor)
  const advocate = await app.join(program, 'rina')
  await bring(app, program, advocate, 1, 2)
  await app.advance(program, 8 * 86_400)
  await bring(app, program, advocate, 3, 3)
  return { program, userId: 'rina' }
}

/** Rina, with five friends whose money can be cashed out. */
async function richRina(app: TestApp, method: Body = bkash): Promise<PortalPerson> {
  const program = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 4000 })
  await bring(app, program, await app.join(program, 'rina'), 1, 5)
  if (method !== null) await app.ok('PUT', `/v1/programs/${program.slug}/participants/rina/payout-method`, method)
  return { program, userId: 'rina' }
}

async function newRina(app: TestApp, terms: Body = {}): Promise<PortalPerson> {
  const program = await app.liveProgram(terms)
  await app.join(program, 'rina')
  return { program, userId: 'rina' }
}

/** With a logo, a name of the app and a name of her own. */
async function brandedRina(app: TestApp): Promise<PortalPerson> {
  const person = await rina(app, { brand: { color: '#9c3d1c', appName: { bn: 'গল্প', en: 'Golpo' } } })
  const base = `/v1/programs/${person.program.slug}`
  await app.ok('PUT', `${base}/logo`, { image: logoOf('#9c3d1c') })
  await app.ok('PUT', `${base}/participants/rina`, { displayName: 'রিনা' })
  return person
}

async function after(made: Promise<PortalPerson>, work: (person: PortalPerson) => Promise<unknown>) {
  const person = await made
  await work(person)
  return person
}

/** A cash-out without an answer. */
async function unknownPayout(app: TestApp): Promise<PortalPerson> {
  return after(richRina(app, unanswered), async ({ program: { slug } }) => {
    await cashOut(app, slug, 6000)
    await app.advance({ slug }, 1)
  })
}

/** The sandbox knows no account of this number. */
async function failedPayout(app: TestApp): Promise<PortalPerson> {
  return after(richRina(app, { kind: 'bkash', account: '01999112345' }), async ({ program: { slug } }) => {
    await cashOut(app, slug, 6000)
    await app.advance({ slug }, 1)
  })
}

async function paidPayout(app: TestApp): Promise<PortalPerson> {
  return after(richRina(app), async ({ program: { slug } }) => {
    await cashOut(app, slug, 6000)
    await app.advance({ slug }, 1)
  })
}

/** Ten others were paid, so that the usual time is known. */
async function paidBefore(app: TestApp): Promise<PortalPerson> {
  return after(richRina(app), async ({ program }) => {
    const { slug } = program
    await bring(app, program, await app.join(program, 'rina'), 6, 20)
    for (let one = 1; one <= 10; one++) {
      const { code } = await app.join(program, `a-${one}`)
      await app.signup(program, { userId: `f-${one}-1`, code })
      await app.signup(program, { userId: `f-${one}-2`, code })
      const method = { kind: 'bkash', account: `017${String(one).padStart(8, '0')}` }
      const key = { 'idempotency-key': `cash-out-of-${one}` }
      await app.call('POST', `/v1/programs/${slug}/participants/a-${one}/payouts`, { amountMinor: 4000, method }, key)
    }
    await app.advance({ slug }, 1)
  })
}

/** Once for each view: there is enough for all of them. */
async function sendLeast(page: Page): Promise<void> {
  await page.locator('[value=some]').check()
  await page.locator('#amount').fill('40')
  await page.locator('form > button').click()
  await page.locator('[aria-labelledby=look] > button').first().click()
  await page.locator('.done').waitFor()
}

async function cashOut(app: TestApp, slug: string, amountMinor: number): Promise<void> {
  const { status } = await app.call(
    'POST',
    `/v1/programs/${slug}/participants/rina/payouts`,
    { amountMinor },
    { 'idempotency-key': `cash-out-of-${slug}` },
  )
  if (status >= 300) throw new Error(`a cash-out was answered by ${status}`)
}

/** Fifty people: twenty brought a friend, ten of them two, thirty nobody. */
async function knownProgram(app: TestApp): Promise<PortalPerson> {
  const person = await newRina(app)
  const { program } = person
  const advocates = await app.participants(program, 50)
  await Promise.all(advocates.map(({ code }) => app.click(program, code)))
  const bringing = [...advocates.slice(0, 20), ...advocates.slice(0, 10)]
  await Promise.all(bringing.map(({ code }, index) => app.signup(program, { userId: `friend-${index}`, code })))
  const { context, programs } = app.service
  const later = { ...context, clock: { nowMs: () => Date.now() + 600_000 } }
  const found = await programs.get(program.slug)
  while ((await foldClicks(later, found)) > 0);
  return person
}

const qualifyingEvent = {
  name: 'first_payment',
  withinDays: 15,
  label: { bn: 'প্রথম পেমেন্ট', en: 'first payment' },
}

async function awaitedFriends(app: TestApp): Promise<PortalPerson> {
  const program = await app.liveProgram({ qualifyingEvent })
  await bring(app, program, await app.join(program, 'rina'), 1, 3)
  await app.ok('POST', `/v1/programs/${program.slug}/events`, { userId: 'friend-1', name: 'first_payment' })
  return { program, userId: 'rina' }
}

/** Thirty people came; every third had an account. */
async function refusedFriends(app: TestApp): Promise<PortalPerson> {
  const person = await newRina(app)
  const { program } = person
  const advocate = await app.join(program, 'rina')
  for (let member = 1; member <= 10; member++) await app.join(program, `friend-${member}`)
  await bring(app, program, advocate, 1, 30)
  await app.advance(program, 2 * 86_400)
  return person
}

async function refusedKarim(app: TestApp): Promise<PortalPerson> {
  const { program } = await newRina(app)
  const { code } = await app.join(program, 'rina')
  await app.join(program, 'karim')
  await app.signup(program, { userId: 'karim', code })
  return { program, userId: 'karim' }
}

async function invitedKarim(app: TestApp): Promise<PortalPerson> {
  const { program } = await newRina(app, { friendRewardMinor: 1000 })
  await app.signup(program, { userId: 'karim', code: (await app.join(program, 'rina')).code })
  return { program, userId: 'karim' }
}

const verb = (app: TestApp, name: string) => (person: PortalPerson) =>
  app.ok('POST', `/v1/programs/${person.program.slug}/${name}`)

const mine = (app: TestApp, name: string) => (person: PortalPerson) =>
  app.ok('POST', `/v1/programs/${person.program.slug}/participants/rina/${name}`)

const dayMs = 86_400_000

export const portalStates: Readonly<Record<string, PortalState>> = {
  'home-new': { prepare: newRina },
  'home-branded': { prepare: brandedRina },
  'home-money': { prepare: rina },
  'home-qr': {
    prepare: newRina,
    act: async (page) => {
      await page.locator('.more summary').click()
      await page.locator('figure img').waitFor()
    },
  },
  'home-long': {
    prepare: (app) =>
      rina(
        app,
        {
          name: {
            bn: 'বাংলাদেশের সবচেয়ে বড় ছোট গল্পের আসরে বন্ধুদের আমন্ত্রণ',
            en: 'The Offer For Inviting Friends To The Greatest Gathering Of Short Stories',
          },
          rewardMinor: 123_456_700,
          friendRewardMinor: 99_999_950,
          minimumPayoutMinor: 1_000_000_000,
        },
        10_000_000_000,
      ),
  },
  'home-full-today': {
    prepare: async (app) => {
      const program = await app.liveProgram({ caps: { perAdvocatePerDay: 1, perAdvocateTotal: null } })
      await bring(app, program, await app.join(program, 'rina'), 1, 1)
      return { program, userId: 'rina' }
    },
  },
  'home-all-promised': { prepare: (app) => rina(app, {}, 6000) },
  'home-not-started': {
    prepare: (app) => newRina(app, { startsAt: new Date(Date.now() + 3 * dayMs).toISOString() }),
  },
  'home-paused': { prepare: (app) => after(rina(app), verb(app, 'pause')) },
  'home-closing': { prepare: (app) => after(rina(app), verb(app, 'close')) },
  'home-left': { prepare: (app) => after(rina(app), mine(app, 'leave')) },
  'home-invited': { prepare: invitedKarim },
  'home-refused': {
    prepare: refusedKarim,
    act: (page) => page.locator('[aria-labelledby=invitation] summary').click(),
  },
  'home-offline': {
    prepare: rina,
    act: async (page) => {
      await page.context().setOffline(true)
      await page.locator('.troubles button').waitFor()
    },
  },
  'home-expired': {
    prepare: rina,
    act: async (page) => {
      await page.context().clearCookies()
      await page.locator('a[href="#friends"]').click()
      await page.locator('.troubles .note').waitFor()
    },
  },
  expired: {
    prepare: rina,
    act: async (page) => {
      await page.context().clearCookies()
      await page.reload()
    },
  },
  'friends-new': { prepare: newRina, screen: 'friends' },
  'friends-awaited': { prepare: awaitedFriends, screen: 'friends' },
  'friends-refused': { prepare: refusedFriends, screen: 'friends' },
  'statement-new': { prepare: newRina, screen: 'statement' },
  statement: { prepare: paidPayout, screen: 'statement' },
  'home-paid': { prepare: paidPayout },
  receipts: { prepare: paidPayout, screen: 'receipts' },
  'cash-out-sent': {
    prepare: paidBefore,
    screen: 'cash-out',
    act: sendLeast,
  },
  'cash-out-received': {
    prepare: paidBefore,
    screen: 'cash-out',
    act: async (page, app, { program }) => {
      await sendLeast(page)
      await app.advance({ slug: program.slug }, 1)
      await page.locator('.done .full').waitFor()
    },
  },
  'home-unknown': { prepare: unknownPayout },
  'home-failed': { prepare: failedPayout },
  'card-none': { prepare: newRina, screen: 'card' },
  'card-offered': { prepare: paidPayout, screen: 'card' },
  'card-made': {
    prepare: paidPayout,
    screen: 'card',
    act: async (page) => {
      const make = page.locator('main ul + button')
      if ((await make.count()) > 0) await make.click()
      await page.locator('figure img').evaluate((picture: { decode(): Promise<void> }) => picture.decode())
    },
  },
  'cash-out': { prepare: richRina, screen: 'cash-out' },
  'cash-out-new': { prepare: newRina, screen: 'cash-out' },
  'cash-out-short': {
    prepare: (app) =>
      after(rina(app), ({ program }) =>
        app.ok('PUT', `/v1/programs/${program.slug}/participants/rina/payout-method`, bkash),
      ),
    screen: 'cash-out',
  },
  'cash-out-wrong': {
    prepare: richRina,
    screen: 'cash-out',
    act: async (page) => {
      await page.locator('[value=some]').check()
      await page.locator('#amount').fill('5')
      await page.locator('form > button').click()
    },
  },
  'cash-out-another': {
    prepare: richRina,
    screen: 'cash-out',
    act: (page) => page.locator('[value=some]').check(),
  },
  'cash-out-confirm': { prepare: richRina, screen: 'cash-out', act: (page) => page.locator('form > button').click() },
  'cash-out-unknown': { prepare: unknownPayout, screen: 'cash-out' },
  'cash-out-paid': { prepare: paidPayout, screen: 'cash-out' },
  'cash-out-account-changed': {
    prepare: (app) =>
      after(richRina(app), ({ program }) =>
        app.ok('PUT', `/v1/programs/${program.slug}/participants/rina/payout-method`, unanswered),
      ),
    screen: 'cash-out',
  },
  'estimate-early': { prepare: newRina, screen: 'estimate' },
  estimate: { prepare: knownProgram, screen: 'estimate' },
  'estimate-wrong': {
    prepare: knownProgram,
    screen: 'estimate',
    act: async (page) => {
      await page.locator('#contacts').fill('0')
      await page.keyboard.press('Enter')
    },
  },
  'estimate-ended': { prepare: (app) => after(knownProgram(app), verb(app, 'close')), screen: 'estimate' },
  rules: { prepare: (app) => newRina(app, { qualifyingEvent }), screen: 'rules' },
  'rules-announced': {
    prepare: (app) =>
      after(newRina(app), ({ program }) => app.ok('PATCH', `/v1/programs/${program.slug}`, { rewardMinor: 1500 })),
    screen: 'rules',
  },
  missing: { prepare: newRina, screen: 'missing' },
  'missing-limit': {
    prepare: (app) => rina(app, { caps: { perAdvocatePerDay: null, perAdvocateTotal: 3 } }),
    screen: 'missing',
  },
  'missing-answer': {
    prepare: newRina,
    screen: 'missing',
    act: async (page) => {
      await page.locator('input[value=link]').check()
      await page.locator('input[value=lately]').check()
      await page.locator('form button').click()
    },
  },
  leave: { prepare: rina, screen: 'leave' },
  'leave-sure': {
    prepare: rina,
    screen: 'leave',
    act: (page) => page.locator('[aria-labelledby=erasure] button').click(),
  },
  'leave-left': { prepare: (app) => after(rina(app), mine(app, 'leave')), screen: 'leave' },
  'leave-erasing': { prepare: (app) => after(rina(app), mine(app, 'erasure')), screen: 'leave' },
}
