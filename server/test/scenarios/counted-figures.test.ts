/** A friend who is counted after all is referred too, and a flat reward costs what it is: however a friend came to count. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'

const day = 86_400
const known = { phone: '01712345678' }

interface Stage {
  readonly app: TestApp
  readonly program: TestProgram
  readonly base: string
  readonly code: string
}

async function stageOf(terms: Body = {}, budgetMinor = 100_000): Promise<Stage> {
  const app = await sharedApp()
  const program = await app.liveProgram(terms, budgetMinor)
  const { code } = await app.join(program, 'rina', { country: 'BD' })
  await app.signup(program, { userId: 'known', country: 'BD', identities: known })
  return { app, program, base: `/v1/programs/${program.slug}`, code }
}

async function refusedId({ app, base }: Stage, userId: string): Promise<string> {
  const { items } = await app.ok('GET', `${base}/participants/rina/referrals?limit=100`)
  return items.find(({ friendUserId }: Body) => friendUserId === userId).id
}

const refer = ({ app, program, code }: Stage, userId: string, body: Body = {}) =>
  app.signup(program, { userId, code, country: 'BD', ...body })
const rule = ({ app, base }: Stage, verb: 'count' | 'reverse', id: string) =>
  app.ok('POST', `${base}/referrals/${id}/${verb}`, { reason: 'seen' })

/** Referred and counted, and that no friend is told of twice: also of the days, and when all has been folded. */
async function assertFriends(stage: Stage, referred: number, counted: number, reasons: Body): Promise<void> {
  const { app, program, base } = stage
  for (const _ of ['before folding', 'after it']) {
    const [{ funnel, refusals, points }, stats] = [await app.ok('GET', `${base}/overview`), await app.stats(program)]
    assert.deepEqual([funnel.referred, funnel.counted], [referred, counted])
    assert.deepEqual([stats.referred, stats.referred + stats.organic + stats.refused], [referred, stats.signups])
    const sum = (name: string) => points.reduce((all: number, point: Body) => all + point[name], 0)
    assert.deepEqual([sum('referred'), sum('counted')], [referred, counted])
    const left = Object.entries(refusals).filter(([reason, count]) => reason !== 'no_code' && count !== 0)
    assert.deepEqual(Object.fromEntries(left), reasons)
    await app.advance(program, 1)
  }
  await app.assertLedger(program)
}

const refusals: readonly {
  readonly reason: string
  readonly terms?: Body
  readonly budgetMinor?: number
  readonly refuse: (stage: Stage) => Promise<Body>
  readonly mend?: (stage: Stage) => Promise<unknown>
  /** Friends who count before. */
  readonly before?: number
}[] = [
  { reason: 'already_member', refuse: (stage) => refer(stage, 'friend', { identities: known }) },
  {
    reason: 'country_not_eligible',
    terms: { countries: ['BD'] },
    refuse: (stage) => refer(stage, 'friend', { country: 'NP' }),
  },
  {
    reason: 'program_not_live',
    refuse: async (stage) => {
      await stage.app.ok('POST', `${stage.base}/pause`)
      return refer(stage, 'friend')
    },
  },
  {
    reason: 'advocate_cap_reached',
    terms: { caps: { perAdvocatePerDay: null, perAdvocateTotal: 1 } },
    before: 1,
    refuse: async (stage) => {
      await refer(stage, 'one before')
      return refer(stage, 'friend')
    },
  },
  {
    reason: 'budget_exhausted',
    budgetMinor: 2000,
    before: 1,
    refuse: async (stage) => {
      await refer(stage, 'one before')
      return refer(stage, 'friend')
    },
    mend: ({ app, program }) => app.fund(program, 2000),
  },
]

for (const { reason, terms, budgetMinor, refuse, mend, before = 0 } of refusals) {
  test(`never more friends are counted than referred: one was refused as ${reason}, and is counted after all`, async () => {
    const stage = await stageOf(terms, budgetMinor)
    assert.equal((await refuse(stage)).reason, reason)
    await assertFriends(stage, before, before, { [reason]: 1 })
    await mend?.(stage)
    const id = await refusedId(stage, 'friend')
    await Promise.all(Array.from({ length: 5 }, () => rule(stage, 'count', id)))
    await assertFriends(stage, before + 1, before + 1, {})
    await rule(stage, 'reverse', id)
    await assertFriends(stage, before + 1, before, {})
  })
}

test('friends counted never exceed friends referred: appeals, late codes, actions reported after the lapse', async () => {
  const stage = await stageOf({ qualifyingEvent: { name: 'pays', withinDays: 2 }, lateCodeHours: 24 })
  const { app, program, base } = stage
  await refer(stage, 'appeals', { identities: known })
  const id = await refusedId(stage, 'appeals')
  await app.ok('POST', `${base}/referrals/${id}/appeal`, { text: 'it is mine' })
  await assertFriends(stage, 0, 0, { already_member: 1 })
  await rule(stage, 'count', id)
  await assertFriends(stage, 1, 1, {})
  await app.signup(program, { userId: 'late', country: 'BD' })
  await refer(stage, 'late')
  await assertFriends(stage, 2, 1, {})
  const { now } = await app.ok('GET', `${base}/overview`)
  await app.advance(program, 3 * day)
  await app.ok('POST', `${base}/events`, { userId: 'late', name: 'pays', occurredAt: now })
  await assertFriends(stage, 2, 2, {})
  // A code that comes late and is refused is counted by a ruling: one signup, decided three times.
  await app.signup(program, { userId: 'thrice', country: 'BD', identities: known })
  await refer(stage, 'thrice')
  await assertFriends(stage, 2, 2, { already_member: 1 })
  await rule(stage, 'count', await refusedId(stage, 'thrice'))
  await assertFriends(stage, 3, 3, {})
})

test('a friend who counts costs ৳20 exactly where the reward is a flat ৳20: pending, appeals, rulings, reversals, losses', async () => {
  const stage = await stageOf({ qualifyingEvent: { name: 'pays', withinDays: 2 }, holdDays: 1 })
  const { app, program, base } = stage
  const assertCost = async (costMinor: number | null, after: string) =>
    assert.equal((await app.ok('GET', `${base}/overview`)).money.costPerCountedMinor, costMinor, after)
  const act = (userId: string) => app.ok('POST', `${base}/events`, { userId, name: 'pays' })
  await assertCost(null, 'nobody')
  await refer(stage, 'first')
  await assertCost(null, 'pending')
  await act('first')
  await assertCost(2000, 'counted')
  for (const userId of ['second', 'granted', 'dismissed', 'open'])
    await refer(stage, userId, userId === 'second' ? {} : { identities: known })
  await assertCost(2000, 'one more is pending')
  const appeals = new Map<string, string>()
  for (const userId of ['granted', 'dismissed', 'open']) {
    const path = `${base}/referrals/${await refusedId(stage, userId)}/appeal`
    appeals.set(userId, (await app.ok('POST', path, { text: 'mine' })).id)
    await assertCost(2000, `${userId} appeals`)
  }
  await rule(stage, 'count', await refusedId(stage, 'granted'))
  await assertCost(2000, 'an appeal was granted')
  await app.ok('POST', `${base}/appeals/${appeals.get('dismissed')}/dismiss`, { reason: 'no' })
  await assertCost(2000, 'an appeal was dismissed')
  await app.advance(program, day + 60)
  await assertCost(2000, 'holds ended')
  const asked = await app.call(
    'POST',
    `${base}/participants/rina/payouts`,
    { amountMinor: 3000, method: { kind: 'bkash', account: '01712345678' } },
    { 'idempotency-key': 'once' },
  )
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  await assertCost(2000, 'most is on its way')
  await rule(stage, 'reverse', await refusedId(stage, 'granted'))
  await assertCost(2000, 'one is reversed, and half of it is lost')
  await app.advance(program, day)
  assert.equal((await app.stats(program)).lossMinor, 1000)
  await assertCost(2000, 'it is paid, and the second has lapsed')
  await rule(stage, 'reverse', await refusedId(stage, 'first'))
  await assertCost(null, 'nobody is left who counts')
  await app.assertLedger(program)
})
