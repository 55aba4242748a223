/** Values as people, chat programs and phones spell them: one person counts once, and a friend who should count counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'

type Told = readonly [outcome: string, reason?: string]

/** A signup for each body, in this order, each of another account. */
async function assertDecided(app: TestApp, program: TestProgram, table: readonly (readonly [Body, ...Told])[]) {
  for (const [index, [body, ...told]] of table.entries()) {
    const { outcome, reason } = await app.signup(program, { userId: `friend-${index}-${told.join('-')}`, ...body })
    assert.deepEqual([outcome, reason], [told[0], told[1]], JSON.stringify(body).slice(0, 200))
  }
}

async function stage(app: TestApp, terms: Body = {}) {
  const program = await app.liveProgram(terms)
  const { code } = await app.join(program, 'rina')
  return { program, code }
}

test('one mailbox, one phone and one device earn one reward, in any spelling', async () => {
  const app = await sharedApp()
  const { program, code } = await stage(app)
  const uuid = '6d92078a-8246-4ba4-ae5b-76104861e7dc'
  const spellings: [string, string[], string][] = [
    [
      'email',
      [
        'karim@gmail.com',
        'karim\u200b@gmail.com',
        'karim@gmail.com.',
        '<karim@gmail.com>',
        'mailto:karim@gmail.com',
        'karim@gmail.com,',
        'Karim <k.arim+1@googlemail.com>\n',
      ],
      'already_member',
    ],
    [
      'phone',
      ['01712345678', '+880 1712-345678', '০১৭১২–৩৪৫৬৭৮', 'tel:+8801712345678', '01712345678।\n'],
      'already_member',
    ],
    ['device', [uuid.toUpperCase(), uuid, `{${uuid}}`, uuid.replaceAll('-', ''), ` ${uuid}\n`], 'same_device'],
    ['install', [uuid, uuid.toUpperCase(), `${uuid}\u200b`], 'same_device'],
  ]
  for (const [kind, texts, refused] of spellings) {
    await assertDecided(
      app,
      program,
      texts.map((text, index) => [
        { userId: `${kind}-${index}`, code, identities: { [kind]: text } },
        ...((index === 0 ? ['referred'] : ['refused', refused]) as unknown as Told),
      ]),
    )
  }
  await app.assertLedger(program)
})

test('a device of zeros, or another placeholder, identifies nobody', async () => {
  const app = await sharedApp()
  const { program, code } = await stage(app)
  const nobodys = [
    '00000000-0000-0000-0000-000000000000',
    'unknown',
    'null',
    'undefined',
    '9774d56d682e549c',
    '02:00:00:00:00:00',
    '[object Object]',
    '0',
    '',
  ]
  for (const kind of ['device', 'install']) {
    await assertDecided(
      app,
      program,
      nobodys.flatMap((text, index) =>
        [1, 2].map(
          (time) => [{ userId: `${kind}-${index}-${time}`, code, identities: { [kind]: text } }, 'referred'] as const,
        ),
      ),
    )
  }
  const path = `/v1/programs/${program.slug}`
  const member = await app.call('POST', `${path}/members`, { members: [{ identities: { device: nobodys[0] } }] })
  assert.deepEqual(
    [member.status, member.body.errors[0].path],
    [422, 'members.0.identities'],
    'such a member is nobody',
  )
  await app.ok('PUT', `${path}/participants/rina/identities`, { device: 'unknown' })
  await app.join(program, 'shila', { identities: { device: 'null', install: nobodys[0] } })
  const needing = await stage(app, { requires: ['device'] })
  await assertDecided(app, needing.program, [
    [{ code: needing.code, identities: { device: nobodys[0] } }, 'refused', 'identity_missing'],
  ])
})

test('an invalid identity is refused, and nothing is decided', async (t) => {
  const app = await startApp(t)
  const { program, code } = await stage(app)
  const path = `/v1/programs/${program.slug}`
  const wrong = [
    { identities: { email: 'karim' } },
    { identities: { email: 'karim@gmail.com, rahim@gmail.com' } },
    { identities: { phone: 'undefined' } },
    { identities: { phone: '0171234567O' } },
    { identities: { device: 'a\0b' } },
    ...[
      'undefined',
      'null',
      'unknown',
      '[object Object]',
      'NaN',
      '0',
      '00000000-0000-0000-0000-000000000000',
      ' ',
      'u-1\n',
      'u\u200b1',
    ].map((userId) => ({ userId })),
  ]
  for (const body of wrong) {
    const { status, body: problem } = await app.signupCall(program, { userId: 'friend', code, ...body })
    assert.deepEqual([status, problem.code], [422, 'request_invalid'], JSON.stringify(body))
  }
  for (const userId of [
    'undefined',
    'null',
    '%5Bobject%20Object%5D',
    'NaN',
    'None',
    '0',
    '(null)',
    '%20u-1',
    'u-1%E2%80%8B',
  ]) {
    for (const [method, rest] of [
      ['PUT', ''],
      ['GET', ''],
      ['POST', '/portal-sessions'],
      ['POST', '/payouts'],
    ] as const) {
      const answer = await app.call(
        method,
        `${path}/participants/${userId}${rest}`,
        method === 'GET' ? undefined : {},
        { 'idempotency-key': 'k-1' },
      )
      assert.deepEqual([answer.status, answer.body.code], [422, 'request_invalid'], `${method} ${userId}${rest}`)
    }
  }
  const member = await app.call('POST', `${path}/members`, { members: [{ userId: 'undefined' }] })
  assert.equal(member.status, 422)
  const event = await app.call('POST', `${path}/events`, { userId: 'null', name: 'first_purchase' })
  assert.equal(event.status, 422)
  const { outcome } = await app.signup(program, { userId: 'friend', code })
  assert.equal(outcome, 'referred', 'nothing was decided by the calls that were refused')
  const rows = await app.service.context.sql<{ user_id: string }[]>`select user_id from participants order by user_id`
  assert.deepEqual(
    rows.map(({ user_id }) => user_id),
    ['friend', 'rina'],
  )
})

test('a click is found inside any text, and a text without one is unknown_click', async () => {
  const app = await sharedApp()
  const { program, code } = await stage(app)
  const click = await app.click(program, code)
  const referrer = `utm_source=bondhu&bondhu=${click}`
  const tampered = click.slice(0, -1) + (click.endsWith('A') ? 'B' : 'A')
  await assertDecided(app, program, [
    [{ clickId: `${click}?fbclid=IwAR0x` }, 'referred'],
    [{ clickId: `${click}&fbclid=x` }, 'referred'],
    [{ clickId: ` ${click}` }, 'referred'],
    [{ clickId: `https://golpo.example/?bondhu_click=${click}#top` }, 'referred'],
    [{ clickId: tampered, installReferrer: referrer }, 'referred'],
    [{ installReferrer: `${referrer}&utm_content=${'x'.repeat(2100)}` }, 'referred'],
    [{ installReferrer: `utm_source=bondhu&amp;bondhu=${click}` }, 'referred'],
    [{ installReferrer: encodeURIComponent(encodeURIComponent(referrer)) }, 'referred'],
    [{ clickId: tampered }, 'organic', 'unknown_click'],
    [{ clickId: 'undefined' }, 'organic', 'unknown_click'],
    [{ clickId: 'x'.repeat(5000) }, 'organic', 'unknown_click'],
    [{ installReferrer: referrer.replace(click, tampered) }, 'organic', 'unknown_click'],
    [{ clickId: tampered, code: '1234567890' }, 'organic', 'unknown_code'],
    [{ installReferrer: 'utm_source=google-play&utm_medium=organic' }, 'organic', 'no_code'],
    [{ clickId: ' ', installReferrer: '', code: '' }, 'organic', 'no_code'],
  ])
  const late = await app.signup(program, { userId: 'friend-8-organic-unknown_click', code })
  assert.equal(late.outcome, 'referred', 'a code may still come in time')
  await app.assertLedger(program)
})

test('a code is found in pasted text', async () => {
  const app = await sharedApp()
  const { program, code } = await stage(app)
  const texts = [
    `${code}\n`,
    `\t${code}`,
    `${app.url}/r/${program.slug}/${code}`,
    `Code: ${code}`,
    `#${code}`,
    `${code}.`,
    `${code}।`,
  ]
  await assertDecided(
    app,
    program,
    texts.map((text) => [{ code: text }, 'referred'] as const),
  )
  for (const text of texts) {
    const answer = await app.ok('GET', `/v1/programs/${program.slug}/codes/${encodeURIComponent(text)}`)
    assert.deepEqual(answer, { code, valid: true })
    const { items } = await app.ok('POST', `/v1/programs/${program.slug}/participant-search`, { typed: text })
    assert.deepEqual(
      items.map(({ userId }: Body) => userId),
      ['rina'],
      text,
    )
  }
})

test('a link counts with text that a chat program appended', async (t) => {
  const app = await startApp(t)
  const { program, code } = await stage(app)
  const grown = [
    '.',
    ',',
    ')',
    '%E0%A5%A4',
    '!',
    '"',
    '%22',
    '%0A',
    '%E2%80%8B',
    '%E0%A5',
    '&fbclid=x',
    '/',
    '/x',
    '…'.replace('…', '%E2%80%A6'),
  ]
  const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36' }
  for (const tail of grown) {
    const response = await fetch(`${app.url}/r/${program.slug}/${code}${tail}`, { headers, redirect: 'manual' })
    assert.equal(response.status, 302, tail)
    assert.match(response.headers.get('location') ?? '', /bondhu_click=clk_/, tail)
  }
  for (const tail of ['.', ',', ')', '%E0%A5%A4', '!', '%E2%80%8B']) {
    const first = await fetch(`${app.url}/j/${program.slug}/${code}${tail}`, { headers, redirect: 'manual' })
    const location = first.headers.get('location') ?? ''
    assert.ok(location.startsWith(`/j/${program.slug}/${code}?c=clk_`), `${tail}: ${location}`)
    const page = await fetch(`${app.url}${location}%E0%A5%A4`, { headers, redirect: 'manual' })
    assert.equal(page.status, 200, 'the same visit, though something grew onto its address too')
  }
  const [{ clicks } = { clicks: 0 }] = await app.service.context.sql<
    { clicks: number }[]
  >`select count(*)::int as clicks from clicks`
  assert.equal(clicks, grown.length + 6)
})

test('a phone is never read in another country than the given one', async () => {
  const app = await sharedApp()
  const { program, code } = await stage(app)
  await assertDecided(app, program, [
    [{ code, country: 'GB', identities: { phone: '+447911123456' } }, 'referred'],
    [{ code, country: 'UK', identities: { phone: '07911123456' } }, 'refused', 'already_member'],
    [{ code, country: 'gb\n', identities: { phone: '07911 123 456' } }, 'refused', 'already_member'],
    [{ code, country: 'MX', identities: { phone: '+5215512345678' } }, 'referred'],
    [{ code, country: 'MX', identities: { phone: '+52 55 1234 5678' } }, 'refused', 'already_member'],
    [{ code, identities: { phone: '01712345678' } }, 'referred'],
    [{ code, country: 'XX', identities: { phone: '+8801712345678' } }, 'refused', 'already_member'],
  ])
  for (const body of [
    { country: 'AQ', identities: { phone: '01812345678' } },
    { country: 'QQ' },
    { country: 'Bangladesh' },
  ]) {
    const { status } = await app.signupCall(program, { userId: 'elsewhere', code, ...body })
    assert.equal(status, 422, JSON.stringify(body))
  }
})

test('terms name countries of ISO 3166-1, and the United Kingdom by either name', async () => {
  const app = await sharedApp()
  const { program, code } = await stage(app, { countries: ['UK', 'bd'] })
  const { countries } = await app.program(program)
  assert.deepEqual(countries, ['GB', 'BD'])
  await assertDecided(app, program, [
    [{ code, country: 'GB' }, 'referred'],
    [{ code, country: 'UK' }, 'referred'],
    [{ code, country: 'IN' }, 'refused', 'country_not_eligible'],
  ])
  for (const country of ['QQ', 'EU', 'XX', '', 'BGD', 'XK']) {
    const { status } = await app.call('PATCH', `/v1/programs/${program.slug}`, { countries: [country] })
    assert.equal(status, 422, country)
  }
})

test('five reports of a link by one reader are one, whichever port the reader came from', async () => {
  const app = await sharedApp()
  const { program, code } = await stage(app)
  const from = [
    '203.0.113.9',
    '203.0.113.9',
    '203.0.113.9:40001',
    '203.0.113.9:40002',
    '::ffff:203.0.113.9',
    ' "203.0.113.9:40003"',
  ]
  for (const address of from) {
    const response = await fetch(`${app.url}/j/${program.slug}/${code}/report?lang=en`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/120',
        'x-forwarded-for': address,
      },
      body: 'reason=unwanted',
    })
    assert.equal(response.status, 200, address)
  }
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/link-reports`)
  assert.equal(items.length, 1)
})
