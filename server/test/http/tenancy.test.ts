/** Who may call what: every operation with every kind of credential, in one table made from the API's own document. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Api, Body, TestProgram } from '../support/api.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import { furnish } from './furnished.js'
import { fill, parametersOf, readDocument, sampleOf, type Document, type Operation } from './operations.js'
import { assertProblem, eachOf, send, short, type Received, type Sent, unknownIdLike } from './wire.js'

const secretName = 'গোপন অফার'

interface Table {
  readonly api: Api
  readonly document: Document
  readonly program: TestProgram
  readonly values: Readonly<Record<string, string>>
}

async function setTheTable(app: TestApp): Promise<Table> {
  const document = await readDocument(app)
  const { program, values } = await furnish(app, 'u-hidden', { name: { bn: secretName, en: 'Hidden offer' } })
  return { api: app, document, program, values }
}

async function makeKey(api: Api, program: TestProgram, body: Body = {}): Promise<{ id: string; secret: string }> {
  return api.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'key', ...body })
}

/** A request that the operation would take, as far as its shape goes; of a body it would not take, the answer is 422. */
function requestTo({ values }: Table, { method, path, body }: Operation, token: string | null): Sent {
  return { method, path: fill(path, values), token, ...(body && { body: JSON.stringify(sampleOf(body)) }) }
}

async function photograph({ api, program }: Table): Promise<string> {
  const base = `/v1/programs/${program.slug}`
  const paths = [
    '',
    '/stats',
    '/ledger/verify',
    '/keys',
    '/webhooks',
    '/payout-providers',
    '/fundings',
    '/close-requests',
    '/payouts',
    '/payout-batches',
    '/payout-results',
    '/appeals',
    '/reviews',
    '/reported-links',
    '/missing-friends',
    '/link-reports',
    '/differences',
    '/reconciliations',
    '/participants/u-hidden',
    '/participants/u-hidden/transfers',
  ]
  const seen = await Promise.all(paths.map((path) => api.ok('GET', base + path)))
  return JSON.stringify(seen, (name, value) => (name === 'now' || name === 'lastUsedAt' ? 0 : value))
}

function assertNothingLeaks({ values, program }: Table, { text }: Received, what: string): void {
  for (const hidden of [secretName, 'u-hidden', program.slug, values['code'] ?? '', values['referral'] ?? '']) {
    assert.ok(!text.includes(hidden), `${what} tells ${hidden}`)
  }
}

test('a missing, wrong, forged, revoked or expired token gets nothing', async (t) => {
  let aheadMs = 0
  const table = await setTheTable(await startApp(t, { clock: { nowMs: () => Date.now() + aheadMs } }))
  const { api, document, program } = table
  const revoked = await makeKey(api, program, { permissions: document.permissions })
  await send(api, { method: 'GET', path: `/v1/programs/${program.slug}`, token: revoked.secret })
  await api.ok('DELETE', `/v1/programs/${program.slug}/keys/${revoked.id}`)
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const expired = await makeKey(api, program, { permissions: document.permissions, expiresAt })
  const works = await send(api, { method: 'GET', path: `/v1/programs/${program.slug}`, token: expired.secret })
  assert.equal(works.status, 200)
  const { secret } = await makeKey(api, program, { permissions: document.permissions })
  const last = secret.endsWith('A') ? 'B' : 'A'
  aheadMs = 3_600_000
  const tokens = {
    none: null,
    garbage: 'garbage',
    'the owner’s, cut': api.token.slice(0, -1),
    'the owner’s, in capitals': api.token.toUpperCase(),
    revoked: revoked.secret,
    expired: expired.secret,
    'forged by its last letter': secret.slice(0, -1) + last,
    'of the other mode': secret.replace('bk_live_', 'bk_test_'),
    'of altered case': secret.toUpperCase(),
    'its id and not its secret': revoked.id,
  }
  const before = await photograph(table)
  await eachOf(
    document.operations.flatMap((operation) =>
      Object.entries(tokens).map(([kind, token]) => ({ operation, kind, token })),
    ),
    async ({ operation, kind, token }) => {
      const request = requestTo(table, operation, token)
      const answer = await send(api, request)
      const what = `${short(request)} with a token: ${kind}`
      assert.equal(assertProblem(answer, document.problemCodes, what).code, 'unauthenticated', what)
      assert.equal(answer.status, 401)
      assertNothingLeaks(table, answer, what)
    },
  )
  assert.equal(await photograph(table), before, 'nothing changed')
})

test('a key of another program learns nothing of this one, not even that it exists', async () => {
  const table = await setTheTable(await sharedApp())
  const { api, document } = table
  const neighbour = await api.liveProgram()
  const { secret } = await makeKey(api, neighbour, { permissions: document.permissions })
  const { id } = await api.program(table.program)
  const before = await photograph(table)
  await eachOf(document.operations, async (operation) => {
    for (const program of [table.program.slug, id]) {
      const at = { ...table, values: { ...table.values, program } }
      const request = requestTo(at, operation, secret)
      const answer = await send(api, request)
      assertNothingLeaks(table, answer, short(request))
      if (operation.path.includes('{program}')) {
        const nowhere = { ...table, values: { ...table.values, program: 'no-such-program' } }
        const unknown = await send(api, requestTo(nowhere, operation, secret))
        assert.equal(answer.status, 404, short(request))
        assert.deepEqual([answer.status, answer.text], [unknown.status, unknown.text], short(request))
      } else if (operation.permission !== 'any') {
        assert.equal(answer.status, 403, short(request))
      }
    }
  })
  const own = await send(api, { method: 'GET', path: '/v1/programs', token: secret })
  assert.deepEqual(
    JSON.parse(own.text).items.map((one: Body) => one.slug),
    [neighbour.slug],
  )
  assert.equal(await photograph(table), before, 'nothing changed')
})

test('objects of another program are not found by id, and one userId is two accounts in two programs', async () => {
  const table = await setTheTable(await sharedApp())
  const { api, document, program, values } = table
  const neighbour = await api.liveProgram()
  const { secret } = await makeKey(api, neighbour, { permissions: document.permissions })
  const before = await photograph(table)
  // Whatever has an id of its own, beside what an app names itself (an account, a code).
  const foreign = document.operations.filter(
    ({ path }) =>
      path.includes('{program}') && parametersOf(path).some((name) => !['program', 'userId', 'code'].includes(name)),
  )
  assert.ok(foreign.length > 20)
  const nowhere = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      /^[a-z]{3}_[0-9a-z]{26}$/.test(value) ? unknownIdLike(value) : value,
    ]),
  )
  await eachOf(foreign, async (operation) => {
    const at = { ...table, values: { ...values, program: neighbour.slug } }
    const request = requestTo(at, operation, secret)
    const answer = await send(api, request)
    assert.ok([404, 422].includes(answer.status), `${short(request)}: ${answer.text}`)
    assertNothingLeaks({ ...table, program: neighbour, values: { ...values, program: '?' } }, answer, short(request))
    const unknown = await send(
      api,
      requestTo({ ...at, values: { ...nowhere, program: neighbour.slug } }, operation, secret),
    )
    assert.deepEqual(
      [answer.status, answer.text],
      [unknown.status, unknown.text],
      `${short(request)} tells that it is somebody's`,
    )
  })
  const path = `/v1/programs/${neighbour.slug}/participants/u-hidden`
  assert.equal((await send(api, { method: 'GET', path, token: secret })).status, 404)
  assert.equal((await api.ok('GET', `/v1/programs/${neighbour.slug}/codes/${values['code']}`)).valid, false)
  const answer = await api.signup(neighbour, { userId: 'u-hidden-friend', code: values['code'] })
  assert.deepEqual([answer.outcome, answer.reason], ['organic', 'unknown_code'])
  assert.equal(await photograph(table), before, 'nothing changed')
  await api.assertLedger(program)
})

test('a key does what its permissions say and no more', async (t) => {
  const table = await setTheTable(await sharedApp())
  const { api, document, program } = table
  const before = await photograph({ ...table })
  const named = document.operations.filter(({ permission }) => document.permissions.includes(permission))
  const others = document.operations.filter((one) => !named.includes(one) && one.path.includes('{program}'))
  assert.deepEqual(others, [], 'whatever is done in a program has its permission')
  const secrets = new Map<string, string>()
  for (const missing of document.permissions) {
    const permissions = document.permissions.filter((one) => one !== missing)
    const { id, secret } = await makeKey(api, program, { permissions })
    secrets.set(missing, secret)
    t.after(() => id)
  }
  const keysBefore = await photograph(table)
  assert.notEqual(keysBefore, before)
  await eachOf(named, async (operation) => {
    const request = requestTo(table, operation, secrets.get(operation.permission) ?? '')
    const answer = await send(api, request)
    assert.equal(assertProblem(answer, document.problemCodes, short(request)).code, 'permission_denied', short(request))
    assertNothingLeaks(table, answer, short(request))
  })
  assert.equal(await photograph(table), keysBefore, 'nothing changed')
  const lacking = secrets.get('fundings:write') ?? ''
  const body = JSON.stringify({ name: 'more', permissions: ['fundings:write'] })
  const more = await send(api, { method: 'POST', path: `/v1/programs/${program.slug}/keys`, body, token: lacking })
  assert.equal(more.status, 403, 'a key gives no permission that it lacks')
})

test('the owner of the deployment may do everything, and a key what it is allowed to', async () => {
  const table = await setTheTable(await sharedApp())
  const { api, document, program } = table
  const { secret } = await makeKey(api, program, { permissions: document.permissions })
  for (const operation of document.operations.toReversed()) {
    const isOwners = !document.permissions.includes(operation.permission) && operation.permission !== 'any'
    for (const token of isOwners ? [api.token] : [api.token, secret]) {
      const answer = await send(api, requestTo(table, operation, token))
      assert.ok(![401, 403].includes(answer.status), `${operation.method} ${operation.path}: ${answer.text}`)
      if (answer.status >= 300) assertProblem(answer, document.problemCodes, `${operation.method} ${operation.path}`)
    }
  }
})
