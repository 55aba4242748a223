/** "Do our books, our payouts and the provider's own books say the same?": asked every night, and whenever one likes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startDaily } from '../../src/domain/payouts/reconcile/start.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { sandbox } from '../../src/domain/payouts/providers/sandbox.js'
import { newId, toWire } from '../../src/ids.js'
import type { Body } from '../support/api.js'
import { sharedApp, startApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { earners } from './payouts.js'
import { hour, day, reconcile, listed, compare, kindsOf, paidOut, ownerOf } from './reconciling.js'

test('after every provider fault ledger, payouts and statement agree', async () => {
  const app = await sharedApp()
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
  const app = await sharedApp()
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
  const app = await sharedApp()
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

test('a program reconciles once a day of its calendar, after somebody has cashed out', async () => {
  const app = await sharedApp()
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
