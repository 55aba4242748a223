/** Providers that time out, tell twice, tell too early, pay slowly and take money back: nobody is paid twice or not at all. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, TestProgram } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'
import { effectOf, takeAbsence, takeNews } from '../../src/domain/payouts/core/news.js'
import { sendDue, senderLimits } from '../../src/domain/payouts/send.js'
import { payoutMoves, payoutStates } from '../../src/domain/payouts/core/states.js'
import { newId } from '../../src/ids.js'
import { sweepPayouts } from '../../src/domain/payouts/sweep.js'
import type { ProviderNews } from '../../src/domain/payouts/core/provider.js'
import { fromWire } from '../../src/ids.js'
import { verifyMoney } from '../../src/domain/payouts/verify.js'
import type { PayoutState } from '../../src/db/rows.js'
import { bkash, cashOut, earners, payout } from './payouts.js'

const compare = (a: string, b: string) => a.localeCompare(b)
const minute = 60
const hour = 3600
const day = 24 * hour

const reference = 'pay_x'
const paid: ProviderNews = { reference, state: 'paid', providerReference: 'P1', amountMinor: 100n }
const failed: ProviderNews = { reference, state: 'failed', code: 'account_unknown' }
const returned: ProviderNews = { reference, state: 'returned', providerReference: 'P1', code: 'account_blocked' }
const accepted: ProviderNews = { reference, state: 'accepted' }

test('every piece of news is tested in every state', () => {
  const expected: Record<string, [paid: string, failed: string, returned: string, accepted: string]> = {
    requested: ['never_sent', 'never_sent', 'never_sent', 'never_sent'],
    approved: ['never_sent', 'never_sent', 'never_sent', 'never_sent'],
    rejected: ['never_sent', 'never_sent', 'never_sent', 'never_sent'],
    sending: ['→ paid', '→ failed', '→ paid → returned', 'accepted'],
    unknown: ['→ paid', '→ failed', '→ paid → returned', 'accepted'],
    paid: ['', 'failed_after_paid', '→ returned', ''],
    failed: ['paid_after_failed', '', 'returned_after_failed', ''],
    returned: ['', '', '', ''],
  }
  assert.deepEqual(Object.keys(expected).toSorted(), [...payoutStates].toSorted())
  for (const state of payoutStates) {
    const providerReference = state === 'paid' || state === 'returned' ? 'P1' : null
    const at = { state, amountMinor: 100n, providerReference }
    const told: string[] = [paid, failed, returned, accepted].map((news) => {
      const effect = effectOf(at, news)
      if ('difference' in effect) return effect.difference
      if ('accepted' in effect) return 'accepted'
      // Every step it takes stands in the table of states.
      let from: PayoutState = state
      for (const to of effect.moves) {
        assert.ok(payoutMoves[from][to] !== undefined, `${from} to ${to}`)
        from = to
      }
      return effect.moves.map((to) => `→ ${to}`).join(' ')
    })
    assert.deepEqual(told, expected[state], state)
  }
  const twice = { ...paid, providerReference: 'P2' } as const
  assert.deepEqual(effectOf({ state: 'paid', amountMinor: 100n, providerReference: 'P1' }, twice), {
    difference: 'paid_twice',
  })
  const short = { ...paid, amountMinor: 99n } as const
  assert.deepEqual(effectOf({ state: 'sending', amountMinor: 100n, providerReference: null }, short), {
    difference: 'wrong_amount',
  })
})

async function differences(app: TestApp): Promise<string[]> {
  const rows = await app.service.context.sql<{ kind: string }[]>`
    select kind from differences where resolved_at is null order by kind`
  return rows.map(({ kind }) => kind)
}

/** One cash-out of ৳20 to this account, seen after each of these waits. */
async function course(app: TestApp, program: TestProgram, account: string, waits: readonly number[]): Promise<Body[]> {
  const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash(account) })
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  const seen: Body[] = []
  for (const seconds of waits) {
    await app.advance(program, seconds)
    seen.push(await payout(app, program, asked.body.id))
  }
  return seen
}

const faults: readonly [string, string, readonly number[], readonly string[], paidMinor: number][] = [
  ['refuses', '01999100001', [1], ['failed'], 0],
  ['times out before it pays', '01999200001', [1, 30 * minute, hour], ['unknown', 'unknown', 'failed'], 0],
  ['times out after it paid', '01999300001', [1, minute, hour], ['unknown', 'paid', 'paid'], 2000],
  ['tells twice that it paid', '01999400001', [1, 2 * minute], ['paid', 'paid'], 2000],
  ['tells that it paid before it answers', '01999500001', [1, 2 * minute], ['paid', 'paid'], 2000],
  ['takes the money back a day later', '01999600001', [1, hour, day], ['paid', 'paid', 'returned'], 0],
  ['takes its time', '01999700001', [1, 30, 2 * minute], ['sending', 'sending', 'paid'], 2000],
  [
    'tells of the return before the payment',
    '01999800001',
    [1, 2 * minute, hour],
    ['returned', 'returned', 'returned'],
    0,
  ],
]

for (const [what, account, waits, states, paidMinor] of faults) {
  test(`a provider that ${what}: ${states.join(', ')}`, async (t) => {
    const app = await startApp(t)
    const program = await earners(app, [1])
    const seen = await course(app, program, account, waits)
    assert.deepEqual(
      seen.map(({ state }) => state),
      states,
    )
    const { balances } = await app.participant(program, 'a-1')
    assert.deepEqual(
      [balances.availableMinor, balances.clearingMinor, balances.paidMinor],
      [2000 - paidMinor, 0, paidMinor],
    )
    if (paidMinor === 0) assert.ok(seen.at(-1).message.bn.length > 10, 'the person is told why')
    assert.deepEqual(await differences(app), [])
    assert.equal((await app.stats(program)).paidMinor, paidMinor)
    await app.assertLedger(program)
  })
}

test('news against a final state moves nothing and opens one difference, however often it arrives', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1])
  const [settled] = await course(app, program, '01712345678', [1])
  const own = await app.service.programs.get(program.slug)
  const tell = (news: Body) => takeNews(app.service.context, own, { reference: settled.id, ...news }, 'sandbox')
  const before = await app.participant(program, 'a-1')
  for (let time = 0; time < 3; time++) {
    await tell({ state: 'failed', code: 'account_blocked' })
    await tell({ state: 'paid', providerReference: 'another', amountMinor: 2000n })
    await takeNews(
      app.service.context,
      own,
      { reference: 'pay_unheard_of', state: 'failed', code: 'not_sent' },
      'sandbox',
    )
  }
  assert.deepEqual(await differences(app), ['failed_after_paid', 'paid_twice', 'unknown_reference'])
  assert.deepEqual(await app.participant(program, 'a-1'), before)
  assert.equal((await payout(app, program, settled.id)).needsPerson, true)
  await app.assertLedger(program)
})

test('the same news twenty times at once pays once', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1])
  const [sending] = await course(app, program, '01999700001', [1])
  const own = await app.service.programs.get(program.slug)
  const news = { reference: sending.id, state: 'paid', providerReference: 'P', amountMinor: 2000n } as const
  await Promise.all(Array.from({ length: 20 }, () => takeNews(app.service.context, own, news, 'sandbox')))
  assert.equal((await app.participant(program, 'a-1')).balances.paidMinor, 2000)
  await app.assertLedger(program)
})

test('after a day without an answer a person settles the payout, once', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [2])
  const [taken] = await course(app, program, '01999700001', [1])
  const { sql } = app.service.context
  await sql`delete from sandbox_payments`
  await sql`delete from sandbox_calls`
  await app.advance(program, 2 * hour)
  const asked = await payout(app, program, taken.id)
  assert.deepEqual(
    [asked.state, asked.needsPerson],
    ['sending', true],
    'it had the payment, and knows nothing of it now',
  )
  assert.deepEqual(await differences(app), ['vanished'])
  const settle = (body: Body) => app.call('POST', `/v1/programs/${program.slug}/payouts/${taken.id}/settle`, body)
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () =>
      settle({ outcome: 'paid', reason: 'in the statement', providerReference: 'T9' }),
    ),
    ...Array.from({ length: 5 }, () => settle({ outcome: 'failed', reason: 'not in the statement' })),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 5)
  assert.equal(answers.filter(({ body }) => body.code === 'payout_state_conflict').length, 5)
  assert.deepEqual(await differences(app), [])
  const { balances } = await app.participant(program, 'a-1')
  assert.equal(balances.clearingMinor, 0)
  assert.equal(balances.availableMinor + balances.paidMinor, 4000)
  await app.assertLedger(program)
})

test('a sender that slept past its deadline pays nothing, and its payout is polled', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1])
  const own = await app.service.programs.get(program.slug)
  const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash() })
  const { context } = app.service
  // Its clock says so from the first look after it took the payout.
  let looks = 0
  const clock = { nowMs: () => Date.now() + (looks++ > 1 ? senderLimits.deadlineMs : 0) }
  await sendDue({ ...context, clock }, own, 1)
  assert.equal((await context.sql`select 1 from sandbox_payments`).count, 0)
  assert.equal((await payout(app, program, asked.body.id)).state, 'unknown')
  await app.advance(program, hour + minute)
  assert.equal((await payout(app, program, asked.body.id)).state, 'failed')
  assert.equal((await app.participant(program, 'a-1')).balances.availableMinor, 2000)
  await app.assertLedger(program)
})

test('many senders and askers at once send each payout once', async (t) => {
  const app = await startApp(t)
  const program = await earners(
    app,
    Array.from({ length: 40 }, () => 1),
  )
  for (let index = 1; index <= 40; index++) {
    const account = `01999${index % 9}000${String(index).padStart(2, '0')}`
    const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash(account) }, { userId: `a-${index}` })
    assert.equal(asked.status, 201)
  }
  const own = await app.service.programs.get(program.slug)
  for (const seconds of [1, hour, hour, 2 * day]) {
    await Promise.all(Array.from({ length: 6 }, () => sweepPayouts(app.service.context, own)))
    await app.advance(program, seconds)
  }
  const { sql } = app.service.context
  const states = await sql<{ state: string; count: number }[]>`
    select state, count(*)::int as count from payouts group by state order by state`
  assert.deepEqual(Object.fromEntries(states.map(({ state, count }) => [state, count])), {
    failed: 10,
    paid: 22,
    returned: 8,
  })
  assert.deepEqual(await differences(app), [])
  await app.assertLedger(program)
})

test('a results file that cannot be applied does not block other payouts or files', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1, 1])
  const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash('01999300001') })
  const second = { amountMinor: 2000, method: bkash('01999200001') }
  const other = await cashOut(app, program, second, { userId: 'a-2' })
  const own = await app.service.programs.get(program.slug)
  const { context } = app.service
  const { sql } = context
  await sweepPayouts(context, own)
  assert.equal((await payout(app, program, asked.body.id)).state, 'unknown')
  await sql`update payouts set provider = 'file' where id = ${fromWire('pay', other.body.id) ?? ''}`
  // A row that is told and names no payout: nothing of ours writes it, and whatever it is, the rest goes on.
  const id = newId()
  await sql`insert into payout_results (program_id, id, state, uploaded_at) values (${own.id}, ${id}, 'applying', now())`
  await sql`
    insert into payout_result_rows (program_id, result_id, line, reference, told) values (${own.id}, ${id}, 2, '?', true)`
  const next = newId()
  await sql`insert into payout_results (program_id, id, state, uploaded_at) values (${own.id}, ${next}, 'applying', now())`
  await sql`
    insert into payout_result_rows
      (program_id, result_id, line, reference, told, payout_id, outcome, amount_minor, provider_reference)
    values (${own.id}, ${next}, 2, '?', true, ${fromWire('pay', other.body.id) ?? ''}, 'paid', 2000, 'P1')`
  await sql`update payouts set ask_at = now() where id = ${fromWire('pay', asked.body.id) ?? ''}`
  await assert.rejects(sweepPayouts(context, own), 'and it is said')
  assert.equal((await payout(app, program, other.body.id)).state, 'paid')
  assert.equal((await payout(app, program, asked.body.id)).state, 'paid')
})

test('a payout whose row was changed by hand is named', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1])
  const [settled] = await course(app, program, '01712345678', [1])
  const { sql } = app.service.context
  await sql`update payouts set amount_minor = 1999 where id = ${fromWire('pay', settled.id) ?? ''}`
  const own = await app.service.programs.get(program.slug)
  const { ok, differences: found } = await verifyMoney(sql, own.id)
  assert.equal(ok, false)
  assert.deepEqual(found.map(({ kind, account, userId }) => `${kind} ${account} ${userId}`).toSorted(compare), [
    'payout pay a-1',
    'payout request a-1',
  ])
})

test('an erased participant’s number cannot be read any more, and nothing is sent to it', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1])
  const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash() })
  await app.service.context.sql`delete from participant_keys`
  await app.advance(program, 1)
  const { state, reason } = await payout(app, program, asked.body.id)
  assert.deepEqual([state, reason], ['failed', 'not_sent'])
  assert.equal((await app.service.context.sql`select 1 from sandbox_payments`).count, 0)
  await app.assertLedger(program)
})

test('a provider that accepted the payment is believed during failed polls, and no money comes back', async (t) => {
  const app = await startApp(t)
  const program = await earners(app, [1])
  const [seen] = await course(app, program, '01999200001', [1])
  assert.equal(seen?.state, 'unknown')
  const { context, programs } = app.service
  const found = await programs.get(program.slug)
  const id = fromWire('pay', seen?.id) ?? ''
  // Its call comes between our question and its answer, which is that it knows nothing.
  await takeNews(context, found, { reference: seen?.id, state: 'accepted' }, 'sandbox')
  assert.equal(await takeAbsence(context, found, id), false)
  assert.equal((await payout(app, program, seen?.id)).state, 'unknown')
  await context.sql`update payouts set accepted = false`
  assert.equal(await takeAbsence(context, found, id), true)
  assert.equal((await payout(app, program, seen?.id)).state, 'failed')
  await app.assertLedger(program)
})
