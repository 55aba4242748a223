/** Decisions about reviews at the same moment as other work, in two processes on one database. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { connect, type Sql } from '../../src/db/connect.js'
import type { Api, Body, TestProgram } from '../support/api.js'
import { startProcess, type ServiceProcess } from '../support/processes.js'
import { secret } from '../support/app.js'
import { atFileEnd, testDatabase } from '../support/database.js'
import { putInReview, type InReview } from './in-review.js'

let sql: Sql
let services: readonly [ServiceProcess, ServiceProcess]

before(async () => {
  const ending = { after: atFileEnd }
  const { serviceUrl, ownerUrl } = await testDatabase(ending)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const start = async () => startProcess(ending, env, ['serve', '--no-jobs'])
  services = await Promise.all([start(), start()])
  sql = connect(serviceUrl, { max: 4 })
  atFileEnd(() => sql.end({ timeout: 5 }))
})

const service = (turn: number): Api => services[turn % 2 === 0 ? 0 : 1]

interface Stage {
  readonly program: TestProgram
  readonly base: string
  readonly friends: readonly string[]
  readonly code: string
}

async function setTheStage(count: number, terms: Body = {}): Promise<Stage> {
  const program = await service(0).liveProgram(terms, 1_000_000)
  const { code } = await service(0).join(program, 'advocate')
  const friends = Array.from({ length: count }, (_, index) => `friend-${index + 1}`)
  await Promise.all(friends.map((userId, turn) => service(turn).signup(program, { userId, code })))
  return { program, base: `/v1/programs/${program.slug}`, friends, code }
}

function decide(turn: number, base: string, { id }: InReview, verb: 'confirm' | 'clear', referral?: string) {
  return service(turn).call('POST', `${base}/reviews/${id}/${verb}`, { reason: `said ${turn}`, referral })
}

/** Every friend is in one state, the figures of the advocate agree, and no taka is lost. */
async function assertWhole({ program, base }: Stage): Promise<Map<string, number>> {
  await service(0).assertLedger(program)
  const { items } = await service(0).ok('GET', `${base}/referrals?limit=100`)
  const states = new Map<string, number>()
  for (const { state } of items) states.set(state, (states.get(state) ?? 0) + 1)
  const { friends } = await service(0).participant(program, 'advocate')
  for (const state of ['counted', 'pending', 'review']) assert.equal(friends[state], states.get(state) ?? 0, state)
  return states
}

test('of twenty decisions about one review at once one wins, and the others are told what it is', async () => {
  const stage = await setTheStage(5)
  const review = await putInReview(sql, stage.program, stage.friends)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, turn) => decide(turn, stage.base, review, turn % 4 < 2 ? 'confirm' : 'clear')),
  )
  const { state, confirmed, cleared, reason } = await service(1).ok('GET', `${stage.base}/reviews/${review.id}`)
  assert.deepEqual(new Set([confirmed, cleared]), new Set([0, 5]))
  for (const [turn, { status, body }] of answers.entries()) {
    const wanted = turn % 4 < 2 ? 'confirmed' : 'cleared'
    if (wanted === state) assert.deepEqual([status, body.state, body.reason], [200, state, reason])
    else assert.deepEqual([status, body.code], [409, 'review_state_conflict'])
  }
  const { items } = await service(0).ok('GET', `${stage.base}/audit?limit=100`)
  assert.equal(items.filter(({ action }: Body) => action.startsWith('review.')).length, 1)
  await assertWhole(stage)
})

test('friends of one review who are decided one by one at once are each decided once, and the last one closes it', async () => {
  const stage = await setTheStage(12)
  const review = await putInReview(sql, stage.program, stage.friends)
  const answers = await Promise.all(
    [...review.referrals.values()].flatMap((referral, turn) => [
      decide(turn, stage.base, review, 'confirm', referral),
      decide(turn + 1, stage.base, review, 'clear', referral),
    ]),
  )
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
  assert.deepEqual(statuses, [...Array<number>(12).fill(200), ...Array<number>(12).fill(409)])
  const whole = await service(0).ok('GET', `${stage.base}/reviews/${review.id}`)
  assert.notEqual(whole.state, 'open')
  assert.equal(whole.confirmed + whole.cleared, 12)
  const states = await assertWhole(stage)
  assert.deepEqual([states.get('reversed') ?? 0, states.get('counted') ?? 0], [whole.confirmed, whole.cleared])
})

test('a friend who joins a review while it is decided is decided too, or waits in an open review', async () => {
  for (let round = 0; round < 6; round++) {
    const stage = await setTheStage(10)
    const [first, ...later] = stage.friends
    const review = await putInReview(sql, stage.program, [first ?? ''])
    await Promise.all([
      ...later.map((userId) => putInReview(sql, stage.program, [userId])),
      ...[0, 1, 2, 3].map((turn) => decide(turn, stage.base, review, 'confirm')),
    ])
    const states = await assertWhole(stage)
    const waiting = states.get('review') ?? 0
    assert.equal((states.get('reversed') ?? 0) + waiting, 10)
    const { items } = await service(0).ok('GET', `${stage.base}/reviews`)
    assert.equal(
      items.reduce((sum: number, one: Body) => sum + one.waiting, 0),
      waiting,
      'nobody waits in a review that is closed',
    )
  }
})

test('a decision, a reversal, a release and an erasure at the same moment leave every balance right', async () => {
  for (let round = 0; round < 4; round++) {
    const stage = await setTheStage(8, { friendRewardMinor: 500 })
    const review = await putInReview(sql, stage.program, stage.friends.slice(0, 6))
    const [one = '', two = ''] = review.referrals.values()
    const post = (turn: number, path: string, body: object) => service(turn).call('POST', stage.base + path, body)
    const answers = await Promise.all([
      decide(0, stage.base, review, round % 2 === 0 ? 'clear' : 'confirm'),
      post(1, `/referrals/${one}/reverse`, { reason: 'asked for it' }),
      post(0, '/clock/advance', { seconds: 8 * 86_400 }),
      post(1, '/participants/friend-3/erasure', {}),
      decide(1, stage.base, review, 'clear', two),
      post(0, '/members', { members: [{ userId: 'friend-4', identities: {} }] }),
    ])
    for (const { status, body } of answers) assert.ok(status < 500, JSON.stringify(body))
    await service(0).advance(stage.program, 86_400)
    const states = await assertWhole(stage)
    assert.equal(states.get('review') ?? 0, 0)
    const { balances } = await service(0).participant(stage.program, 'advocate')
    assert.equal(balances.heldMinor, 0, 'what a decision freed is released')
    assert.equal(balances.availableMinor, 2000 * (states.get('counted') ?? 0))
  }
})
