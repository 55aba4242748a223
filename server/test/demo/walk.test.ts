/** What a person does in the app of the demo: the advocate on the first phone, each friend on a phone of their own. */
import { AccountStore, createGolpo, seedMembers } from '@bondhu/example-golpo'
import { Bondhu } from '@bondhu/sdk'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import { refusals } from '../../src/domain/reasons/signup-reasons.js'
import { Browser, codeOn, figureOn, linkOn, type Page } from './browser.js'
import type { Api } from '../support/api.js'
import { atEnd, atFileEnd, scratchFolder } from '../support/database.js'
import { newHome, startDemoService, type DemoService } from './demo-service.js'

let shared: Promise<DemoService> | undefined

/** One demo for all tests of this file: each has people of its own. */
async function startWalk() {
  const ending = { after: atFileEnd }
  const running = await (shared ??= newHome(ending).then((home) => startDemoService(ending, home)))
  return { ...running, browser: () => new Browser(running.url) }
}

async function openAccount(browser: Browser, fields: Record<string, string> = {}): Promise<Page> {
  return browser.submit(await browser.get('/demo/rina'), 'accounts', fields)
}

test('the front door leads to the demo, and the advocate opens an account by clicking through', async () => {
  const { browser } = await startWalk()
  const advocate = browser()
  assert.equal((await advocate.get('/')).url.pathname, '/demo')
  const front = await advocate.get('/demo/rina')
  assert.match(front.text, /প্রতি নতুন বন্ধুর জন্য পাবেন ৳২০/)
  const page = await advocate.submit(front, 'accounts')
  assert.equal(page.url.pathname, '/demo/rina/')
  assert.match(page.text, /এখনো কোনো বন্ধু যোগ দেননি/)
  assert.match(linkOn(page), /\/r\/golpo\/\d{10}$/)
  assert.equal(figureOn(page, /তোলা যাবে/), '৳০')
})

test('a friend from another browser brings ৳20, held until a displayed day and available seven days later', async () => {
  const { browser, api } = await startWalk()
  const [advocate, friend] = [browser(), browser()]
  const link = linkOn(await openAccount(advocate))
  const invited = await friend.get(link)
  assert.equal(invited.url.pathname, '/demo/friend/join')
  assert.match(invited.text, /এক বন্ধু আপনাকে গল্পে ডেকেছেন/)
  const decided = await friend.submit(invited, 'accounts', { phone: '০১৮১২-৩৪৫ ৬৭৮' })
  assert.match(decided.text, /আপনার আমন্ত্রণ সফল হয়েছে/)

  const held = await advocate.get('/demo/rina')
  const { now } = await api.program({ slug: 'golpo' })
  const availableAt = new Date(Date.parse(now) + 7 * 86_400_000)
  const day = new Intl.DateTimeFormat('bn-BD', { timeZone: 'Asia/Dhaka', day: 'numeric', month: 'long' }).format(
    availableAt,
  )
  assert.equal(figureOn(held, new RegExp(`^যাচাই চলছে · ${day} তোলা যাবে$`)), '৳২০')
  assert.equal(figureOn(held, /^তোলা যাবে$/), '৳০')
  assert.match(held.text, /১ জন বন্ধু/)
  await api.advance({ slug: 'golpo' }, 7 * 86_400)
  const later = await advocate.get('/demo/rina')
  assert.equal(figureOn(later, /^তোলা যাবে$/), '৳২০')
  assert.equal(figureOn(later, /^যাচাই চলছে$/), '৳০')
  assert.match(later.text, /যাচাই শেষ, এখন তোলা যাবে/)
  await api.assertLedger({ slug: 'golpo' })
})

test('five friends make ৳100, which a button cashes out; pressed twice it is one cash-out', async () => {
  const { browser, api, service } = await startWalk()
  const advocate = browser()
  const link = linkOn(await openAccount(advocate))
  for (let friend = 0; friend < 5; friend++) {
    const other = browser()
    await other.submit(await other.get(link), 'accounts')
  }
  await api.advance({ slug: 'golpo' }, 7 * 86_400)
  const later = await advocate.get('/demo/rina')
  assert.match(later.text, /টাকা তুলুন: ৳১০০/)
  // What `npm start` does at once is done here between the two looks of the page.
  const program = await service.programs.get('golpo')
  const [asked] = await Promise.all([
    advocate.submit(later, 'cash-out'),
    advocate.submit(later, 'cash-out'),
    sleep(400).then(() => sweepPayouts(service.context, program)),
  ])
  assert.match(asked.text, /টাকা তোলার অনুরোধ নেওয়া হয়েছে/)
  const paid = await advocate.get('/demo/rina')
  assert.equal(figureOn(paid, /^পেয়েছেন$/), '৳১০০')
  assert.equal(figureOn(paid, /^তোলা যাবে$/), '৳০')
  assert.match(paid.text, /বিকাশে পেয়েছেন/)
  await api.assertLedger({ slug: 'golpo' })
})

test('a friend on the advocate’s own phone is refused, and the sentence is shown', async () => {
  const { browser } = await startWalk()
  const both = browser()
  const code = codeOn(await openAccount(both))
  const invited = await both.get('/demo/rina/join')
  assert.match(invited.text, /একই ফোন থেকে নিজেকে আমন্ত্রণ জানালে বোনাস হয় না/)
  const refused = await both.submit(invited, 'accounts', { code })
  assert.ok(refused.text.includes(refusals.self_referral.bn))
  assert.match(refused.text, /যিনি ডেকেছেন তিনি কিছু পাননি/)
})

test('a second friend on the same phone is refused: one reward per device', async () => {
  const { browser } = await startWalk()
  const [advocate, friends] = [browser(), browser()]
  const link = linkOn(await openAccount(advocate))
  await friends.submit(await friends.get(link), 'accounts')
  const refused = await friends.submit(await friends.get(link), 'accounts')
  assert.ok(refused.text.includes(refusals.same_device.bn))
  assert.match((await advocate.get('/demo/rina')).text, /১ জন বন্ধু/)
})

test('the advocate’s page does not depend on refused friends, and does not say that nobody came', async () => {
  const { browser, api } = await startWalk()
  const advocate = browser()
  const code = codeOn(await openAccount(advocate))
  const seen = async () => {
    const { text } = await advocate.get('/demo/rina')
    const [section = ''] = /<section class="card balances">[\s\S]*?<\/section>/.exec(text) ?? []
    assert.doesNotMatch(text, /কেউ এখনো যোগ দেননি/)
    return section
  }
  const before = await seen()
  const members = Array.from({ length: 7 }, (_, index) => ({ userId: `member-${index}` }))
  await api.ok('POST', '/v1/programs/golpo/members', { members })
  for (const [index, { userId }] of members.entries()) {
    const decision = await api.signup({ slug: 'golpo' }, { userId, code })
    assert.equal(decision.outcome, 'refused')
    assert.equal(await seen(), before, `after ${index + 1} refused friends`)
  }
})

test('the demo’s portal cashes out, because a wallet is set from the start', async () => {
  const { browser, api, url } = await startWalk()
  const advocate = browser()
  const link = linkOn(await openAccount(advocate, { phone: '01712345678' }))
  for (let friend = 0; friend < 5; friend++) {
    const other = browser()
    await other.submit(await other.get(link), 'accounts')
  }
  await api.advance({ slug: 'golpo' }, 7 * 86_400)
  await advocate.get('/demo/rina/portal')
  const standing = JSON.parse((await advocate.get('/portal/golpo/api/standing')).text)
  assert.deepEqual([standing.method?.kind, standing.method?.masked], ['bkash', '017•••••678'])
  const asked = await fetch(`${url}/portal/golpo/api/payouts`, {
    method: 'POST',
    headers: {
      cookie: advocate.cookiesAt('/portal/golpo'),
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
    },
    body: JSON.stringify({ amountMinor: 10_000, key: '0123456789abcdef0123456789abcdef' }),
  })
  assert.equal(asked.status, 200, await asked.text())
})

test('a fourth account with the same number can be opened, and its portal says that a wallet must be set', async () => {
  const { browser } = await startWalk()
  for (let account = 1; account <= 4; account++) {
    const one = browser()
    await openAccount(one, { phone: '01712345679' })
    const portal = await one.get('/demo/rina/portal')
    assert.equal(portal.status, 200)
    const standing = JSON.parse((await one.get('/portal/golpo/api/standing')).text)
    assert.equal(standing.method === null, account > 3, `account ${account}`)
  }
})

test('a member with a second account and the same phone is refused, and the sentence is shown', async () => {
  const { browser } = await startWalk()
  const [advocate, member] = [browser(), browser()]
  const invited = await member.get(linkOn(await openAccount(advocate)))
  const page = await member.submit(invited, 'accounts', { phone: seedMembers[0]?.phone ?? '' })
  assert.ok(page.text.includes(refusals.already_member.bn))
  assert.match(page.text, /যিনি ডেকেছেন তিনি কিছু পাননি/)
  assert.match((await advocate.get('/demo/rina')).text, /০ জন বন্ধু/)
})

test('the code can be typed instead of the link, in Bengali digits with spaces, at once or later', async () => {
  const { browser } = await startWalk()
  const [advocate, first, second] = [browser(), browser(), browser()]
  const code = codeOn(await openAccount(advocate))
  assert.match(code, /^[০-৯]{4} [০-৯]{3} [০-৯]{3}$/)
  assert.match((await openAccount(first, { code })).text, /আপনার আমন্ত্রণ সফল হয়েছে/)
  const organic = await openAccount(second)
  const wrong = await second.submit(organic, 'code', { code: '১২৩৪ ৫৬৭ ৮৯১' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /এই কোড মিলছে না/)
  assert.match((await second.submit(wrong, 'code', { code })).text, /আপনার আমন্ত্রণ সফল হয়েছে/)
  assert.match((await advocate.get('/demo/rina')).text, /২ জন বন্ধু/)
})

test('a form that is sent twice opens one account', async () => {
  const { browser, api } = await startWalk()
  const hasty = browser()
  const front = await hasty.get('/demo/rina')
  const before = await api.stats({ slug: 'golpo' })
  await Promise.all([hasty.submit(front, 'accounts'), hasty.submit(front, 'accounts')])
  assert.equal((await api.stats({ slug: 'golpo' })).signups, before.signups + 1)
})

test('a wrong field shows its message, and typed text stays', async () => {
  const { browser } = await startWalk()
  const page = await openAccount(browser(), { name: '<b>Rina</b>', phone: '১২৩' })
  assert.equal(page.status, 422)
  assert.match(page.text, /নম্বরটি ঠিক নেই/)
  assert.match(page.text, /value="১২৩"/)
  assert.ok(page.text.includes('&lt;b&gt;Rina&lt;/b&gt;') && !page.text.includes('<b>Rina'))
})

test('accounts of one browser: signed out, back in, and a stranger cannot sign in to them', async () => {
  const { browser } = await startWalk()
  const [one, stranger] = [browser(), browser()]
  const home = await openAccount(one, { name: 'নাদিয়া' })
  const out = await one.submit(home, 'sign-out')
  assert.match(out.text, /নাদিয়া হয়ে ঢুকুন/)
  const id = /name="account" value="(g-[^"]+)"/.exec(out.text)?.[1] ?? ''
  assert.match((await one.submit(out, 'session', { account: id })).text, /কেমন আছেন, নাদিয়া/)
  assert.equal((await stranger.post('/demo/rina/session', { account: id })).status, 422)
})

test('forms from other sites are refused, and pages load nothing from other origins', async () => {
  const { browser, url } = await startWalk()
  const one = browser()
  await openAccount(one)
  for (const origin of ['https://evil.example', 'null']) {
    assert.equal((await one.post('/demo/rina/cash-out', {}, { origin })).status, 403)
  }
  const page = await one.get('/demo/rina')
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'/)
  const elsewhere = [...page.text.matchAll(/(?:src|href|action)="(https?:[^"]*)"/g)].map(([, address = '']) => address)
  assert.deepEqual(
    elsewhere.filter((address) => !address.startsWith(url) && !address.startsWith('https://wa.me/')),
    [],
  )
  const large = await one.post('/demo/rina/accounts', { name: 'x'.repeat(20_000) })
  assert.equal(large.status, 413)
})

test('every page can be read in English, and the choice stays', async () => {
  const { browser } = await startWalk()
  const one = browser()
  assert.match((await one.get('/demo/rina?lang=en')).text, /You get ৳20 for every new friend/)
  const home = await openAccount(one)
  assert.match(home.text, /No friend has joined yet/)
  assert.doesNotMatch(home.text.replace(/lang="bn"[^<]*</g, ''), /[ঀ-৥ৰ-৲৴-৿]/)
})

test('an account can be opened while the service is down, and is reported later', async (t) => {
  const { url, api } = await startWalk()
  const line = { down: false }
  const friend = new Browser(await appAlone(t, url, await keyOf(api), line))
  const advocate = await api.join({ slug: 'golpo' }, 'advocate')
  const invited = await friend.get(`/demo/join?bondhu_click=${await api.click({ slug: 'golpo' }, advocate.code)}`)
  line.down = true
  const waiting = await friend.submit(invited, 'accounts')
  assert.equal(waiting.status, 503)
  assert.match(waiting.text, /Bondhu-কে এখনো জানানো যায়নি/)
  assert.equal((await api.participant({ slug: 'golpo' }, 'advocate')).friends.counted, 0)
  line.down = false
  assert.match((await friend.get('/demo')).text, /আপনার আমন্ত্রণ সফল হয়েছে/)
  assert.equal((await api.participant({ slug: 'golpo' }, 'advocate')).friends.counted, 1)
})

test('an account that could not be reported is reported before its owner joins, also by the way of the portal', async (t) => {
  const { url, api } = await startWalk()
  const line = { down: false }
  const friend = new Browser(await appAlone(t, url, await keyOf(api), line))
  const advocate = await api.join({ slug: 'golpo' }, 'an-advocate')
  const invited = await friend.get(`/demo/join?bondhu_click=${await api.click({ slug: 'golpo' }, advocate.code)}`)
  line.down = true
  await friend.submit(invited, 'accounts')
  line.down = false
  assert.equal((await friend.get('/demo/portal')).status, 200)
  assert.match((await friend.get('/demo')).text, /আপনার আমন্ত্রণ সফল হয়েছে/)
  assert.equal((await api.participant({ slug: 'golpo' }, 'an-advocate')).friends.counted, 1)
})

test('a signed cookie is worth nothing under another name, and no session is signed with a short secret', async (t) => {
  const { url } = await startWalk()
  const started = await fetch(`${url}/demo/start`, { method: 'POST', headers: { origin: url }, redirect: 'manual' })
  const [, stage] = /golpo_stage=([^;]+)/.exec(started.headers.getSetCookie().join('\n')) ?? []
  assert.ok(stage !== undefined)
  const swapped = await fetch(`${url}/demo/rina/`, { headers: { cookie: `golpo=${stage}` } })
  assert.match(swapped.headers.getSetCookie().join('\n'), /^golpo=/m, 'a new visitor')
  assert.doesNotMatch(await swapped.text(), /id="own-code"/)
  const accounts = await AccountStore.open(await scratchFolder(t))
  atEnd(t, () => accounts.close())
  const bondhu = new Bondhu({ url, key: 'bk_test_of-nobody', program: 'golpo' })
  assert.throws(() => createGolpo({ bondhu, basePath: '', accounts, secret: Buffer.alloc(31) }), /31 bytes/)
})

test('no name and no phone number is ever logged', async () => {
  const { browser, logged } = await startWalk()
  await openAccount(browser(), { name: 'গোপন নাম', phone: '01799998888' })
  assert.doesNotMatch(logged.join('\n'), /99998888|গোপন/)
})

test('what is left to the first cash-out is said while it can be earned, and at the end anything can be cashed out', async (t) => {
  const { url, api } = await startWalk()
  const caps = { perAdvocatePerDay: null, perAdvocateTotal: 2 }
  const program = await api.liveProgram({ holdDays: 0, minimumPayoutMinor: 10_000, caps })
  const one = new Browser(await appAlone(t, url, await keyOf(api, program.slug), { down: false }, program.slug))
  const home = await one.submit(await one.get('/demo'), 'accounts')
  assert.match(home.text, /৳১০০ হলে তোলা যায়। আর ৳১০০ জমলেই তুলতে পারবেন।/)
  const code = codeOn(home)
  await api.signup(program, { userId: 'friend-1', code })
  assert.match((await one.get('/demo')).text, /আর ৳৮০ জমলেই/)
  await api.signup(program, { userId: 'friend-2', code })
  const full = await one.get('/demo')
  assert.match(full.text, /অফার শেষ হলে তুলতে পারবেন/)
  assert.doesNotMatch(full.text, /জমলেই/)
  await api.ok('POST', `/v1/programs/${program.slug}/close`)
  assert.match((await one.get('/demo')).text, /টাকা তুলুন: ৳৪০/)
})

async function keyOf(api: Api, program = 'golpo'): Promise<string> {
  return (await api.ok('POST', `/v1/programs/${program}/keys`, { name: 'the app alone' })).secret
}

/** The same app as a process of its own would run it, with a line to the service that can be cut. */
async function appAlone(
  t: TestContext,
  url: string,
  key: string,
  line: { readonly down: boolean },
  program = 'golpo',
): Promise<string> {
  const cuttable: typeof fetch = (...request) =>
    line.down ? Promise.reject(new TypeError('fetch failed')) : fetch(...request)
  const accounts = await AccountStore.open(await scratchFolder(t))
  atEnd(t, () => accounts.close())
  const golpo = createGolpo({
    bondhu: new Bondhu({ url, key, program, fetch: cuttable }),
    basePath: '/demo',
    accounts,
    secret: Buffer.alloc(32, 7),
  })
  const server = createServer((request, response) => void golpo(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, async () => {
    server.close().closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the app opens the portal for the signed-in user, and the portal leads back to the app', async () => {
  const { browser } = await startWalk()
  const advocate = browser()
  const link = linkOn(await openAccount(advocate))
  const portal = await advocate.get('/demo/rina/portal')
  assert.match(portal.url.pathname, /^\/portal\/golpo$/)
  assert.ok(portal.text.includes(link.replace(/^https?:\/\//, '')))
  const stranger = await browser().get('/demo/rina/portal')
  assert.equal(stranger.url.pathname, '/demo/rina/')
})
