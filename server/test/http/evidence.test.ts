/** Links, click ids, codes and phones, as careless people and clever ones write them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { android, person, type Api, type TestProgram } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { eachOf, send, type Received } from './wire.js'
import { anyText } from '../support/text.js'

const bengali = (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x09e6 + Number(digit)))
const visit = (api: Api, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Received> =>
  send(api, { method, path, token: null, headers: { 'user-agent': person, ...headers } })

test('one person is one person, however the phone is written', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const spellings = [
    ['01712345678', '+8801712345678', '8801712345678', '০১৭১২৩৪৫৬৭৮', '01712-345678', '০১৭১২-৩৪৫৬৭৮'],
    ['+880 1712-345678', '+৮৮০১৭১২৩৪৫৬৭৮', '008801712345678', '(+880) 1712 345 678', '01712 345 678', ' 01712345678 '],
  ].flat()
  const answers = []
  for (const [index, phone] of spellings.entries()) {
    answers.push(await app.signup(program, { userId: `friend-${index}`, code, identities: { phone } }))
  }
  assert.deepEqual(
    answers.map(({ outcome, reason }) => reason ?? outcome),
    ['referred', ...spellings.slice(1).map(() => 'already_member')],
  )
  await app.assertLedger(program)
})

test('an impossible phone number is refused with a message, and claims nothing', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  for (const phone of ['12', 'phone', '০', '+', '+880', '017123456789012345', '০১৭-১২', '99999999999', '💸']) {
    const answer = await app.signupCall(program, { userId: 'friend', code, identities: { phone } })
    assert.equal(answer.status, 422, phone)
    assert.equal(answer.body.code, 'request_invalid')
    assert.equal(answer.body.errors[0].path, 'identities.phone')
  }
  const good = await app.signupCall(program, { userId: 'friend', code, identities: { phone: '01712345678' } })
  assert.deepEqual([good.status, good.body.outcome], [201, 'referred'])
})

test('a code is the same code in Bengali digits, in groups and with spaces around it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const grouped = `${code.slice(0, 3)}-${code.slice(3, 6)}-${code.slice(6)}`
  const typed = [code, bengali(code), grouped, bengali(grouped), ` ${code} `, code.split('').join(' '), `${code}\u00a0`]
  for (const [index, one] of typed.entries()) {
    const answer = await app.signup(program, { userId: `friend-${index}`, code: one })
    assert.equal(answer.outcome, 'referred', JSON.stringify(one))
    assert.equal(answer.attributedBy, 'code')
    const { valid } = await app.ok('GET', `/v1/programs/${program.slug}/codes/${encodeURIComponent(one)}`)
    assert.equal(valid, true, JSON.stringify(one))
    const followed = await app.follow(program, one)
    assert.match(followed.headers.get('location') ?? '', /bondhu_click=clk_/)
  }
})

test('a click id that was forged, altered or made for another program is no evidence', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const neighbour = await app.liveProgram()
  const other = await app.join(neighbour, 'u-1')
  const clickId = await app.click(program, code)
  const again = await app.click(program, code)
  const foreign = await app.click(neighbour, other.code)
  const mac = clickId.slice(-16)
  const turned = (text: string) => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase())
  const forged = [
    [foreign, clickId.toUpperCase(), clickId.slice(0, 31) + turned(mac), `${clickId}A`, clickId.slice(0, -1)],
    [clickId.slice(0, -17), again.slice(0, -16) + mac, clickId.replace('clk_', 'ref_')],
    [`clk_${'z'.repeat(26)}_${mac}`, '__proto__', clickId.replace(/_/g, '-'), bengali(clickId)],
  ].flat()
  for (const [index, one] of forged.entries()) {
    const body = { userId: `friend-${index}`, clickId: one, installReferrer: `bondhu=${encodeURIComponent(one)}` }
    const answer = await app.signup(program, body)
    assert.deepEqual([answer.outcome, answer.reason], ['organic', 'unknown_click'], JSON.stringify(one))
  }
  for (const [index, one] of [`${clickId} `, ` ${clickId}`, `${clickId}=`].entries()) {
    const { outcome, attributedBy } = await app.signup(program, { userId: `grown-${index}`, clickId: one })
    assert.deepEqual([outcome, attributedBy], ['referred', 'click'], JSON.stringify(one))
  }
  const real = await app.signup(program, { userId: 'friend', clickId })
  assert.deepEqual([real.outcome, real.attributedBy], ['referred', 'click'])
})

test('a link leads where its program says, whatever is written into it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const base = `/r/${program.slug}`
  const paths = [
    ['/r', '/r/', '/r//', '/r///', '/r/%', '/r/%00/%00', '/r/%ff/%ff', '/r/../v1/programs', '/r/%2e%2e/%2e%2e'],
    ['/r//evil.example', '/r//evil.example/%2f..', '/r/\\evil.example', `/r/https:%2f%2fevil.example/${code}`],
    [
      base,
      `${base}/`,
      `${base}/%`,
      `${base}/%00`,
      `${base}/%ff`,
      `${base}/%ed%a0%80`,
      `${base}/..`,
      `${base}//${code}`,
    ],
    [
      `${base}/https:%2f%2fevil.example`,
      `${base}/%2f%2fevil.example`,
      `${base}/${code}/..`,
      `${base}/${code}%0d%0aX:1`,
    ],
    [`${base}/${code}?next=https://evil.example&url=//evil.example&redirect=https://evil.example`],
    [`${base}/${'9'.repeat(8000)}`, `/r/${'a'.repeat(8000)}/${code}`, `${base}/${'%E0%A7%A7'.repeat(900)}`],
    [`${base}/${code}#x`, `${base}/${code}?`, `${base}/${code}??&&=`, `${base}/${code};a=b`, `${base}/%${code}`],
    [
      `/r/${program.slug.toUpperCase()}/${code}`,
      `/r/__proto__/${code}`,
      `/r/constructor/${code}`,
      `/R/${program.slug}`,
    ],
    [`${base}/${code}?bondhu_click=clk_x&via=%ff&utm_source=%00`, `//evil.example/r/${program.slug}/${code}`],
  ].flat()
  const hosts = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript' }
  const agents = [android, 'WhatsApp/2.23'].map((agent) => ({ 'user-agent': agent }))
  const callers: Record<string, string>[] = [{}, hosts, ...agents]
  for (const path of paths) {
    for (const headers of callers) {
      assertNoOpenRedirect(await visit(app, path, headers), path)
    }
  }
  const part = fc.oneof(
    fc.constantFrom(
      code,
      program.slug,
      '..',
      '//evil.example',
      'https://evil.example',
      '%00',
      '%',
      '\0',
      '১',
      '💸',
      '\\',
    ),
    anyText({ maxLength: 20 }),
  )
  const address = fc.tuple(fc.array(part, { maxLength: 4 }), fc.dictionary(part, part, { maxKeys: 3 }), fc.boolean())
  const check = await fc.check(
    fc.asyncProperty(fc.array(address, { minLength: 10, maxLength: 10 }), async (addresses) => {
      await eachOf(addresses, async ([parts, query, encoded]) => {
        const text = (one: string) => (encoded ? encodeURIComponent(one.toWellFormed()) : encodeURI(one.toWellFormed()))
        const asked = Object.entries(query).map((pair) => pair.map(text).join('='))
        const path = `/r/${parts.map(text).join('/')}?${asked.join('&')}`
        assertNoOpenRedirect(await visit(app, path), path)
      })
    }),
    { numRuns: 100, interruptAfterTimeLimit: 10_000 },
  )
  assert.ok(!check.failed, `seed ${check.seed}, path ${check.counterexamplePath}: ${String(check.errorInstance)}`)
  assert.match((await visit(app, `${base}/${code}`)).headers['location']?.toString() ?? '', /bondhu_click=clk_/)
})

function assertNoOpenRedirect(answer: Received, path: string): void {
  const said = `${path.slice(0, 200)}: ${answer.status} ${answer.text.slice(0, 200)}`
  assert.ok(answer.status < 500, said)
  const { location } = answer.headers
  assert.equal(location !== undefined, answer.status === 302, said)
  if (location !== undefined) assert.equal(new URL(String(location)).origin, 'https://golpo.example', said)
  // An address of ours may carry the text of another; none begins with it.
  assert.doesNotMatch(answer.text, /["'=\s](https?:)?(\/\/|\\)+evil\.example/, said)
}

test('a preview, a prefetch and a HEAD request are answered and make no click', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const path = `/r/${program.slug}/${code}`
  const robots = [
    [
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
      'WhatsApp/2.23.20.0',
      'Twitterbot/1.0',
    ],
    [
      'TelegramBot (like TwitterBot)',
      'Slackbot-LinkExpanding 1.0',
      'Googlebot/2.1',
      'curl/8.0',
      'python-requests/2.31',
    ],
    ['Mozilla/5.0 (compatible; bingbot/2.0)', 'LinkedInBot/1.0', 'Discordbot/2.0', 'SkypeUriPreview Preview/0.5', ''],
  ].flat()
  const ahead: Record<string, string>[] = [
    { purpose: 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { 'x-purpose': 'preview' },
    { 'x-moz': 'prefetch' },
  ]
  for (const agent of robots) assertUncounted(await visit(app, path, { 'user-agent': agent }), agent)
  for (const headers of ahead) assertUncounted(await visit(app, path, headers), JSON.stringify(headers))
  assertUncounted(await visit(app, path, {}, 'HEAD'), 'HEAD')
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await visit(app, path, {}, method)
    assert.ok(answer.status >= 400 && answer.status < 500, method)
  }
  assert.equal((await app.stats(program)).clicks, 0)
  await app.click(program, code)
  assert.equal((await app.stats(program)).clicks, 1)
})

function assertUncounted(answer: Received, what: string): void {
  assert.ok(answer.status === 200 || answer.status === 302, `${what}: ${answer.status}`)
  assert.doesNotMatch(`${answer.text} ${String(answer.headers['location'])}`, /bondhu_click|clk_/, what)
}

test('a link with invalid channel and campaign still makes a click', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  const junk = [
    ['%00', '%ff', '%', '💸', '<script>alert(1)</script>', "'; drop table clicks; --", '\\u0000', '{"a":1}', 'null'],
    ['x'.repeat(1000), '%ed%a0%80', '%F0%9F', '', ' ', '__proto__', 'constructor', '%0d%0aSet-Cookie:%20a=b', '১২৩'],
  ].flat()
  for (const one of junk) {
    const text = one.startsWith('%') ? one : encodeURIComponent(one)
    const query = `?via=${text}&via=${text}&utm_source=${text}&utm_campaign=${text}&utm_${text}=${text}&${text}`
    const answer = await visit(app, `/r/${program.slug}/${code}${query}`)
    assert.equal(answer.status, 302, one)
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.match(
      String(answer.headers['location']),
      /^https:\/\/golpo\.example\/join\?lang=bn&bondhu_click=clk_[\w-]+$/,
    )
  }
  const marked = await visit(app, `/r/${program.slug}/${code}?via=WhatsApp&utm_source=poster`)
  assert.equal(marked.status, 302)
  const { clicks, clicksByChannel } = await app.stats(program)
  assert.equal(clicks, junk.length + 1)
  assert.equal(clicksByChannel.whatsapp, 1)
  await assertStatsAreSane(app, program)
})

/** Junk makes no channel of its own: an attacker could make millions. */
async function assertStatsAreSane(app: Api, program: TestProgram): Promise<void> {
  const { clicksByChannel } = await app.stats(program)
  for (const channel of Object.keys(clicksByChannel)) assert.match(channel, /^[a-z0-9_-]{0,32}$/)
}

test('a destination with Bengali letters in it is reached as a browser would ask for it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ destinations: { web: 'https://গল্প.example/যোগ?ভাষা=bn#উপরে' } })
  const { code } = await app.join(program, 'rina')
  const { status, headers } = await visit(app, `/r/${program.slug}/${code}`)
  assert.equal(status, 302)
  const location = new URL(String(headers['location']))
  assert.equal(decodeURIComponent(location.pathname), '/যোগ')
  assert.equal(location.searchParams.get('ভাষা'), 'bn')
  assert.match(location.searchParams.get('bondhu_click') ?? '', /^clk_/)
  assert.equal(decodeURIComponent(location.hash), '#উপরে')
  assert.match(location.hostname, /^xn--/)
})
