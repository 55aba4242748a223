/** A portal has no call for its statement, but a file: uploaded, it is compared like any provider's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import type { Answer, Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { bkash, cashOut, earners } from './payouts.js'

const csv = { 'content-type': 'text/csv' }
const heading = 'Reference;State;Amount;Provider reference;At'

/** Payouts of ৳20 that went out in a file, and came back as paid but for the last. */
async function paidByFile(app: TestApp, count: number) {
  const friends = Array.from({ length: count }, () => 1)
  const program = await earners(app, friends, { mode: 'live' })
  const base = `/v1/programs/${program.slug}`
  const ids: string[] = []
  for (let one = 1; one <= count; one++) {
    const method = bkash(`017${String(one).padStart(8, '0')}`)
    const { body } = await cashOut(app, program, { amountMinor: 2000, method }, { userId: `a-${one}` })
    ids.push(body.id)
  }
  await app.ok('POST', `${base}/payout-batches`, { kind: 'bkash' })
  const results = ids.slice(0, -1).map((id, index) => `${id},paid,20.00,TRX${index}`)
  const file = ['reference,state,amount,providerReference', ...results].join('\n')
  const uploaded = await app.call('POST', `${base}/payout-results`, file, csv)
  await app.ok('POST', `${base}/payout-results/${uploaded.body.id}/apply`, { oddRows: 0 })
  // A day ago, so that what should be in a statement until now is.
  await app.service.context.sql`
    update payouts
    set requested_at = requested_at - interval '1 day', sent_at = sent_at - interval '1 day',
      settled_at = settled_at - interval '1 day'
    where program_id = ${(await app.service.programs.get(program.slug)).id}`
  return { program, base, ids }
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
/** As a portal in Dhaka writes it. */
const inDhaka = (at: Date) => new Date(at.getTime() + 6 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

function upload(app: TestApp, base: string, lines: readonly string[], from = 48, to = 0): Promise<Answer> {
  const query = new URLSearchParams({ from: hoursAgo(from).toISOString(), to: hoursAgo(to).toISOString() })
  return app.call('POST', `${base}/payout-statements?${query.toString()}`, [heading, ...lines].join('\r\n'), csv)
}

async function reconciled(app: TestApp, { slug }: TestProgram): Promise<Body> {
  await app.ok('POST', `/v1/programs/${slug}/reconciliations`)
  await workOnReconciliation(app.service.context, await app.service.programs.get(slug))
  const { items } = await app.ok('GET', `/v1/programs/${slug}/reconciliations?limit=1`)
  return items[0]
}

async function open(app: TestApp, { slug }: TestProgram): Promise<string[]> {
  const { items } = await app.ok('GET', `/v1/programs/${slug}/differences?state=open`)
  return items
    .map(({ kind, subject }: Body) => `${kind} ${subject}`)
    .toSorted((a: string, b: string) => a.localeCompare(b))
}

test('without a statement only ledger and payouts are compared; an uploaded one reveals missing, different and extra payments', async () => {
  const app = await sharedApp()
  const { program, base, ids } = await paidByFile(app, 5)
  const [first = '', second = '', third = '', fourth = '', last = ''] = ids
  const before = await reconciled(app, program)
  assert.deepEqual(
    before.parts.map(({ provider, statement }: Body) => [provider, statement]),
    [
      [null, null],
      ['file', 'none'],
    ],
  )
  assert.deepEqual(await open(app, program), [])

  const at = inDhaka(hoursAgo(24))
  const lines = [
    `${first};paid;২০.০০;TRX0;${at}`,
    `${second};paid;15.00;TRX1;${at}`,
    `${third};paid;20.00;TRX2;${at}`,
    `${third};returned;20.00;TRX2;${at}`,
    `${last};paid;20.00;TRX9;${at}`,
    `rent;paid;5,000.00;TRX10;${at}`,
  ]
  // What cannot be read, or is said to be of another time, is refused whole, with its line.
  const wrong: readonly [string, RegExp][] = [
    [`${first};failed;20.00;TRX0;${at}`, /Line 8 .*paid or returned/],
    [`${first};paid;much;TRX0;${at}`, /Line 8 .*amount/],
    [`${first};paid;20.00;;${at}`, /Line 8 .*providerReference/],
    [`${first};paid;20.00;TRX0;yesterday`, /Line 8 .*time/],
    [`${first};paid;20.00;TRX0;2020-01-01 10:00`, /Line 8 .*outside/],
    [`${first};paid`, /Line 8 .*fewer cells/],
    [`${first};paid;20.00;TRX0;${at};more`, /Line 8 .*more cells/],
  ]
  for (const [line, why] of wrong) {
    const { status, body } = await upload(app, base, [...lines, line])
    assert.equal(status, 422, line)
    assert.match(body.detail, why)
  }
  assert.equal((await app.ok('GET', `${base}/payout-statements`)).items.length, 0)
  assert.deepEqual([(await reconciled(app, program)).opened, await open(app, program)], [0, []])

  const { status, body } = await upload(app, base, lines)
  assert.deepEqual([status, body.lines], [201, 6])
  const run = await reconciled(app, program)
  assert.equal(run.parts[1].statement, 'kept')
  assert.deepEqual(
    await open(app, program),
    [
      `statement_absent ${fourth}`,
      `statement_amount ${second}`,
      `statement_returned ${third}`,
      `statement_state ${last}`,
      'statement_unknown rent',
    ].toSorted((a, b) => a.localeCompare(b)),
  )
  // A statement of the same time that is put right takes the place of the first one.
  const right = ids.slice(0, -1).map((id, index) => `${id};paid;20.00;TRX${index};${at}`)
  assert.equal((await upload(app, base, right)).status, 201)
  assert.equal((await reconciled(app, program)).explained, 5)
  assert.deepEqual(await open(app, program), [])
  const { items } = await app.ok('GET', `${base}/payout-statements`)
  assert.deepEqual(
    items.map((one: Body) => one.lines),
    [4, 6],
  )
})

test('a payment in a gap between two statements is not reported as absent', async () => {
  const app = await sharedApp()
  const { program, base } = await paidByFile(app, 2)
  for (const [from, to] of [
    [48, 30],
    [20, 0],
  ] as const)
    assert.equal((await upload(app, base, [], from, to)).status, 201)
  await reconciled(app, program)
  assert.deepEqual(await open(app, program), [])
  assert.equal((await upload(app, base, [], 31, 19)).status, 201)
  await reconciled(app, program)
  assert.equal((await open(app, program)).length, 1)
})
