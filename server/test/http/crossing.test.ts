/**
 * Two programs with one of everything in each, and every id of the one tried in the other: as each role, with a key that
 * may do everything, with a portal's cookie. What is not yours and what there never was have one answer.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roles } from '../../src/domain/operators/roles.js'
import type { Body } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { openPortal } from '../support/portal.js'
import { everything } from './everything.js'
import { furnish, type Furnished } from './furnished.js'
import { fill, parametersOf, readDocument, sampleOf, type Document, type Operation } from './operations.js'
import { assertProblem, eachOf, send, type Received, type Sent, unknownIdLike } from './wire.js'

/** Names that people chose, and so the same or free in every program: asking for them tells and changes nothing elsewhere. */
const chosen = new Set(['userId', 'code'])
/** Words of the API: a program has no id of its own there. */
const words = new Set(['kind'])
/** By role alone, whatever program: an owner of the deployment has them. */
const ofTheTeam = (path: string) => path.startsWith('/v1/team')

/** Bodies that would be taken, where the sample of the schema would not be. */
const bodies: Readonly<Record<string, Body>> = {
  '/v1/programs/{program}/webhooks/{webhook}/replay': { since: '2026-01-01T00:00:00Z' },
  '/v1/programs/{program}/payout-providers/{provider}': { state: 'detached' },
  '/v1/programs/{program}/webhooks/{webhook}': { state: 'disabled' },
}

/**
 * A key that may do everything asks every list about every id. The roles, whose answers are a part of its answers, share
 * these questions. In `npm run faults:hostile` each role asks all of them.
 */
const everywhere = process.env.BONDHU_EVERYWHERE === '1'

interface Caller {
  readonly name: string
  readonly token: string | null
  readonly headers: Readonly<Record<string, string>>
}

interface Stage {
  readonly app: TestApp
  readonly document: Document
  readonly own: Furnished
  readonly other: Furnished
  readonly callers: readonly Caller[]
}

let shared: Promise<Stage> | undefined

/** One for all tests: each leaves everything as it was. */
function theStage(): Promise<Stage> {
  return (shared ??= sharedApp().then(setTheStage))
}

async function setTheStage(app: TestApp): Promise<Stage> {
  const document = await readDocument(app)
  const own = await furnish(app, 'u-visible')
  const other = await furnish(app, 'u-hidden', { name: { bn: 'গোপন অফার', en: 'Hidden offer' } })
  const base = `/v1/programs/${own.program.slug}`
  const { secret } = await app.ok('POST', `${base}/keys`, { name: 'all of it', permissions: document.permissions })
  const callers: Caller[] = [{ name: 'a key', token: secret, headers: {} }]
  for (const role of roles) {
    const { browser } = await invited(app, role, own.program.slug)
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    callers.push({ name: role, token: null, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  }
  return { app, document, own, other, callers }
}

const asked = ({ method, path, body }: Operation, values: Readonly<Record<string, string>>, caller: Caller): Sent => ({
  method,
  path: fill(path, values),
  token: caller.token,
  headers: caller.headers,
  ...(body && { body: JSON.stringify(bodies[path] ?? sampleOf(body)) }),
})

function assertNothingTold({ other }: Stage, { text }: Received, what: string): void {
  const ids = Object.entries(other.values).flatMap(([name, value]) => (words.has(name) ? [] : [value]))
  for (const hidden of ['u-hidden', 'Hidden offer', 'গোপন', '01711000001', ...ids]) {
    assert.ok(!text.includes(hidden), `${what} tells ${hidden}: ${text}`)
  }
}

function assertSame(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  for (const [table, rows] of after) {
    assert.equal(withoutReadings(rows), withoutReadings(before.get(table) ?? ''), `${table} is as it was`)
  }
}

/** A caller may read what its own program keeps about a person. Each reading makes an audit entry. */
function withoutReadings(rows: string): string {
  return rows
    .split('\n')
    .filter((row) => !row.includes('"action":"participant.export"'))
    .join('\n')
}

test('an id of another program is answered like an unknown one, on every path and for every role', async (t) => {
  const stage = await theStage()
  const { app, document, own, other, callers } = stage
  const places = document.operations
    .filter(({ path }) => path.includes('{program}'))
    .flatMap((operation) => parametersOf(operation.path).map((name) => ({ operation, name })))
    .filter(({ name }) => name !== 'program' && !chosen.has(name) && !words.has(name))
  assert.ok(places.length > 30)
  const before = await everything(app)
  let tried = 0
  await eachOf(
    places.flatMap((place) => callers.map((caller) => ({ ...place, caller }))),
    async ({ operation, name, caller }) => {
      const what = `${operation.method} ${operation.path} with another program's ${name} by ${caller.name}`
      const foreign = other.values[name] ?? ''
      const answer = await send(app, asked(operation, { ...own.values, [name]: foreign }, caller))
      const absent = await send(app, asked(operation, { ...own.values, [name]: unknownIdLike(foreign) }, caller))
      const { code } = assertProblem(answer, document.problemCodes, what)
      assert.deepEqual([answer.status, answer.text], [absent.status, absent.text], what)
      assert.ok(answer.status === 404 || code === 'permission_denied', `${what}: ${answer.text}`)
      if (caller.name === 'a key' || caller.name === 'owner') assert.equal(answer.status, 404, what)
      assertNothingTold(stage, answer, what)
      tried += 1
    },
  )
  assertSame(before, await everything(app))
  t.diagnostic(`${places.length} places, ${callers.length} callers, ${tried} tried`)
})

test('another program’s name is answered like an unknown one, with any ids, for every role', async () => {
  const stage = await theStage()
  const { app, document, own, other, callers } = stage
  const operations = document.operations.filter(({ path }) => path.includes('{program}'))
  const before = await everything(app)
  await eachOf(
    operations.flatMap((operation) => callers.map((caller) => ({ operation, caller }))),
    async ({ operation, caller }) => {
      const nowhere = await send(app, asked(operation, { ...own.values, program: 'no-such-program' }, caller))
      for (const ids of [own.values, other.values]) {
        const what = `${operation.method} ${operation.path} of another program by ${caller.name}`
        const answer = await send(app, asked(operation, { ...ids, program: other.program.slug }, caller))
        assert.equal(assertProblem(answer, document.problemCodes, what).code, 'program_not_found', what)
        assert.deepEqual([answer.status, answer.text], [404, nowhere.text], what)
        assertNothingTold(stage, answer, what)
      }
    },
  )
  for (const operation of document.operations.filter(({ path }) => ofTheTeam(path))) {
    for (const caller of callers) {
      const what = `${operation.method} ${operation.path} by ${caller.name}`
      const answer = await send(app, asked(operation, other.values, caller))
      assert.equal(assertProblem(answer, document.problemCodes, what).status, 403, what)
      assertNothingTold(stage, answer, what)
    }
  }
  assertSame(before, await everything(app))
})

test('ids of another program in bodies, queries and cursors show and move nothing of it', async () => {
  const stage = await theStage()
  const { app, document, own, other, callers } = stage
  const before = await everything(app)
  const base = `/v1/programs/${own.program.slug}`
  const lists = document.operations.filter(({ query, path }) => query.includes('cursor') && path.includes('{program}'))
  const cursors = await cursorsOf(stage, lists)
  assert.ok(cursors.length > 5, `${cursors.length} cursors`)
  const ids = Object.values(other.values)
  for (const [turn, caller] of callers.entries()) {
    const look = async (path: string) => {
      const answer = await send(app, { method: 'GET', path, token: caller.token, headers: caller.headers })
      assert.ok(answer.status < 500, path)
      assertNothingTold(stage, answer, `${path} by ${caller.name}`)
    }
    const addresses = lists.flatMap(({ path, query }) => {
      const names = query.filter((name) => !['cursor', 'limit', 'sort', 'by'].includes(name))
      const pages = cursors.map((cursor) => `cursor=${cursor}&limit=100`)
      // What was asked for may be named in a complaint; nothing else may.
      const filters = names.flatMap((name) => ids.map((id) => `${name}=${encodeURIComponent(id)}`))
      return [...pages, ...filters].map((question) => `${fill(path, own.values)}?${question}`)
    })
    const isAsked = (index: number) => everywhere || turn === 0 || index % (callers.length - 1) === turn - 1
    await eachOf(
      addresses.filter((_, index) => isAsked(index)),
      look,
    )
    const payouts = [other.values['payout'], other.values['batch']]
    const approve = { method: 'POST', path: `${base}/payouts/approve`, body: JSON.stringify({ payouts }) }
    const { text } = await send(app, { ...approve, token: caller.token, headers: caller.headers })
    assert.doesNotMatch(text, /2000|u-hidden|"state":"/, `approving by ${caller.name}`)
  }
  assertSame(before, await everything(app))
})

/** A cursor of each list of the other program that has a second page. */
async function cursorsOf({ app, other }: Stage, lists: readonly Operation[]): Promise<string[]> {
  const cursors = new Set<string>()
  for (const { path } of lists) {
    const { body } = await app.call('GET', `${fill(path, other.values)}?limit=1`)
    if (body.nextCursor) cursors.add(encodeURIComponent(body.nextCursor))
  }
  return [...cursors]
}

test('a portal cookie is valid neither for the API nor in another program’s portal', async () => {
  const stage = await theStage()
  const { app, document, own, other } = stage
  const { cookie } = await openPortal(app, own.program, 'u-visible')
  const before = await everything(app)
  const visitor = { name: 'the portal', token: null, headers: { cookie, 'sec-fetch-site': 'same-origin' } }
  await eachOf(
    document.operations.flatMap((operation) => [own.values, other.values].map((values) => ({ operation, values }))),
    async ({ operation, values }) => {
      const what = `${operation.method} ${operation.path} with a portal's cookie`
      const answer = await send(app, asked(operation, values, visitor))
      assert.equal(assertProblem(answer, document.problemCodes, what).status, 401, what)
      assertNothingTold(stage, answer, what)
    },
  )
  assertSame(before, await everything(app))
})
