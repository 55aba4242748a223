/** The record of changes: whole, in the transaction of the change, and sealed against whoever would rewrite it. */
import { audit as sentences } from '@bondhu/web/languages/en/console/audit'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { connect } from '../../src/db/connect.js'
import { routes } from '../../src/http/api/router.js'
import { sealEntries } from '../../src/domain/audit/seal.js'
import type { Body } from '../support/api.js'
import { sharedApp, startApp } from '../support/app.js'
import { invited, OperatorBrowser } from '../support/operator.js'
import { examples, setTheStage, type Stage } from './audit-examples.js'

const named = [...new Set(routes.flatMap(({ audit }) => (audit === undefined || audit === 'app' ? [] : [audit])))]

/** As the examples stand: an operator is removed last. */
const inOrder = Object.keys(examples).filter((name) => named.includes(name))

/** Reading everything about a person is recorded like a change. */
const recordedReadings = ['participant.export']

test('every writing call has an audit name, or is a report of the app', () => {
  const isRecorded = (audit: string | undefined) => audit !== undefined && recordedReadings.includes(audit)
  const silent = routes.filter(
    ({ method, audit }) => !isRecorded(audit) && (method === 'GET') !== (audit === undefined),
  )
  assert.deepEqual(
    silent.map(({ method, path }) => `${method} ${path}`),
    [],
  )
  assert.deepEqual(
    named.filter((name) => examples[name] === undefined),
    [],
    'each has its example here',
  )
  assert.deepEqual(
    named.filter((name) => !(name in sentences.kinds)),
    [],
    'each is a sentence in the console',
  )
})

test('each change leaves one entry: who, what, before and after', async (t) => {
  const app = await startApp(t)
  const sql = connect(app.database.serviceUrl, { max: 1 })
  t.after(() => sql.end({ timeout: 5 }))
  const stage = await setTheStage(app)
  for (const name of inOrder) {
    const before = await sql`select count(*)::int as count from audit_entries where action = ${name}`
    const answer = await examples[name]?.(stage)
    assert.ok(answer && answer.status < 300, `${name}: ${JSON.stringify(answer?.body)}`)
    const rows = await sql<{ actor: string; address: string; before: unknown; after: unknown }[]>`
      select actor, address, before, after from audit_entries where action = ${name} order by id desc`
    assert.equal(rows.length, before[0]?.['count'] + 1, name)
    const [entry] = rows
    assert.match(entry?.actor ?? '', name.endsWith('.confirm') ? /^opr_/ : /^owner$/)
    assert.match(entry?.address ?? '', /^[0-9a-f-]{36}$/)
    assert.ok(entry?.before !== null || entry?.after !== null, `${name} tells what became of it`)
  }
})

test('a change whose entry cannot be written is not made', async (t) => {
  const app = await startApp(t, { logLevel: 'silent' })
  const owner = connect(app.database.ownerUrl, { max: 1 })
  t.after(() => owner.end({ timeout: 5 }))
  const stage = await setTheStage(app)
  let before = await photograph(stage)
  // What an example prepares, it may prepare: only the entry of the change itself is refused.
  for (const name of inOrder) {
    await owner.unsafe(`alter table audit_entries add constraint refused check (action <> '${name}') not valid`)
    const answer = await examples[name]?.(stage)
    assert.equal(answer?.status, 500, name)
    const after = await photograph(stage)
    if (!prepares.has(name)) assert.equal(after, before, `${name} changed nothing`)
    before = after
    await owner`alter table audit_entries drop constraint refused`
  }
})

/** Examples that make something first, so that a photograph before them tells nothing. */
const prepares = new Set(
  [
    'program.launch program.resume key.revoke invitation.revoke payout.approve payout.reject payout.settle',
    'funding.confirm funding.withdraw close.confirm close.withdraw payout_batch.make payout_results.apply program.close',
    'appeal.dismiss link.restart review.confirm review.clear program.logo_remove program.example',
  ].flatMap((names) => names.split(' ')),
)

async function photograph({ app, base, operator }: Stage): Promise<string> {
  const paths = ['', '/stats', '/ledger/verify', '/keys', '/participants/u-1', '/participants/u-1/referrals']
  const seen = await Promise.all(paths.map((path) => app.ok('GET', base + path)))
  const team = await Promise.all(
    ['operators', 'invitations', 'policy'].map((path) => app.ok('GET', `/v1/team/${path}`)),
  )
  const sessions = await app.ok('GET', `/v1/team/operators/${operator.id}/sessions`)
  const programs = (await app.ok('GET', '/v1/programs?limit=100')).items.length
  return JSON.stringify([seen, team, sessions, programs], (name, value) => (name === 'now' ? 0 : value))
}

test('a repeated call changes nothing and leaves no second entry', async () => {
  const app = await sharedApp()
  const { base } = await setTheStage(app)
  await app.ok('POST', `${base}/pause`)
  await app.ok('POST', `${base}/pause`)
  await app.ok('PATCH', base, {})
  const { items } = await app.ok('GET', `${base}/audit?action=program.pause`)
  assert.equal(items.length, 1)
  assert.deepEqual([items[0].before, items[0].after], [{ state: 'live' }, { state: 'paused' }])
  assert.equal((await app.ok('GET', `${base}/audit?action=program.change`)).items.length, 0)
})

test('entries name operators and keys, and can be filtered, paged and exported', async () => {
  const app = await sharedApp()
  const { base, slug } = await setTheStage(app)
  const { browser, id } = await invited(app, 'owner', slug)
  const key = await app.ok('POST', `${base}/keys`, { name: '=HYPERLINK("x")', permissions: ['programs:write'] })
  await browser.ok('POST', `${base}/pause`)
  await app.call('POST', `${base}/resume`, undefined, { authorization: `Bearer ${key.secret}` })
  const { items } = await browser.ok('GET', `${base}/audit`)
  assert.deepEqual([items[0].action, items[0].actor, items[0].actorName], ['program.resume', key.id, '=HYPERLINK("x")'])
  assert.deepEqual([items[1].action, items[1].actor, items[1].actorName], ['program.pause', id, 'Nadia'])
  const mine = await browser.ok('GET', `${base}/audit?actor=${id}`)
  assert.equal(mine.items.length, 1)
  const seen = []
  for (let cursor = ''; ;) {
    const page: Body = await browser.ok('GET', `${base}/audit?limit=2${cursor}`)
    seen.push(...page.items)
    if (page.nextCursor === null) break
    cursor = `&cursor=${page.nextCursor}`
  }
  assert.deepEqual(
    seen.map((one) => one.id),
    items.map((one: Body) => one.id),
  )
  const file = await browser.call('GET', `${base}/audit.csv`)
  assert.match(file.headers.get('content-type') ?? '', /^text\/csv/)
  const rows: Body[] = parse(file.body, { columns: true, bom: true })
  assert.equal(rows.length, items.length)
  assert.equal(rows[0].actorName, `'=HYPERLINK("x")`, 'a spreadsheet does not run it')
})

test('rulings name the person whom they are about, for those who may know people', async () => {
  const app = await sharedApp()
  const { base, slug, referral } = await setTheStage(app)
  await app.join({ slug }, 'u-1', { displayName: 'Rina' })
  await app.ok('POST', `${base}/participants/u-1/link/stop`, { reason: 'a false promise' })
  await app.ok('POST', `${base}/referrals/${referral}/reverse`, { reason: 'a ring' })
  await app.ok('POST', `${base}/pause`)
  const people: Body[] = (await app.ok('GET', `${base}/audit?limit=3`)).items
  assert.deepEqual(
    people.map(({ action, about }) => [action, about]),
    [
      ['program.pause', undefined],
      ['referral.reverse', { userId: 'friend', displayName: null }],
      ['link.stop', { userId: 'u-1', displayName: 'Rina' }],
    ],
  )
  const { secret } = await app.ok('POST', `${base}/keys`, { name: 'auditor', permissions: ['audit:read'] })
  const { body } = await app.call('GET', `${base}/audit`, undefined, { authorization: `Bearer ${secret}` })
  assert.deepEqual([body.items.length > 3, body.items.filter((one: Body) => 'about' in one)], [true, []])
})

test('two sweeps at once seal each entry once, and a changed, removed or inserted entry is detected', async (t) => {
  const app = await startApp(t)
  const { base, slug } = await setTheStage(app)
  for (let index = 0; index < 30; index++) await app.fund({ slug }, 100)
  const program = await app.service.programs.get(slug)
  const { context } = app.service
  await Promise.all(Array.from({ length: 5 }, () => sealEntries(context, program.id)))
  while ((await sealEntries(context, program.id)) > 0);
  const whole = await app.ok('GET', `${base}/audit/verify`)
  assert.deepEqual([whole.ok, whole.unsealed, whole.broken], [true, 0, null])
  assert.ok(whole.sealed > 30)

  const owner = connect(app.database.ownerUrl, { max: 1 })
  t.after(() => owner.end({ timeout: 5 }))
  const [victim] = await owner<{ entry_id: string; after: string }[]>`
    select c.entry_id, e.after::text from audit_chain c join audit_entries e on e.id = c.entry_id
    where c.program_id = ${program.id} and c.position = 7`
  assert.ok(victim)
  const check = () => app.ok('GET', `${base}/audit/verify`)
  await owner`update audit_entries set after = '{"amountMinor":1}' where id = ${victim.entry_id}`
  assert.deepEqual((await check()).broken, { position: 7, why: 'was changed' })
  await owner`update audit_entries set after = ${victim.after}::text::json where id = ${victim.entry_id}`
  assert.equal((await check()).ok, true)
  await owner`update audit_entries set actor = 'key_x' where id = ${victim.entry_id}`
  assert.equal((await check()).ok, false)
  await owner`update audit_entries set actor = 'owner' where id = ${victim.entry_id}`
  await owner`delete from audit_chain where program_id = ${program.id} and position = 7`
  assert.deepEqual((await check()).broken, { position: 7, why: 'is missing' })
})

test('the service itself can neither change nor remove what is in the record', async (t) => {
  const app = await startApp(t)
  await setTheStage(app)
  const sql = connect(app.database.serviceUrl, { max: 1 })
  t.after(() => sql.end({ timeout: 5 }))
  for (const table of ['audit_entries', 'audit_chain']) {
    for (const statement of [`update ${table} set program_id = 1`, `delete from ${table}`, `truncate ${table}`]) {
      await assert.rejects(sql.unsafe(statement), { code: '42501' }, statement)
    }
  }
})

test('changes by the sign-in library are recorded too: a new password, a second factor, each sign-in', async (t) => {
  const app = await startApp(t)
  const { browser, email, id } = await invited(app, 'viewer')
  await browser.setUpSecondFactor()
  await browser.ok('POST', '/console/api/password', { current: 'a sentence of mine 42', next: 'another sentence 43' })
  const other = new OperatorBrowser(app.url)
  await other.signIn(email, 'another sentence 43')
  const { items } = await app.ok('GET', `/v1/team/audit?actor=${id}&limit=100`)
  const actions = items.map((one: Body) => one.action).toReversed()
  assert.deepEqual(actions.slice(0, 4), [
    'invitation.accept',
    'operator.sign_in',
    'operator.second_factor.prepare',
    'operator.sign_in',
  ])
  assert.ok(actions.includes('operator.password.change'))
})
