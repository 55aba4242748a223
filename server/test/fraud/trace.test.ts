/** What a signup leaves behind for the rules of abuse, and that none of it can be read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailBlockOf, seenOf, seenSchema, subnetOf } from '../../src/domain/fraud/trace.js'
import { sharedApp, type TestApp } from '../support/app.js'
import type { TestProgram } from '../support/api.js'

const nowhere = { find: () => undefined }
const keys = { address: Buffer.alloc(32, 1), block: Buffer.alloc(32, 2) }

test('neighbours share a block: addresses of a street, numbers of a strip, mail addresses that only count up', () => {
  assert.equal(subnetOf('203.0.113.9'), '203.0.113')
  assert.equal(subnetOf('2001:db8:7:1:0:0:0:1'), '2001:db8:7')
  assert.equal(mailBlockOf('rina.1@example.com'), 'rina.@example.com')
  assert.equal(mailBlockOf('01712345678@example.com'), undefined, 'nothing is left to compare')
  const one = seenOf(keys, { ip: '203.0.113.9', phone: '+8801712345678', email: 'rina1@example.com' }, nowhere)
  const next = seenOf(keys, { ip: '203.0.113.10', phone: '+8801712345699', email: 'rina2@example.com' }, nowhere)
  const far = seenOf(keys, { ip: '203.0.114.9', phone: '+8801712345778', email: 'rima2@example.com' }, nowhere)
  for (const part of ['subnet', 'numberBlock', 'mailBlock'] as const) {
    assert.ok(one[part])
    assert.equal(one[part], next[part], part)
    assert.notEqual(one[part], far[part], part)
  }
  assert.notEqual(one.address, next.address)
})

test('nothing sent leaves nothing behind, and the same value has other digests under other keys', () => {
  assert.deepEqual(
    seenOf(keys, { ip: 'unknown', userAgent: '-', integrity: '?' }, nowhere),
    seenSchema.parse(undefined),
  )
  const sent = { ip: '203.0.113.9', userAgent: 'Golpo/1', phone: '+8801712345678', email: 'rina1@example.com' }
  const here = seenOf(keys, sent, nowhere)
  const elsewhere = seenOf({ address: Buffer.alloc(32, 3), block: Buffer.alloc(32, 4) }, sent, nowhere)
  const digests = ['address', 'subnet', 'agent', 'numberBlock', 'mailBlock'] as const
  for (const part of digests) assert.notEqual(here[part], elsewhere[part], part)
  assert.equal(new Set(digests.map((part) => here[part])).size, digests.length)
})

interface TraceOf {
  readonly subnet: string | null
  readonly number_block: string | null
  readonly click_ms: bigint | null
  readonly integrity: string | null
}

async function traceOf(app: TestApp, program: TestProgram, userId: string): Promise<TraceOf | undefined> {
  const [row] = await app.service.context.sql<TraceOf[]>`
    select t.subnet, t.number_block, t.click_ms, t.integrity
    from programs g
    join participants p on p.program_id = g.id and p.user_id = ${userId}
    join traces t on t.program_id = g.id and t.friend_id = p.id
    where g.slug = ${program.slug}`
  return row
}

const context = { ip: '203.0.113.9', userAgent: 'Golpo/1', integrity: 'passed' }

test('a friend with an advocate leaves a trace, counted or refused; one without leaves none', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const identities = { phone: '01712345678' }
  await app.signup(program, { userId: 'by-code', code, context, identities })
  await app.signup(program, { userId: 'refused', code, context, identities })
  await app.signup(program, { userId: 'by-click', clickId: await app.click(program, code), context })
  await app.signup(program, { userId: 'alone', context, identities: { phone: '01812345678' } })
  const byCode = await traceOf(app, program, 'by-code')
  assert.ok(byCode?.subnet && byCode.number_block)
  assert.deepEqual({ ...byCode }, { ...(await traceOf(app, program, 'refused')) })
  assert.deepEqual([byCode.click_ms, byCode.integrity], [null, 'passed'])
  assert.ok(((await traceOf(app, program, 'by-click'))?.click_ms ?? -1n) >= 0n)
  assert.equal(await traceOf(app, program, 'alone'), undefined)
})

test('a late code keeps the trace of the first report; the second report does not change it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const first = { userId: 'late', context, identities: { phone: '01712345678' } }
  await app.signup(program, { userId: 'at-once', code, context: { ...context, ip: '203.0.113.77' } })
  assert.equal((await app.signup(program, first)).outcome, 'organic')
  const answer = await app.signup(program, {
    userId: 'late',
    code,
    context: { ip: '198.51.100.1', integrity: 'failed' },
  })
  assert.equal(answer.outcome, 'referred')
  const late = await traceOf(app, program, 'late')
  assert.equal(late?.subnet, (await traceOf(app, program, 'at-once'))?.subnet)
  assert.equal(late?.integrity, 'passed')
})

test('without consent the address and the browser leave nothing behind; the phone still tells one person from another', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const report = (userId: string, number: string, consent: boolean | null) =>
    app.signup(program, {
      userId,
      code,
      identities: { phone: number },
      context: { ip: '203.0.113.9', userAgent: 'Golpo/1', integrity: 'passed', consent },
    })
  await report('agreed', '01712345678', true)
  await report('not-asked', '01722345678', null)
  await report('refused', '01732345678', false)
  const rows = await app.service.context.sql<{ user_id: string; left: string[] }[]>`
    select p.user_id, array_remove(array[
        case when t.address is not null then 'address' end, case when t.subnet is not null then 'subnet' end,
        case when t.agent is not null then 'agent' end, case when t.network is not null then 'network' end,
        case when t.address_country is not null then 'country' end,
        case when t.number_block is not null then 'number block' end], null) as left
    from programs g
    join participants p on p.program_id = g.id
    join traces t on t.program_id = g.id and t.friend_id = p.id
    where g.slug = ${program.slug}`
  const left = new Map(rows.map((row) => [row.user_id, row.left.filter((part) => !/^(network|country)$/.test(part))]))
  assert.deepEqual(left.get('agreed'), ['address', 'subnet', 'agent', 'number block'])
  assert.deepEqual(left.get('not-asked'), left.get('agreed'))
  assert.deepEqual(rows.find((row) => row.user_id === 'refused')?.left, ['number block'])
  const second = await report('second', '01732345678', false)
  assert.equal(second.reason, 'already_member')
})

test('what a person without consent did is not kept for a late code either', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  await app.signup(program, {
    userId: 'late',
    identities: { phone: '01712345678' },
    context: { ip: '203.0.113.9', userAgent: 'Golpo/1', consent: false },
  })
  assert.equal((await app.signup(program, { userId: 'late', code })).outcome, 'referred')
  assert.equal((await traceOf(app, program, 'late'))?.subnet, null)
})
