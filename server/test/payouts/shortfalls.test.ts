/**
 * A reversal meets a cash-out: what is on its way is not taken from other earnings. What comes back of a cash-out that
 * was asked for before the reversal goes to the budget first.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeNews } from '../../src/domain/payouts/core/news.js'
import type { Body, TestProgram } from '../support/api.js'
import { type TestApp, sharedApp } from '../support/app.js'
import { bkash, cashOut, earners, payout } from './payouts.js'

const day = 86_400
const byHand = { payouts: { autoApproveMaxMinor: 1 } }

interface Stage {
  readonly app: TestApp
  readonly program: TestProgram
  readonly base: string
}

async function referralsOf({ app, base }: Stage, userId = 'a-1'): Promise<Body[]> {
  return (await app.ok('GET', `${base}/participants/${userId}/referrals?limit=100`)).items
}

const reverse = ({ app, base }: Stage, id: string) =>
  app.ok('POST', `${base}/referrals/${id}/reverse`, { reason: 'a second account' })

async function ask({ app, program }: Stage, amountMinor: number, account = '01712345678', userId = 'a-1') {
  const answer = await cashOut(app, program, { amountMinor, method: bkash(account) }, { userId })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.id as string
}

async function stageOf(friends: readonly number[], terms: Body = {}): Promise<Stage> {
  const app = await sharedApp()
  const program = await earners(app, friends, terms)
  return { app, program, base: `/v1/programs/${program.slug}` }
}

/** What a person has, and the program lost and has left. */
async function moneyOf({ app, program }: Stage, userId = 'a-1') {
  const [{ balances }, stats] = [await app.participant(program, userId), await app.stats(program)]
  const { availableMinor: available, clearingMinor: clearing, paidMinor: paid } = balances
  const loss: number = stats.lossMinor
  await assertSums({ app, program, base: `/v1/programs/${program.slug}` })
  await app.assertLedger(program)
  return { available, clearing, paid, loss, left: 100_000_000 - stats.budgetMinor }
}

/** Set aside is promised, left and returned; promised is the sum of its parts. */
async function assertSums({ app, program, base }: Stage): Promise<void> {
  const { money } = await app.ok('GET', `${base}/overview`)
  const stats = await app.stats(program)
  assert.equal(money.fundedMinor, money.promisedMinor + money.budgetMinor + money.returnedMinor)
  const parts = money.reservedMinor + money.heldMinor + money.availableMinor + money.clearingMinor + money.paidMinor
  assert.equal(money.promisedMinor, parts + money.lossMinor)
  assert.deepEqual(
    [stats.clearingMinor, stats.paidMinor, stats.lossMinor, stats.budgetMinor, stats.returnedMinor],
    [money.clearingMinor, money.paidMinor, money.lossMinor, money.budgetMinor, money.returnedMinor],
  )
}

/** How a cash-out of the account gets where it is when the reversal comes, and how it then ends. */
const states: readonly {
  readonly name: string
  readonly account?: string
  readonly terms?: Body
  readonly before?: (stage: Stage, id: string) => Promise<unknown>
  readonly state: string
  readonly after: (stage: Stage, id: string) => Promise<unknown>
  readonly ends: string
  readonly comesBack: boolean
}[] = [
  {
    name: 'requested, then rejected',
    terms: byHand,
    state: 'requested',
    after: ({ app, base }, id) => app.ok('POST', `${base}/payouts/${id}/reject`, { reason: 'a ring' }),
    ends: 'rejected',
    comesBack: true,
  },
  {
    name: 'requested, then approved and paid',
    terms: byHand,
    state: 'requested',
    after: async ({ app, base, program }, id) => {
      await app.ok('POST', `${base}/payouts/${id}/approve`)
      await app.advance(program, 1)
    },
    ends: 'paid',
    comesBack: false,
  },
  {
    name: 'approved, then refused by the provider',
    account: '01999112345',
    state: 'approved',
    after: ({ app, program }) => app.advance(program, 1),
    ends: 'failed',
    comesBack: true,
  },
  {
    name: 'unknown, then never sent',
    account: '01999212345',
    before: ({ app, program }) => app.advance(program, 1),
    state: 'unknown',
    after: ({ app, program }) => app.advance(program, 2 * 3600),
    ends: 'failed',
    comesBack: true,
  },
  {
    name: 'unknown, then settled as failed by a person',
    account: '01999212345',
    before: ({ app, program }) => app.advance(program, 1),
    state: 'unknown',
    after: ({ app, base }, id) =>
      app.ok('POST', `${base}/payouts/${id}/settle`, { outcome: 'failed', reason: 'asked' }),
    ends: 'failed',
    comesBack: true,
  },
  {
    name: 'unknown, then found to be paid',
    account: '01999312345',
    before: ({ app, program }) => app.advance(program, 1),
    state: 'unknown',
    after: ({ app, program }) => app.advance(program, 3600),
    ends: 'paid',
    comesBack: false,
  },
  {
    name: 'paid, then returned late',
    account: '01999612345',
    before: ({ app, program }) => app.advance(program, 1),
    state: 'paid',
    after: ({ app, program }) => app.advance(program, 2 * day),
    ends: 'returned',
    comesBack: true,
  },
]

for (const { name, account, terms, before, state, after, ends, comesBack } of states) {
  test(`a reversal while the cash-out is ${name}`, async () => {
    const stage = await stageOf([1], terms)
    const [referral] = await referralsOf(stage)
    const id = await ask(stage, 2000, account)
    await before?.(stage, id)
    assert.equal((await payout(stage.app, stage.program, id)).state, state)
    await reverse(stage, referral.id)
    const reversed = await moneyOf(stage)
    assert.deepEqual([reversed.available, reversed.loss, reversed.left], [0, 2000, 2000])
    await reverse(stage, referral.id)
    assert.deepEqual(await moneyOf(stage), reversed, 'the same again changes nothing')

    await after(stage, id)
    assert.equal((await payout(stage.app, stage.program, id)).state, ends)
    const { available, clearing, paid, loss, left } = await moneyOf(stage)
    assert.deepEqual(
      { available, clearing, paid, loss, left },
      comesBack
        ? { available: 0, clearing: 0, paid: 0, loss: 0, left: 0 }
        : { available: 0, clearing: 0, paid: 2000, loss: 2000, left: 2000 },
    )
    await reverse(stage, referral.id)
    assert.deepEqual(await moneyOf(stage), { available, clearing, paid, loss, left })
  })
}

test('a cash-out that failed or was rejected before the reversal leaves its money to be taken back', async () => {
  const stage = await stageOf([2], byHand)
  const { app, base, program } = stage
  const [one, other] = await referralsOf(stage)
  const rejected = await ask(stage, 4000)
  await app.ok('POST', `${base}/payouts/${rejected}/reject`, { reason: 'a ring' })
  await reverse(stage, one.id)
  assert.deepEqual(await moneyOf(stage), { available: 2000, clearing: 0, paid: 0, loss: 0, left: 2000 })
  const failing = await ask(stage, 2000)
  await app.ok('POST', `${base}/payouts/${failing}/reject`, { reason: 'a ring' })
  await reverse(stage, other.id)
  assert.deepEqual(await moneyOf(stage), { available: 0, clearing: 0, paid: 0, loss: 0, left: 0 })
  assert.equal((await app.stats(program)).reversedMinor, 4000)
})

test('a cash-out asked for after the reversal is not touched, and one asked for before it is, in part', async () => {
  const stage = await stageOf([5], byHand)
  const { app, base } = stage
  const referrals = await referralsOf(stage)
  const early = await ask(stage, 7000)
  // 3000 are left: one reward whole, and half of the next.
  await reverse(stage, referrals[0].id)
  await reverse(stage, referrals[1].id)
  assert.deepEqual(await moneyOf(stage), { available: 0, clearing: 7000, paid: 0, loss: 1000, left: 7000 })
  const { code } = await app.participant(stage.program, 'a-1')
  await app.signup(stage.program, { userId: 'another', code })
  const late = await ask(stage, 2000)
  await app.ok('POST', `${base}/payouts/${late}/reject`, { reason: 'asked for later' })
  assert.deepEqual(await moneyOf(stage), { available: 2000, clearing: 7000, paid: 0, loss: 1000, left: 9000 })
  await app.ok('POST', `${base}/payouts/${early}/reject`, { reason: 'asked for earlier' })
  assert.deepEqual(await moneyOf(stage), { available: 8000, clearing: 0, paid: 0, loss: 0, left: 8000 })

  const shown = await payout(app, stage.program, early)
  assert.deepEqual([shown.state, shown.takenBackMinor], ['rejected', 1000])
  assert.match(shown.message.en, /Part of it went back to the offer/)
})

test('several cash-outs settle several shortfalls, oldest first, each as far as it goes', async () => {
  const stage = await stageOf([4], byHand)
  const { app, base } = stage
  const [first, second, third] = await referralsOf(stage)
  const asked = [await ask(stage, 3000), await ask(stage, 5000)]
  await reverse(stage, first.id)
  await reverse(stage, second.id)
  const { code } = await app.participant(stage.program, 'a-1')
  await app.signup(stage.program, { userId: 'another', code })
  // It was asked for after two of the reversals and before the third.
  const between = await ask(stage, 2000)
  await reverse(stage, third.id)
  assert.deepEqual(await moneyOf(stage), { available: 0, clearing: 10_000, paid: 0, loss: 6000, left: 10_000 })
  const reject = (id: string | undefined) => app.ok('POST', `${base}/payouts/${id}/reject`, { reason: 'a ring' })
  await reject(between)
  assert.deepEqual(await moneyOf(stage), { available: 0, clearing: 8000, paid: 0, loss: 4000, left: 8000 })
  await reject(asked[0])
  assert.deepEqual(await moneyOf(stage), { available: 0, clearing: 5000, paid: 0, loss: 1000, left: 5000 })
  await reject(asked[1])
  assert.deepEqual(await moneyOf(stage), { available: 4000, clearing: 0, paid: 0, loss: 0, left: 4000 })
})

test('the friend’s own bonus is the friend’s shortfall, and is settled by the friend’s cash-out alone', async () => {
  const stage = await stageOf([1], { friendRewardMinor: 500, ...byHand })
  const { app, base } = stage
  const [referral] = await referralsOf(stage)
  const [ofAdvocate, ofFriend] = [await ask(stage, 2000), await ask(stage, 500, '01812345678', 'f-0-0')]
  await reverse(stage, referral.id)
  assert.equal((await moneyOf(stage)).loss, 2500)
  await app.ok('POST', `${base}/payouts/${ofFriend}/reject`, { reason: 'a ring' })
  assert.deepEqual(await moneyOf(stage, 'f-0-0'), { available: 0, clearing: 0, paid: 0, loss: 2000, left: 2000 })
  await app.ok('POST', `${base}/payouts/${ofAdvocate}/reject`, { reason: 'a ring' })
  assert.deepEqual(await moneyOf(stage), { available: 0, clearing: 0, paid: 0, loss: 0, left: 0 })
})

test('the person’s story says where the money went: statement, timeline, feed', async () => {
  const stage = await stageOf([1], byHand)
  const { app, base, program } = stage
  const [referral] = await referralsOf(stage)
  const id = await ask(stage, 2000)
  await reverse(stage, referral.id)
  await app.ok('POST', `${base}/payouts/${id}/reject`, { reason: 'a ring' })
  const { items: transfers } = await app.ok('GET', `${base}/participants/a-1/transfers`)
  assert.deepEqual(
    transfers
      .slice(0, 2)
      .map(({ step, from, to, amountMinor }: Body) => [step, from, to, amountMinor])
      .toSorted(),
    [
      ['recover', 'available', 'budget', 2000],
      ['restore', 'clearing', 'available', 2000],
    ],
  )
  const { items } = await app.ok('GET', `${base}/participants/a-1/timeline`)
  const told = items.find((item: Body) => item.transfer?.step === 'recover')
  assert.equal(told.transfer.payout, id)
  const [event] = await app.told(program, 'payout.rejected', 1)
  assert.deepEqual([event.data.amountMinor, event.data.takenBackMinor], [2000, 2000])
  const [message] = event.messages
  assert.match(message.en, /went back to the offer/)
  assert.doesNotMatch(message.en, /cashed out again/)
  assert.match(message.bn, /অফারে ফেরত গেছে/)
  assert.doesNotMatch(message.bn, /আবার তোলা যাবে/)
})

test('what comes back after the program is settled goes to the funder, and strands nothing', async () => {
  const stage = await stageOf([1], { attributionWindowDays: 1, lateCodeHours: 0 })
  const { app, base, program } = stage
  const [referral] = await referralsOf(stage)
  const id = await ask(stage, 2000)
  await app.advance(program, 1)
  await reverse(stage, referral.id)
  await app.ok('POST', `${base}/close`)
  await app.advance(program, 30 * day)
  assert.equal((await app.program(program)).state, 'settled')
  const { statement } = await app.ok('GET', `${base}/statement`)
  assert.deepEqual([statement.paidMinor, statement.returnedMinor], [2000, 99_998_000])
  const news = { reference: id, state: 'returned', code: 'account_blocked', providerReference: 'back' } as const
  const known = await app.service.programs.get(program.slug)
  assert.equal(await takeNews(app.service.context, known, news, 'sandbox'), 'returned')
  const { balances } = await app.program(program)
  assert.deepEqual([balances.budgetMinor, balances.reservedMinor, balances.returnedMinor], [0, 0, 100_000_000])
  const money = await moneyOf(stage)
  assert.deepEqual([money.available, money.paid, money.loss], [0, 0, 0])
})
