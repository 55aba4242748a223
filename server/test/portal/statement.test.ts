/** A person's statement by day, and how far their friends have come: short for a thousand friends, and never a name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskOf, type PayoutAccount } from '../../src/domain/payouts/core/account.js'
import { roundedUp } from '../../src/domain/payouts/usual-time.js'
import { cashOut, earners } from '../payouts/payouts.js'
import type { Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { openPortal } from '../support/portal.js'

const app = await sharedApp()
const method = { kind: 'bkash', account: '01712345678' }

test('the friends of a day in one state are one line, with their sum and their date', async () => {
  const program = await app.liveProgram({ friendRewardMinor: 500 })
  const { code } = await app.join(program, 'rina')
  for (let friend = 1; friend <= 3; friend++) await app.signup(program, { userId: `friend-${friend}`, code })
  const rina = await openPortal(app, program, 'rina')
  const { items, nextCursor } = await rina.ok('GET', '/statement')
  assert.equal(nextCursor, null)
  assert.equal(items.length, 1)
  const [{ lines }] = items
  assert.equal(lines.length, 1)
  const [{ kind, state, count, amountMinor, availableAt }] = lines
  assert.deepEqual([kind, state, count, amountMinor], ['friend', 'held', 3, 6000])
  assert.ok(Date.parse(availableAt) > Date.now())
  assert.doesNotMatch(JSON.stringify(items), /friend-|u-/)
  const friend = await openPortal(app, program, 'friend-1')
  assert.equal((await friend.ok('GET', '/statement')).items[0].lines[0].kind, 'own')
})

test('days are newest first and page by page, and a cash-out stands on its day', async () => {
  const program = await app.liveProgram({ holdDays: 1, minimumPayoutMinor: 0 })
  const { code } = await app.join(program, 'rina')
  for (let day = 1; day <= 3; day++) {
    await app.signup(program, { userId: `friend-${day}`, code })
    await app.advance(program, 86_400)
  }
  await app.advance(program, 86_400)
  await cashOut(app, program, { amountMinor: 4000, method }, { userId: 'rina' })
  await app.advance(program, 1)
  const rina = await openPortal(app, program, 'rina')
  const days: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = await rina.ok('GET', `/statement?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
    days.push(...page.items.map(({ day }: { day: string }) => day))
    cursor = page.nextCursor
  }
  assert.equal(days.length, 4)
  assert.deepEqual(days, days.toSorted().toReversed())
  const { items } = await rina.ok('GET', '/statement')
  assert.deepEqual(
    items[0].lines.map(({ kind, state }: { kind: string; state: string }) => [kind, state]),
    [['payout', 'paid']],
  )
})

test('the ladder counts friends as received once the money that was paid out covers them, oldest first', async () => {
  const program = await app.liveProgram({ holdDays: 7, minimumPayoutMinor: 0 })
  const { code } = await app.join(program, 'rina')
  for (let friend = 1; friend <= 3; friend++) await app.signup(program, { userId: `friend-${friend}`, code })
  await app.advance(program, 8 * 86_400)
  await app.signup(program, { userId: 'friend-4', code })
  const rina = await openPortal(app, program, 'rina')
  assert.deepEqual((await rina.ok('GET', '/standing')).stages, { held: 1, available: 3, paid: 0 })
  await cashOut(app, program, { amountMinor: 5000, method }, { userId: 'rina' })
  await app.advance(program, 1)
  const { stages, lastPayout } = await rina.ok('GET', '/standing')
  assert.deepEqual(stages, { held: 1, available: 1, paid: 2 })
  assert.deepEqual([lastPayout.state, lastPayout.amountMinor], ['paid', 5000])
})

test('a cash-out that did not arrive has its reason', async () => {
  const program = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 0 })
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'friend-1', code })
  await cashOut(
    app,
    program,
    { amountMinor: 2000, method: { kind: 'bkash', account: '01999112345' } },
    { userId: 'rina' },
  )
  await app.advance(program, 1)
  const { items } = await (await openPortal(app, program, 'rina')).ok('GET', '/statement')
  const told = items[0].lines.map(({ kind, state, message }: Body) => [kind, state, message?.en ?? null])
  assert.deepEqual(told, [
    ['payout', 'failed', 'There is no account of this number. Check the number. The money is back in your balance.'],
    ['friend', 'available', null],
  ])
})

test('a person sees which account each cash-out went to, under which id, and nobody else does', async () => {
  const program = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 0 })
  const { code } = await app.join(program, 'rina')
  for (let friend = 1; friend <= 2; friend++) await app.signup(program, { userId: `friend-${friend}`, code })
  const nagad = { kind: 'nagad', account: '01812345678' }
  for (const account of [method, nagad]) {
    await app.ok('PUT', `/v1/programs/${program.slug}/participants/rina/payout-method`, account)
    await app.advance(program, 86_401)
    assert.equal((await cashOut(app, program, { amountMinor: 2000 }, { userId: 'rina' })).status, 201)
    await app.advance(program, 1)
  }
  const rina = await openPortal(app, program, 'rina')
  const { items } = await rina.ok('GET', '/payouts')
  const accounts = items.map((item: Body) => `${item.state} ${item.method.kind} ${item.method.masked}`)
  assert.deepEqual(accounts, ['paid nagad 018•••••678', 'paid bkash 017•••••678'])
  for (const { reference } of items) assert.match(reference, /^\w+/)
  const standing = await rina.ok('GET', '/standing')
  assert.equal(standing.method.masked, '018•••••678')
  assert.equal(standing.lastPayout.method.masked, '018•••••678')
  const lines = (await rina.ok('GET', '/statement')).items.flatMap((day: Body) => day.lines)
  const told = lines.map((line: Body) => [line.kind, line.method?.masked ?? null])
  assert.deepEqual(told, [
    ['payout', '018•••••678'],
    ['payout', '017•••••678'],
    ['friend', null],
  ])
  const { items: asApp } = await app.ok('GET', `/v1/programs/${program.slug}/payouts`)
  assert.doesNotMatch(JSON.stringify(asApp), /01[78]•|01[78]12345678/)
})

test('how long a cash-out usually takes is said once ten have arrived at the same kind of account', async () => {
  const program = await earners(
    app,
    Array.from({ length: 11 }, () => 1),
  )
  const send = async (one: number) => {
    const account = { kind: 'bkash', account: `017${String(one).padStart(8, '0')}` }
    const { status } = await cashOut(app, program, { amountMinor: 2000, method: account }, { userId: `a-${one}` })
    assert.equal(status, 201)
  }
  for (let one = 1; one <= 9; one++) await send(one)
  await app.advance(program, 1)
  const visitor = await openPortal(app, program, 'a-1')
  assert.equal((await visitor.ok('GET', '/payouts')).usualMinutes, null)
  await send(10)
  await app.advance(program, 1)
  const { usualMinutes } = await visitor.ok('GET', '/payouts')
  assert.ok(usualMinutes >= 1 && usualMinutes <= 10, `${usualMinutes}`)
  const path = `/v1/programs/${program.slug}/participants/a-11/payout-method`
  await app.ok('PUT', path, { kind: 'nagad', account: '01812345678' })
  const other = await openPortal(app, program, 'a-11')
  assert.equal((await other.ok('GET', '/payouts')).usualMinutes, null, 'nothing is known of Nagad')
})

test('the usual time is rounded up to one that people say', () => {
  const told = [0, 60, 61, 3600, 3601, 86_400, 86_401, 20_160 * 60, 20_160 * 60 + 1].map(roundedUp)
  assert.deepEqual(told, [1, 1, 2, 60, 120, 1440, 2880, 20_160, null])
})

test('an account is masked as its kind is written, and never shown as a whole', () => {
  const cases: readonly (readonly [PayoutAccount['kind'], string, string])[] = [
    ['bkash', '+8801712345678', '017•••••678'],
    ['rocket', '+88017123456789', '017••••••789'],
    ['recharge', '+919876543210', '+91•••••••210'],
    ['recharge', '+2906123', '•••123'],
    ['bank', '1234567890123', '•••123'],
  ]
  for (const [kind, account, masked] of cases) assert.equal(maskOf({ kind, account, bank: null }), masked)
})
