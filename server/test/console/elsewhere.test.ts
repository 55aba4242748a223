/** What twenty do at one moment, and what a page of another site does with an operator's cookie, in a real Chromium. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { inviteFirstOwner } from '../../src/domain/operators/invitations.js'
import { everything } from '../http/everything.js'
import { fill, readDocument, sampleOf } from '../http/operations.js'
import { furnish } from '../http/furnished.js'
import { send } from '../http/wire.js'
import { sharedApp, startApp } from '../support/app.js'
import { startBrowser } from '../support/chromium.js'
import { atEnd } from '../support/database.js'
import { invited, OperatorBrowser, password } from '../support/operator.js'

const session = '/console/api/session'
const twenty = Array.from({ length: 20 }, (_, index) => index)

test('of twenty sign-ins with the same code at once, one succeeds', async (t) => {
  const app = await sharedApp()
  const { browser, email } = await invited(app, 'viewer')
  await browser.setUpSecondFactor()
  const all: OperatorBrowser[] = []
  const sql = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end())
  for (const _ of twenty) {
    // Twenty would be turned away by their number: here it is the code alone that may refuse.
    await sql`delete from sign_in_attempts`
    const one = new OperatorBrowser(app.url)
    assert.equal((await one.signIn(email)).body.next, 'second_factor')
    all.push(one)
  }
  await sql`delete from sign_in_attempts`
  const code = browser.code()
  const answers = await Promise.all(all.map((one) => one.call('POST', '/console/api/sign-in/code', { code })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ status }) => status).join(' '))
  const inside = await Promise.all(all.map(async (one) => (await one.call('GET', session)).status))
  assert.equal(inside.filter((status) => status === 200).length, 1)
})

test('of twenty people who follow the first owner’s link at once, one becomes the owner', async (t) => {
  const app = await startApp(t)
  const token = (await inviteFirstOwner(app.service.context))?.token
  const answers = await Promise.all(
    twenty.map((index) =>
      new OperatorBrowser(app.url).call('POST', '/console/api/invitations/accept', {
        token,
        name: 'Nadia',
        email: `n${index}@golpo.example`,
        password,
      }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal((await app.ok('GET', '/v1/team/operators')).items.length, 1)
})

test('two owners who demote each other at once leave one owner', async (t) => {
  const app = await startApp(t)
  const [one, two] = [await invited(app, 'owner'), await invited(app, 'owner')]
  const demote = { grants: [{ program: null, role: 'viewer' }] }
  const answers = await Promise.all([
    one.browser.call('PUT', `/v1/team/operators/${two.id}/grants`, demote),
    two.browser.call('PUT', `/v1/team/operators/${one.id}/grants`, demote),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const sessions = await Promise.all([one, two].map(({ browser }) => browser.ok('GET', session)))
  assert.equal(sessions.filter(({ ownsDeployment }) => ownsDeployment).length, 1)
})

test('a page on another port can neither write with the operator’s cookie nor show the console', async (t) => {
  const app = await sharedApp()
  const document = await readDocument(app)
  const { values } = await furnish(app, 'u-1')
  const { browser: operator } = await invited(app, 'owner')
  const elsewhere = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title><body></body>')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  atEnd(t, () => new Promise((resolve) => elsewhere.close(resolve)))
  const { port } = elsewhere.address() as AddressInfo
  const context = await (await startBrowser(t)).newContext()
  // To a browser both ports are one site: the cookie goes along, and it is the service that must refuse.
  await context.addCookies([...operator.cookies].map(([name, value]) => ({ name, value, url: app.url })))
  const page = await context.newPage()
  await page.goto(`${app.url}${session}`)
  assert.match(await page.content(), /ownsDeployment/, 'the cookie is good')
  await page.goto(`http://127.0.0.1:${port}/`)
  const changes = [
    ...document.operations
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, body }) => ({ method, url: app.url + fill(path, values), body: body && sampleOf(body) })),
    ...['sign-out', 'password', 'second-factor'].map((name) => ({
      method: 'POST',
      url: `${app.url}/console/api/${name}`,
      body: {},
    })),
  ]
  const before = await everything(app)
  const attempted = await page.evaluate(async (list) => {
    let blind = 0
    for (const { method, url, body } of list) {
      const text = body === undefined ? null : JSON.stringify(body)
      const headers: Record<string, string> = text === null ? {} : { 'content-type': 'application/json' }
      await fetch(url, { method, credentials: 'include', headers, body: text }).catch(() => (blind += 1))
      await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: text }).catch(() => undefined)
    }
    return blind
  }, changes)
  assert.equal(attempted, changes.length, 'no answer can be read')
  for (const { url } of changes.filter(({ method }) => method === 'POST').slice(0, 8)) {
    await page.setContent(`<form method="post" action="${url}"><button>Win</button></form>`)
    const [answer] = await Promise.all([page.waitForResponse((one) => one.url() === url), page.click('button')])
    assert.equal(answer.status(), 403, url)
    await page.goto(`http://127.0.0.1:${port}/`)
  }
  const after = await everything(app)
  for (const [table, rows] of after) assert.equal(rows, before.get(table), `${table} is as it was`)
  assert.equal((await operator.call('GET', session)).status, 200, 'still signed in')

  for (const path of ['/console', '/%63onsole', '/console/sign-in', '/console/%73ign-in']) {
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.setContent(`<iframe src="${app.url}${path}"></iframe>`)
    const shown = await page.frames()[1]?.locator('body').innerText()
    assert.doesNotMatch(shown ?? '', /Bondhu|বন্ধু|Sign in|Program/, path)
    const { status, headers } = await send(app, { method: 'GET', path, token: null })
    if (status >= 300) continue
    assert.equal(headers['x-frame-options'], 'DENY', path)
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, path)
  }
})
