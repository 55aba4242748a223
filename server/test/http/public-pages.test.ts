/** The public pages over HTTP: what counts as a visit, what is told in each state, and what nobody can make them do. */
import { formatDay } from '@bondhu/web/format'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { connect } from '../../src/db/connect.js'
import { checkBooksDaily } from '../../src/domain/sweeps/check-books.js'
import { person, type Api, type Body, type TestProgram } from '../support/api.js'
import { type TestApp, sharedApp } from '../support/app.js'

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'
const inMessenger =
  'Mozilla/5.0 (Linux; Android 13; SM-A045F; wv) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36 [FB_IAB/Orca-Android]'
const daySeconds = 86_400

interface Page {
  readonly status: number
  readonly text: string
  readonly location: string
  readonly headers: Headers
}

async function get(app: Api, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Page> {
  const response = await fetch(path.startsWith('http') ? path : app.url + path, {
    method,
    redirect: 'manual',
    headers: { 'user-agent': person, 'accept-language': 'en', ...headers },
  })
  return {
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
    headers: response.headers,
  }
}

async function clicksOf(app: Api, program: TestProgram): Promise<number> {
  return (await app.stats(program)).clicks
}

async function start(terms: Body = {}, budgetMinor?: number) {
  const app = await sharedApp()
  const program = await app.liveProgram(terms, budgetMinor)
  const { code } = await app.join(program, 'u-1')
  return { app, program, code, path: `/j/${program.slug}/${code}` }
}

test('a friend is told when a bonus can be cashed out, and that one below the smallest cash-out waits for more', async () => {
  const app = await sharedApp()
  const cases: readonly (readonly [Body, string])[] = [
    [{ minimumPayoutMinor: 10_000 }, 'You can cash out 7 days after you open the account, once you have ৳100.'],
    [{ minimumPayoutMinor: 1000, holdDays: 1 }, 'You can cash out 1 day after you open the account.'],
    [{ minimumPayoutMinor: 10_000, holdDays: 0 }, 'You can cash out as soon as you have ৳100.'],
  ]
  for (const [terms, sentence] of cases) {
    const program = await app.liveProgram({ friendRewardMinor: 1000, ...terms })
    const { code } = await app.join(program, 'u-1')
    const { text } = await get(app, `/j/${program.slug}/${code}`, { 'user-agent': 'WhatsApp/2.23' })
    assert.ok(text.includes(sentence), sentence)
  }
})

test('one visit to the landing page is one click, whichever way it is reached', async () => {
  const { app, program, code, path } = await start()
  const direct = await get(app, `${path}?via=whatsapp&lang=en`)
  assert.equal(direct.status, 302)
  assert.match(direct.location, new RegExp(`^${path}\\?c=clk_[\\w-]+&lang=en$`))
  assert.equal((await get(app, direct.location)).status, 200)
  assert.equal((await get(app, direct.location)).status, 200)
  assert.equal(await clicksOf(app, program), 1)
  assert.equal((await app.stats(program)).clicksByChannel.whatsapp, 1)

  const link = await get(app, `/r/${program.slug}/${code}`, { 'user-agent': iphone })
  assert.match(link.location, new RegExp(`^${app.url}${path}\\?c=clk_`))
  const landed = await get(app, link.location, { 'user-agent': iphone })
  assert.equal(landed.status, 200)
  const clickId = new URL(link.location).searchParams.get('c') ?? ''
  assert.ok(landed.text.includes(`bondhu_click=${clickId}`))
  assert.equal(await clicksOf(app, program), 2)
  const { outcome, attributedBy } = await app.signup(program, { userId: 'friend', clickId })
  assert.deepEqual([outcome, attributedBy], ['referred', 'click'])
})

test('a forged click, or one of another code or program, is not accepted by this page', async () => {
  const { app, program, code, path } = await start()
  const { code: other } = await app.join(program, 'u-2')
  const elsewhere = await app.liveProgram()
  const { code: foreign } = await app.join(elsewhere, 'u-1')
  const clickIds = [
    'clk_x',
    `clk_01h2xcejqtf2nbrexx3vqjhp41_${'A'.repeat(16)}`,
    await app.click(program, other),
    await app.click(elsewhere, foreign),
  ]
  const before = await clicksOf(app, program)
  for (const clickId of clickIds) {
    const answer = await get(app, `${path}?c=${clickId}`)
    assert.equal(answer.status, 302, clickId)
    assert.ok(!answer.location.includes(clickId))
  }
  assert.equal(await clicksOf(app, program), before + clickIds.length)
  assert.equal((await get(app, `${path}?c=${await app.click(program, code)}`)).status, 200)
})

test('crawlers, prefetches and HEAD requests see the landing page and make no click', async () => {
  const { app, program, code, path } = await start()
  const machines: [Record<string, string>, string][] = [
    [{ 'user-agent': 'WhatsApp/2.23.20.0' }, 'GET'],
    [{ 'user-agent': 'facebookexternalhit/1.1' }, 'GET'],
    [{ 'sec-purpose': 'prefetch;prerender' }, 'GET'],
    [{}, 'HEAD'],
  ]
  for (const [headers, method] of machines) {
    const page = await get(app, path, headers, method)
    assert.equal(page.status, 200)
    assert.doesNotMatch(page.text, /clk_/)
  }
  assert.equal(await clicksOf(app, program), 0)
  // What was fetched ahead may be shown: its button goes through the link, and makes the click then.
  const ahead = await get(app, path, { 'sec-purpose': 'prefetch' })
  assert.match(ahead.text, new RegExp(`class="button"\\s+href="/r/${program.slug}/${code}"`))
})

test('inside another app’s browser the button leads to the Play Store with the click', async () => {
  const { app, program, code } = await start({
    destinations: { web: 'https://golpo.example/join', playStore: 'com.example.golpo', appStore: 'id1234567890' },
  })
  const headers = { 'user-agent': inMessenger }
  const link = await get(app, `/r/${program.slug}/${code}`, headers)
  const clickId = new URL(link.location).searchParams.get('c') ?? ''
  const page = await get(app, link.location, headers)
  const href = /class="button"\s+href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const play = new URL(href)
  assert.equal(play.searchParams.get('id'), 'com.example.golpo')
  assert.equal(new URLSearchParams(play.searchParams.get('referrer') ?? '').get('bondhu'), clickId)
  const onPhone = await get(app, link.location, { 'user-agent': iphone })
  assert.match(onPhone.text, /href="https:\/\/apps\.apple\.com\/app\/id1234567890"/)
})

test('an unknown code, an unknown program and a broken address get a page with an explanation', async () => {
  const { app, program, code } = await start()
  const unknownCode = await get(app, `/j/${program.slug}/1111111111`)
  assert.equal(unknownCode.status, 404)
  assert.match(unknownCode.text, /This link is not known/)
  const onPhone = await get(app, `/r/${program.slug}/1111111111`, { 'user-agent': iphone })
  assert.match(onPhone.location, /^https:\/\/golpo\.example\//)
  const bent = [
    '/j',
    '/j/',
    '/j/x',
    `/j/${program.slug}`,
    `/j/${program.slug}/%00`,
    `/j/${program.slug}/%ff`,
    '/p',
    '/p/%00',
  ]
  const more = [
    `/j/nowhere/${code}`,
    '/p/nowhere',
    '/p/nowhere/card.png',
    `/p/${program.slug}/x`,
    `/j/${program.slug}/x/report`,
  ]
  const last = [`/j/${program.slug}/${code}/x`, '/p/__proto__', `/j/${'a'.repeat(3000)}/x`, '/p/..%2f..%2fv1']
  for (const path of [...bent, ...more, ...last]) {
    const page = await get(app, path)
    assert.ok(page.status >= 300 && page.status < 500, `${path}: ${page.status}`)
    assert.doesNotMatch(page.text, /Error|at file:/)
  }
  assert.equal(await clicksOf(app, program), 0)
})

test('a crawler gets a text and picture of the program, and nothing about who shared', async () => {
  const { app, program, code, path } = await start({ brand: { color: '#E2136E' } })
  for (const address of [path, `/r/${program.slug}/${code}`]) {
    const { text } = await get(app, address, { 'user-agent': 'facebookexternalhit/1.1', 'accept-language': 'bn' })
    const property = (name: string) => new RegExp(`property="og:${name}"\\s+content="([^"]+)"`).exec(text)?.[1] ?? ''
    assert.equal(property('title'), 'Golpo Ltd: গল্প বন্ধু')
    assert.match(property('description'), /আপনার বন্ধু পাবেন ৳২০/)
    assert.equal(property('url'), `${app.url}/p/${program.slug}`)
    const picture = await fetch(property('image').replaceAll('&amp;', '&'))
    const bytes = Buffer.from(await picture.arrayBuffer())
    assert.equal(picture.headers.get('content-type'), 'image/png')
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1200, 630])
    assert.ok(bytes.length > 10_000 && bytes.length <= 300 * 1024, `${bytes.length} bytes`)
  }
})

/** A stranger gets a stranger's sentence, and no filled button where the offer is not open. */
function assertStopped([landing = '', page = '']: readonly string[], onLanding: RegExp, onPage: RegExp): void {
  assert.match(landing, onLanding)
  assert.match(page, onPage)
  assert.doesNotMatch(landing, onPage, 'the sentence of the advocate')
  assert.match(landing, /class="button second"/)
  assert.doesNotMatch(landing, /class="button"|class="code"/)
}

test('the pages say in each state what still counts', async () => {
  const app = await sharedApp()
  const said = async (program: TestProgram) => {
    const { code } = await app.join(program, 'u-1')
    const landing = await get(app, `/j/${program.slug}/${code}`, { 'user-agent': 'WhatsApp/2.23' })
    const page = await get(app, `/p/${program.slug}`)
    return [landing.text, page.text]
  }
  const full = await app.liveProgram({}, 2000)
  const { code } = await app.join(full, 'first')
  await app.signup(full, { userId: 'friend', code })
  assertStopped(await said(full), /There is no room for now/, /all the money set aside for the offer is promised/)
  const [fullLanding = ''] = await said(full)
  assert.doesNotMatch(fullLanding, /৳20/, 'no reward is shown where none can be earned')

  const paused = await app.liveProgram()
  await app.ok('POST', `/v1/programs/${paused.slug}/pause`)
  assertStopped(
    await said(paused),
    /The invitation is paused[^]* within 30 days/,
    /The offer is paused\. .* within 30 days/,
  )

  const soon = { startsAt: new Date(Date.now() + 5 * daySeconds * 1000).toISOString() }
  assertStopped(await said(await app.liveProgram(soon)), /The offer starts on/, /The offer begins on/)

  const ended = await app.liveProgram({ endsAt: new Date(Date.now() + daySeconds * 1000).toISOString() })
  await app.advance(ended, 2 * daySeconds)
  assertStopped(
    await said(ended),
    /The offer ended on[^]* still works if/,
    /The offer ended on .* bring a bonus if .* in time/,
  )
  const stopped = await app.liveProgram({ attributionWindowDays: 7 })
  await app.ok('POST', `/v1/programs/${stopped.slug}/pause`)
  await app.ok('POST', `/v1/programs/${stopped.slug}/close`)
  const today = formatDay('en', new Date(), 'Asia/Dhaka').replace(' ', '\u00a0')
  assertStopped(
    await said(stopped),
    new RegExp(`The offer ended on ${today}[^]* within 7 days of that`),
    new RegExp(`The offer ended on ${today} [^]*<dt>Ends</dt>\\s*<dd>${today} `),
  )

  const past = await app.liveProgram({ endsAt: new Date(Date.now() + daySeconds * 1000).toISOString() })
  await app.advance(past, 40 * daySeconds)
  assertStopped(await said(past), /The offer has ended/, /The offer is over/)

  assert.equal((await get(app, `/p/${(await app.draftProgram()).slug}`)).status, 404)
})

test('the page shows typical results from fifty people on, and announced terms before they take effect', async () => {
  const { app, program } = await start()
  const advocates = await app.participants(program, 49)
  for (const [index, { code }] of advocates.slice(0, 10).entries()) {
    await app.signup(program, { userId: `friend-${index}`, code })
  }
  await app.ok('PATCH', `/v1/programs/${program.slug}`, { rewardMinor: 1500 })
  const { text } = await get(app, `/p/${program.slug}?lang=en`)
  const tile = (label: string) => new RegExp(`<dt>${label}</dt>\\s*<dd[^>]*>([^<]*)</dd>`).exec(text)?.[1]
  assert.match(text, /Counting all 50 people who took a link/)
  const received = ['The person in the middle received', 'Received nothing', '9 of 10 received'].map(tile)
  assert.deepEqual(received, ['৳0', '100%', 'Nothing'])
  assert.match(text, /the person in the middle has ৳0 and 9 of 10 have at most ৳20\. 80% of people have nothing/)
  assert.match(text, /You get ৳20 for each new friend[^]*What changes from[^]*You get ৳15 for each new friend/)
})

test('the page reports a difference in the books, and each check is stored', async () => {
  const { app, program, code } = await start()
  await app.signup(program, { userId: 'friend', code })
  const { context, programs } = app.service
  const { id } = await programs.get(program.slug)
  assert.equal(await checkBooksDaily(context, id), true)
  assert.equal(await checkBooksDaily(context, id), false, 'once a day')
  await app.advance(program, daySeconds)
  assert.equal(await checkBooksDaily(context, id), true)
  assert.match(
    (await get(app, `/p/${program.slug}?lang=en`)).text,
    /The books agree[^]*Every taka of 2 movements was checked/,
  )
  await spoil(app, 'update participants set held_minor = held_minor + 1')
  const verification = await app.ok('GET', `/v1/programs/${program.slug}/ledger/verify`)
  assert.equal(verification.ok, false)
  assert.match((await get(app, `/p/${program.slug}?lang=bn`)).text, /টি হিসাবে গরমিল[^]*না মেলা পর্যন্ত/)
})

async function spoil(app: TestApp, statement: string): Promise<void> {
  const sql = connect(app.database.ownerUrl, { max: 1 })
  await sql.unsafe(statement)
  await sql.end()
}

test('a report is one row per reader, and a link takes fifty a day', async () => {
  const { app, program, path } = await start()
  const send = (reason: string, headers: Record<string, string> = {}, body = `reason=${reason}`) =>
    fetch(`${app.url}${path}/report?lang=en`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': person, ...headers },
      body,
    })
  const count = async () => {
    const sql = connect(app.database.serviceUrl, { max: 1 })
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from link_reports`
    await sql.end()
    return row?.count
  }
  for (let again = 0; again < 5; again++) assert.equal((await send('unwanted')).status, 200)
  assert.equal(await count(), 1, 'the same reader, link and reason')
  assert.equal((await send('nonsense')).status, 422)
  assert.equal((await send('')).status, 422)
  assert.equal((await send('unwanted', { 'content-type': 'application/json' }, '{}')).status, 415)
  assert.equal((await send('unwanted', {}, `reason=unwanted&x=${'x'.repeat(5000)}`)).status, 413)
  await send('other', { 'sec-fetch-site': 'cross-site' })
  await send('other', { origin: 'https://evil.example' })
  assert.equal(await count(), 1, 'another site reports nothing')
  const readers = Array.from({ length: 70 }, (_, index) => ({ 'user-agent': `${person} ${index}` }))
  for (const reader of readers) assert.equal((await send('false_promise', reader)).status, 200)
  assert.equal(await count(), 50)
  const first = await app.ok('GET', `/v1/programs/${program.slug}/link-reports?limit=30`)
  const rest = await app.ok('GET', `/v1/programs/${program.slug}/link-reports?limit=30&cursor=${first.nextCursor}`)
  assert.deepEqual([first.items.length, rest.items.length, rest.nextCursor], [30, 20, null])
  assert.equal(new Set([...first.items, ...rest.items].map((one: Body) => one.id)).size, 50)
})

test('pages are compressed as the browser asks, and allow their one style sheet and no script', async () => {
  const { app, program } = await start()
  const { hostname, port } = new URL(app.url)
  const { request } = await import('node:http')
  const raw = (encoding: string) =>
    new Promise<{ encoding: string | undefined; policy: string; body: Buffer }>((resolve, reject) => {
      const headers = { 'user-agent': person, 'accept-encoding': encoding }
      request({ hostname, port, path: `/p/${program.slug}`, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            encoding: response.headers['content-encoding'],
            policy: String(response.headers['content-security-policy']),
            body: Buffer.concat(chunks),
          }),
        )
      })
        .on('error', reject)
        .end()
    })
  const [plain, gzip, brotli, refused] = await Promise.all(
    ['identity', 'gzip', 'gzip, br', 'br;q=0, gzip;q=0'].map(raw),
  )
  assert.deepEqual(
    [plain?.encoding, gzip?.encoding, brotli?.encoding, refused?.encoding],
    [undefined, 'gzip', 'br', undefined],
  )
  assert.deepEqual(gunzipSync(gzip?.body ?? ''), plain?.body)
  assert.deepEqual(brotliDecompressSync(brotli?.body ?? ''), plain?.body)
  assert.match(
    plain?.policy ?? '',
    /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' data:; form-action 'self'/,
  )
})
