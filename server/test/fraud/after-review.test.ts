/** What happens to a friend after a review: the appeal of somebody who was confirmed as abuse, and reviews without anybody. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeEmptyReviews } from '../../src/domain/reviews/close-empty.js'
import { readAfterReview } from '../../src/domain/rewards/reversed-by-review.js'
import { fromWire } from '../../src/ids.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { putInReview } from './in-review.js'

interface Confirmed {
  readonly app: TestApp
  readonly program: TestProgram
  readonly base: string
  /** The address of the friend's referral. */
  readonly path: string
  readonly code: string
}

/** One friend whom a person confirmed as abuse. */
async function confirmed(terms: Body, budgetMinor: number): Promise<Confirmed> {
  const app = await sharedApp()
  const program = await app.liveProgram(terms, budgetMinor)
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend', code })
  const review = await putInReview(app.service.context.sql, program, ['friend'])
  const base = `/v1/programs/${program.slug}`
  await app.ok('POST', `${base}/reviews/${review.id}/confirm`, { reason: 'a ring' })
  return { app, program, base, path: `${base}/referrals/${review.referrals.get('friend')}`, code }
}

const ruling = { reason: 'the family shares a phone' }

test('a friend confirmed as abuse appeals once, and twenty answers at once pay once, from money that was set aside', async () => {
  const { app, program, path, code } = await confirmed({ friendRewardMinor: 500 }, 5000)
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => app.call('POST', `${path}/appeal`, { text: 'why?' })),
  )
  assert.equal(asked.filter(({ status }) => status === 201).length, 1)
  assert.equal(asked[0]?.body.reservedMinor, 2500)
  assert.equal((await app.signup(program, { userId: 'takes the rest', code })).outcome, 'referred')
  const answers = await Promise.all(Array.from({ length: 20 }, () => app.call('POST', `${path}/count`, ruling)))
  for (const { status, body } of answers) assert.deepEqual([status, body.state], [200, 'counted'])
  const { balances } = await app.program(program)
  assert.deepEqual([balances.budgetMinor, balances.reservedMinor], [0, 0])
  const { friends, balances: own } = await app.participant(program, 'advocate')
  assert.deepEqual([own.heldMinor, friends.counted, friends.review], [4000, 2, 0])
  await app.assertLedger(program)
  await app.advance(program, 8 * 86_400)
  assert.equal((await app.participant(program, 'advocate')).balances.availableMinor, 4000, 'it is not withheld again')
  assert.equal((await app.participant(program, 'friend')).balances.availableMinor, 500)
  // A later reversal takes it back once more, and then there is nothing left to appeal.
  await app.ok('POST', `${path}/reverse`, { reason: 'it was abuse after all' })
  assert.equal((await app.program(program)).balances.budgetMinor, 2500)
  const again = await app.call('POST', `${path}/count`, ruling)
  assert.deepEqual([again.status, again.body.code], [409, 'referral_state_conflict'])
  assert.match(again.body.detail, /counted again before/)
  await app.assertLedger(program)
})

test('without enough money an accepted appeal says so, and counts after a funding', async () => {
  const { app, program, path, code } = await confirmed({}, 2000)
  await app.signup(program, { userId: 'takes the rest', code })
  assert.equal((await app.ok('POST', `${path}/appeal`)).reservedMinor, 0)
  const short = await app.call('POST', `${path}/count`, ruling)
  assert.deepEqual([short.status, short.body.code], [409, 'budget_short'])
  await app.fund(program, 2000)
  await app.ok('POST', `${path}/count`, ruling)
  assert.equal((await app.participant(program, 'advocate')).balances.heldMinor, 4000)
  await app.assertLedger(program)
})

test('a dismissed appeal of a confirmed friend returns its sum', async () => {
  const { app, program, base, path } = await confirmed({}, 5000)
  const { id } = await app.ok('POST', `${path}/appeal`)
  await app.ok('POST', `${base}/appeals/${id}/dismiss`, { reason: 'a ring' })
  const { balances } = await app.program(program)
  assert.deepEqual([balances.budgetMinor, balances.reservedMinor], [5000, 0])
  await app.assertLedger(program)
})

test('a reward of which a part had left cannot be granted again, and a friend reversed otherwise cannot appeal', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, minimumPayoutMinor: 1000 }, 10_000)
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend', code })
  await app.signup(program, { userId: 'other', code })
  const base = `/v1/programs/${program.slug}`
  const payout = { amountMinor: 3000, method: { kind: 'bkash', account: '01712345678' } }
  const paid = await app.call('POST', `${base}/participants/advocate/payouts`, payout, { 'Idempotency-Key': 'one' })
  assert.equal(paid.status, 201, JSON.stringify(paid.body))
  const review = await putInReview(app.service.context.sql, program, ['friend'])
  await app.ok('POST', `${base}/reviews/${review.id}/confirm`, { reason: 'a ring' })
  const path = `${base}/referrals/${review.referrals.get('friend')}`
  const left = await app.call('POST', `${path}/appeal`)
  assert.deepEqual([left.status, left.body.code], [409, 'referral_state_conflict'])
  assert.match(left.body.detail, /had left/)
  const { items } = await app.ok('GET', `${base}/participants/advocate/referrals`)
  const other = items.find(({ friendUserId }: Body) => friendUserId === 'other').id
  await app.ok('POST', `${base}/referrals/${other}/reverse`, { reason: 'asked for it' })
  assert.match((await app.call('POST', `${base}/referrals/${other}/appeal`)).body.detail, /not by a review/)
  const { id } = await app.service.programs.get(program.slug)
  const uuid = fromWire('ref', review.referrals.get('friend') ?? '') ?? ''
  assert.equal(await readAfterReview(app.service.context.sql, id, uuid), 'money_left', 'so the portal offers none')
  await app.assertLedger(program)
})

test('a review in which nobody waits any more is closed by the sweep, also while others join it', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 100_000)
  const { code } = await app.join(program, 'advocate')
  const names = Array.from({ length: 6 }, (_, index) => `friend-${index}`)
  for (const userId of names) await app.signup(program, { userId, code })
  const { context } = app.service
  const [first, ...others] = names
  const review = await putInReview(context.sql, program, [first ?? ''])
  const base = `/v1/programs/${program.slug}`
  await app.ok('POST', `${base}/referrals/${review.referrals.get(first ?? '')}/reverse`, { reason: 'asked for it' })
  const found = await app.service.programs.get(program.slug)
  const sweeps = Array.from({ length: 10 }, () => closeEmptyReviews(context, found))
  await Promise.all([...sweeps, ...others.map((userId) => putInReview(context.sql, program, [userId]))])
  await closeEmptyReviews(context, found)
  const rows = await context.sql<{ state: string; waiting: number }[]>`
    select v.state, (
      select count(*)::int from referrals r
      where r.program_id = ${found.id} and r.review_id = v.id and r.state = 'review') as waiting
    from reviews v where v.program_id = ${found.id}`
  assert.equal(
    rows.reduce((sum, { waiting }) => sum + waiting, 0),
    others.length,
  )
  for (const { state, waiting } of rows) assert.equal(state === 'open', waiting > 0)
  await context.sql`update referrals set state = 'counted' where program_id = ${found.id} and state = 'review'`
  await closeEmptyReviews(context, found)
  assert.equal((await app.ok('GET', `${base}/reviews`)).open, 0)
  const cleared = await app.ok('GET', `${base}/reviews?state=cleared`)
  assert.ok(cleared.items.every(({ decidedBy, reason }: Body) => decidedBy === 'service' && reason === null))
})

test('the list counts at most a thousand friends of one review', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 100_000)
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend', code })
  const { sql } = app.service.context
  const review = await putInReview(sql, program, ['friend'])
  await sql`
    insert into referrals (program_id, id, advocate_id, state, version, occurred_at, decided_at, review_id)
    select program_id, gen_random_uuid(), advocate_id, 'reversed', version, occurred_at, decided_at, review_id
    from referrals, generate_series(1, 1000) where review_id = ${review.uuid}`
  const [item] = (await app.ok('GET', `/v1/programs/${program.slug}/reviews`)).items
  assert.deepEqual([item.friends, item.isPartial, item.waiting, item.waitingMinor], [1000, true, 1, 2000])
})
