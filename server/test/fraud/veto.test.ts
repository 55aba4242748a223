/** The app is asked before a reward is granted or released, over real HTTP, with its answers verified by the SDK. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prepareSignup } from '../../src/domain/signups/command.js'
import { ask } from '../../src/domain/veto/ask.js'
import type { Body, TestProgram } from '../support/api.js'
import { startApp, type TestApp } from '../support/app.js'
import { atFileEnd } from '../support/database.js'
import { startAskedApp, type AskedApp, type Reaction } from './asked-app.js'

let passedMs = 0
let started: Promise<TestApp> | undefined
const service = () => (started ??= startApp({ after: atFileEnd }, { clock: { nowMs: () => Date.now() + passedMs } }))

interface Stage {
  readonly app: TestApp
  readonly program: TestProgram
  readonly base: string
  readonly code: string
  readonly asked: AskedApp
}

async function stage(veto: Body, terms: Body = {}): Promise<Stage> {
  const app = await service()
  const program = await app.liveProgram(terms, 100_000)
  const { code } = await app.join(program, 'advocate')
  const asked = await startAskedApp({ after: atFileEnd })
  const base = `/v1/programs/${program.slug}`
  const { secret } = await app.ok('PUT', `${base}/veto`, { url: asked.url, at: ['signup'], noAnswer: 'allow', ...veto })
  asked.secrets = secret
  return { app, program, base, code, asked }
}

async function vetoOf(app: TestApp, base: string): Promise<Body> {
  return (await app.ok('GET', `${base}/veto`)).veto
}

const day = 86_400

test('a yes counts, a no refuses with its own reason, and a repeat gets the same answer without another question', async () => {
  const { app, program, base, code, asked } = await stage({}, { friendRewardMinor: 500 })
  asked.react = ({ data }) => data.userId !== 'banned'
  assert.equal((await app.signup(program, { userId: 'new', code })).outcome, 'referred')
  const refused = await app.signupCall(program, { userId: 'banned', code })
  assert.equal(refused.status, 201)
  assert.deepEqual([refused.body.outcome, refused.body.reason], ['refused', 'declined_by_app'])
  assert.match(refused.body.message.en, /could not confirm/)
  asked.react = () => true
  const again = await app.signupCall(program, { userId: 'banned', code })
  assert.deepEqual([again.status, again.body], [200, refused.body])
  assert.equal(asked.requests, 2)
  const [first] = asked.questions
  assert.deepEqual(
    { ...first, id: '', timestamp: '', data: { ...first?.data, occurredAt: '' } },
    {
      id: '',
      type: 'veto.signup',
      timestamp: '',
      program: program.slug,
      data: {
        userId: 'new',
        advocateUserId: 'advocate',
        amountMinor: 2000,
        friendAmountMinor: 500,
        currency: 'BDT',
        occurredAt: '',
      },
    },
  )
  const [told] = await app.told(program, 'referral.refused', 1)
  assert.equal(told?.data.reason, 'declined_by_app')
  const { said } = await vetoOf(app, base)
  assert.deepEqual(said.signup, { allowed: 1, refused: 1, unanswered: 0 })
  const { items } = await app.ok('GET', `${base}/participants/advocate/referrals`)
  assert.deepEqual(new Set(items.map(({ reason }: Body) => reason ?? null)), new Set([null, 'declined_by_app']))
  await app.assertLedger(program)
})

test('nobody is asked about who is not rewarded: without a code, with a wrong one, decided before, or by a late code too late', async () => {
  const { app, program, base, code, asked } = await stage({ noAnswer: 'hold' })
  assert.equal((await app.signup(program, { userId: 'alone' })).reason, 'no_code')
  assert.equal((await app.signup(program, { userId: 'typo', code: '4839201756' })).reason, 'unknown_code')
  assert.equal(asked.requests, 0)
  // A code in time decides once more, and is asked about.
  asked.react = () => false
  assert.equal((await app.signup(program, { userId: 'alone', code })).reason, 'declined_by_app')
  assert.equal(asked.requests, 1)
  await app.advance(program, 4 * day)
  assert.equal((await app.signup(program, { userId: 'typo', code })).reason, 'unknown_code')
  asked.react = () => true
  const reports = ['a', 'b', 'a'].map((userId) => ({ userId, code }))
  const { results } = await app.ok('POST', `${base}/signups/batch`, { signups: [...reports, { userId: 'c' }] })
  assert.deepEqual(
    results.map(({ status, body }: Body) => [status, body.outcome]),
    [
      [201, 'referred'],
      [201, 'referred'],
      [200, 'referred'],
      [201, 'organic'],
    ],
  )
  assert.deepEqual(
    asked.questions.map(({ data }) => data.userId).toSorted(),
    ['a', 'alone', 'b'],
    'those of one call are asked about at once, in any order',
  )
  await app.advance(program, 3600)
  const occurredAt = new Date(Date.now() + passedMs + 4 * day * 1000).toISOString()
  await app.ok('POST', `${base}/pause`)
  const before = await app.signup(program, { userId: 'opened before the pause', code, occurredAt })
  assert.deepEqual([before.outcome, asked.requests], ['referred', 4])
})

test('without a valid answer a friend counts or goes into review, as the program says', async () => {
  const { app, program, base, code, asked } = await stage({ noAnswer: 'hold' })
  const reactions: [string, Reaction][] = [
    ['silent', () => {}],
    ['broken', (response) => response.writeHead(500).end('{"allow": true}')],
    ['garbled', (response) => response.end('{"allow": tr')],
    ['wordy', (response) => response.end(`{"allow": true, "why": "${'x'.repeat(5000)}"}`)],
    ['elsewhere', (response) => response.writeHead(307, { location: '/other' }).end()],
    ['maybe', (response) => response.end('{"allow": "yes"}')],
  ]
  for (const [userId, reaction] of reactions) {
    asked.react = () => reaction
    const answer = await app.signup(program, { userId, code })
    assert.deepEqual([answer.outcome, answer.referral.state], ['referred', 'review'], userId)
    assert.deepEqual(await app.signup(program, { userId, code }), answer)
    const { trouble } = await vetoOf(app, base)
    assert.match(trouble.says, /answer/i)
    // An answer ends a row of failures, which would begin a rest.
    asked.react = () => true
    await app.signup(program, { userId: `after ${userId}`, code })
  }
  assert.equal(asked.requests, 12)
  assert.equal((await vetoOf(app, base)).trouble, null)
  const { items } = await app.ok('GET', `${base}/reviews`)
  const review = await app.ok('GET', `${base}/reviews/${items[0].id}`)
  assert.equal(review.people.length, 6)
  for (const { veto } of review.people) assert.deepEqual([veto.stage, veto.allowed], ['signup', null])
  await app.ok('POST', `${base}/reviews/${items[0].id}/clear`, { reason: 'looked into them' })
  await app.ok('PUT', `${base}/veto`, { url: asked.url, at: ['signup'], noAnswer: 'allow' })
  asked.secrets = `whsec_${Buffer.alloc(32).toString('base64')}`
  assert.equal((await app.signup(program, { userId: 'wrong secret', code })).referral.state, 'counted')
  assert.match((await vetoOf(app, base)).trouble.says, /400/)
  await app.assertLedger(program)
})

test('an app that is down is not asked for a while, the operator is told, and it is asked again', async () => {
  const { app, program, base, code, asked } = await stage({ noAnswer: 'allow' })
  asked.react = () => (response) => response.writeHead(503).end()
  for (let n = 1; n <= 7; n++) await app.signup(program, { userId: `friend-${n}`, code })
  assert.equal(asked.requests, 5)
  const veto = await vetoOf(app, base)
  assert.deepEqual([veto.unanswered, veto.said.signup], [5, { allowed: 0, refused: 0, unanswered: 7 }])
  assert.ok(veto.restingUntil)
  const [told] = await app.told(program, 'veto.unanswered', 1)
  assert.deepEqual(told?.data, { trouble: 'It answered 503.', noAnswer: 'allow' })
  passedMs += 31_000
  await app.signup(program, { userId: 'probe', code })
  await app.signup(program, { userId: 'rest again', code })
  assert.equal(asked.requests, 6, 'one failure begins the next rest')
  passedMs += 61_000
  asked.react = () => false
  assert.equal((await app.signup(program, { userId: 'friend-8', code })).reason, 'declined_by_app')
  assert.equal((await app.told(program, 'veto.answered', 1)).length, 1)
  const { restingUntil, unanswered } = await vetoOf(app, base)
  assert.deepEqual([restingUntil, unanswered], [null, 0])
})

test('twenty reports of one friend at once ask once, and count once', async () => {
  const { app, program, code, asked } = await stage({})
  asked.react = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return true
  }
  const calls = Array.from({ length: 20 }, () => app.signupCall(program, { userId: 'friend', code }))
  const answers = await Promise.all(calls)
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  assert.equal(new Set(answers.map(({ body }) => body.reward.id)).size, 1)
  assert.equal(asked.requests, 1)
  assert.equal((await app.participant(program, 'advocate')).balances.heldMinor, 2000)
  await app.assertLedger(program)
})

test('a service that ends between the answer and the decision loses nothing', async (t) => {
  const { app, program, base, code, asked } = await stage({})
  asked.react = () => false
  const other = await startApp(t, { database: app.database })
  const { context, programs } = other.service
  const found = await programs.get(program.slug)
  const { userDigest: subject } = prepareSignup(context, found, { userId: 'friend', code })
  const question = {
    stage: 'signup' as const,
    subject,
    referralId: null,
    friendUserId: 'friend',
    advocateUserId: 'advocate',
    amountMinor: 2000n,
    friendAmountMinor: 0n,
    currency: 'BDT',
    occurredAt: new Date(),
  }
  assert.equal(await ask(context, found, question), 'refuse')
  await other.stop()
  asked.react = () => true
  assert.equal((await app.signup(program, { userId: 'friend', code })).reason, 'declined_by_app')
  assert.equal(asked.requests, 1)
  assert.deepEqual((await vetoOf(app, base)).said.signup, { allowed: 0, refused: 1, unanswered: 0 })
})

test('before the release the app is asked once a friend; a no withholds the reward until a person decides', async () => {
  const { app, program, base, code, asked } = await stage({ at: ['release'], noAnswer: 'hold' })
  for (const userId of ['good', 'banned', 'known']) await app.signup(program, { userId, code })
  assert.equal(asked.requests, 0)
  asked.react = ({ data }) => data.userId === 'good'
  await app.advance(program, 8 * day)
  const standing = async () => {
    const { balances, friends } = await app.participant(program, 'advocate')
    return [balances.heldMinor, balances.availableMinor, friends.counted, friends.review]
  }
  assert.deepEqual(await standing(), [4000, 2000, 1, 2])
  const [{ id }] = (await app.ok('GET', `${base}/reviews`)).items
  const { people } = await app.ok('GET', `${base}/reviews/${id}`)
  for (const { reason, veto } of people) assert.deepEqual([reason, veto.allowed], ['declined_by_app', false])
  const told = await app.told(program, 'referral.review', 2)
  assert.deepEqual(
    told.map(({ data }) => data.reason),
    ['declined_by_app', 'declined_by_app'],
  )
  const referralOf = (userId: string) => people.find((one: Body) => one.userId === userId).referral
  await app.ok('POST', `${base}/reviews/${id}/clear`, { reason: 'known to us', referral: referralOf('known') })
  await app.ok('POST', `${base}/reviews/${id}/confirm`, { reason: 'banned', referral: referralOf('banned') })
  await app.advance(program, day)
  assert.deepEqual(await standing(), [0, 4000, 2, 0])
  assert.equal(asked.requests, 3)
  const { items } = await app.ok('GET', `${base}/participants/advocate/referrals`)
  const reasons = Object.fromEntries(items.map((one: Body) => [one.friendUserId, [one.state, one.reason ?? null]]))
  assert.deepEqual(reasons, {
    good: ['counted', null],
    known: ['counted', null],
    banned: ['reversed', 'declined_by_app'],
  })
  await app.assertLedger(program)
})

test('a reward without a hold is released by the sweep that asks, and two services ask about it once', async (t) => {
  const { app, program, code, asked } = await stage({ at: ['release'] }, { holdDays: 0 })
  const answer = await app.signup(program, { userId: 'friend', code })
  assert.equal(answer.reward.state, 'held')
  assert.deepEqual(await app.signup(program, { userId: 'friend', code }), answer)
  const other = await startApp(t, { database: app.database })
  await Promise.all([app.advance(program, 60), other.advance(program, 60)])
  await app.advance(program, 1)
  assert.equal((await app.participant(program, 'advocate')).balances.availableMinor, 2000)
  assert.equal(new Set(asked.questions.map(({ id }) => id)).size, 1)
  assert.equal(asked.questions[0]?.type, 'veto.release')
  await app.assertLedger(program)
})

test('the address is checked, the secret is shown once, and a program without a veto asks nobody', async () => {
  const { app, program, base, code, asked } = await stage({})
  const inside = await app.call('PUT', `${base}/veto`, { url: 'https://10.0.0.1/', at: ['signup'], noAnswer: 'allow' })
  assert.deepEqual([inside.status, inside.body.code], [422, 'veto_url_refused'])
  const same = await app.ok('PUT', `${base}/veto`, { url: asked.url, at: ['release', 'signup'], noAnswer: 'hold' })
  assert.deepEqual([same.secret, same.at, same.noAnswer], [null, ['signup', 'release'], 'hold'])
  const { secret, previousSecretUntil } = await app.ok('POST', `${base}/veto/rotate-secret`)
  assert.ok(previousSecretUntil)
  await app.signup(program, { userId: 'old secret', code })
  asked.secrets = secret
  await app.signup(program, { userId: 'new secret', code })
  assert.equal(asked.questions.length, 2, 'both secrets sign')
  await app.ok('DELETE', `${base}/veto`)
  assert.equal((await app.signup(program, { userId: 'unasked', code })).referral.state, 'counted')
  assert.equal(asked.requests, 2)
  assert.equal(await vetoOf(app, base), null)
  assert.equal((await app.call('DELETE', `${base}/veto`)).body.code, 'veto_not_found')
})
