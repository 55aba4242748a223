/** Data is kept for its time (retention.ts) and no longer: each kind at its bound, months of it in bites, and again for nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sql } from '../../src/db/connect.js'
import { forgetReports } from '../../src/domain/links/forget.js'
import { forgetQuestions } from '../../src/domain/missing-friends/forget.js'
import { dropExpired } from '../../src/domain/operators/sessions.js'
import { forgetResults } from '../../src/domain/payouts/uploads/forget.js'
import { forgetRefusedCalls } from '../../src/domain/refused-calls/calls.js'
import { forgetFacts } from '../../src/domain/signups/forget.js'
import { newId, toWire } from '../../src/ids.js'
import { ending, forgetMax } from '../../src/retention.js'
import type { TestProgram } from '../support/api.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import { openPortal } from '../support/portal.js'
import { report } from '../support/reports.js'

const daySeconds = 86_400
const dayMs = daySeconds * 1000

test('each kind of data is there on the last day of its time and gone on the next', async () => {
  const app = await sharedApp()
  const { program, base } = await everyKind(app)
  assert.deepEqual(await left(app, program), { facts: 1, words: 1, questions: 2, reports: 1, files: 1, rows: 1 })
  const steps: readonly { until: number; gone: Record<string, number> }[] = [
    { until: 29, gone: {} },
    { until: 30.5, gone: { files: 0, rows: 0 } },
    { until: 31.5, gone: { facts: 0 } },
    { until: 179, gone: {} },
    { until: 180.5, gone: { questions: 0, reports: 0 } },
    { until: 364, gone: {} },
    { until: 365.5, gone: { words: 0 } },
  ]
  let [day, expected] = [0, await left(app, program)]
  for (const { until, gone } of steps) {
    await app.advance(program, (until - day) * daySeconds)
    day = until
    expected = { ...expected, ...gone }
    assert.deepEqual(await left(app, program), expected, `after ${until} days`)
  }
  const [appeal] = (await app.ok('GET', `${base}/appeals?state=dismissed`)).items
  assert.deepEqual([appeal.state, appeal.text], ['dismissed', null], 'the appeal stays, without words')
  await app.assertLedger(program)
})

/** One of everything that is kept by the program's clock; of questions an open and an answered one. */
async function everyKind(app: TestApp): Promise<{ program: TestProgram; base: string }> {
  const endsAt = new Date(Date.now() + 500 * dayMs).toISOString()
  const program = await app.liveProgram({ endsAt })
  const base = `/v1/programs/${program.slug}`
  const rina = await app.join(program, 'rina')
  await app.signup(program, { userId: 'without a code', identities: { phone: '01711111111' }, birthYear: 1990 })
  const portal = await openPortal(app, program, 'rina')
  for (const friend of ['01722222222', '01733333333']) {
    await portal.ok('POST', '/missing-friend', { came: 'link', opened: 'lately', friend })
  }
  const [question] = (await app.ok('GET', `${base}/missing-friends`)).items
  await app.ok('POST', `${base}/missing-friends/${question.id}/resolve`, { note: 'Not the same person' })
  await report(app, program, rina, 'unwanted')
  await app.join(program, 'a member')
  await app.signup(program, { userId: 'a member', code: rina.code })
  const [refused] = (await app.ok('GET', `${base}/participants/rina/referrals`)).items
  const { id } = await app.ok('POST', `${base}/referrals/${refused.id}/appeal`, { text: 'I am new' })
  await app.ok('POST', `${base}/appeals/${id}/dismiss`, { reason: 'The account is older' })
  const file = await fetch(`${app.url}${base}/payout-results`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}`, 'content-type': 'text/csv' },
    body: 'reference,state,amount,providerReference,code\npay_unknown,paid,20.00,TRX1,',
  })
  assert.equal(file.status, 201)
  return { program, base }
}

async function left(app: TestApp, program: TestProgram): Promise<Record<string, number>> {
  const { sql, programId } = await dataOf(app, program)
  const [counts] = await sql<Record<string, number>[]>`
    select
      (select count(*)::int from signups where program_id = ${programId} and facts is not null) as facts,
      (select count(*)::int from appeals where program_id = ${programId} and coalesce(text, answer) is not null) as words,
      (select count(*)::int from missing_friends where program_id = ${programId}) as questions,
      (select count(*)::int from link_reports where program_id = ${programId}) as reports,
      (select count(*)::int from payout_results where program_id = ${programId}) as files,
      (select count(*)::int from payout_result_rows where program_id = ${programId}) as rows`
  return { ...counts }
}

async function dataOf(app: TestApp, { slug }: TestProgram): Promise<{ sql: Sql; programId: number }> {
  const { id } = await app.service.programs.get(slug)
  return { sql: app.service.context.sql, programId: id }
}

const now = new Date('2027-06-30T12:00:00Z')
/** More than two bites are old enough, and one row a day is not. */
const oldCount = forgetMax * 2 + 1
const youngCount = 10

/** Rows of a kind, each of a moment: a year of old ones, and young ones up to a minute before the bound. */
const months: Readonly<
  Record<
    string,
    { keptMs: number; forget: typeof forgetFacts; fill: (sql: Sql, programId: number) => Promise<unknown> }
  >
> = {
  facts: {
    keptMs: ending.lateCodes.keptMs,
    forget: forgetFacts,
    fill: (sql, programId) => sql`
      insert into signups (program_id, participant_id, outcome, reason, occurred_at, decided_at, facts)
      select ${programId}, gen_random_uuid(), 'organic', 'no_code', at, at, '{}' from ${moments(sql, 'lateCodes')}`,
  },
  questions: {
    keptMs: ending.questions.keptMs,
    forget: forgetQuestions,
    fill: (sql, programId) => sql`
      insert into missing_friends (program_id, id, participant_id, came, opened, answer, times, day, first_asked_at,
        asked_at, note, resolved_by, resolved_at)
      select ${programId}, gen_random_uuid(), gen_random_uuid(), 'link', 'lately', 'ask_friend', 1, at::date, at, at,
        case when n % 2 = 0 then 'seen' end, case when n % 2 = 0 then 'opr' end, case when n % 2 = 0 then at end
      from ${moments(sql, 'questions')}`,
  },
  reports: {
    keptMs: ending.linkReports.keptMs,
    forget: forgetReports,
    fill: (sql, programId) => sql`
      insert into link_reports (program_id, id, advocate_id, reason, reader, day, reported_at)
      select ${programId}, lpad(to_hex(n), 32, '0')::uuid, gen_random_uuid(), 'unwanted', gen_random_uuid(), at::date, at
      from ${moments(sql, 'linkReports')}`,
  },
}

/** Oldest first. */
function moments(sql: Sql, kind: keyof typeof ending) {
  const bound = new Date(now.getTime() - ending[kind].keptMs)
  return sql`(
    select n, ${bound}::timestamptz - (${oldCount} - n + 1) * interval '50 minutes' as at
    from generate_series(1, ${oldCount}::int) as n
    union all
    select ${oldCount}::int + n, ${bound}::timestamptz + n * interval '1 minute'
    from generate_series(1, ${youngCount}::int) as n) as moments`
}

for (const [kind, { forget, fill }] of Object.entries(months)) {
  test(`a year of ${kind} goes in bites, the young stay, and a second run finds nothing`, async () => {
    const app = await sharedApp()
    const { sql, programId } = await dataOf(app, await app.draftProgram())
    const { sql: _sql, programId: neighbour } = await dataOf(app, await app.draftProgram())
    await fill(sql, programId)
    await fill(sql, neighbour)
    const bites = []
    for (let bite = 0; bite < 4; bite++) bites.push(await forget(sql, programId, now))
    assert.deepEqual(bites, [forgetMax, forgetMax, 1, 0])
    assert.equal(
      await forget(sql, programId, new Date(now.getTime() + 10.5 * 60_000)),
      youngCount,
      'later they are old',
    )
    assert.equal(await forget(sql, neighbour, now), forgetMax, 'another program keeps its own until its turn')
  })
}

test('of uploaded files only those that nobody applied are deleted, in bites, and a half-deleted one cannot be applied', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram()
  const { sql, programId } = await dataOf(app, program)
  const old = new Date(now.getTime() - ending.uploadedFiles.keptMs - 1)
  const [waiting, applied] = [newId(), newId()]
  await sql`
    insert into payout_results (program_id, id, state, uploaded_at, applied_at)
    values (${programId}, ${waiting}, 'previewed', ${old}, null), (${programId}, ${applied}, 'applied', ${old}, ${old})`
  await sql`
    insert into payout_result_rows (program_id, result_id, line, reference)
    select ${programId}, id, n, 'r' from unnest(array[${waiting}, ${applied}]::uuid[]) as id,
      generate_series(1, ${forgetMax + 1}::int) as n`
  assert.equal(await forgetResults(sql, programId, now), forgetMax)
  const apply = `/v1/programs/${program.slug}/payout-results/${toWire('res', waiting)}/apply`
  assert.equal((await app.call('POST', apply, { oddRows: 0 })).status, 404)
  assert.equal(await forgetResults(sql, programId, now), 1)
  assert.equal(await forgetResults(sql, programId, now), 0)
  const files = await sql<{ id: string; rows: number }[]>`
    select f.id, (select count(*)::int from payout_result_rows r
      where r.program_id = ${programId} and r.result_id = f.id) as rows
    from payout_results f where f.program_id = ${programId}`
  assert.deepEqual([...files], [{ id: applied, rows: forgetMax + 1 }])
})

test('refused calls and unaccepted invitations go by real time', async (t) => {
  const app = await startApp(t)
  const program = await app.draftProgram()
  const { sql, programId } = await dataOf(app, program)
  const { context } = app.service
  const ago = (kind: keyof typeof ending, ms: number) => new Date(Date.now() - ending[kind].keptMs + ms)
  for (const at of [ago('refusedCalls', -60_000), ago('refusedCalls', 60_000)]) {
    await sql`
      insert into refused_calls (program_id, id, at, actor, method, path, status, code, detail, fields)
      values (${programId}, ${newId()}, ${at}, 'key', 'GET', '/v1', 404, 'not_found', '', '[]')`
  }
  await forgetRefusedCalls(context, programId)
  assert.equal((await sql`select from refused_calls where program_id = ${programId}`).count, 1)
  for (const email of ['early@golpo.example', 'late@golpo.example']) {
    await app.ok('POST', '/v1/team/invitations', { email, program: null, role: 'viewer' })
  }
  await sql`update invitations set expires_at = ${ago('invitations', -1000)} where email = 'early@golpo.example'`
  await dropExpired(context)
  const invitations = await sql<{ email: string }[]>`select email from invitations where email is not null`
  assert.deepEqual([...invitations], [{ email: 'late@golpo.example' }])
})
