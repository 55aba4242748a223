/** A person's statement by day, and how far their friends have come: short for a thousand friends, and never a name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cashOut } from '../payouts/payouts.js'
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
    ['payout', 'failed', 'There is no account of this number. Check the number. Your money can be cashed out again.'],
    ['friend', 'available', null],
  ])
})
