/** "Do our books, our payouts and the provider's own books say the same?": asked every night, and whenever one likes. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/clock.js'
import { connect, type Sql } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { startDaily, startReconciliation } from '../../src/domain/payouts/reconcile/start.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { sandbox } from '../../src/domain/payouts/providers/sandbox.js'
import { newId, toWire } from '../../src/ids.js'
import { createService } from '../../src/service.js'
import type { Body, TestProgram } from '../support/api.js'
import { secret, startApp, type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { invited } from '../support/operator.js'
import { runBondhu } from '../support/processes.js'
import { bkash, cashOut, earners } from './payouts.js'

const hour = 3600
const day = 24 * hour

/** As the night does it. @returns what it said. */
async function reconcile(app: TestApp, { slug }: TestProgram): Promise<Body> {
  const { id } = await app.ok('POST', `/v1/programs/${slug}/reconciliations`)
  await workOnReconciliation(app.service.context, await app.service.programs.get(slug))
  return app.ok('GET', `/v1/programs/${slug}/reconciliations/${id}`)
}

async function listed(app: TestApp, { slug }: TestProgram, query = 'state=open'): Promise<Body[]> {
  return (await app.ok('GET', `/v1/programs/${slug}/differences?${query}`)).items
}

const compare = (a: string, b: string) => a.localeCompare(b)
const kindsOf = (items: readonly Body[]) => items.map(({ kind }) => String(kind)).toSorted(compare)

async function paidOut(app: TestApp, program: TestProgram, accounts: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const [index, account] of accounts.entries()) {
    const userId = `a-${index + 1}`
    const { status, body } = await cashOut(app, program, { amountMinor: 2000, method: bkash(account) }, { userId })
    assert.equal(status, 201, JSON.stringify(body))
    ids.push(body.id)
  }
  return ids
}

async function ownerOf(t: TestContext, app: TestApp): Promise<Sql> {
  const sql = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  return sql
}

test('after every provider fault ledger, payouts and statement agree', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1, 1, 1, 1, 1, 1, 1, 1, 1])
  const faults = ['01712345678', ...[1, 2, 3, 4, 5, 6, 7, 8].map((digit) => `01999${digit}00001`)]
  await paidOut(app, program, faults)
  // While payments are under way nothing is told of them: they may yet turn up.
  const atOnce = await reconcile(app, program)
  assert.deepEqual([atOnce.opened, atOnce.state], [0, 'finished'])
  for (const seconds of [60, hour, 2 * hour, day, hour]) await app.advance(program, seconds)
  const { opened, cut, parts } = await reconcile(app, program)
  assert.deepEqual([opened, cut], [0, false])
  assert.deepEqual(
    parts.map(({ provider, payouts, statement }: Body) => [provider, payouts, statement]),
    [
      [null, 9, null],
      ['sandbox', 9, 'read'],
    ],
  )
  // Seven were paid, and two of them came back.
  assert.equal(parts[1].lines, 9)
  assert.deepEqual(await listed(app, program), [])
})

test('a row changed by hand is reported next time, and resolved once it is corrected', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1, 1, 1, 1])
  const [first = '', second = ''] = await paidOut(app, program, [
    '01712345671',
    '01712345672',
    '01712345673',
    '01999600001',
  ])
  for (const seconds of [60, 2 * day, 2 * hour]) await app.advance(program, seconds)
  assert.equal((await reconcile(app, program)).opened, 0)
  const owner = await ownerOf(t, app)
  const payoutOf = (state: string) => owner`
    select id from payouts where state = ${state}::payout_state order by id limit 1`
  const [paid] = await payoutOf('paid')
  const [back] = await payoutOf('returned')
  assert.ok(paid && back)
  const { id } = paid
  const reference = toWire('pay', id)
  assert.ok([first, second].includes(reference))
  const at = owner`(select paid_at from sandbox_payments where reference = ${reference})`
  // What is done, how it is put right, and what is said of it.
  const hands: readonly [string, () => Promise<unknown>, () => Promise<unknown>, readonly string[]][] = [
    [
      'the amount of a payout',
      () => owner`update payouts set amount_minor = 1900 where id = ${id}`,
      () => owner`update payouts set amount_minor = 2000 where id = ${id}`,
      ['balance_differs', 'ledger_step_differs', 'ledger_step_differs', 'statement_amount'],
    ],
    [
      'the state of a payout that was paid',
      () => owner`update payouts set state = 'failed' where id = ${id}`,
      () => owner`update payouts set state = 'paid' where id = ${id}`,
      ['balance_differs', 'ledger_step_extra', 'ledger_step_missing', 'statement_state'],
    ],
    [
      'the state of a payout that came back',
      () => owner`update payouts set state = 'paid' where id = ${back['id']}`,
      () => owner`update payouts set state = 'returned' where id = ${back['id']}`,
      ['balance_differs', 'ledger_step_extra', 'statement_returned'],
    ],
    [
      'the reference of the provider',
      () => owner`update payouts set provider_reference = 'MINE' || provider_reference where id = ${id}`,
      () => owner`update payouts set provider_reference = substr(provider_reference, 5) where id = ${id}`,
      ['statement_reference'],
    ],
    [
      'the amount of a transfer',
      () => owner`update transfers set amount_minor = 2001 where cause_id = ${id} and step = 'pay'`,
      () => owner`update transfers set amount_minor = 2000 where cause_id = ${id} and step = 'pay'`,
      ['ledger_step_differs'],
    ],
    [
      'a transfer that is deleted',
      () => owner`update transfers set cause_kind = 'reward' where cause_id = ${id} and step = 'pay'`,
      () => owner`update transfers set cause_kind = 'payout' where cause_id = ${id} and step = 'pay'`,
      ['ledger_step_missing'],
    ],
    [
      'a transfer of no payout',
      () => owner`
        insert into transfers (program_id, id, participant_id, from_account, to_account, amount_minor, cause_kind, cause_id, step, made_at)
        select program_id, ${newId()}, participant_id, 'clearing', 'paid', 1, 'payout', 'ffffffff-0000-7000-8000-000000000000', 'pay', made_at
        from transfers where cause_id = ${id} and step = 'pay'`,
      () => owner`delete from transfers where cause_id = 'ffffffff-0000-7000-8000-000000000000'`,
      ['ledger_step_extra'],
    ],
    [
      'a balance',
      () => owner`update participants set paid_minor = paid_minor + 5 where user_id = 'a-1'`,
      () => owner`update participants set paid_minor = paid_minor - 5 where user_id = 'a-1'`,
      ['balance_differs'],
    ],
    [
      'the provider forgets a payment',
      () => owner`update sandbox_payments set due_at = paid_at, paid_at = null where reference = ${reference}`,
      () => owner`update sandbox_payments set paid_at = due_at, due_at = null where reference = ${reference}`,
      ['statement_absent'],
    ],
    [
      'the provider paid another amount',
      () => owner`update sandbox_payments set amount_minor = 20000 where reference = ${reference}`,
      () => owner`update sandbox_payments set amount_minor = 2000 where reference = ${reference}`,
      ['statement_amount'],
    ],
    [
      'the provider took one back and never told',
      () => owner`update sandbox_payments set state = 'returned', returned_at = ${at} where reference = ${reference}`,
      () => owner`update sandbox_payments set state = 'paid', returned_at = null where reference = ${reference}`,
      ['statement_returned'],
    ],
    [
      'the provider never got one back that came back here',
      () => owner`update sandbox_payments set due_at = returned_at, returned_at = null where returned_at is not null`,
      () => owner`update sandbox_payments set returned_at = due_at, due_at = null where due_at is not null`,
      ['statement_not_returned'],
    ],
    [
      'the provider paid what nobody asked for, and what is no payout at all',
      () => owner`
        insert into sandbox_payments (program_id, reference, provider_reference, amount_minor, state, received_at, paid_at)
        select program_id, r, 'X1', 50, 'paid', paid_at, paid_at
        from sandbox_payments, (values (${toWire('pay', newId())}), ('rent')) as extra (r) where reference = ${reference}`,
      () => owner`delete from sandbox_payments where provider_reference = 'X1'`,
      ['statement_unknown', 'statement_unknown'],
    ],
  ]
  for (const [what, change, undo, kinds] of hands) {
    await change()
    const run = await reconcile(app, program)
    const open = await listed(app, program)
    assert.deepEqual([run.opened, kindsOf(open)], [kinds.length, kinds], what)
    for (const one of open) assert.ok(one.message.bn !== '' && one.message.en !== '')
    const again = await reconcile(app, program)
    assert.deepEqual([again.opened, (await listed(app, program)).length], [0, kinds.length], `${what}, found again`)
    await undo()
    const after = await reconcile(app, program)
    assert.deepEqual([after.opened, after.explained, await listed(app, program)], [0, kinds.length, []], what)
  }
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/differences?state=resolved&limit=100`)
  for (const one of items) assert.deepEqual([one.resolution, one.resolvedBy], ['explained', 'bondhu'])
  // It never moved anything, nor asked anybody to.
  assert.equal((await app.ok('GET', `/v1/programs/${program.slug}/ledger/verify`)).ok, true)
})

test('a payment that is twice in the statement is one difference, under another number or the same', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1, 1])
  const [first = '', second = ''] = await paidOut(app, program, ['01712345671', '01712345672'])
  for (const seconds of [60, 2 * hour]) await app.advance(program, seconds)
  const { context, programs } = app.service
  const own = await programs.get(program.slug)
  // The sandbox cannot pay twice; a provider can.
  const honest = sandbox.statement
  assert.ok(honest)
  const withStatement = sandbox as typeof sandbox & { statement: typeof honest }
  t.mock.method(withStatement, 'statement', async function* (...args: Parameters<typeof honest>) {
    for await (const line of honest(...args)) {
      yield line
      yield line.reference === first ? { ...line, providerReference: 'SECOND' } : line
    }
  })
  assert.equal((await reconcile(app, program)).opened, 2)
  const open = await listed(app, program)
  assert.deepEqual(
    open.map(({ kind, subject, detail }) => `${kind} ${subject} ${detail.theirs.times}`).toSorted(compare),
    [first, second].map((subject) => `statement_repeated ${subject} 2`).toSorted(compare),
  )
  // A reading that breaks off proves nothing, neither that something is there nor that it is gone.
  t.mock.restoreAll()
  t.mock.method(withStatement, 'statement', async function* () {
    yield* []
    throw new Error('503')
  })
  const broken = await reconcile(app, program)
  assert.deepEqual([broken.parts[1].statement, broken.opened, broken.explained], ['unread', 0, 0])
  t.mock.restoreAll()
  assert.equal((await reconcile(app, program)).explained, 2)
  assert.equal(await workOnReconciliation(context, own), true)
})

test('finance takes and resolves a difference, no reconciliation overrules it, and support only reads', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1, 1])
  const [id = ''] = await paidOut(app, program, ['01712345671', '01712345672'])
  for (const seconds of [60, 2 * hour]) await app.advance(program, seconds)
  const owner = await ownerOf(t, app)
  const turn = (minor: number) => owner`update sandbox_payments set amount_minor = ${minor} where reference = ${id}`
  await turn(1500)
  await reconcile(app, program)
  const [found] = await listed(app, program)
  assert.ok(found)
  assert.deepEqual(
    [
      found.kind,
      found.subject,
      found.userId,
      found.owner,
      found.detail.ours.amountMinor,
      found.detail.theirs.amountMinor,
    ],
    ['statement_amount', id, 'a-1', null, 2000, 1500],
  )
  const path = `/v1/programs/${program.slug}/differences/${found.id}`
  const [rina, karim, support] = await Promise.all([
    invited(app, 'finance', program.slug),
    invited(app, 'finance', program.slug),
    invited(app, 'support', program.slug),
  ])
  assert.equal((await support.browser.call('GET', path)).status, 200)
  const resolution = { resolution: 'loss_accepted', reason: 'the agent kept ৳5, written off' }
  for (const [verb, body] of Object.entries({ take: {}, resolve: resolution }))
    assert.equal((await support.browser.call('POST', `${path}/${verb}`, body)).status, 403)
  assert.equal((await support.browser.call('POST', `/v1/programs/${program.slug}/reconciliations`)).status, 403)

  // Two at once: one has it, and the other is told.
  const both = await Promise.all([rina, karim].map(({ browser }) => browser.call('POST', `${path}/take`, {})))
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  const [holder, other] = both[0]?.status === 200 ? [rina, karim] : [karim, rina]
  assert.equal((await holder.browser.call('POST', `${path}/take`, {})).status, 200)
  const over = await other.browser.call('POST', `${path}/take`, { from: holder.id })
  assert.deepEqual([over.status, over.body.owner], [200, other.id])
  assert.deepEqual(
    (await listed(app, program, `state=open&owner=${other.id}`)).map((one) => one.id),
    [found.id],
  )
  assert.deepEqual(await listed(app, program, 'owner=none'), [])

  const resolved = await other.browser.call('POST', `${path}/resolve`, resolution)
  assert.deepEqual(
    [resolved.status, resolved.body.state, resolved.body.resolvedBy, resolved.body.note],
    [200, 'resolved', other.id, resolution.reason],
  )
  assert.equal((await other.browser.call('POST', `${path}/resolve`, resolution)).status, 200)
  const late = await holder.browser.call('POST', `${path}/resolve`, { ...resolution, resolution: 'no_difference' })
  assert.deepEqual([late.status, late.body.code], [409, 'difference_state_conflict'])

  // The same is found each night, and stays resolved; what differs by another amount is another one.
  assert.equal((await reconcile(app, program)).opened, 0)
  assert.deepEqual(await listed(app, program), [])
  await turn(1400)
  assert.equal((await reconcile(app, program)).opened, 1)
  await turn(2000)
  assert.equal((await reconcile(app, program)).explained, 1)
  await turn(1400)
  assert.equal((await reconcile(app, program)).opened, 1, 'what came back is open again, as the same row')
  const [again, ...more] = await listed(app, program)
  assert.ok(again && more.length === 0)
  const { history } = await app.ok('GET', `/v1/programs/${program.slug}/differences/${again.id}`)
  assert.deepEqual(
    history.map(({ step, by }: Body) => [step, by]),
    [
      ['opened', 'bondhu'],
      ['resolved', 'bondhu'],
      ['reopened', 'bondhu'],
    ],
  )
  const told = await app.ok('GET', path)
  assert.deepEqual(
    told.history.map(({ step, byName, note }: Body) => [step, byName === null, note]),
    [
      ['opened', true, null],
      ['taken', false, null],
      ['taken', false, null],
      ['resolved', false, resolution.reason],
    ],
  )
  // The operator's app hears of each that opens, and the record has what people did.
  const heard = await app.told(program, 'difference.opened', 3)
  assert.deepEqual(
    heard.map(({ data }: Body) => [data.reason, data.subject, data.difference]),
    [
      ['statement_amount', id, found.id],
      ['statement_amount', id, again.id],
      ['statement_amount', id, again.id],
    ],
  )
  const { items: entries } = await app.ok('GET', `/v1/programs/${program.slug}/audit?subject=${found.id}`)
  assert.deepEqual(
    entries.map(({ action }: Body) => action),
    ['difference.resolve', 'difference.take', 'difference.take'],
  )
})

test('a program reconciles once in each of its own days, and not before anybody cashed out', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1])
  const { context, programs } = app.service
  const own = await programs.get(program.slug)
  assert.equal(await startDaily(context, own), false)
  await paidOut(app, program, ['01712345671'])
  assert.equal(await startDaily(context, own), true)
  assert.equal(await startDaily(context, own), true, 'one that is at work is gone on with')
  assert.equal(await workOnReconciliation(context, own), true)
  assert.equal(await startDaily(context, own), false)
  await app.advance(program, day)
  assert.equal(await startDaily(context, own), true)
  await workOnReconciliation(context, own)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/reconciliations`)
  assert.deepEqual(
    items.map(({ askedBy, state }: Body) => [askedBy, state]),
    [
      [null, 'finished'],
      [null, 'finished'],
    ],
  )
})

/** Payouts as they are after they were paid, so many that they are compared in several bites. */
async function manyPaid(sql: Sql, programId: number, count: number): Promise<void> {
  // A version 7 of some day of 2026 with the number in it.
  const id = (kind: number) => sql`('019b0000-000' || ${String(kind)} || '-7000-8000-' || lpad(n::text, 12, '0'))::uuid`
  const at = new Date(Date.now() - 5 * day * 1000)
  await sql`
    insert into participants (program_id, id, user_id, paid_minor)
    select ${programId}, ${id(1)}, 'm-' || n, 2000 from generate_series(1, ${count}::int) as n`
  await sql`
    insert into payouts (program_id, id, participant_id, idempotency_key, amount_minor, kind, account, hint, wallet,
      provider, state, approvals_needed, provider_reference, day, requested_at, sent_at, settled_at)
    select ${programId}, ${id(2)}, ${id(1)}, 'k', 2000, 'bkash', '', '', ${newId()}, 'sandbox', 'paid', 0, 'P' || n,
      '2026-11-01', ${at}, ${at}, ${at}
    from generate_series(1, ${count}::int) as n`
  await sql`
    insert into transfers
      (program_id, id, participant_id, from_account, to_account, amount_minor, cause_kind, cause_id, step, made_at)
    select ${programId}, gen_random_uuid(), ${id(1)}, s.f, s.t, 2000, 'payout', ${id(2)}, s.step, ${at}
    from generate_series(1, ${count}::int) as n, (values ('request'::transfer_step, 'available'::account, 'clearing'::account),
      ('pay', 'clearing', 'paid')) as s (step, f, t)`
}

/** The sandbox's books of them, without those that `except` names, under the references that go with their ids. */
async function sandboxPaid(sql: Sql, programId: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const uuid = `019b0000-0002-7000-8000-${String(index + 1).padStart(12, '0')}`
    return { reference: toWire('pay', uuid), number: index + 1 }
  })
  const at = new Date(Date.now() - 5 * day * 1000)
  for (let first = 0; first < rows.length; first += 5000) {
    const page = rows.slice(first, first + 5000)
    await sql`
      insert into sandbox_payments (program_id, reference, provider_reference, amount_minor, state, received_at, paid_at)
      select ${programId}, reference, 'P' || number, 2000, 'paid', ${at}, ${at}
      from unnest(${page.map((row) => row.reference)}::text[], ${page.map((row) => row.number)}::int[]) as r (reference, number)
      where number % 1000 <> 0`
  }
}

async function prepared(t: TestContext, count: number) {
  const app = await startApp(t)
  const program = await app.liveProgram()
  const own = await app.service.programs.get(program.slug)
  const { sql } = app.service.context
  await manyPaid(sql, own.id, count)
  await sandboxPaid(sql, own.id, count)
  const env = {
    DATABASE_URL: app.database.serviceUrl,
    BONDHU_OWNER_DATABASE_URL: app.database.ownerUrl,
    BONDHU_SECRET: secret,
  }
  return { app, program, own, sql, env }
}

const ended = async ({ child }: ReturnType<typeof runBondhu>) =>
  child.exitCode ??
  child.signalCode ??
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))

test('`bondhu reconcile` twice at once names each difference once, in a table, and exits with 1', async (t) => {
  const { app, program, sql, env } = await prepared(t, 6000)
  const runs = [1, 2].map(() => runBondhu(env, ['reconcile', '--program', program.slug]))
  atEnd(t, async () => runs.forEach(({ child }) => child.kill('SIGKILL')))
  for (const run of runs) {
    assert.equal(await ended(run), 1, run.output())
    assert.match(run.output(), /BAD .*: until 20.*, 6000 payouts, 6 open differences/)
    assert.match(run.output(), /sandbox: 6000 payouts, against 5994 lines of its statement/)
    assert.equal([...run.output().matchAll(/^ +statement_absent +pay_\w+ +paid ৳20\.00 P\d+ +- +20/gm)].length, 6)
    assert.match(run.output(), /statement_absent: It is paid here, and the statement does not have it\./)
  }
  const rows = await sql`select subject from differences`
  assert.equal(new Set(rows.map(({ subject }) => subject)).size, 6)
  assert.equal(rows.length, 6)
  const [steps] = await sql`select count(*)::int as count from difference_steps`
  assert.equal(steps?.['count'], 6, 'and each was opened once')
  const empty = await app.liveProgram()
  const nothing = runBondhu(env, ['reconcile', '--program', empty.slug])
  assert.equal(await ended(nothing), 0)
  assert.match(nothing.output(), /nobody has cashed out yet: nothing is to be compared/)
})

test('a repeatedly killed reconciliation ends like an uninterrupted one', async (t) => {
  const { app, program, own, sql, env } = await prepared(t, 16_000)
  const { context } = app.service
  await startReconciliation(context, own, { by: null })
  const places = async () => {
    const rows = await sql`select step, after, payouts from reconciliation_parts order by place`
    return JSON.stringify(rows)
  }
  // Each is killed as soon as the work has gone on by something, wherever it then is.
  const seen = new Set<string>()
  let kills = 0
  for (let before = await places(); kills < 5; before = await places()) {
    seen.add(before)
    const run = runBondhu(env, ['reconcile', '--program', program.slug])
    atEnd(t, async () => void run.child.kill('SIGKILL'))
    while ((await places()) === before && run.child.exitCode === null) await sleep(2)
    if (run.child.exitCode !== null) break
    run.child.kill('SIGKILL')
    await ended(run)
    kills += 1
  }
  t.diagnostic(`killed ${kills} times, at ${seen.size} places`)
  assert.ok(kills >= 3 && seen.size >= 3, 'it was killed on the way')
  assert.equal(await workOnReconciliation(context, own), true)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/reconciliations`)
  const whole = items.at(-1)
  assert.deepEqual(
    [whole.state, whole.opened, whole.parts.map((part: Body) => part.payouts)],
    ['finished', 16, [16_000, 16_000]],
  )
  const again = await reconcile(app, program)
  assert.deepEqual([again.opened, again.explained], [0, 0])
  assert.equal((await listed(app, program, 'limit=100')).length, 16)
})

test('an empty statement opens at most a thousand differences, and says that there are more', async (t) => {
  const { app, program, sql } = await prepared(t, 2000)
  await sql`delete from sandbox_payments`
  const run = await reconcile(app, program)
  assert.deepEqual([run.opened, run.cut], [1000, true])
  const next = await reconcile(app, program)
  assert.deepEqual([next.opened, next.cut, next.explained], [1000, false, 0])
  const { counts } = await app.ok('GET', `/v1/programs/${program.slug}/differences`)
  assert.deepEqual(counts, { open: 2000, untaken: 2000 })
})

test('another process has its own view of it: a second context works on the same one', async (t) => {
  const { app, own, sql } = await prepared(t, 6000)
  const other = connect(app.database.serviceUrl, { max: 4 })
  atEnd(t, () => other.end({ timeout: 5 }))
  const { context } = createService(other, await openKeyRing(other, secret), systemClock)
  const started = await Promise.all(
    [app.service.context, context].map((one) => startReconciliation(one, own, { by: null })),
  )
  assert.equal(new Set(started.map(({ id }) => id)).size, 1)
  assert.equal(started.filter(({ begun }) => begun).length, 1)
  await Promise.all([app.service.context, context, context].map((one) => workOnReconciliation(one, own)))
  const [counts] = await sql`
    select (select count(*)::int from differences) as rows, (select count(*)::int from difference_steps) as steps`
  assert.deepEqual({ ...counts }, { rows: 6, steps: 6 })
})
