/** Signs of abuse inside a signup: what the app, the advocate and the operator then see. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp, type TestApp } from '../support/app.js'
import type { Body, TestProgram } from '../support/api.js'

/** A program that looks at everybody who signs up within seconds of the click. */
async function strictProgram(app: TestApp, terms: Body = {}, settings: Body = {}): Promise<TestProgram> {
  const program = await app.liveProgram(terms)
  await app.ok('PUT', `/v1/programs/${program.slug}/fraud-settings`, { reviewFrom: 30, ...settings })
  return program
}

async function fastFriend(app: TestApp, program: TestProgram, code: string, userId: string): Promise<Body> {
  return app.signup(program, { userId, clickId: await app.click(program, code) })
}

async function signalsOf(app: TestApp, program: TestProgram): Promise<string[]> {
  const rows = await app.service.context.sql<{ user_id: string; rule: string; review: string | null }[]>`
    select p.user_id, s.rule, v.state as review
    from programs g
    join signals s on s.program_id = g.id
    join participants p on p.program_id = g.id and p.id = s.referral_id
    join referrals r on r.program_id = g.id and r.id = s.referral_id
    left join reviews v on v.program_id = g.id and v.id = r.review_id
    where g.slug = ${program.slug}
    order by p.user_id, s.rule`
  return rows.map(({ user_id: userId, rule, review }) => `${userId} ${rule} ${review ?? '-'}`)
}

test('a friend with signs of abuse is in review: nothing is refused, the money is reserved, and nothing is released', async () => {
  const app = await sharedApp()
  const program = await strictProgram(app, { friendRewardMinor: 1000 })
  const { code } = await app.join(program, 'rina')
  const answer = await fastFriend(app, program, code, 'karim')
  assert.equal(answer.outcome, 'referred')
  assert.equal(answer.referral.state, 'review')
  assert.equal(answer.reward.state, 'reserved')
  assert.equal(answer.reward.availableAt, null)
  assert.equal(answer.friendReward.state, 'reserved')
  assert.deepEqual(await app.signup(program, { userId: 'karim', code }), answer, 'a repeat gets the same answer')
  const rina = await app.participant(program, 'rina')
  assert.deepEqual(rina.friends, { counted: 0, pending: 0, review: 1 })
  assert.deepEqual([rina.balances.heldMinor, rina.balances.availableMinor], [0, 0])
  await app.advance(program, 30 * 86_400)
  assert.deepEqual((await app.participant(program, 'rina')).friends, { counted: 0, pending: 0, review: 1 })
  const [told] = await app.told(program, 'referral.review', 1)
  assert.deepEqual(
    [told?.data.advocateUserId, told?.data.friendUserId, told?.data.amountMinor],
    ['rina', 'karim', 2000],
  )
  assert.deepEqual(await signalsOf(app, program), ['karim too_fast open'])
  await app.assertLedger(program)
})

test('a typed code shows no sign, an observed rule decides nothing, and rules that are off are not looked at', async () => {
  const app = await sharedApp()
  const program = await strictProgram(app)
  const { code } = await app.join(program, 'rina')
  assert.equal((await app.signup(program, { userId: 'typed', code })).referral.state, 'counted')
  assert.deepEqual(await signalsOf(app, program), [])
  const flagging = await strictProgram(app, {}, { rules: { too_fast: { mode: 'flag' } } })
  const { code: flagged } = await app.join(flagging, 'rina')
  assert.equal((await fastFriend(app, flagging, flagged, 'karim')).referral.state, 'counted')
  assert.deepEqual(await signalsOf(app, flagging), ['karim too_fast -'])
  const off = await strictProgram(app, {}, { rules: { too_fast: { mode: 'off' } } })
  const { code: free } = await app.join(off, 'rina')
  assert.equal((await fastFriend(app, off, free, 'karim')).referral.state, 'counted')
  assert.deepEqual(await signalsOf(app, off), [])
})

test('twenty suspects of one advocate at once are one review; a member stays a member', async () => {
  const app = await sharedApp()
  const program = await strictProgram(app)
  const { code } = await app.join(program, 'rina')
  await app.join(program, 'member')
  const clicks = await Promise.all(Array.from({ length: 20 }, () => app.click(program, code)))
  const answers = await Promise.all(
    clicks.map((clickId, index) => app.signup(program, { userId: `friend-${index}`, clickId })),
  )
  assert.ok(answers.every(({ referral }) => referral.state === 'review'))
  assert.equal((await fastFriend(app, program, code, 'member')).reason, 'already_member')
  const [reviews] = await app.service.context.sql<{ open: number; friends: number }[]>`
    select count(distinct v.id)::int as open, count(*)::int as friends
    from programs g
    join reviews v on v.program_id = g.id and v.state = 'open'
    join referrals r on r.program_id = g.id and r.review_id = v.id and r.state = 'review'
    where g.slug = ${program.slug}`
  assert.deepEqual(reviews, { open: 1, friends: 20 })
  await app.assertLedger(program)
})

test('in a program with an age rule, nobody under 18 is scored', async () => {
  const app = await sharedApp()
  const program = await strictProgram(app, { minimumAge: 13 })
  const { code } = await app.join(program, 'rina')
  const year = new Date().getUTCFullYear()
  const signup = async (userId: string, birthYear: number) =>
    app.signup(program, { userId, birthYear, clickId: await app.click(program, code) })
  assert.equal((await signup('child', year - 17)).referral.state, 'counted')
  assert.equal((await signup('grown-up', year - 18)).referral.state, 'review')
  assert.deepEqual(await signalsOf(app, program), ['grown-up too_fast open'])
})

test('an action that comes in time during the review is remembered, and counts nobody yet', async () => {
  const app = await sharedApp()
  const program = await strictProgram(app, { qualifyingEvent: { name: 'first_order', withinDays: 7 } })
  const { code } = await app.join(program, 'rina')
  assert.equal((await fastFriend(app, program, code, 'karim')).referral.state, 'review')
  const event = { userId: 'karim', name: 'first_order' }
  for (let times = 0; times < 2; times++) {
    const answer = await app.ok('POST', `/v1/programs/${program.slug}/events`, event)
    assert.deepEqual([answer.qualified, answer.referral.state], [false, 'review'])
  }
  await app.advance(program, 8 * 86_400)
  await app.ok('POST', `/v1/programs/${program.slug}/events`, event)
  const [row] = await app.service.context.sql<{ state: string; inTime: boolean }[]>`
    select r.state, r.acted_at < r.expires_at as "inTime"
    from programs g join referrals r on r.program_id = g.id
    where g.slug = ${program.slug}`
  assert.deepEqual(row, { state: 'review', inTime: true })
})

test('the app reports what a friend does later: each day counts once, and the day of the signup not at all', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  await app.signup(program, { userId: 'karim', code })
  const path = `/v1/programs/${program.slug}/events`
  const opened = () => app.ok('POST', path, { userId: 'karim', name: 'opened' })
  const daysOf = async () => {
    const [row] = await app.service.context.sql<{ days: number }[]>`
      select a.days from programs g join activity a on a.program_id = g.id where g.slug = ${program.slug}`
    return row?.days ?? 0
  }
  await opened()
  assert.equal(await daysOf(), 0)
  await app.advance(program, 36 * 3600)
  await Promise.all([opened(), opened(), opened()])
  assert.equal(await daysOf(), 1)
  await app.advance(program, 86_400)
  await Promise.all(Array.from({ length: 20 }, opened))
  assert.equal(await daysOf(), 2)
})
