/** What of the demo outlives a restart, and whose program it may be. */
import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Browser, linkOn } from './browser.js'
import { newHome, startDemoService } from './demo-service.js'

const golpo = { slug: 'golpo' }
const daySeconds = 86_400

test('a first start makes a funded, running test program of ৳20 a friend', async (t) => {
  const { api, url } = await startDemoService(t, await newHome(t))
  const program = await api.program(golpo)
  assert.equal(program.state, 'live')
  assert.equal(program.mode, 'test')
  assert.equal(program.rewardMinor, 2000)
  assert.equal(program.minimumPayoutMinor, 10_000)
  assert.equal(program.destinations.web, `${url}/demo/join`)
  assert.equal(program.balances.budgetMinor, 10_000_000)
  assert.deepEqual(program.organization.name, 'Golpo')
  await api.assertLedger(golpo)
})

test('a second start keeps the accounts and the program, and a changed port moves the destination', async (t) => {
  const home = await newHome(t)
  const first = await startDemoService(t, home)
  const before = await first.api.program(golpo)
  const link = linkOn(await new Browser(first.url).post('/demo/rina/accounts', account('নাদিয়া')))
  await first.stop()

  const second = await startDemoService(t, home)
  const after = await second.api.program(golpo)
  assert.equal(after.id, before.id)
  assert.equal(after.balances.fundedMinor, 10_000_000, 'funded once')
  assert.notEqual(second.url, first.url)
  assert.equal(after.destinations.web, `${second.url}/demo/join`)
  const friend = new Browser(second.url)
  const decided = await friend.submit(await friend.get(link.replace(first.url, second.url)), 'accounts')
  assert.match(decided.text, /আপনার আমন্ত্রণ সফল হয়েছে/)
})

test('signed-in users stay signed in after a restart, even if a crash cut the last line of the file', async (t) => {
  const home = await newHome(t)
  const first = await startDemoService(t, home)
  const browser = new Browser(first.url)
  await browser.post('/demo/rina/accounts', account('নাদিয়া'))
  await first.stop()
  await appendFile(join(home.dataDir, 'demo', 'golpo', 'accounts.jsonl'), '{"id":"g-torn')
  const second = await startDemoService(t, home)
  const moved = browser.movedTo(second.url)
  assert.match((await moved.get('/demo/rina')).text, /কেমন আছেন, নাদিয়া/)
  const other = new Browser(second.url)
  await other.post('/demo/rina/accounts', account('আরিফ'))
  await second.stop()
  const third = await startDemoService(t, home)
  assert.match((await other.movedTo(third.url).get('/demo/rina')).text, /কেমন আছেন, আরিফ/)
})

test('an ended offer stays ended, and the next start creates the next one', async (t) => {
  const home = await newHome(t)
  const first = await startDemoService(t, home)
  await first.api.advance(golpo, 100 * daySeconds)
  const ended = await first.api.program(golpo)
  await first.stop()
  const { api, url } = await startDemoService(t, home)
  assert.equal((await api.program(golpo)).endsAt, ended.endsAt)
  assert.equal((await api.program({ slug: 'golpo-2' })).state, 'live')
  const page = await new Browser(url).post('/demo/rina/accounts', account('নাদিয়া'))
  assert.match(linkOn(page), /\/r\/golpo-2\//)
})

test('the days can be moved for ever, and crowds can join, because the end and the money are renewed', async (t) => {
  const { url, api } = await startDemoService(t, await newHome(t))
  const browser = new Browser(url)
  await browser.submit(await browser.get('/demo'), 'start')
  for (let press = 0; press < 5; press++) {
    assert.equal((await browser.post('/demo/days', { days: '60' })).status, 200)
  }
  for (const days of ['0', '-1', '61', '1.5', 'x']) {
    assert.equal((await browser.post('/demo/days', { days })).status, 422)
  }
  const { now, endsAt } = await api.program(golpo)
  assert.ok(new Date(endsAt) > new Date(now))
  const { code } = await api.join(golpo, 'an advocate')
  for (let batch = 0; batch < 4; batch++) {
    const signups = Array.from({ length: 1000 }, (_, index) => ({ userId: `friend-${batch}-${index}`, code }))
    await api.ok('POST', '/v1/programs/golpo/signups/batch', { signups })
  }
  for (let crowd = 0; crowd < 2; crowd++) await browser.post('/demo/hundred', {})
  const { balances } = await api.program(golpo)
  assert.equal(balances.fundedMinor, 20_000_000)
  assert.equal(balances.budgetMinor, 20_000_000 - 4200 * 2000)
  await api.assertLedger(golpo)
})

test('another program named golpo is left alone, and the demo says why it is off', async (t) => {
  const home = await newHome(t)
  const withDemo = await startDemoService(t, home)
  await withDemo.api.ok('PATCH', '/v1/programs/golpo', {
    organization: { name: 'Golpo Ltd', contact: 'help@golpo.example' },
  })
  const before = await withDemo.api.program(golpo)
  await withDemo.stop()
  const { api, demo, url } = await startDemoService(t, home)
  assert.match(demo.off ?? '', /a program called "golpo" exists that is not the demo's/)
  const after = await api.program(golpo)
  assert.deepEqual({ ...after, now: '' }, { ...before, now: '' })
  const browser = new Browser(url)
  assert.equal((await browser.get('/')).url.pathname, '/docs')
  assert.equal((await browser.get('/demo')).status, 404)
})

test('each start has one key with few permissions, and its secret is not in the log', async (t) => {
  const home = await newHome(t)
  await (await startDemoService(t, home)).stop()
  const { api, logged } = await startDemoService(t, home)
  const { items } = await api.ok('GET', '/v1/programs/golpo/keys')
  const valid = items.filter((key: { revokedAt: string | null }) => key.revokedAt === null)
  assert.equal(items.length, 2)
  assert.equal(valid.length, 1)
  assert.deepEqual(valid[0].permissions.toSorted(), [
    'clock:write',
    'participants:read',
    'participants:write',
    'payouts:read',
    'payouts:request',
    'portal:write',
    'programs:read',
    'signups:write',
  ])
  assert.doesNotMatch(logged.join('\n'), /bk_test_/)
})

test('several processes that start at once share one program, and each of their demos works', async (t) => {
  const home = await newHome(t)
  const started = await Promise.all([1, 2, 3].map(() => startDemoService(t, home)))
  const { items } = await (started[0]?.api.ok('GET', '/v1/programs') ?? assert.fail())
  assert.equal(items.length, 1)
  assert.equal(items[0].balances.fundedMinor, 10_000_000)
  for (const { url } of started) {
    const page = await new Browser(url).post('/demo/rina/accounts', account('নাদিয়া'))
    assert.match(page.text, /কেমন আছেন, নাদিয়া/)
  }
})

let accounts = 0

function account(name: string): Record<string, string> {
  return { id: `g-${(++accounts).toString(16).padStart(24, '0')}`, name, phone: `0181200${1000 + accounts}` }
}
