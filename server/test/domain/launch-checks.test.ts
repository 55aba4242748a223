/** "Before we launch": who is known, whether the page is there, and what the payment firms take. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { startPage } from '../support/web-page.js'

test('a draft is checked: members, the web page, and each provider’s minimum', async (t) => {
  const app = await sharedApp()
  const page = await startPage(t, (_request, response) => response.end())
  const program = await app.draftProgram({ mode: 'live', destinations: { web: page.url } })
  const base = `/v1/programs/${program.slug}`
  const look = (): Promise<Body> => app.ok('GET', `${base}/launch-checks`)
  const first = await look()
  assert.deepEqual(first['members'], { count: 0, isMore: false })
  assert.deepEqual([first['destination'].state, first['destination'].status], ['answers', 200])
  assert.ok(Math.abs(Date.parse(first['destination'].checkedAt) - Date.now()) < 60_000)
  assert.ok(first['payouts'].every(({ minimumMinor }: Body) => minimumMinor === 1))

  const phones = ['01712345678', '01712345679']
  const members = phones.map((phone, index) => ({ userId: `m-${index}`, identities: { phone } }))
  await app.ok('POST', `${base}/members`, { members })
  const { provider } = await app.ok('POST', `${base}/payout-providers`, {
    name: 'one',
    url: 'https://pay.example/',
    kinds: ['bkash'],
    minimumMinor: 5000,
    maximumMinor: 100_000,
  })
  const payouts = { providers: { bkash: provider, nagad: null, rocket: null, recharge: null, bank: null } }
  await app.ok('PATCH', base, { payouts })
  const then = await look()
  assert.deepEqual([then['members'].count, then['payouts']], [2, [{ kind: 'bkash', minimumMinor: 5000 }]])
  await app.join(program, 'not-a-member')
  assert.equal((await look())['members'].count, 2)
  assert.deepEqual(page.asked, ['HEAD'], 'however often the list is opened, it is asked once in a while')
})

test('the check reports a web page that is broken, silent, too long or unreachable, and blocks nothing', async (t) => {
  const app = await sharedApp()
  const stateAt = async (web: string) => {
    const { slug } = await app.draftProgram({ destinations: { web } })
    const { destination } = await app.ok('GET', `/v1/programs/${slug}/launch-checks`)
    return [destination.state, destination.status]
  }
  const broken = await startPage(t, (_request, response) => response.writeHead(503).end())
  assert.deepEqual(await stateAt(broken.url), ['answers_badly', 503])
  const noHead = await startPage(t, ({ method }, response) => response.writeHead(method === 'HEAD' ? 405 : 200).end())
  assert.deepEqual(await stateAt(noHead.url), ['answers', 200])
  const long = await startPage(t, ({ method }, response) =>
    response.writeHead(method === 'HEAD' ? 405 : 200).end(method === 'HEAD' ? '' : 'x'.repeat(200_000)),
  )
  assert.deepEqual(await stateAt(long.url), ['answers', null])
  const moved = await startPage(t, (_request, response) => response.writeHead(302, { location: '/' }).end())
  assert.deepEqual([await stateAt(moved.url), moved.asked], [['answers', 302], ['HEAD']])
  const silent = await startPage(t, () => {})
  assert.deepEqual(await stateAt(silent.url), ['silent', null])
  for (const inside of ['https://169.254.169.254/latest', 'https://10.0.0.1/', 'http://golpo.example/']) {
    const [state] = await stateAt(inside)
    assert.ok(state === 'not_asked' || (inside.startsWith('http:') && state === 'silent'), `${inside}: ${state}`)
  }
})
