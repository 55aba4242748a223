/** Cash-outs that race: twenty at once over two services on one database. Money leaves as often as it is there, and once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Body, TestProgram } from '../support/api.js'
import { startApp } from '../support/app.js'
import { invited } from '../support/operator.js'
import { twoProcesses } from '../support/processes.js'
import { bkash, cashOut, earners } from './payouts.js'

const twenty = Array.from({ length: 20 }, (_, index) => index)

/** How many answers there were of each kind: `201`, or the code of a refusal. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of answers) {
    const kind = status < 300 ? String(status) : String(body.code)
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

test('twenty cash-outs of one balance, and one asked for five times at once in each of two services', async () => {
  const [one, other] = await twoProcesses()
  const program = await earners(one, [7, 7])
  const service = (index: number) => (index % 2 ? one : other)
  const asked = await Promise.all(
    twenty.map((index) => cashOut(service(index), program, { amountMinor: 2000, method: bkash() })),
  )
  assert.deepEqual(tally(asked), { 201: 7, available_short: 13 })
  const { balances } = await one.participant(program, 'a-1')
  assert.deepEqual([balances.availableMinor, balances.clearingMinor], [0, 14_000])

  const body = { amountMinor: 3000, method: bkash('01812345678') }
  const again = await Promise.all(
    twenty.slice(10).map((index) => cashOut(service(index), program, body, { userId: 'a-2', key: 'the-same' })),
  )
  assert.deepEqual(tally(again), { 200: 9, 201: 1 }, 'one made it, the others are told of it')
  assert.equal(new Set(again.map(({ body: { id } }) => id)).size, 1)
  assert.equal((await one.participant(program, 'a-2')).balances.clearingMinor, 3000)
  await one.assertLedger(program)
})

test('a process whose clock is behind pays to an account that another one has just put on file', async (t) => {
  const ahead = await startApp(t)
  const program = await earners(ahead, [1])
  await ahead.ok('PUT', `/v1/programs/${program.slug}/participants/a-1/payout-method`, bkash())
  const clock = { nowMs: () => Date.now() - 2000 }
  const behind = await startApp(t, { database: ahead.database, clock })
  const answer = await cashOut(behind, program, { amountMinor: 2000 })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
})

test('twenty people with one wallet: as many as may share it, and as much in a day as it may get', async () => {
  const [one, other] = await twoProcesses()
  const ask = (program: TestProgram) => async (index: number) => {
    const options = { userId: `a-${index + 1}` }
    return cashOut(index % 2 ? one : other, program, { amountMinor: 2000, method: bkash() }, options)
  }
  const shared = await earners(
    one,
    twenty.map(() => 1),
    { payouts: { participantsPerWalletMax: 3 } },
  )
  assert.deepEqual(tally(await Promise.all(twenty.map(ask(shared)))), { 201: 3, wallet_limit_reached: 17 })
  await one.assertLedger(shared)

  const full = await earners(
    one,
    twenty.map(() => 1),
    { payouts: { participantsPerWalletMax: 100, ceilings: { perDayMinor: 9000, perMonthMinor: 100_000 } } },
  )
  assert.deepEqual(tally(await Promise.all(twenty.map(ask(full)))), { 201: 4, wallet_ceiling_reached: 16 })
  await one.assertLedger(full)
})

test('twenty approvals and twenty rejections at once have one outcome, and the money is where it belongs', async () => {
  const [one, other] = await twoProcesses()
  const program = await earners(one, [9], { payouts: { autoApproveMaxMinor: 1, approvals: 2 } })
  const base = `/v1/programs/${program.slug}`
  const keys = await Promise.all(
    [1, 2, 3, 4].map(async (number) => {
      const { browser } = await invited(one, 'owner')
      const wanted = { name: `k-${number}`, permissions: ['payouts:approve'] }
      const { secret } = await browser.ok('POST', `${base}/keys`, wanted)
      return { authorization: `Bearer ${secret}` }
    }),
  )
  const requested = async () => (await cashOut(one, program, { amountMinor: 2000, method: bkash() })).body
  const say = (id: string, verb: 'approve' | 'reject', index: number) =>
    (index % 2 ? one : other).call(
      'POST',
      `${base}/payouts/${id}/${verb}`,
      verb === 'reject' ? { reason: 'a ring' } : undefined,
      keys[index % keys.length],
    )

  const { id: approved } = await requested()
  const verdicts = await Promise.all(twenty.map((index) => say(approved, 'approve', index)))
  assert.deepEqual(tally(verdicts), { 200: 20 })
  assert.equal((await one.ok('GET', `${base}/payouts/${approved}`)).state, 'approved')

  for (let round = 0; round < 3; round++) {
    const { id } = await requested()
    const mixed = await Promise.all([
      ...twenty.map((index) => say(id, 'approve', index)),
      ...twenty.map((index) => say(id, 'reject', index)),
    ])
    const { state } = await one.ok('GET', `${base}/payouts/${id}`)
    assert.ok(state === 'approved' || state === 'rejected', state)
    // Who was told that it is done was told the truth.
    const [approvals, rejections] = [mixed.slice(0, 20), mixed.slice(20)]
    if (state === 'approved') assert.deepEqual(tally(rejections), { payout_state_conflict: 20 })
    else assert.ok(approvals.every(({ body }) => body.state !== 'approved'))
  }
  const { balances } = await one.participant(program, 'a-1')
  const { items } = await one.ok('GET', `${base}/payouts?limit=100`)
  const onTheWay = items.filter(({ state }: Body) => state === 'approved').length
  assert.deepEqual([balances.availableMinor, balances.clearingMinor], [18_000 - 2000 * onTheWay, 2000 * onTheWay])
  await one.assertLedger(program)
})
