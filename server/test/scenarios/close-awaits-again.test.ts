/** What comes up after a step of a close was done is awaited all the same: the last step looks at everything again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../src/db/connect.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { bkash, cashOut } from '../payouts/payouts.js'

const daySeconds = 86_400

interface Stage {
  readonly app: TestApp
  readonly program: TestProgram
  readonly base: string
  readonly payout: string
  /** A refused referral. */
  readonly refused: string
}

const stateOf = async ({ app, program }: Stage): Promise<string> => (await app.program(program)).state

async function doneSteps({ app, base }: Stage): Promise<string[]> {
  const { steps } = await app.ok('GET', `${base}/close`)
  return steps.filter(({ doneAt }: Body) => doneAt !== null).map(({ step }: Body) => step)
}

/** A close whose holds have ended, and which waits for one cash-out and nothing else. */
async function awaitingCashOut(app: TestApp, terms: Body = {}): Promise<Stage> {
  const program = await app.liveProgram({
    holdDays: 3,
    attributionWindowDays: 1,
    lateCodeHours: 0,
    payouts: { autoApproveMaxMinor: 1 },
    ...terms,
  })
  const base = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'friend', code })
  await app.signup(program, { userId: 'known', identities: { phone: '01712345678' } })
  await app.signup(program, { userId: 'refused', code, identities: { phone: '01712345678' } })
  const { items } = await app.ok('GET', `${base}/participants/rina/referrals`)
  const refused = items.find(({ friendUserId }: Body) => friendUserId === 'refused').id
  await app.advance(program, 4 * daySeconds)
  const asked = await cashOut(app, program, { amountMinor: 2000, method: bkash() }, { userId: 'rina' })
  assert.deepEqual([asked.status, asked.body.state], [201, 'requested'])
  await app.ok('POST', `${base}/close`)
  await app.advance(program, 12 * daySeconds)
  const stage = { app, program, base, payout: asked.body.id, refused }
  assert.deepEqual(await doneSteps(stage), ['windows', 'reports', 'actions', 'answers', 'holds'])
  return stage
}

/** Every way in which the cash-out that is awaited may end. */
const endings: readonly {
  readonly name: string
  readonly end: (stage: Stage) => Promise<unknown>
  readonly available: number
}[] = [
  {
    name: 'is paid',
    end: ({ app, base, payout }) => app.ok('POST', `${base}/payouts/${payout}/approve`),
    available: 2000,
  },
  {
    name: 'is rejected',
    end: ({ app, base, payout }) => app.ok('POST', `${base}/payouts/${payout}/reject`, { reason: 'a ring' }),
    available: 4000,
  },
]

for (const { name, end, available } of endings) {
  test(`a friend who is counted while a cash-out is awaited has a hold, also when the cash-out ${name}`, async () => {
    const stage = await awaitingCashOut(await sharedApp())
    const { app, program, base, refused } = stage
    await app.ok('POST', `${base}/referrals/${refused}/count`, { reason: 'it is' })
    await end(stage)
    await app.advance(program, daySeconds)
    assert.equal((await doneSteps(stage)).at(-1), 'payouts')
    assert.equal(await stateOf(stage), 'closing', 'the new hold is awaited')
    assert.equal((await app.participant(program, 'rina')).balances.heldMinor, 2000)
    await app.advance(program, daySeconds)
    assert.equal(await stateOf(stage), 'closing', 'also a day later')
    await app.advance(program, 2 * daySeconds)
    assert.equal(await stateOf(stage), 'settled')
    const { balances } = await app.participant(program, 'rina')
    assert.deepEqual([balances.heldMinor, balances.availableMinor], [0, available])
    await app.assertLedger(program)
  })
}

test('an appeal opened while a cash-out is awaited must be answered before settlement', async () => {
  const stage = await awaitingCashOut(await sharedApp())
  const { app, program, base, payout, refused } = stage
  const { id } = await app.ok('POST', `${base}/referrals/${refused}/appeal`, { text: 'it is my number' })
  await app.ok('POST', `${base}/payouts/${payout}/approve`)
  await app.advance(program, 20 * daySeconds)
  assert.equal((await doneSteps(stage)).at(-1), 'payouts')
  assert.equal(await stateOf(stage), 'closing')
  await app.ok('POST', `${base}/appeals/${id}/dismiss`, { reason: 'it was not' })
  await app.advance(program, 1)
  assert.equal(await stateOf(stage), 'settled')
  await app.assertLedger(program)
})

test('an appeal granted while a cash-out is awaited starts a hold, partly for the friend', async () => {
  const stage = await awaitingCashOut(await sharedApp(), { friendRewardMinor: 500 })
  const { app, program, base, payout, refused } = stage
  await app.ok('POST', `${base}/referrals/${refused}/appeal`, { text: 'it is my number' })
  await app.ok('POST', `${base}/referrals/${refused}/count`, { reason: 'it is' })
  await app.ok('POST', `${base}/payouts/${payout}/reject`, { reason: 'a ring' })
  await app.advance(program, 2 * daySeconds)
  assert.equal(await stateOf(stage), 'closing')
  assert.equal((await app.participant(program, 'refused')).balances.heldMinor, 500)
  await app.advance(program, 2 * daySeconds)
  assert.equal(await stateOf(stage), 'settled')
  await app.assertLedger(program)
})

test('damaged books with reserved money are not closed: nothing fails, and verify names the difference', async (t) => {
  const stage = await awaitingCashOut(await startApp(t))
  const { app, program, base, payout } = stage
  const owner = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => owner.end({ timeout: 5 }))
  const { id } = await app.service.programs.get(program.slug)
  const shift = (minor: number) => owner`
    update books set reserved_minor = reserved_minor + ${minor}::bigint, budget_minor = budget_minor - ${minor}::bigint
    where program_id = ${id}`
  await shift(2000)
  await app.ok('POST', `${base}/payouts/${payout}/approve`)
  for (const seconds of [1, 30 * daySeconds]) {
    const { status } = await app.call('POST', `${base}/clock/advance`, { seconds })
    assert.deepEqual([status, await stateOf(stage)], [200, 'closing'])
  }
  const { ok, differences } = await app.ok('GET', `${base}/ledger/verify`)
  assert.deepEqual(
    [ok, differences.map(({ kind, account }: Body) => `${kind} ${account}`).toSorted()],
    [false, ['books budget', 'books reserved']],
  )
  await shift(-2000)
  await app.advance(program, 1)
  assert.equal(await stateOf(stage), 'settled', 'mended, it ends')
  await app.assertLedger(program)
})
