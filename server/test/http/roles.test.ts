/** Operators and what each role may do: every operation × every role × this program and another, made from the API's document. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { permissionsIn, roles } from '../../src/domain/operators/roles.js'
import type { Body } from '../support/api.js'
import { startApp } from '../support/app.js'
import { invited, OperatorBrowser } from '../support/operator.js'
import { furnish } from './furnished.js'
import { fill, readDocument, sampleOf, type Operation } from './operations.js'
import { eachOf } from './wire.js'

test('owners change terms, owners and finance fund; support rules on friends; viewers change nothing', () => {
  const may = (role: (typeof roles)[number]) => permissionsIn([{ programId: 7, role }], 7)
  assert.deepEqual(
    roles.filter((role) => may(role).has('fundings:write')),
    ['owner', 'finance'],
  )
  assert.deepEqual(
    roles.filter((role) => may(role).has('programs:write')),
    ['owner'],
  )
  for (const permission of ['keys:write', 'providers:write'] as const) {
    assert.deepEqual(
      roles.filter((role) => may(role).has(permission)),
      ['owner'],
    )
  }
  assert.deepEqual(
    [...may('viewer')].filter((one) => !one.endsWith(':read')),
    [],
  )
  assert.ok(may('support').has('rewards:write') && !may('finance').has('rewards:write'))
  for (const role of roles)
    assert.equal(permissionsIn([{ programId: 7, role }], 8).size, 0, 'in another program: nothing')
})

test('each role may do what its row of the table says, in its own program only', async (t) => {
  const app = await startApp(t)
  const document = await readDocument(app)
  const other = await app.liveProgram()
  const { program, values } = await furnish(app, 'u-hidden', { name: { bn: 'গোপন', en: 'Hidden offer' } })
  const base = `/v1/programs/${program.slug}`
  const send = (browser: OperatorBrowser, { method, path, body }: Operation, at: Body = values) =>
    browser.call(method, fill(path, at), body && sampleOf(body))
  const photograph = async () => {
    const seen = await Promise.all(
      [
        '',
        '/stats',
        '/ledger/verify',
        '/keys',
        '/payouts',
        '/payout-results',
        '/appeals',
        '/reviews',
        '/reported-links',
        '/missing-friends',
        '/differences',
      ].map((path) => app.ok('GET', base + path)),
    )
    const team = await Promise.all(
      ['operators', 'invitations', 'policy'].map((path) => app.ok('GET', `/v1/team/${path}`)),
    )
    return JSON.stringify([seen, team], (name, value) => (['now', 'lastUsedAt', 'seenAt'].includes(name) ? 0 : value))
  }
  const people: ({ role: (typeof roles)[number]; everywhere: boolean } & Awaited<ReturnType<typeof invited>>)[] = []
  for (const role of roles) {
    people.push({ role, everywhere: true, ...(await invited(app, role)) })
    people.push({ role, everywhere: false, ...(await invited(app, role, program.slug)) })
  }
  const stranger = await invited(app, 'owner', other.slug)
  const before = await photograph()
  let refused = 0
  await eachOf(document.operations, async (operation) => {
    const { permission, path, method } = operation
    const what = `${method} ${path}`
    const foreign = await send(stranger.browser, operation)
    if (path.includes('{program}')) {
      const unknown = await send(stranger.browser, operation, { ...values, program: 'no-such-program' })
      assert.deepEqual([foreign.status, foreign.body], [404, unknown.body], `${what} by an owner of another program`)
    } else if (permission !== 'any') {
      assert.equal(foreign.status, 403, `${what} by an owner of another program`)
    }
    for (const hidden of ['Hidden offer', 'u-hidden', program.slug]) {
      assert.ok(!JSON.stringify(foreign.body).includes(hidden), `${what} tells ${hidden}`)
    }
    for (const { role, everywhere, browser } of people) {
      if (mayDo(role, everywhere, permission, document.permissions)) continue
      const answer = await send(browser, operation)
      refused += 1
      assert.deepEqual([answer.status, answer.body.code], [403, 'permission_denied'], `${what} by ${role}`)
    }
  })
  assert.ok(refused > 100)
  assert.equal(await photograph(), before, 'nothing changed')
  // Then what they may do: whatever the answer, it is no refusal of who they are.
  const allowed = document.operations.filter(({ path }) => !path.startsWith('/v1/team') && path !== '/v1/programs')
  for (const operation of allowed) {
    for (const { role, everywhere, browser } of people) {
      if (!mayDo(role, everywhere, operation.permission, document.permissions)) continue
      const { status, body } = await send(browser, operation)
      assert.ok(
        ![401, 403].includes(status) && body.code !== 'program_not_found',
        `${operation.path} by ${role}: ${status}`,
      )
    }
  }
  t.diagnostic(`${document.operations.length} operations, ${people.length + 1} people, ${refused} refusals`)
})

function mayDo(
  role: (typeof roles)[number],
  everywhere: boolean,
  permission: string,
  permissions: readonly string[],
): boolean {
  if (permission === 'any') return true
  if (!permissions.includes(permission)) return everywhere && role === 'owner'
  return permissionsIn([{ programId: 1, role }], 1).has(permission as never)
}

test('a removed role, a removed operator and a changed policy take effect at the next call', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram()
  const { browser, email, id } = await invited(app, 'finance', program.slug)
  const funding = (reference: string) =>
    browser.call('POST', `/v1/programs/${program.slug}/fundings`, { amountMinor: 100, reference })
  assert.equal((await funding('one')).status, 201)
  await app.ok('PUT', `/v1/team/operators/${id}/grants`, { grants: [{ program: program.slug, role: 'viewer' }] })
  assert.equal((await funding('two')).status, 403)
  assert.equal((await browser.call('GET', `/v1/programs/${program.slug}/stats`)).status, 200)

  await app.ok('PUT', '/v1/team/policy', { secondFactorRequired: true })
  const asked = await browser.call('GET', `/v1/programs/${program.slug}/stats`)
  assert.deepEqual([asked.status, asked.body.code], [403, 'second_factor_required'])
  assert.equal((await browser.ok('GET', '/console/api/session')).secondFactorRequired, true)
  await browser.setUpSecondFactor()
  assert.equal((await browser.call('GET', `/v1/programs/${program.slug}/stats`)).status, 200)

  await app.ok('DELETE', `/v1/team/operators/${id}`)
  assert.equal((await browser.call('GET', '/console/api/session')).status, 401)
  assert.equal((await browser.signIn(email)).status, 401)
  // Invited anew, they are who they were, with nothing left of what signed them in before.
  const { link } = await app.ok('POST', '/v1/team/invitations', { email, program: program.slug, role: 'viewer' })
  const fresh = new OperatorBrowser(app.url)
  await fresh.accept(link, { password: 'quite another sentence' })
  assert.equal((await fresh.ok('GET', '/console/api/session')).operator.id, id)
  assert.equal((await browser.signIn(email)).status, 401)
})

test('the deployment keeps an owner, even if two owners remove each other at once', async (t) => {
  const app = await startApp(t)
  const [one, two] = [await invited(app, 'owner'), await invited(app, 'owner')]
  const answers = await Promise.all([
    one.browser.call('DELETE', `/v1/team/operators/${two.id}`),
    two.browser.call('DELETE', `/v1/team/operators/${one.id}`),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const { items } = await app.ok('GET', '/v1/team/operators')
  assert.equal(items.length, 1)
  const last = await app.call('PUT', `/v1/team/operators/${items[0].id}/grants`, { grants: [] })
  assert.deepEqual([last.status, last.body.code], [409, 'last_owner'])
})
