/** Operators: how they come in, what keeps others out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inviteFirstOwner } from '../../src/domain/operators/invitations.js'
import { connect } from '../../src/db/connect.js'
import { sharedApp, startApp } from '../support/app.js'
import { invited, OperatorBrowser, password } from '../support/operator.js'

const session = '/console/api/session'

test('the first start prints a link, the link creates the first owner, and then there is no such link', async (t) => {
  const app = await startApp(t)
  const { context } = app.service
  const morning = { nowMs: () => Date.now() - 13 * 3_600_000 }
  const early = (await inviteFirstOwner({ ...context, clock: morning }))?.token
  const { token = '' } = (await inviteFirstOwner(context)) ?? {}
  assert.equal((await inviteFirstOwner(context))?.token, token, 'another start soon after shows the same link')
  const old = new OperatorBrowser(app.url)
  const person = { name: 'Nadia', email: 'Nadia@Golpo.example', password }
  const gone = await old.call('POST', '/console/api/invitations/accept', { token: early, ...person })
  assert.deepEqual(
    [gone.status, gone.body.code],
    [404, 'invitation_not_found'],
    'a link past half of its day is replaced, and void',
  )
  const browsers = Array.from({ length: 5 }, () => new OperatorBrowser(app.url))
  const answers = await Promise.all(
    browsers.map((browser, index) =>
      browser.call('POST', '/console/api/invitations/accept', { token, ...person, email: `n${index}@golpo.example` }),
    ),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 404, 404, 404, 404],
    'it works once',
  )
  const owner = browsers[answers.findIndex(({ status }) => status === 200)] ?? old
  const { ownsDeployment } = await owner.ok('GET', session)
  assert.equal(ownsDeployment, true)
  await owner.ok('GET', '/v1/team/operators')
  assert.equal(await inviteFirstOwner(context), undefined)
})

test('an invited person chooses a password, signs in with it, and out again', async () => {
  const app = await sharedApp()
  const { browser, email } = await invited(app, 'viewer')
  assert.equal((await browser.ok('GET', session)).operator.email, email)
  await browser.ok('POST', '/console/api/sign-out')
  assert.equal((await browser.call('GET', session)).status, 401)
  assert.equal((await browser.signIn(email, 'something else it is')).body.code, 'sign_in_refused')
  assert.equal((await browser.signIn('nobody@golpo.example')).body.code, 'sign_in_refused')
  assert.equal((await browser.signIn(email.toUpperCase())).body.next, 'done')
  assert.equal((await browser.call('GET', session)).status, 200)
})

test('there is no registration, and no route of the library is reachable', async () => {
  const app = await sharedApp()
  const paths = ['sign-up/email', 'sign-in/email', 'sign-in/social', 'get-session', 'list-sessions', 'update-user']
  const more = ['delete-user', 'request-password-reset', 'reset-password', 'two-factor/enable', 'totp/generate', 'ok']
  for (const path of [...paths, ...more]) {
    for (const base of ['/console/api/', '/api/auth/', '/console/api/auth/']) {
      const answer = await new OperatorBrowser(app.url).call('POST', base + path, {
        email: 'a@b.example',
        password,
        name: 'x',
      })
      assert.equal(answer.status, 404, base + path)
    }
  }
})

test('with a second factor the password alone is not enough, and a code works once', async () => {
  const app = await sharedApp()
  const { browser, email } = await invited(app, 'viewer')
  const before = new Map(browser.cookies)
  const backupCodes = await browser.setUpSecondFactor()
  assert.notDeepEqual(new Map(browser.cookies), before, 'the session is another one now')
  const thief = new OperatorBrowser(app.url)
  for (const [name, value] of before) thief.cookies.set(name, value)
  assert.equal((await thief.call('GET', session)).status, 401, 'and the one before has ended')

  const first = new OperatorBrowser(app.url)
  assert.equal((await first.signIn(email)).body.next, 'second_factor')
  assert.equal((await first.call('GET', session)).status, 401)
  assert.equal((await first.call('GET', '/v1/programs')).status, 401)
  assert.equal((await first.call('POST', '/console/api/sign-in/code', { code: '000000' })).status, 401)
  const code = browser.code()
  // Two who saw the same code, at the same moment.
  const second = new OperatorBrowser(app.url)
  await second.signIn(email)
  const both = await Promise.all([first, second].map((one) => one.call('POST', '/console/api/sign-in/code', { code })))
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 401],
  )
  const third = new OperatorBrowser(app.url)
  await third.signIn(email)
  const replayed = await third.call('POST', '/console/api/sign-in/code', { code })
  assert.deepEqual([replayed.status, replayed.body.code], [401, 'second_factor_refused'])
  assert.equal((await third.call('GET', session)).status, 401)

  const backup = backupCodes[0] ?? ''
  const fourth = new OperatorBrowser(app.url)
  await fourth.signIn(email)
  await fourth.ok('POST', '/console/api/sign-in/backup-code', { code: backup })
  assert.equal((await fourth.call('GET', session)).status, 200)
  const fifth = new OperatorBrowser(app.url)
  await fifth.signIn(email)
  const again = await fifth.call('POST', '/console/api/sign-in/backup-code', { code: backup })
  assert.equal(again.status, 401, 'a backup code works once')
})

test('a code typed in Bengali digits is the same code', async () => {
  const app = await sharedApp()
  const { browser, email } = await invited(app, 'viewer')
  await browser.setUpSecondFactor()
  const other = new OperatorBrowser(app.url)
  await other.signIn(email)
  const bengali = browser.code().replace(/[0-9]/g, (digit) => String.fromCharCode(0x09e6 + Number(digit)))
  await other.ok('POST', '/console/api/sign-in/code', { code: bengali })
})

test('attempts are counted by account and address, even concurrent ones, and the right password waits too', async (t) => {
  const app = await startApp(t)
  const { email } = await invited(app, 'viewer')
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, index) => new OperatorBrowser(app.url).signIn(email, `a wrong guess ${index}`)),
  )
  const refused = guesses.filter(({ status }) => status === 401).length
  assert.equal(refused, 10)
  const [turned] = guesses.filter(({ status }) => status === 429)
  assert.equal(turned?.body.code, 'too_many_attempts')
  assert.ok(Number(turned?.headers.get('retry-after')) > 0)
  assert.equal((await new OperatorBrowser(app.url).signIn(email)).status, 429)
  const sql = connect(app.database.ownerUrl, { max: 1 })
  await sql`update sign_in_attempts set count = 48`
  const spray = await Promise.all(
    [1, 2, 3, 4].map((one) => new OperatorBrowser(app.url).signIn(`p${one}@golpo.example`, 'guess it is')),
  )
  assert.equal(spray.filter(({ status }) => status === 429).length, 2, 'one address tries many accounts')
  const kept = await sql`select key::text from sign_in_attempts`
  assert.ok(
    kept.every((row) => /^[0-9a-f-]{36}$/.test(String(row['key']))),
    'nothing but digests is kept',
  )
  await sql.end()
})

test('stored sign-in data contains no readable personal data', async (t) => {
  const app = await startApp(t)
  const { browser } = await invited(app, 'viewer')
  await browser.setUpSecondFactor()
  const sql = connect(app.database.ownerUrl, { max: 1 })
  const tables = ['operator_sessions', 'operator_credentials', 'operator_second_factors', 'operator_challenges']
  for (const table of tables) {
    const rows = await sql`select row_to_json(t)::text as text from ${sql(table)} t`
    for (const { text } of rows as unknown as { text: string }[]) {
      assert.doesNotMatch(text, /127\.0\.0\.1|::1/, `${table} tells an address`)
      assert.ok(!text.includes(password) && !text.includes(browser.secret ?? '?'), `${table} tells a secret`)
      const cookie = [...browser.cookies.values()].map(decodeURIComponent)
      assert.ok(!cookie.some((value) => value !== '' && text.includes(value)), `${table} holds a whole cookie`)
    }
  }
  await sql.end()
})

test('another site can do nothing with an operator’s cookie', async () => {
  const app = await sharedApp()
  const { browser } = await invited(app, 'owner')
  const program = await app.liveProgram()
  const pause = `/v1/programs/${program.slug}/pause`
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: app.url },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': '', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: app.url },
  ]
  const bare = { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  for (const headers of foreign) {
    for (const path of [pause, '/console/api/sign-out', '/console/api/sign-in']) {
      const answer = await browser.call('POST', path, {}, headers)
      assert.deepEqual([answer.status, answer.body.code], [403, 'origin_refused'], `${path} ${JSON.stringify(headers)}`)
    }
  }
  for (const origin of [undefined, 'null', 'https://evil.example', `${app.url}.evil.example`]) {
    const response = await fetch(app.url + pause, { method: 'POST', headers: { ...bare, ...(origin && { origin }) } })
    assert.equal(response.status, 403, String(origin))
  }
  assert.equal((await browser.call('GET', '/v1/programs', undefined, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await app.program(program)).state, 'live')
  const own = await fetch(app.url + pause, { method: 'POST', headers: { ...bare, origin: app.url } })
  assert.equal(own.status, 200, 'a browser without Sec-Fetch-Site is known by its origin')
})

test('the cookie is HttpOnly and SameSite, and Secure if the address is https', async (t) => {
  const app = await startApp(t)
  const { email } = await invited(app, 'viewer')
  const cookieOf = async () => {
    const { headers } = await new OperatorBrowser(app.url).signIn(email)
    return headers.getSetCookie().find((one) => one.includes('session_token')) ?? ''
  }
  const plain = await cookieOf()
  assert.match(plain, /; HttpOnly/i)
  assert.match(plain, /; SameSite=Strict/i)
  assert.doesNotMatch(plain, /; Secure/i)
  const secure = await startApp(t, { publicUrl: 'https://friends.golpo.example' })
  const { link } = await secure.ok('POST', '/v1/team/invitations', { email, program: null, role: 'viewer' })
  const browser = new OperatorBrowser(secure.url)
  await browser.accept(link)
  const cookie = (await browser.signIn(email)).headers.getSetCookie().find((one) => one.includes('session_token')) ?? ''
  assert.match(cookie, /^__Secure-bondhu\.session_token=.*; Secure/i)
  assert.equal((await browser.call('GET', session)).status, 200)
})

test('no page can show the console in a frame', async () => {
  const app = await sharedApp()
  for (const path of [session, '/console/', '/console/invitation']) {
    const { headers } = await new OperatorBrowser(app.url).call('GET', path)
    assert.equal(headers.get('x-frame-options'), 'DENY', path)
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, path)
  }
})

test('sessions are listed and can be ended remotely, and a new password ends all others', async () => {
  const app = await sharedApp()
  const { browser, email, id } = await invited(app, 'viewer')
  const phone = new OperatorBrowser(app.url)
  await phone.signIn(email)
  const { items } = await browser.ok('GET', '/console/api/sessions')
  assert.ok(items.length >= 2)
  assert.equal(items.filter((one: { current: boolean }) => one.current).length, 1)
  const [other] = items.filter((one: { current: boolean }) => !one.current)
  await browser.ok('DELETE', `/console/api/sessions/${other.id}`)
  assert.equal((await phone.call('GET', session)).status, 401)
  await phone.signIn(email)
  await browser.ok('POST', '/console/api/password', { current: password, next: 'another sentence of mine' })
  assert.equal((await phone.call('GET', session)).status, 401)
  assert.equal((await browser.call('GET', session)).status, 200)
  assert.equal((await phone.signIn(email)).status, 401)
  assert.equal((await phone.signIn(email, 'another sentence of mine')).status, 200)
  await app.ok('DELETE', `/v1/team/operators/${id}/sessions`)
  assert.equal((await phone.call('GET', session)).status, 401)
  assert.equal((await browser.call('GET', session)).status, 401)
})

test('a forged, altered or foreign cookie is not accepted', async () => {
  const app = await sharedApp()
  const { browser } = await invited(app, 'viewer')
  const [name = '', value = ''] = [...browser.cookies][0] ?? []
  const [token = '', signature = ''] = decodeURIComponent(value).split('.')
  const forged = [
    '',
    'x',
    token,
    `${token}.`,
    `${token}.${signature.slice(1)}A`,
    `x${token}.${signature}`,
    `${token}.${'A'.repeat(44)}`,
  ]
  for (const one of forged) {
    const thief = new OperatorBrowser(app.url)
    thief.cookies.set(name, encodeURIComponent(one))
    assert.equal((await thief.call('GET', '/v1/programs')).status, 401, one)
    assert.equal((await thief.call('GET', session)).status, 401, one)
  }
})
