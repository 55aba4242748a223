/** What happens to the money when a person decides about friends in review. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '../../src/db/connect.js'
import { decideReview, type Decision } from '../../src/domain/reviews/queue/decide.js'
import { fromWire } from '../../src/ids.js'
import { clearedBefore } from '../../src/domain/reviews/cleared.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { putInReview, type InReview } from './in-review.js'

const action = {
  qualifyingEvent: { name: 'first_order', label: { bn: 'প্রথম অর্ডার', en: 'First order' }, withinDays: 7 },
}

async function withFriends(
  app: TestApp,
  terms: Body,
  count: number,
): Promise<{ program: TestProgram; friends: string[] }> {
  const program = await app.liveProgram(terms, 100_000)
  const { code } = await app.join(program, 'advocate')
  const friends = Array.from({ length: count }, (_, index) => `friend-${index + 1}`)
  for (const userId of friends) await app.signup(program, { userId, code })
  return { program, friends }
}

async function decide(
  app: TestApp,
  { slug }: TestProgram,
  review: InReview,
  decision: Decision,
  friend?: string,
): Promise<void> {
  const program = await app.service.programs.get(slug)
  const referral = friend === undefined ? undefined : fromWire('ref', review.referrals.get(friend) ?? '')
  await decideReview(app.service.context, program, review.uuid, {
    decision,
    reason: 'looked into it',
    referralId: referral,
    by: 'operator',
  })
}

async function standing(app: TestApp, program: TestProgram) {
  const { balances, friends } = await app.participant(program, 'advocate')
  return { held: balances.heldMinor, available: balances.availableMinor, ...friends }
}

test('confirmed friends are reversed for suspected abuse, and all of their money returns to the budget', async () => {
  const app = await sharedApp()
  const { program, friends } = await withFriends(app, { friendRewardMinor: 500 }, 3)
  const review = await putInReview(app.service.context.sql, program, friends)
  await decide(app, program, review, 'confirmed')
  await decide(app, program, review, 'confirmed')
  assert.deepEqual(await standing(app, program), { held: 0, available: 0, counted: 0, pending: 0, review: 0 })
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/advocate/referrals`)
  for (const { state, reason } of items) assert.deepEqual([state, reason], ['reversed', 'suspected_abuse'])
  assert.equal((await app.program(program)).balances.budgetMinor, 100_000)
  await assert.rejects(decide(app, program, review, 'cleared'), { code: 'review_state_conflict' })
  await app.assertLedger(program)
})

test('a friend who was withheld at the end of the hold and cleared counts, and the money is there at the next sweep', async () => {
  const app = await sharedApp()
  const { program, friends } = await withFriends(app, {}, 2)
  const review = await putInReview(app.service.context.sql, program, friends)
  await decide(app, program, review, 'cleared')
  assert.deepEqual(await standing(app, program), { held: 4000, available: 0, counted: 2, pending: 0, review: 0 })
  await app.advance(program, 8 * 86_400)
  assert.deepEqual(await standing(app, program), { held: 0, available: 4000, counted: 2, pending: 0, review: 0 })
  const ids = [...review.referrals.values()].map((id) => fromWire('ref', id) ?? '')
  const { id } = await app.service.programs.get(program.slug)
  const cleared = await transaction(app.service.context.sql, async (tx) => clearedBefore(tx, id, ids))
  assert.equal(cleared.size, 2, 'the release asks who was cleared')
  await app.assertLedger(program)
})

test('a friend in review since the signup and cleared gets the hold that follows without an action', async () => {
  const app = await sharedApp()
  const { program, friends } = await withFriends(app, { ...action, friendRewardMinor: 500 }, 2)
  const review = await putInReview(app.service.context.sql, program, friends, { awaited: false })
  await app.advance(program, 3 * 86_400)
  await decide(app, program, review, 'cleared', 'friend-1')
  assert.deepEqual(await standing(app, program), { held: 2000, available: 0, counted: 1, pending: 0, review: 1 })
  await app.advance(program, 6.5 * 86_400)
  assert.equal((await standing(app, program)).available, 0, 'seven days from the decision')
  await app.advance(program, 86_400)
  assert.equal((await standing(app, program)).available, 2000)
  assert.equal((await app.participant(program, 'friend-1')).balances.availableMinor, 500)
  await app.assertLedger(program)
})

test('a cleared friend who still has time waits for the action again; one who is out of time lapses', async () => {
  const app = await sharedApp()
  const { program } = await withFriends(app, action, 3)
  const { sql } = app.service.context
  const review = await putInReview(sql, program, ['friend-1', 'friend-2'])
  await decide(app, program, review, 'cleared', 'friend-1')
  assert.deepEqual(await standing(app, program), { held: 0, available: 0, counted: 0, pending: 2, review: 1 })
  await app.ok('POST', `/v1/programs/${program.slug}/events`, { userId: 'friend-1', name: 'first_order' })
  assert.deepEqual(await standing(app, program), { held: 2000, available: 0, counted: 1, pending: 1, review: 1 })
  await app.advance(program, 8 * 86_400)
  await decide(app, program, review, 'cleared')
  assert.deepEqual(await standing(app, program), { held: 0, available: 2000, counted: 1, pending: 0, review: 0 })
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants/advocate/referrals`)
  const states = items.map(({ state }: Body) => state)
  assert.deepEqual(states.toSorted(), ['counted', 'lapsed', 'lapsed'])
  assert.equal((await app.program(program)).balances.budgetMinor, 98_000)
  await app.assertLedger(program)
})

test('the hold of a cleared friend who acted during the review began with the action', async () => {
  const app = await sharedApp()
  const { program } = await withFriends(app, action, 1)
  const { sql } = app.service.context
  const review = await putInReview(sql, program, ['friend-1'])
  await sql`update referrals set acted_at = occurred_at where id = ${fromWire('ref', review.referrals.get('friend-1') ?? '') ?? null}`
  await app.advance(program, 10 * 86_400)
  await decide(app, program, review, 'cleared')
  assert.deepEqual(await standing(app, program), { held: 2000, available: 0, counted: 1, pending: 0, review: 0 })
  await app.advance(program, 1)
  assert.equal((await standing(app, program)).available, 2000)
  await app.assertLedger(program)
})

test('a friend decided alone leaves the review open for the others, and each friend is decided once', async () => {
  const app = await sharedApp()
  const { program, friends } = await withFriends(app, {}, 3)
  const { sql } = app.service.context
  const review = await putInReview(sql, program, friends)
  const stateOf = async () => {
    const [row] = await sql<{ state: string }[]>`select state from reviews where id = ${review.uuid}`
    return row?.state
  }
  await decide(app, program, review, 'cleared', 'friend-1')
  await assert.rejects(decide(app, program, review, 'confirmed', 'friend-1'), { code: 'review_state_conflict' })
  assert.equal(await stateOf(), 'open')
  await decide(app, program, review, 'confirmed', 'friend-2')
  await decide(app, program, review, 'cleared')
  assert.equal(await stateOf(), 'confirmed', 'one of its friends was')
  assert.deepEqual(await standing(app, program), { held: 4000, available: 0, counted: 2, pending: 0, review: 0 })
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
    select count(*)::int as count from review_decisions where review_id = ${review.uuid}`
  assert.equal(count, 3)
  await app.assertLedger(program)
})

test('a review whose friends were all reversed otherwise can be closed, and nothing moves', async () => {
  const app = await sharedApp()
  const { program, friends } = await withFriends(app, {}, 1)
  const review = await putInReview(app.service.context.sql, program, friends)
  await app.ok('POST', `/v1/programs/${program.slug}/referrals/${review.referrals.get('friend-1')}/reverse`, {
    reason: 'asked for it',
  })
  await assert.rejects(decide(app, program, review, 'cleared', 'friend-1'), { code: 'review_state_conflict' })
  await decide(app, program, review, 'cleared')
  await assert.rejects(decide(app, program, review, 'confirmed'), { code: 'review_state_conflict' })
  assert.equal((await app.program(program)).balances.budgetMinor, 100_000)
  await app.assertLedger(program)
})
