/** From what can be cashed out to "৳100 received", as the app's server and its people see it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { bkash, cashOut, earners, payout } from './payouts.js'

const day = 86_400

test('five friends, ৳100 asked for, ৳100 received', async () => {
  const app = await sharedApp()
  const program = await earners(app, [6])
  const asked = await cashOut(app, program, { amountMinor: 10_000, method: bkash('০১৭১২-৩৪৫৬৭৮') })
  assert.equal(asked.status, 201)
  assert.deepEqual(
    [asked.body.state, asked.body.amountMinor, asked.body.currency, asked.body.method],
    ['approved', 10_000, 'BDT', { kind: 'bkash', hint: '678' }],
  )
  const { balances } = await app.participant(program, 'a-1')
  assert.deepEqual([balances.availableMinor, balances.clearingMinor, balances.paidMinor], [2000, 10_000, 0])
  await app.advance(program, 1)
  const paid = await payout(app, program, asked.body.id)
  assert.deepEqual([paid.state, paid.provider, paid.userId], ['paid', 'sandbox', 'a-1'])
  const after = (await app.participant(program, 'a-1')).balances
  assert.deepEqual([after.availableMinor, after.clearingMinor, after.paidMinor], [2000, 0, 10_000])
  assert.equal((await app.stats(program)).paidMinor, 10_000)
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/a-1/transfers?limit=2`)
  assert.deepEqual(
    items.map((one: Body) => [one.cause, one.step, one.from, one.to]),
    [
      ['payout', 'pay', 'clearing', 'paid'],
      ['payout', 'request', 'available', 'clearing'],
    ],
  )
  const mine = await app.ok('GET', `/v1/programs/${program.slug}/participants/a-1/payouts`)
  assert.deepEqual(
    mine.items.map((one: Body) => [one.id, one.state]),
    [[asked.body.id, 'paid']],
  )
  const stored = await app.service.context.sql<{ row: string }[]>`
    select p::text || m::text as row
    from payouts p join payout_methods m on m.program_id = p.program_id
    where p.program_id = (select id from programs where slug = ${program.slug})`
  assert.ok(!/1712345678|31373132333435363738/.test(stored[0]?.row ?? ''), 'the number stands nowhere in the clear')
  const told = await app.told(program, 'payout', 2)
  assert.deepEqual(
    told.map((one: Body) => one.type),
    ['payout.requested', 'payout.paid'],
  )
  assert.equal(told[1].messages[0].bn, '৳১০০ পেয়েছেন।')
  await app.assertLedger(program)
})

test('twenty identical cash-outs at once are one, and every answer is the same', async () => {
  const app = await sharedApp()
  const program = await earners(app, [5])
  const body = { amountMinor: 4000, method: bkash() }
  const answers = await Promise.all(Array.from({ length: 20 }, () => cashOut(app, program, body, { key: 'once' })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [...Array<number>(19).fill(200), 201],
  )
  await app.advance(program, 1)
  answers.push(await cashOut(app, program, { amountMinor: 4000 }, { key: 'once' }))
  for (const answer of answers) assert.deepEqual(answer.body, answers[0]?.body)
  const other = await cashOut(app, program, { amountMinor: 2000 }, { key: 'once' })
  assert.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused'])
  assert.equal((await app.participant(program, 'a-1')).balances.paidMinor, 4000)
  await app.assertLedger(program)
})

test('a key in quotation marks is the key inside them, and unclosed marks are refused', async () => {
  const app = await sharedApp()
  const program = await earners(app, [6])
  const ask = async (key: string) => cashOut(app, program, { amountMinor: 2000, method: bkash() }, { key })
  const first = await ask('k1')
  for (const key of ['"k1"', ' "k1" ', 'k1']) {
    const { status, body } = await ask(key)
    assert.deepEqual([status, body.id], [200, first.body.id], key)
  }
  const marked = await ask('"a\\"b\\\\c"')
  assert.equal(marked.status, 201)
  assert.equal((await ask('a"b\\c')).body.id, marked.body.id)
  for (const key of ['"k1', '"', '""', '"k1"x', '"k\\1"']) {
    assert.equal((await ask(key)).body.code, 'idempotency_key_required', key)
  }
})

test('of twenty different cash-outs of all that is there, one is granted; and a failure is not kept with its key', async () => {
  const app = await sharedApp()
  const program = await earners(app, [2])
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/a-1/payout-method`, bkash())
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => cashOut(app, program, { amountMinor: 4000 }, { key: `try-${index}` })),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  for (const { status, body } of answers.filter((one) => one.status !== 201)) {
    assert.deepEqual([status, body.code], [409, 'available_short'])
  }
  const refused = answers.findIndex(({ status }) => status !== 201)
  const { code } = await app.ok('GET', `/v1/programs/${program.slug}/participants/a-1`)
  await Promise.all([1, 2].map((n) => app.signup(program, { userId: `late-${n}`, code })))
  assert.equal((await cashOut(app, program, { amountMinor: 4000 }, { key: `try-${refused}` })).status, 201)
  await app.assertLedger(program)
})

test('an impossible cash-out is refused with its reason, and nothing moves', async () => {
  const app = await sharedApp()
  const program = await earners(app, [10], { minimumPayoutMinor: 10_000 })
  const path = `/v1/programs/${program.slug}/participants/a-1`
  const codeOf = async (body: Body, more = {}) => {
    const answer = await cashOut(app, program, body, more)
    return `${answer.status} ${answer.body.code}`
  }
  assert.equal(await codeOf({ amountMinor: 10_000 }), '409 payout_method_missing')
  assert.equal(await codeOf({ amountMinor: 9999, method: bkash() }), '422 payout_below_minimum')
  assert.equal(await codeOf({ amountMinor: 20_001, method: bkash() }), '409 available_short')
  assert.equal(await codeOf({ amountMinor: 25_000_001, method: bkash() }), '422 payout_amount_unsupported')
  assert.equal(await codeOf({ amountMinor: 10_000, method: bkash('12345') }), '422 request_invalid')
  assert.equal(
    await codeOf({ amountMinor: 10_000, method: { kind: 'bank', account: '1234567' } }),
    '422 request_invalid',
  )
  assert.equal(
    await codeOf({ amountMinor: 10_000, method: bkash() }, { userId: 'nobody' }),
    '404 participant_not_found',
  )
  assert.equal(await codeOf({ amountMinor: 10_000, method: bkash() }, { key: ' ' }), '400 idempotency_key_required')
  assert.equal((await app.call('POST', `${path}/payouts`, { amountMinor: 10_000 })).status, 400)
  assert.equal(await codeOf({ amountMinor: 0, method: bkash() }), '422 request_invalid')
  const { balances } = await app.participant(program, 'a-1')
  assert.deepEqual([balances.availableMinor, balances.clearingMinor], [20_000, 0])
  const { context, programs } = app.service
  const { id } = await programs.get(program.slug)
  const onFile = await context.sql`select 1 from payout_methods where program_id = ${id}`
  assert.equal(onFile.count, 0, 'nothing came on file')
  assert.equal(await codeOf({ amountMinor: 10_000, method: bkash() }), '201 undefined')
  assert.equal(await codeOf({ amountMinor: 10_000, method: bkash('01812345678') }), '409 payout_method_differs')
  await app.assertLedger(program)
})

test('after a change of the wallet nothing is cashed out for a day; the same wallet again changes nothing', async () => {
  const app = await sharedApp()
  const program = await earners(app, [4])
  const put = (method: Body) => app.ok('PUT', `/v1/programs/${program.slug}/participants/a-1/payout-method`, method)
  const first = await put(bkash())
  assert.equal(first.usableAt, first.setAt)
  assert.equal((await cashOut(app, program, { amountMinor: 2000 })).status, 201)
  assert.deepEqual(await put(bkash('+880 1712-345678')), first, 'the same number, written otherwise')
  const changed = await put({ kind: 'nagad', account: '01812345678' })
  assert.equal(Date.parse(changed.usableAt) - Date.parse(changed.setAt), day * 1000)
  const early = await cashOut(app, program, { amountMinor: 2000 })
  assert.deepEqual([early.status, early.body.code], [409, 'payout_method_waiting'])
  await app.advance(program, day)
  const later = await cashOut(app, program, { amountMinor: 2000 })
  assert.deepEqual([later.status, later.body.method], [201, { kind: 'nagad', hint: '678' }])
})

test('a wallet has at most the allowed number of participants, also with concurrent calls', async () => {
  const app = await sharedApp()
  const friends = Array.from({ length: 10 }, () => 1)
  const program = await earners(app, friends, { payouts: { participantsPerWalletMax: 2 } })
  const answers = await Promise.all(
    friends.map((_, index) =>
      cashOut(app, program, { amountMinor: 2000, method: bkash() }, { userId: `a-${index + 1}` }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 2)
  const refused = answers.find(({ status }) => status !== 201)
  assert.deepEqual([refused?.status, refused?.body.code], [409, 'wallet_limit_reached'])
  const clusters = await app.service.context.sql<{ size: number }[]>`
    select m.size from programs g join cluster_members m on m.program_id = g.id
    where g.slug = ${program.slug} and m.size is not null`
  assert.deepEqual(
    [...clusters],
    [{ size: 10 }],
    'whose money it was to be is known, and nobody else may use the wallet',
  )
  await app.assertLedger(program)
})

test('a wallet gets at most its limits per day and month, over all participants', async () => {
  const app = await sharedApp()
  const payouts = { ceilings: { perDayMinor: 6000, perMonthMinor: 10_000 } }
  const program = await earners(app, [5, 5], { payouts })
  for (const userId of ['a-1', 'a-2']) {
    await app.ok('PUT', `/v1/programs/${program.slug}/participants/${userId}/payout-method`, bkash())
  }
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      cashOut(app, program, { amountMinor: 2000 }, { userId: `a-${(index % 2) + 1}` }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 3)
  assert.equal(answers.find(({ status }) => status !== 201)?.body.code, 'wallet_ceiling_reached')
  await app.assertLedger(program)
})

test('a person and the keys that they made approve once together, and somebody else is the second', async () => {
  const app = await sharedApp()
  const program = await earners(app, [5], { payouts: { autoApproveMaxMinor: 1, approvals: 2 } })
  const base = `/v1/programs/${program.slug}`
  const asked = await cashOut(app, program, { amountMinor: 10_000, method: bkash() })
  const path = `${base}/payouts/${asked.body.id}/approve`
  const rina = await invited(app, 'owner')
  const karim = await invited(app, 'finance', program.slug)
  await rina.browser.ok('POST', path)
  for (const name of ['one', 'two']) {
    const { secret } = await rina.browser.ok('POST', `${base}/keys`, { name, permissions: ['payouts:approve'] })
    const { body } = await app.call('POST', path, undefined, { authorization: `Bearer ${secret}` })
    assert.deepEqual([body.state, body.approvals], ['requested', { needed: 2, given: 1 }])
  }
  const answers = await Promise.all(Array.from({ length: 10 }, () => karim.browser.call('POST', path)))
  for (const { body } of answers) assert.deepEqual([body.state, body.approvals.given], ['approved', 2])
})

test('above its limit a program needs approval: by two different people if required; one can reject', async () => {
  const app = await sharedApp()
  const program = await earners(app, [10], { payouts: { autoApproveMaxMinor: 4000, approvals: 2 } })
  const base = `/v1/programs/${program.slug}`
  const ask = (amountMinor: number) => cashOut(app, program, { amountMinor, method: bkash() })
  const [small, large, unwanted] = [await ask(4000), await ask(6000), await ask(2000)]
  assert.deepEqual([small.body.state, large.body.state], ['approved', 'requested'])
  assert.equal(unwanted.body.state, 'requested', 'small sums add up to a large one')
  const karim = await invited(app, 'finance', program.slug)
  const { secret } = await app.ok('POST', `${base}/keys`, { name: 'finance', permissions: ['payouts:approve'] })
  const asKey = { authorization: `Bearer ${secret}` }
  const path = `${base}/payouts/${large.body.id}/approve`
  const first = await Promise.all(
    Array.from({ length: 6 }, (_, index) => app.call('POST', path, undefined, index % 2 ? asKey : {})),
  )
  for (const { body } of first) assert.deepEqual([body.state, body.approvals], ['requested', { needed: 2, given: 1 }])
  await app.advance(program, 1)
  assert.equal((await payout(app, program, large.body.id)).state, 'requested')
  assert.equal((await karim.browser.ok('POST', path)).state, 'approved')
  const rejected = await app.ok('POST', `${base}/payouts/${unwanted.body.id}/reject`, { reason: 'a ring' })
  assert.deepEqual([rejected.state, rejected.reason], ['rejected', 'rejected'])
  assert.match(rejected.message.bn, /অনুমোদন/)
  assert.equal(
    (await app.call('POST', `${base}/payouts/${unwanted.body.id}/approve`)).body.code,
    'payout_state_conflict',
  )
  await app.advance(program, 1)
  const { balances } = await app.participant(program, 'a-1')
  assert.deepEqual([balances.availableMinor, balances.clearingMinor, balances.paidMinor], [10_000, 0, 10_000])
  const waiting = await Promise.all([ask(2000), ask(2000)])
  const together = await app.ok('POST', `${base}/payouts/approve`, {
    payouts: [...waiting.map(({ body }) => body.id), unwanted.body.id, 'pay_nonsense'],
  })
  assert.deepEqual(
    together.items.map((one: Body) => one.state ?? one.problem),
    ['requested', 'requested', 'payout_state_conflict', 'payout_not_found'],
  )
  const listed = await app.ok('GET', `${base}/payouts?state=requested`)
  assert.deepEqual(
    listed.items.map((one: Body) => one.approvals.given),
    [1, 1],
  )
  await app.assertLedger(program)
})

test('once a program has ended there is no minimum, and what was earned is still paid', async () => {
  const app = await sharedApp()
  const program = await earners(app, [1], { minimumPayoutMinor: 10_000 })
  assert.equal((await cashOut(app, program, { amountMinor: 2000, method: bkash() })).status, 422)
  await app.advance(program, 91 * day)
  const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash() })
  assert.equal(asked.status, 201)
  await app.advance(program, 1)
  assert.equal((await payout(app, program, asked.body.id)).state, 'paid')
  await app.assertLedger(program)
})

test('a reversal does not touch money on its way', async () => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/a-1/referrals`)
  await cashOut(app, program, { amountMinor: 2000, method: bkash() })
  await app.ok('POST', `/v1/programs/${program.slug}/referrals/${items[0].id}/reverse`, { reason: 'a second account' })
  await app.advance(program, 1)
  const { balances } = await app.participant(program, 'a-1')
  assert.deepEqual([balances.availableMinor, balances.paidMinor], [0, 2000])
  assert.equal((await app.stats(program)).lossMinor, 2000)
  await app.assertLedger(program)
})
