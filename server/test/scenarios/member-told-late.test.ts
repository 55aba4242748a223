/** "That person had an account all along": who was a member before is a member, however late the app tells of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, TestProgram } from '../support/api.js'
import { type TestApp, sharedApp, startApp } from '../support/app.js'

const dayMs = 86_400_000
const old = '2020-05-01T00:00:00+06:00'
const iso = (atMs: number) => new Date(atMs).toISOString()
const phoneOf = (number: number) => `+88017${String(12_000_000 + number).padStart(8, '0')}`

const tell = (app: TestApp, { slug }: TestProgram, ...members: Body[]) =>
  app.ok('POST', `/v1/programs/${slug}/members`, { members })
const heldMinor = async (app: TestApp, program: TestProgram, userId = 'advocate') =>
  (await app.participant(program, userId)).balances.heldMinor as number
const fateOf = ({ outcome, reason }: Body) => reason ?? outcome

/** How the app may tell that the person of this phone, this mail or this account was there before. */
const ways: Record<string, (of: { userId: string; phone: string; email: string }) => Body> = {
  'its phone, with a date': ({ phone }) => ({ identities: { phone }, createdAt: old }),
  'its phone, as a member of old': ({ phone }) => ({ identities: { phone } }),
  'its mail of another account': ({ email }) => ({ userId: `old ${email}`, identities: { email }, createdAt: old }),
  'the phone of another account that is a little older': ({ phone, userId }) => ({
    userId: `other ${userId}`,
    identities: { phone },
    createdAt: iso(Date.now() - 1000),
  }),
  'its own account, with a date': ({ userId }) => ({ userId, createdAt: old }),
  'its own account, as a member of old': ({ userId }) => ({ userId }),
}

test('a friend who turns out to be a member is not paid, held or pending, however it is reported', async () => {
  const app = await sharedApp()
  for (const qualifyingEvent of [null, { name: 'first_payment', withinDays: 5 }]) {
    const program = await app.liveProgram({
      qualifyingEvent,
      friendRewardMinor: 500,
      startsAt: iso(Date.now() - dayMs),
    })
    const { code } = await app.join(program, 'advocate', { createdAt: iso(Date.now() - dayMs) })
    for (const [index, [name, way]] of Object.entries(ways).entries()) {
      const friend = { userId: `friend-${index}`, phone: phoneOf(index), email: `f${index}@example.com` }
      const { userId, phone, email } = friend
      await app.advance(program, 3600)
      const answer = await app.signup(program, { userId, code, identities: { phone, email } })
      assert.equal(fateOf(answer), 'referred', name)
      await tell(app, program, way(friend))
      await tell(app, program, way(friend))
      assert.equal(await heldMinor(app, program), 0, name)
      assert.equal((await app.participant(program, 'advocate')).friends.counted, 0, name)
      const stats = await app.stats(program)
      assert.deepEqual([stats.reservedMinor, stats.reversedMinor], [0, 2500 * (index + 1)], name)
    }
    await app.assertLedger(program)
  }
})

test('an organic signup that turns out to be a member’s stays refused for a late code', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ startsAt: iso(Date.now() - dayMs) })
  const { code } = await app.join(program, 'advocate')
  for (const [index, [name, way]] of Object.entries(ways).entries()) {
    const friend = { userId: `friend-${index}`, phone: phoneOf(index), email: `f${index}@example.com` }
    const { userId, phone, email } = friend
    await app.advance(program, 3600)
    await app.signup(program, { userId, identities: { phone, email } })
    await tell(app, program, way(friend))
    assert.equal(fateOf(await app.signup(program, { userId, code })), 'already_member', name)
  }
  // The same by an older account that tells its phone later, and by one that joins late.
  await app.join(program, 'older')
  await app.advance(program, 60)
  for (const userId of ['organic-1', 'organic-2']) {
    await app.signup(program, { userId, identities: { phone: phoneOf(userId === 'organic-1' ? 91 : 92) } })
  }
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/older/identities`, { phone: phoneOf(91) })
  await app.join(program, 'joins late', { identities: { phone: phoneOf(92) }, createdAt: old })
  assert.equal(fateOf(await app.signup(program, { userId: 'organic-1', code })), 'already_member')
  assert.equal(fateOf(await app.signup(program, { userId: 'organic-2', code })), 'already_member')
  await app.assertLedger(program)
})

test('a younger account reverses nothing, and released rewards stay', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ startsAt: iso(Date.now() - 30 * dayMs), holdDays: 1 })
  const { code } = await app.join(program, 'advocate')
  const openedMs = Date.now()
  const phone = phoneOf(1)
  await app.signup(program, { userId: 'friend', code, identities: { phone }, occurredAt: iso(openedMs) })
  await tell(
    app,
    program,
    { userId: 'second account', identities: { phone }, createdAt: iso(openedMs + 1) },
    { userId: 'friend', identities: { phone }, createdAt: iso(openedMs - 60_000) },
    { identities: { phone }, createdAt: iso(openedMs - 60_000) },
  )
  assert.equal(await heldMinor(app, program), 2000, 'the list tells of the friend’s own account')
  await app.signup(program, { userId: 'by signup', identities: { phone } })
  await tell(app, program, { userId: 'by signup', identities: { phone } })
  await app.join(program, 'joins later', { identities: { phone } })
  assert.equal(await heldMinor(app, program), 2000, 'accounts that came after the friend')
  await app.advance(program, 2 * 86_400)
  await tell(app, program, { identities: { phone }, createdAt: old })
  const { balances } = await app.participant(program, 'advocate')
  assert.deepEqual([balances.heldMinor, balances.availableMinor], [0, 2000])
  await app.assertLedger(program)
})

test('an old account that joins late takes back the reward of its second account', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'advocate')
  await app.signup(program, { userId: 'friend-1', code, identities: { phone: phoneOf(1) } })
  await app.signup(program, { userId: 'friend-2', code, identities: { email: 'karim@example.com' } })
  await app.join(program, 'old-1', { identities: { phone: phoneOf(1) }, createdAt: old })
  assert.equal(await heldMinor(app, program), 2000)
  await tell(app, program, { userId: 'old-2' })
  await app.join(program, 'old-2')
  await app.ok('PUT', `/v1/programs/${program.slug}/participants/old-2/identities`, { email: 'Karim@example.com' })
  assert.equal(await heldMinor(app, program), 0, 'a member of old is older than any friend')
  const path = `/v1/programs/${program.slug}/participants/ahead`
  const ahead = await app.call('PUT', path, { createdAt: iso(Date.now() + dayMs) })
  assert.deepEqual([ahead.status, ahead.body.code], [422, 'request_invalid'])
  await app.assertLedger(program)
})

test('a signup and the member’s report at the same moment leave no promise, in either order', async (t) => {
  const one = await startApp(t)
  const two = await startApp(t, { database: one.database })
  const program = await one.liveProgram({ friendRewardMinor: 500 })
  const { code } = await one.join(program, 'advocate')
  const people = Array.from({ length: 60 }, (_, index) => ({
    userId: `friend-${index}`,
    phone: phoneOf(index),
    email: `f${index}@example.com`,
  }))
  const told = Object.values(ways)
  await Promise.all(
    people
      .filter((_, index) => index % 2 === 0)
      .map(({ userId, phone, email }) => one.signup(program, { userId, identities: { phone, email } })),
  )
  await Promise.all([
    ...people.map(({ userId, phone, email }, index) =>
      (index % 3 === 0 ? one : two).signup(program, { userId, code, identities: { phone, email } }),
    ),
    ...[0, 1, 2].map((third) =>
      (third === 1 ? one : two).ok('POST', `/v1/programs/${program.slug}/members`, {
        members: people.flatMap((friend, index) =>
          index % 3 === third ? (told[index % told.length]?.(friend) ?? []) : [],
        ),
      }),
    ),
  ])
  const stats = await one.stats(program)
  assert.deepEqual([stats.rewardsHeldMinor, stats.reservedMinor], [0, 0])
  await one.assertLedger(program)
})

test('a thousand members in one call reverse a thousand rewards, in bounded time', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 100_000_000)
  const advocates = await app.participants(program, 20)
  const people = Array.from({ length: 1000 }, (_, index) => ({ userId: `friend-${index}`, phone: phoneOf(index) }))
  await Promise.all(
    people.map(({ userId, phone }, index) =>
      app.signup(program, { userId, code: advocates[index % 20]?.code, identities: { phone } }),
    ),
  )
  assert.equal((await app.stats(program)).rewardsHeldMinor, 2_000_000)
  const startedMs = performance.now()
  await tell(app, program, ...people.map(({ phone }) => ({ identities: { phone }, createdAt: old })))
  assert.ok(performance.now() - startedMs < 15_000, 'one transaction of few statements')
  assert.equal((await app.stats(program)).rewardsHeldMinor, 0)
  await app.assertLedger(program)
})
