/** Reconciliation of many payouts: at once, killed, and by several processes. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/clock.js'
import { connect, type Sql } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { startReconciliation } from '../../src/domain/payouts/reconcile/start.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { newId, toWire } from '../../src/ids.js'
import { createService } from '../../src/service.js'
import type { Body } from '../support/api.js'
import { secret, startApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { runBondhu } from '../support/processes.js'
import { day, reconcile, listed } from './reconciling.js'

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
