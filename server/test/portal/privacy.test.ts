/** Nobody learns from the portal whether a particular person already had an account: asked many times, of all kinds of people. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cameBy, openedAt } from '../../src/domain/portal/friends.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { openPortal, type PortalBrowser } from '../support/portal.js'

const daySeconds = 86_400
const asks = 10

/** What became of the one friend of each advocate. Whether the friend had an account is what must not be seen. */
const friends: Readonly<Record<string, (app: TestApp, program: TestProgram, code: string) => Promise<unknown>>> = {
  'member-by-code': async (app, program, code) => {
    await app.join(program, 'a member')
    await expectReason(app, program, { userId: 'a member', code }, 'already_member')
  },
  'member-by-phone': async (app, program, code) => {
    const identities = { phone: '01722222222' }
    await app.ok('POST', `/v1/programs/${program.slug}/members`, { members: [{ identities }] })
    await expectReason(app, program, { userId: 'a second account', code, identities }, 'already_member')
  },
  'member-who-never-came': (app, program) => app.join(program, 'an unrelated member'),
  'stranger-who-never-came': async () => undefined,
  'stranger-too-young': (app, program, code) =>
    expectReason(app, program, { userId: 'a child', code, birthYear: new Date().getFullYear() - 5 }, 'under_age'),
  'stranger-of-elsewhere': (app, program, code) =>
    expectReason(app, program, { userId: 'a stranger', code, country: 'NP', birthYear: 1990 }, 'country_not_eligible'),
}

async function expectReason(app: TestApp, program: TestProgram, signup: Body, reason: string): Promise<void> {
  const known = { birthYear: 1990, country: 'BD', ...signup }
  assert.equal((await app.signup(program, known)).reason, reason)
}

async function advocates(app: TestApp): Promise<{ program: TestProgram; browsers: Map<string, PortalBrowser> }> {
  const program = await app.liveProgram({ minimumAge: 18, countries: ['BD'] })
  const browsers = new Map<string, PortalBrowser>()
  for (const [name, happen] of Object.entries(friends)) {
    const { code } = await app.join(program, name)
    await happen(app, program, code)
    browsers.set(name, await openPortal(app, program, name))
  }
  return { program, browsers }
}

/** How often each answer came, to the letter, with its status. */
async function answersTo(browser: PortalBrowser, body: Body, times: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (let ask = 0; ask < times; ask++) {
    const { status, body: told } = await browser.call('POST', '/missing-friend', body)
    const answer = `${status} ${JSON.stringify(told)}`
    counts[answer] = (counts[answer] ?? 0) + 1
  }
  return counts
}

function expectAllEqual(seen: ReadonlyMap<string, unknown>, what: string): void {
  const [[, first] = []] = seen
  for (const [name, one] of seen) assert.deepEqual(one, first, `${what}: ${name}`)
}

test('the form about a missing friend always gives the same answer for a member and a stranger', async () => {
  const app = await sharedApp()
  const { program, browsers } = await advocates(app)
  for (const verb of ['', 'pause', 'resume', 'close']) {
    if (verb !== '') await app.ok('POST', `/v1/programs/${program.slug}/${verb}`)
    for (const came of cameBy) {
      for (const opened of openedAt) {
        const seen = new Map<string, unknown>()
        await Promise.all(
          [...browsers].map(async ([name, browser]) =>
            seen.set(name, await answersTo(browser, { came, opened }, asks)),
          ),
        )
        expectAllEqual(seen, `${verb} ${came} ${opened}`)
        assert.equal(Object.keys(seen.get('member-by-code') ?? {}).length, 1, 'there is one answer and no chance in it')
      }
    }
  }
})

test('the form takes no name, and refuses one in the same words whoever is named', async () => {
  const app = await sharedApp()
  const { browsers } = await advocates(app)
  const seen = new Map<string, unknown>()
  for (const [name, browser] of browsers) {
    for (const userId of ['a member', 'a child', 'nobody at all']) {
      const body = { came: 'link', opened: 'lately', userId }
      seen.set(`${name} of ${userId}`, await answersTo(browser, body, 3))
    }
  }
  expectAllEqual(seen, 'a name')
  assert.match(Object.keys(seen.values().next().value ?? {})[0] ?? '', /^422 /)
})

test('every other screen is the same too, whatever became of a friend who did not count', async () => {
  const app = await sharedApp()
  const { browsers } = await advocates(app)
  const calls = ['/friends', '/statement', '/payouts', '/card', '/rules?lang=bn', '/estimate?contacts=20']
  const seen = new Map<string, unknown>()
  for (const [name, browser] of browsers) {
    const { now: _now, visit: _visit, code: _code, link: _link, ...standing } = await browser.ok('GET', '/standing')
    const screens: unknown[] = [standing]
    for (const call of calls) screens.push(await browser.ok('GET', call))
    seen.set(name, screens)
  }
  expectAllEqual(seen, 'a screen')
})

/** Forty people on one day, ten of whom had an account. */
async function crowd(app: TestApp, terms: Body = {}) {
  const program = await app.liveProgram(terms)
  const { code } = await app.join(program, 'rina')
  for (let member = 1; member <= 10; member++) await app.join(program, `person-${member}`)
  await come(app, program, code, 1, 40)
  return { program, code }
}

async function come(app: TestApp, program: TestProgram, code: string, from: number, to: number): Promise<void> {
  const people = Array.from({ length: to - from + 1 }, (_, index) => `person-${from + index}`)
  await Promise.all(people.map((userId) => app.signup(program, { userId, code })))
}

async function shares(app: TestApp, program: TestProgram): Promise<Body> {
  const browser = await openPortal(app, program, 'rina')
  return (await browser.ok('GET', '/friends')).refusals
}

/** To so many minutes after the next midnight of the program. */
async function toNextDay(app: TestApp, program: TestProgram, offsetSeconds: number, minutes: number): Promise<void> {
  const now = Date.parse((await (await openPortal(app, program, 'rina')).ok('GET', '/standing')).now) / 1000
  const sinceMidnight = (now + offsetSeconds) % daySeconds
  await app.advance(program, Math.ceil(daySeconds - sinceMidnight + minutes * 60))
}

const dhaka = 6 * 3600
const kathmandu = 5.75 * 3600

async function crowdOfYesterday() {
  const app = await sharedApp()
  const made = await crowd(app)
  assert.equal(await shares(app, made.program), null, 'nothing of today')
  await toNextDay(app, made.program, dhaka, 120)
  const told = await shares(app, made.program)
  assert.deepEqual([told.people, told.shares], [40, [{ reason: 'already_member', hundredths: 25 }]])
  return { app, ...made, told }
}

test('the public shares stay the same all day, whatever happens to one person', async () => {
  const { app, program, code, told } = await crowdOfYesterday()
  const { slug } = program
  const steps: Readonly<Record<string, () => Promise<unknown>>> = {
    'a stranger counts': () => app.signup(program, { userId: 'new', code }),
    'a member does not': async () => {
      await app.join(program, 'old')
      await app.signup(program, { userId: 'old', code })
    },
    'somebody comes without a code, and brings it later': async () => {
      await app.signup(program, { userId: 'late' })
      await app.signup(program, { userId: 'late', code })
    },
    'a refusal of yesterday is counted after all': async () => {
      const { items } = await app.ok('GET', `/v1/programs/${slug}/participants/rina/referrals?limit=100`)
      const refused = items.find(({ state }: Body) => state === 'refused')
      await app.ok('POST', `/v1/programs/${slug}/referrals/${refused.id}/count`, { reason: 'She is new' })
    },
    'somebody who counted yesterday no longer does': async () => {
      const { items } = await app.ok('GET', `/v1/programs/${slug}/participants/rina/referrals?limit=100`)
      const counted = items.find(({ state }: Body) => state === 'counted')
      await app.ok('POST', `/v1/programs/${slug}/referrals/${counted.id}/reverse`, { reason: 'Not a person' })
    },
  }
  for (const [what, happen] of Object.entries(steps)) {
    await happen()
    assert.deepEqual(await shares(app, program), told, what)
  }
})

test('one friend who is sent to be refused is not seen the next day either: the shares move when twenty more have come', async () => {
  const probed = await crowdOfYesterday()
  const { app, program, code, told } = probed
  const neighbour = await crowd(app)
  await toNextDay(app, neighbour.program, dhaka, 120)
  await app.join(program, 'probe')
  for (const { program: one, code: link } of [probed, neighbour]) {
    await come(app, one, link, 41, 43)
    await app.signup(one, { userId: 'probe', code: link })
    await toNextDay(app, one, dhaka, 120)
  }
  assert.deepEqual(await shares(app, program), told, 'where the probe was a member')
  const { people, shares: there } = await shares(app, neighbour.program)
  assert.deepEqual([people, there], [told.people, told.shares], 'and where it was a stranger')
  await come(app, program, code, 44, 59)
  assert.deepEqual(await shares(app, program), told, 'twenty by now, of a day that is not over')
  await toNextDay(app, program, dhaka, 120)
  assert.equal((await shares(app, program)).people, 60)
})

test('where midnight is not on the hour, nobody who comes after it is counted into the day that was told', async () => {
  const app = await sharedApp()
  const { program, code } = await crowd(app, { timeZone: 'Asia/Kathmandu' })
  await toNextDay(app, program, kathmandu, 10)
  assert.equal(await shares(app, program), null, 'the day before settles for an hour')
  await app.signup(program, { userId: 'ten past midnight', code })
  await app.advance(program, 55 * 60)
  const told = await shares(app, program)
  assert.notEqual(told, null)
  await app.signup(program, { userId: 'five past one', code })
  assert.deepEqual(await shares(app, program), told)
})
