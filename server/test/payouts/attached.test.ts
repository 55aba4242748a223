/** Providers that an operator attaches: paid once whatever happens on the way, and nobody in between can say otherwise. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendDue } from '../../src/domain/payouts/send.js'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import { newId, toWire } from '../../src/ids.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { until } from '../support/until.js'
import { attach, callBack, recharging, signedAnswer, sold, written, type Answered, type Call } from './attached.js'
import { earners, payout } from './payouts.js'
import { minute, hour, asked, reconciled, differences, isPayment, isQuery } from './attached-cash-outs.js'

test('an operator attaches a receiver and names it: a phone is recharged by it, once, and three ways of counting agree', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { provider, middle, secret, books, path } = await attach(t, app, program)
  assert.match(secret, /^prvsec_[\w-]{43}$/)
  assert.equal(provider.provider, `http:${provider.id}`)
  assert.ok(!JSON.stringify(await app.ok('GET', path)).includes(secret), 'shown once')
  const [row] = await app.service.context.sql`
    select p::text from attached_providers p
    where program_id = (select id from programs where slug = ${program.slug})`
  assert.ok(!JSON.stringify(row).includes(Buffer.from(secret).toString('hex')), 'and sealed')
  const id = await asked(app, program)
  await app.advance(program, 1)
  const paid = await payout(app, program, id)
  assert.deepEqual([paid.state, paid.provider], ['paid', provider.provider])
  assert.match(paid.providerReference, /^TOP[0-9A-F]{12}$/)
  assert.deepEqual(await sold(books), [id])
  const { call } = middle.seen.find((one) => isPayment(one.call)) ?? {}
  const { deadline, ...order } = JSON.parse(call?.body ?? '')
  assert.deepEqual(order, {
    reference: id,
    kind: 'recharge',
    account: '+8801712345678',
    bank: null,
    amountMinor: 2000,
    currency: 'BDT',
    program: program.slug,
    mode: 'test',
  })
  assert.ok(Date.parse(deadline) > Date.now())
  assert.deepEqual([call?.headers['bondhu-provider'], call?.headers['content-type']], [provider.id, 'application/json'])
  const { opened, parts } = await reconciled(app, program)
  const { provider: compared, providerName, statement, lines } = parts[1]
  assert.deepEqual([opened, compared, providerName, statement, lines], [0, provider.provider, 'Recharge', 'read', 1])
  // Long after, by the program's own clock, which the receiver knows nothing of.
  await app.advance(program, 40 * 24 * hour)
  assert.equal((await reconciled(app, program)).opened, 0)
  assert.equal((await app.ok('GET', path)).trouble, null)
  await app.assertLedger(program)
})

test('a live program is paid by what it attached; other kinds of account stay where they were', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [2], { mode: 'live' })
  const { middle } = await attach(t, app, program)
  const id = await asked(app, program)
  await sweepPayouts(app.service.context, await app.service.programs.get(program.slug))
  assert.equal((await payout(app, program, id)).state, 'paid')
  assert.equal(JSON.parse(middle.seen[0]?.call.body ?? '').mode, 'live')
  const { providers } = (await app.program(program)).payouts
  assert.deepEqual([providers.bkash, providers.bank], ['file', 'file'])
})

test('a receiver that pays without answering is polled by the same reference, and pays once', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { middle, books } = await attach(t, app, program)
  middle.after = (call, answer) => (isPayment(call) ? 'silence' : answer)
  const id = await asked(app, program)
  await app.advance(program, 1)
  assert.equal((await payout(app, program, id)).state, 'unknown')
  assert.deepEqual(await sold(books), [id])
  await app.advance(program, minute)
  assert.equal((await payout(app, program, id)).state, 'paid')
  assert.deepEqual(await sold(books), [id])
  assert.equal(middle.seen.filter(({ call }) => isPayment(call)).length, 1, 'sent once')
  await app.assertLedger(program)
})

test('an order that arrives after its deadline is not paid, and the money comes back', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { middle, books } = await attach(t, app, program)
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  middle.before = async (call) => (isPayment(call) ? held : undefined)
  const id = await asked(app, program)
  const limits = { deadlineMs: 800, callMs: 20_000, abreast: 1 }
  const begunMs = Date.now()
  await sendDue(app.service.context, await app.service.programs.get(program.slug), 1, limits)
  assert.ok(Date.now() - begunMs < 5000, 'nobody waits longer than until the deadline')
  assert.equal((await payout(app, program, id)).state, 'unknown')
  letGo()
  await until('it arrived', () => middle.seen.length > 0)
  await app.advance(program, minute)
  const { state, reason } = await payout(app, program, id)
  assert.deepEqual([state, reason], ['failed', 'not_sent'])
  assert.deepEqual(await sold(books), [])
  assert.equal((await app.participant(program, 'a-1')).balances.availableMinor, 2000)
})

test('nobody in between can forge or replay an answer', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1, 1])
  const { middle, secret, path } = await attach(t, app, program)
  // Before anything is paid somebody hears what "not found" sounds like.
  middle.before = async (call) => (isPayment(call) ? 'silence' : undefined)
  const lost = await asked(app, program, 'a-1')
  await app.advance(program, 1)
  await app.advance(program, minute)
  const heard = middle.seen.find(({ answer }) => answer?.status === 404)?.answer
  assert.ok(heard && JSON.parse(heard.body).state === 'not_found')
  assert.equal((await payout(app, program, lost)).state, 'unknown', 'an hour has not passed')
  middle.before = async () => {}
  // From then on nobody asks about it: its good answer would clear the trouble that a forgery made.
  await app.advance(program, 2 * hour)
  assert.equal((await payout(app, program, lost)).state, 'failed', 'what the provider itself says it never had')

  middle.after = (call, answer) => (isPayment(call) ? 'silence' : answer)
  const id = await asked(app, program, 'a-2')
  await app.advance(program, 1)
  const said = (state: string) =>
    JSON.stringify({ reference: id, state, code: 'not_sent', providerReference: 'P', amountMinor: 2000 })
  const forgeries: readonly ((call: Call, answer: Answered) => Answered)[] = [
    (_call, answer) => ({ ...answer, status: 404, body: said('not_found') }),
    (_call, answer) => ({ ...answer, body: said('failed') }),
    (_call, answer) => ({ ...answer, body: said('paid') }),
    (_call, answer) => ({ ...answer, signature: '' }),
    (_call, answer) => ({ ...answer, signature: `v1=${'0'.repeat(64)}` }),
    (_call, answer) => ({ ...answer, status: 404 }),
    () => heard,
    () => ({ ...heard, body: heard.body.replace(lost, id) }),
    (call) => signedAnswer('prvsec_of_somebody_else', call, 404, { reference: id, state: 'not_found' }),
    // With the secret, and of another payment, or of none.
    (call) => signedAnswer(secret, call, 404, { reference: lost, state: 'not_found' }),
    (call) => signedAnswer(secret, call, 404, { error: 'no such page' }),
    (call) => signedAnswer(secret, call, 500, JSON.parse(said('failed'))),
    (call) => signedAnswer(secret, call, 200, { reference: id, state: 'paid', providerReference: 'P' }),
    (call) => signedAnswer(secret, call, 200, { reference: id, state: 'no_idea' }),
  ]
  for (const [index, forge] of forgeries.entries()) {
    middle.after = (call, answer) => (isQuery(call) && call.path.endsWith(id) ? forge(call, answer) : answer)
    const before = middle.seen.length
    await app.advance(program, 2 * hour)
    assert.ok(
      middle.seen.slice(before).some(({ call }) => call.path.endsWith(id)),
      'it was asked',
    )
    assert.equal((await payout(app, program, id)).state, 'unknown', `forgery ${index}`)
    assert.match(
      (await app.ok('GET', path)).trouble.says,
      /^GET \/payments\/…: It answered \d+, (and not signed|signed, and does not say)/,
    )
  }
  middle.after = (_call, answer) => answer
  await app.advance(program, 2 * hour)
  assert.equal((await payout(app, program, id)).state, 'paid')
  assert.equal((await app.ok('GET', path)).trouble, null)
  await app.assertLedger(program)
})

test('approved payouts wait while a receiver is down, and all are paid when it is back', async (t) => {
  const app = await sharedApp()
  const program = await earners(
    app,
    Array.from({ length: 30 }, () => 1),
  )
  const { middle, path, books } = await attach(t, app, program)
  middle.before = async (call) => (isPayment(call) ? 'silence' : undefined)
  const ids = await Promise.all(
    Array.from({ length: 30 }, (_, index) => asked(app, program, `a-${index + 1}`, `017123456${index + 10}`)),
  )
  const states = async () => Promise.all(ids.map(async (id) => (await payout(app, program, id)).state))
  await app.advance(program, 1)
  const unanswered = (await states()).filter((state) => state === 'unknown').length
  assert.ok(unanswered > 0 && unanswered <= 8, `${unanswered} were under way`)
  const { restingUntil, payoutsWaiting, trouble } = await app.ok('GET', path)
  assert.ok(Date.parse(restingUntil) > Date.now())
  assert.equal(payoutsWaiting, 30 - unanswered)
  const approved = (await app.ok('GET', `/v1/programs/${program.slug}/payouts?state=approved`)).items
  assert.deepEqual([...new Set(approved.map(({ heldUp }: Body) => heldUp))], ['unanswered'])
  assert.match(trouble.says, /^POST \/payments: No answer from 127\.0\.0\.1/)
  await app.advance(program, 10)
  assert.equal((await app.ok('GET', path)).payoutsWaiting, 30 - unanswered, 'it rests')
  middle.before = async () => {}
  await app.advance(program, minute)
  assert.equal((await app.ok('GET', path)).restingUntil, null)
  await app.advance(program, 2 * hour)
  // What never arrived comes back, and can be cashed out again.
  const ended = await states()
  assert.equal(ended.filter((state) => state === 'failed').length, unanswered)
  assert.equal(ended.filter((state) => state === 'paid').length, 30 - unanswered)
  assert.equal((await sold(books)).length, 30 - unanswered)
  await app.assertLedger(program)
})

test('a receiver for real money refuses orders of a test program at once', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { books } = await attach(t, app, program, { MODE: 'live' })
  const id = await asked(app, program)
  await app.advance(program, 1)
  const { state, reason } = await payout(app, program, id)
  assert.deepEqual([state, reason], ['failed', 'provider_refused'])
  assert.deepEqual(await sold(books), [])
})

test('twenty cash-outs, and a receiver that is killed again and again: each phone is recharged once', async (t) => {
  const app = await sharedApp()
  const program = await earners(
    app,
    Array.from({ length: 20 }, () => 1),
  )
  const attached = await attach(t, app, program, { AIRTIME_MS: '60', PAGE_LINES: '3' })
  const { middle, books } = attached
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, index) => asked(app, program, `a-${index + 1}`, `017123456${index + 10}`)),
  )
  let kills = 0
  let back: Promise<unknown> = Promise.resolve()
  // Killed while it has orders that it wrote down and did not sell, or sold and did not write down; others wait meanwhile.
  middle.before = async (call) => {
    if (!isPayment(call)) return
    await back
    if (kills >= 4 || middle.seen.length < 4 * kills) return
    kills += 1
    const { reference } = JSON.parse(call.body)
    back = until('an order is written down', async () => (await written(books)).includes(reference)).then(() =>
      attached.again(),
    )
  }
  await app.advance(program, 1)
  await back
  assert.ok(kills > 0)
  for (let tries = 0; tries < 30; tries++) {
    await app.advance(program, 2 * minute)
    const states = await Promise.all(ids.map(async (id) => (await payout(app, program, id)).state))
    if (states.every((state) => state === 'paid' || state === 'failed')) break
  }
  // What was on its way when the receiver died and never arrived comes back after an hour.
  await app.advance(program, 2 * hour)
  const states = await Promise.all(ids.map(async (id) => (await payout(app, program, id)).state))
  const paid = ids.filter((_, index) => states[index] === 'paid')
  t.diagnostic(`${kills} kills, ${paid.length} paid`)
  assert.ok(
    states.every((state) => state === 'paid' || state === 'failed'),
    states.join(' '),
  )
  assert.ok(paid.length > 0)
  assert.deepEqual((await sold(books)).toSorted(), paid.toSorted(), 'sold is paid, and once')
  const { opened, parts } = await reconciled(app, program)
  assert.deepEqual([opened, parts[1].lines], [0, paid.length])
  assert.ok(
    middle.seen.filter(({ call }) => call.path.startsWith('/statement')).length >= paid.length / 3,
    'page by page',
  )
  await app.assertLedger(program)
})

test('a slow receiver accepts the order, and calls when it is paid', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { provider, secret, books } = await attach(t, app, program, { AIRTIME_MS: '2500' })
  const id = await asked(app, program)
  await app.advance(program, 1)
  assert.equal((await payout(app, program, id)).state, 'sending')
  await until('it called', async () => (await payout(app, program, id)).state === 'paid')
  const { providerReference } = await payout(app, program, id)
  // Its word again, too late, out of order and by twenty at once: nothing moves.
  const paid = { reference: id, state: 'paid', providerReference, amountMinor: 2000 }
  const url = provider.callbackUrl
  const again = await Promise.all(Array.from({ length: 20 }, () => callBack(url, secret, paid)))
  assert.ok(again.every(({ status, body }) => status === 200 && body.taken === true))
  assert.equal((await callBack(url, secret, { reference: id, state: 'accepted' })).status, 200)
  assert.equal((await payout(app, program, id)).state, 'paid')
  assert.deepEqual(await differences(app, program), [])
  assert.equal((await app.participant(program, 'a-1')).balances.paidMinor, 2000)
  assert.deepEqual(await sold(books), [id])
  // What contradicts opens a difference; what comes back comes back.
  await callBack(url, secret, { reference: id, state: 'failed', code: 'account_blocked' })
  assert.deepEqual(await differences(app, program), ['failed_after_paid'])
  await callBack(url, secret, { reference: id, state: 'returned', providerReference, code: 'account_blocked' })
  assert.equal((await payout(app, program, id)).state, 'returned')
  await app.assertLedger(program)
})

test('a call needs a valid signature, and is accepted only for payouts sent to that provider', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [2])
  const { provider, secret, middle } = await attach(t, app, program)
  const other = await app.ok('POST', `/v1/programs/${program.slug}/payout-providers`, {
    ...recharging,
    url: middle.url,
  })
  middle.after = (call, answer) => (isPayment(call) ? 'silence' : answer)
  const id = await asked(app, program)
  await app.advance(program, 1)
  const failed = { reference: id, state: 'failed', code: 'not_sent' }
  const url: string = provider.callbackUrl
  const refused = {
    'of another secret': await callBack(url, other.secret, failed),
    'of ten minutes ago': await callBack(url, secret, failed, { at: Date.now() - 600_000 }),
    'of ten minutes hence': await callBack(url, secret, failed, { at: Date.now() + 600_000 }),
    unsigned: await callBack(url, secret, failed, { signature: 'v1=' }),
    'without a time': await callBack(url, secret, failed, { at: Number.NaN }),
    'to another provider': await callBack(other.callbackUrl, secret, failed),
    'to one that is not': await callBack(url.replace(provider.id, toWire('prv', newId())), secret, failed),
    'to no provider': await callBack(url.replace(provider.id, 'x'), secret, failed),
    'of no program': await callBack(url.replace(/prg_\w+/, 'prg_x'), secret, failed),
    'as an answer': await callBack(url, secret, failed, {
      signature: signedAnswer(secret, { headers: { 'bondhu-request': 'cb-1' } } as unknown as Call, 200, failed)
        .signature,
    }),
  }
  for (const [what, { status, body }] of Object.entries(refused)) {
    assert.deepEqual([status, body.code], [401, 'callback_refused'], what)
  }
  const wrong = async (body: string) => callBack(url, secret, undefined, { body })
  assert.deepEqual(
    [(await wrong('{')).status, (await wrong('{}')).status, (await wrong('null')).status],
    [400, 422, 422],
  )
  assert.equal((await wrong(JSON.stringify({ ...failed, code: 'no_such_code' }))).body.code, 'request_invalid')
  const twice = JSON.stringify(failed).replace('{', '{"state":"returned",')
  assert.equal((await wrong(twice)).body.code, 'request_invalid')
  assert.equal((await wrong(' '.repeat(20_000))).status, 413)
  const plain = await fetch(url, { method: 'POST', body: 'paid' })
  assert.equal(plain.status, 415)
  assert.equal((await app.call('GET', new URL(url).pathname)).status, 404)
  assert.deepEqual(await differences(app, program), [])
  // Signed by somebody who was attached, of what was sent to another one.
  assert.equal((await callBack(other.callbackUrl, other.secret, failed)).status, 200)
  assert.deepEqual(await differences(app, program), ['never_sent'])
  assert.equal((await payout(app, program, id)).state, 'unknown')
  assert.equal((await callBack(url, secret, { ...failed, reference: toWire('pay', newId()) })).status, 200)
  assert.deepEqual((await differences(app, program)).toSorted(), ['never_sent', 'unknown_reference'])
})

test('a statement that is out of range, circular or unsigned is rejected; missing payments are reported as absent', async (t) => {
  const app = await sharedApp()
  const program = await earners(app, [1])
  const { middle, secret, path, provider } = await attach(t, app, program)
  const id = await asked(app, program)
  await app.advance(program, 1)
  await app.advance(program, 3 * hour)
  const line = { reference: id, providerReference: 'P', amountMinor: 2000, state: 'paid', at: '2020-01-01T00:00:00Z' }
  const pages: readonly ((call: Call, answer: Answered) => Answered)[] = [
    (call) => signedAnswer(secret, call, 200, { items: [line], nextCursor: null }),
    (call) => signedAnswer(secret, call, 200, { items: [], nextCursor: 'same' }),
    (call) => signedAnswer(secret, call, 200, { items: Array.from({ length: 1001 }, () => line), nextCursor: null }),
    (call) => signedAnswer(secret, call, 200, {}, '{"items":[],"items":[],"nextCursor":null}'),
    (_call, answer) => ({ ...answer, body: '{"items":[],"nextCursor":null}' }),
  ]
  for (const page of pages) {
    middle.after = (call, answer) => (call.path.startsWith('/statement') ? page(call, answer) : answer)
    const { opened, parts } = await reconciled(app, program)
    assert.deepEqual([opened, parts[1].provider, parts[1].statement], [0, provider.provider, 'unread'])
    assert.match((await app.ok('GET', path)).trouble.says, /^GET \/statement: It answered 200/)
  }
  middle.after = (call, answer) =>
    call.path.startsWith('/statement') ? signedAnswer(secret, call, 200, { items: [], nextCursor: null }) : answer
  assert.equal((await reconciled(app, program)).opened, 1)
  assert.deepEqual(await differences(app, program), ['statement_absent'])
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/differences`)
  assert.equal(items[0].providerName, 'Recharge')
  middle.after = (_call, answer) => answer
  assert.equal((await reconciled(app, program)).explained, 1)
})
