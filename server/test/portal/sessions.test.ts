/** Who may open the portal, for how long, and that nobody sees another. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayReturnTo } from '../../src/domain/portal/sessions.js'
import { portalRoutes } from '../../src/http/portal/routes.js'
import type { Terms } from '../../src/domain/standing/terms.js'
import { keptLog } from '../support/log.js'
import type { Body } from '../support/api.js'
import { sharedApp, startApp } from '../support/app.js'
import { openPortal, portalAddress, PortalBrowser } from '../support/portal.js'

const minuteMs = 60_000

function movableClock() {
  let aheadMs = 0
  return { nowMs: () => Date.now() + aheadMs, pass: (ms: number) => void (aheadMs += ms) }
}

test('the address from the app opens the portal, and stops working once the page was shown', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const address = await portalAddress(app, program, 'rina')
  const rina = new PortalBrowser(app.url, program)
  const first = await rina.open(address)
  assert.deepEqual([first.status, first.headers.get('location')], [303, `/portal/${program.slug}`])
  assert.equal(first.headers.get('referrer-policy'), 'no-referrer')
  assert.match(
    first.headers.getSetCookie()[0] ?? '',
    /^bondhu_portal=[\w-]{43}; Path=\/portal\/[\w-]+; HttpOnly; SameSite=Lax$/,
  )
  assert.equal((await rina.ok('GET', '/standing')).code, code)
  const thief = new PortalBrowser(app.url, program)
  await thief.open(address)
  assert.equal(thief.cookie, '')
  assert.equal((await thief.call('GET', '/standing')).body.code, 'visit_over')
  assert.equal((await rina.call('GET', '/standing')).status, 200, 'the thief has ended nothing')
})

test('after a lost answer the address opens again, until the page was shown', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const address = await portalAddress(app, program, 'rina')
  const [lost, arrived] = [new PortalBrowser(app.url, program), new PortalBrowser(app.url, program)]
  await lost.open(address)
  await arrived.open(address)
  assert.equal((await lost.call('GET', '/standing')).status, 401, 'the cookie before is worthless')
  assert.equal((await arrived.call('GET', '/standing')).status, 200)
})

test('of twenty people who open one address at once, one gets in', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const address = await portalAddress(app, program, 'rina')
  const all = Array.from({ length: 20 }, () => new PortalBrowser(app.url, program))
  const statuses = await Promise.all(
    all.map(async (browser) => {
      await browser.open(address)
      return (await browser.call('GET', '/standing')).status
    }),
  )
  assert.ok(statuses.filter((status) => status === 200).length <= 1, statuses.join(' '))
  const again = new PortalBrowser(app.url, program)
  await again.open(address)
  const later = await Promise.all(
    [again, ...all].map(async (browser) => (await browser.call('GET', '/standing')).status),
  )
  assert.equal(later.filter((status) => status === 200).length, 1)
})

test('the address works for ten minutes and the visit for thirty; after that it leads back to the app', async (t) => {
  const clock = movableClock()
  const app = await startApp(t, { clock })
  const program = await app.liveProgram({ portal: { origins: ['https://app.golpo.example'] } })
  await app.join(program, 'rina')
  const returnUrl = 'https://app.golpo.example/invite?tab=2'
  const late = await portalAddress(app, program, 'rina', { returnUrl })
  const rina = await openPortal(app, program, 'rina', { returnUrl, locale: 'en-GB' })
  clock.pass(10 * minuteMs)
  const browser = new PortalBrowser(app.url, program)
  const back = await browser.open(late)
  assert.equal(back.headers.get('location'), `${returnUrl}&bondhu_portal=over`)
  assert.equal(browser.cookie, '')
  const { visit } = await rina.ok('GET', '/standing')
  assert.equal(visit.returnUrl, returnUrl)
  assert.ok(Date.parse(visit.endsAt) - clock.nowMs() <= 20 * minuteMs)
  assert.ok(Date.parse(visit.cashOutUntil) - clock.nowMs() <= 5 * minuteMs, 'money is asked for in the first fifteen')
  clock.pass(20 * minuteMs)
  assert.equal((await rina.call('GET', '/standing')).body.code, 'visit_over')
})

test('a visit leads back only to pages of the program, to where its links lead, and into its app', async () => {
  const terms = {
    portal: { origins: ['https://app.golpo.example'] },
    destinations: { web: 'https://golpo.example/join', deepLink: 'golpo://open' },
  } as unknown as Terms
  const table: [string, boolean][] = [
    ['https://app.golpo.example/x', true],
    ['https://golpo.example', true],
    ['golpo://wallet', true],
    ['https://app.golpo.example.evil.example/', false],
    ['https://app.golpo.example@evil.example/', false],
    ['http://app.golpo.example/', false],
    ['https://evil.example/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['//evil.example', false],
    ['golpo', false],
  ]
  for (const [address, allowed] of table) assert.equal(mayReturnTo(terms, address), allowed, address)
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const path = `/v1/programs/${program.slug}/participants/rina/portal-sessions`
  const refused = await app.call('POST', path, { returnUrl: 'https://evil.example/' })
  assert.deepEqual([refused.status, refused.body.errors[0].path], [422, 'returnUrl'])
  const unknown = await app.call('POST', path.replace('rina', 'nobody'))
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'participant_not_found'])
})

test('a cash-out is accepted in the first fifteen minutes, once per key, and only from this person’s money', async (t) => {
  const clock = movableClock()
  const app = await startApp(t, { clock })
  const program = await app.liveProgram({ holdDays: 0 })
  const { code } = await app.join(program, 'rina')
  for (let friend = 0; friend < 3; friend++) await app.signup(program, { userId: `friend-${friend}`, code })
  const file = `/v1/programs/${program.slug}/participants/rina/payout-method`
  await app.ok('PUT', file, { kind: 'bkash', account: '01712345678' })
  const rina = await openPortal(app, program, 'rina')
  const body = { amountMinor: 2000, key: 'b'.repeat(32) }
  const answers = await Promise.all(Array.from({ length: 20 }, () => rina.ok('POST', '/payouts', body)))
  assert.equal(new Set(answers.map(({ id }) => id)).size, 1)
  assert.equal((await app.participant(program, 'rina')).balances.clearingMinor, 2000)
  const changed = await rina.call('POST', '/payouts', { ...body, amountMinor: 4000 })
  assert.equal(changed.body.code, 'idempotency_key_reused')
  clock.pass(15 * minuteMs)
  const late = await rina.call('POST', '/payouts', { amountMinor: 2000, key: 'c'.repeat(32) })
  assert.deepEqual([late.status, late.body.code], [403, 'visit_too_old'])
  assert.equal((await rina.ok('GET', '/payouts')).items.length, 1, 'looking is still possible')
  await app.assertLedger(program)
})

test('after signing out neither the cookie nor the address works', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const address = await portalAddress(app, program, 'rina')
  const rina = new PortalBrowser(app.url, program)
  await rina.open(address)
  assert.deepEqual(await rina.ok('POST', '/sign-out'), { returnUrl: null })
  for (const { method, path } of portalRoutes) {
    const answer = await rina.call(method, path.replace('/portal/:program/api', ''), method === 'POST' ? {} : undefined)
    assert.equal(answer.body.code, 'visit_over', path)
  }
  const again = new PortalBrowser(app.url, program)
  await again.open(address)
  assert.equal(again.cookie, '')
})

test('no call of the portal reveals anything about another person', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const neighbour = await app.liveProgram()
  const hidden = await app.join(program, 'u-hidden')
  await app.signup(program, { userId: 'u-hidden-friend', code: hidden.code })
  const mine = await app.join(program, 'rina')
  await app.signup(program, { userId: 'rinas-friend', code: mine.code })
  const rina = await openPortal(app, program, 'rina')
  const before = JSON.stringify(await app.participant(program, 'u-hidden'))
  const secrets = ['u-hidden', hidden.code, 'rinas-friend']
  const bodies: Record<string, Body> = {
    '/appeal': { text: null },
    '/card': {},
    '/card-removal': {},
    '/missing-friend': { came: 'link', opened: 'lately' },
    '/payouts': { amountMinor: 100, key: 'a'.repeat(32) },
  }
  for (const { method, path } of portalRoutes.filter((one) => !one.path.endsWith('/sign-out'))) {
    const place = path.replace('/portal/:program/api', '')
    for (const query of ['', '?userId=u-hidden', '?participantId=u-hidden', `?code=${hidden.code}`]) {
      for (const more of [{}, { userId: 'u-hidden' }, { participant: 'u-hidden' }]) {
        const body = method === 'POST' ? { ...bodies[place], ...more } : undefined
        const { status, body: text } = await rina.call(method, place + query, body)
        // Nobody invited this person: there is no refusal of theirs to answer, whoever else is named.
        const expected = place === '/appeal' ? [404, 422] : [200, 409, 422]
        assert.ok(expected.includes(status), `${method} ${place}${query}: ${status}`)
        for (const secret of secrets)
          assert.ok(!JSON.stringify(text).includes(secret), `${place}${query} tells ${secret}`)
      }
    }
    const sent = method === 'POST' ? bodies[place] : undefined
    const stranger = new PortalBrowser(app.url, program)
    assert.equal((await stranger.call(method, place, sent)).body.code, 'visit_over', place)
    stranger.cookie = `bondhu_portal=${'A'.repeat(43)}`
    assert.equal((await stranger.call(method, place, sent)).body.code, 'visit_over', place)
    const elsewhere = new PortalBrowser(app.url, neighbour)
    elsewhere.cookie = rina.cookie
    assert.equal((await elsewhere.call(method, place, sent)).body.code, 'visit_over', `${place} next door`)
  }
  assert.equal(JSON.stringify(await app.participant(program, 'u-hidden')), before)
  assert.equal((await rina.ok('GET', '/standing')).friends.counted, 1)
})

test('another site can neither read nor do anything with the cookie', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const rina = await openPortal(app, program, 'rina')
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'https://evil.example' },
  ]
  for (const headers of foreign) {
    assert.equal((await rina.call('POST', '/sign-out', undefined, headers)).body.code, 'origin_refused')
  }
  assert.equal((await rina.call('GET', '/standing', undefined, foreign[0])).body.code, 'origin_refused')
  assert.equal((await rina.call('GET', '/standing')).status, 200)
})

test('behind https the cookie is Secure, and in a frame it is kept apart for each site', async (t) => {
  const app = await startApp(t, { publicUrl: 'https://bondhu.example' })
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const address = await portalAddress(app, program, 'rina')
  assert.match(address, /^https:\/\/bondhu\.example\/portal\/[\w-]+\/open\/[\w-]{43}$/)
  const rina = new PortalBrowser(app.url, program)
  const page = await rina.open(address)
  assert.match(page.headers.getSetCookie()[0] ?? '', /HttpOnly; Secure; SameSite=Lax$/)
  const framed = await rina.open(address, { 'sec-fetch-dest': 'iframe' })
  assert.match(framed.headers.getSetCookie()[0] ?? '', /HttpOnly; Secure; SameSite=None; Partitioned$/)
})

test('neither the address nor the cookie is in any log, nor readable in the database', async (t) => {
  const { log, written } = keptLog()
  const app = await startApp(t, { log })
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const address = await portalAddress(app, program, 'rina')
  const { pathname } = new URL(address)
  const token = pathname.split('/').at(-1) ?? ''
  const rina = new PortalBrowser(app.url, program)
  await rina.open(address)
  const cookie = rina.cookie.split('=')[1] ?? ''
  await rina.ok('GET', '/standing')
  const answers = await Promise.all([
    fetch(app.url + pathname, { redirect: 'manual' }),
    fetch(app.url + pathname, { method: 'POST' }),
    fetch(`${app.url}${pathname}/more`),
    fetch(`${app.url}${pathname}%zz`),
    fetch(`${app.url}/portal/no-such/open/${token}`),
    fetch(`${app.url}/portal/${program.slug}/api/nothing/${token}`, { headers: { cookie: rina.cookie } }),
  ])
  const texts = await Promise.all(answers.map(async (answer) => (await answer.text()) + answer.headers.get('location')))
  await app.service.context.sql`select pg_sleep(0)`
  const [row] = await app.service.context.sql<{ text: string }[]>`select s::text as text from portal_sessions s`
  for (const secret of [token, cookie]) {
    assert.ok(secret.length === 43 && !written().includes(secret), 'the log is silent')
    assert.ok(!texts.some((text) => text.includes(secret)), 'no answer repeats it')
    const hex = Buffer.from(secret).toString('hex')
    const raw = Buffer.from(secret, 'base64url').toString('hex')
    assert.ok(![secret, hex, raw].some((form) => row?.text.includes(form)), 'the database holds digests')
  }
})
