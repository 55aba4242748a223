/** "We invited each other": a code counts only if its owner was there first, and nobody is ever brought by their own friends. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Api, Body, TestProgram } from '../support/api.js'
import { must } from '../../src/errors.js'
import { decideAll } from '../../src/domain/signups/submit.js'
import { prepareSignup } from '../../src/domain/signups/command.js'
import { sharedApp, startApp, type TestApp } from '../support/app.js'
import { openPortal } from '../support/portal.js'

const minuteMs = 60_000
const iso = (atMs: number) => new Date(atMs).toISOString()

/** An account that came through nobody and has a code since. */
async function organic(api: Api, program: TestProgram, userId: string): Promise<string> {
  assert.equal((await api.signup(program, { userId })).reason, 'no_code')
  return (await api.join(program, userId)).code
}

const outcomeOf = ({ outcome, reason }: Body) => reason ?? outcome

test('two people who came through nobody type each other’s codes: only the one who was there first brought a friend', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const first = await organic(app, program, 'first')
  const second = await organic(app, program, 'second')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'first', code: second })), 'no_code')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'second', code: first })), 'referred')
  assert.equal((await app.participant(program, 'second')).balances.heldMinor, 0)
  await app.assertLedger(program)
})

test('ten people who brought nobody type each other’s codes in a ring: the ring never closes', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const codes: string[] = []
  for (let index = 0; index < 10; index++) codes.push(await organic(app, program, `ring-${index}`))
  const type = (index: number) => app.signup(program, { userId: `ring-${index}`, code: codes[(index + 1) % 10] })
  const outcomes = (await Promise.all(codes.map((_, index) => type(index)))).map(outcomeOf)
  assert.deepEqual(outcomes, [...Array<string>(9).fill('no_code'), 'referred'], 'only the last came after its owner')
  await app.assertLedger(program)
})

test('a friend’s descendant cannot bring the friend, at any depth', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  let code = await organic(app, program, 'x-0')
  for (let index = 1; index <= 12; index++) {
    assert.equal(outcomeOf(await app.signup(program, { userId: `x-${index}`, code })), 'referred')
    code = (await app.join(program, `x-${index}`)).code
    assert.equal(outcomeOf(await app.signup(program, { userId: 'x-0', code })), 'no_code')
  }
  const stranger = await organic(app, program, 'stranger')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'x-0', code: stranger })), 'no_code')
  await app.assertLedger(program)
})

test('a member’s later signup with the code of their own friend is treated as having no code', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code: first } = await app.join(program, 'first')
  await app.signup(program, { userId: 'friend', code: first })
  const { code: ofFriend } = await app.join(program, 'friend')
  await app.signup(program, { userId: 'friend of friend', code: ofFriend })
  const { code: below } = await app.join(program, 'friend of friend')
  const { code: stranger } = await app.join(program, 'stranger')
  const clickId = await app.click(program, stranger)
  // Another member with friends: what is typed spoils no click, and a member is refused by it.
  const { code: second } = await app.join(program, 'second')
  await app.signup(program, { userId: 'friend of second', code: second })
  const { code: ofSecond } = await app.join(program, 'friend of second')
  const told = [
    { userId: 'first', code: below },
    { userId: 'first', code: ofFriend },
    { userId: 'first', code: stranger },
    { userId: 'second', code: ofSecond, clickId },
    { userId: 'stranger', code: below },
  ]
  const outcomes: string[] = []
  for (const body of told) outcomes.push(outcomeOf(await app.signup(program, body)))
  assert.deepEqual(outcomes, ['unknown_code', 'unknown_code', 'already_member', 'already_member', 'already_member'])
  await app.assertLedger(program)
})

test('a code that is younger than the account does not count, whatever date the app sends', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ startsAt: iso(Date.now() - 30 * 86_400_000) })
  const beforeMs = Date.now()
  await app.signup(program, { userId: 'ahead', occurredAt: iso(Date.now() + 4 * minuteMs) })
  const { code } = await app.join(program, 'advocate')
  const of = async (userId: string, occurredAt?: string) =>
    outcomeOf(await app.signup(program, { userId, code, ...(occurredAt && { occurredAt }) }))
  assert.equal(await of('six days ago', iso(beforeMs - 6 * 86_400_000)), 'unknown_code')
  assert.equal(await of('a moment before', iso(beforeMs - 1)), 'unknown_code')
  assert.equal(await of('ahead'), 'no_code', 'a date ahead of the clock lets nobody in')
  assert.equal(await of('now'), 'referred')
  assert.equal(await of('dated now', iso(Date.now())), 'referred')
  assert.equal(await of('dated ahead', iso(Date.now() + 4 * minuteMs)), 'referred')
  // A click that was made before is not spoilt by the code.
  const earlier = await app.join(program, 'earlier')
  const clickId = await app.click(program, earlier.code)
  const occurredAt = iso(Date.now())
  await new Promise((resolve) => setTimeout(resolve, 5))
  const later = await app.join(program, 'later')
  const both = await app.signup(program, { userId: 'both', clickId, code: later.code, occurredAt })
  assert.deepEqual([both.outcome, both.referral.advocateUserId], ['referred', 'earlier'])
  await app.assertLedger(program)
})

test('a code counts at once after its owner joined, even before the owner’s signup is reported', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'rina' })), 'no_code')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'karim', code })), 'referred')
  // The clock of the process that decides is behind the one that let the owner join.
  const behind = { nowMs: () => Date.now() - 2000 }
  const slow = await startApp(t, { database: app.database, clock: behind })
  const fresh = await app.join(program, 'fresh')
  assert.equal(outcomeOf(await slow.signup(program, { userId: 'friend of fresh', code: fresh.code })), 'referred')
  // An organic friend still finds the right code after one that came too late.
  await app.signup(program, { userId: 'salma' })
  const tooLate = await app.join(program, 'too late')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'salma', code: tooLate.code })), 'no_code')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'salma', code })), 'referred')
})

/** On a clock that stands still everybody joined in time: what remains is who brought whom. */
async function startStill(t: Parameters<typeof startApp>[0]): Promise<[TestApp, TestApp]> {
  const stillMs = Date.now()
  const clock = { nowMs: () => stillMs }
  const one = await startApp(t, { clock })
  return [one, await startApp(t, { clock, database: one.database })]
}

/** Nobody is above themselves. @returns how many of these people have an advocate */
async function assertNoRing({ service }: TestApp, { slug }: TestProgram): Promise<number> {
  const program = await service.programs.get(slug)
  const rows = await service.context.sql<{ id: string; advocate_id: string }[]>`
    select id, advocate_id from referrals where program_id = ${program.id} and state <> 'refused'`
  const above = new Map(rows.map((row) => [row.id, row.advocate_id]))
  for (const start of above.keys()) {
    let steps = 0
    for (let at = above.get(start); at !== undefined; at = above.get(at)) {
      assert.notEqual(at, start, 'somebody is their own ancestor')
      assert.ok(++steps <= above.size)
    }
  }
  return above.size
}

test('two people type each other’s codes at the same instant, twenty pairs in two processes: one of each pair counts', async (t) => {
  const apps = await startStill(t)
  const [one, two] = apps
  const program = await one.liveProgram()
  const pairs = Array.from({ length: 20 }, (_, index) => [`left-${index}`, `right-${index}`] as const)
  const codes = new Map<string, string>()
  for (const userId of pairs.flat()) codes.set(userId, await organic(one, program, userId))
  const answers = await Promise.all(
    pairs.flatMap(([left, right], index) => [
      must(apps[index % 2], 'an app').signup(program, { userId: left, code: codes.get(right) }),
      must(apps[(index + (index % 3)) % 2], 'an app').signup(program, { userId: right, code: codes.get(left) }),
    ]),
  )
  assert.equal(await assertNoRing(one, program), 20)
  assert.equal(answers.filter(({ outcome }) => outcome === 'referred').length, 20)
  // Said again, nothing changes: the one who brought the other is not brought.
  await Promise.all(pairs.map(([left, right]) => two.signup(program, { userId: left, code: codes.get(right) })))
  await Promise.all(pairs.map(([left, right]) => one.signup(program, { userId: right, code: codes.get(left) })))
  assert.equal(await assertNoRing(one, program), 20)
  await one.assertLedger(program)
})

for (const how of ['at once in two processes', 'in one batch', 'in a batch each'] as const) {
  test(`rings of ten typed ${how} stay open, and all but one of each count`, async (t) => {
    const [one, two] = await startStill(t)
    const program = await one.liveProgram()
    const rings = Array.from({ length: 6 }, (_, ring) =>
      Array.from({ length: 10 }, (_each, index) => `ring-${ring}-${index}`),
    )
    const codes = new Map<string, string>()
    for (const userId of rings.flat()) codes.set(userId, await organic(one, program, userId))
    const bodies = rings.flatMap((ring) =>
      ring.map((userId, index) => ({ userId, code: codes.get(must(ring[(index + 1) % 10], 'the next')) })),
    )
    const { context, programs } = one.service
    const found = await programs.get(program.slug)
    const decide = (some: typeof bodies) =>
      decideAll(
        context,
        found,
        some.map((body) => prepareSignup(context, found, body)),
      )
    if (how === 'at once in two processes')
      await Promise.all(bodies.map((body, index) => (index % 2 === 0 ? one : two).signup(program, body)))
    else if (how === 'in one batch') await decide(bodies)
    else await Promise.all(bodies.map((body) => decide([body])))
    assert.equal(await assertNoRing(one, program), 54)
    await one.assertLedger(program)
  })
}

test('a referral that lapsed or was reversed still brought its friend; one that was refused did not', async (t) => {
  const [app] = await startStill(t)
  const program = await app.liveProgram({ caps: { perAdvocateTotal: 1, perAdvocatePerDay: null } })
  const base = `/v1/programs/${program.slug}`
  const [x, y, z] = [
    await organic(app, program, 'x'),
    await organic(app, program, 'y'),
    await organic(app, program, 'z'),
  ]
  const brought = await app.signup(program, { userId: 'y', code: x })
  const refused = await app.signup(program, { userId: 'z', code: x })
  assert.deepEqual([outcomeOf(brought), outcomeOf(refused)], ['referred', 'advocate_cap_reached'])
  await app.ok('POST', `${base}/referrals/${brought.referral.id}/reverse`, { reason: 'a test' })
  assert.equal(outcomeOf(await app.signup(program, { userId: 'x', code: y })), 'no_code')
  assert.equal(outcomeOf(await app.signup(program, { userId: 'x', code: z })), 'referred')
  const count = await app.call('POST', `${base}/referrals/${refused.referral.id}/count`, { reason: 'a test' })
  assert.deepEqual([count.status, count.body.code], [409, 'referral_state_conflict'], 'z brought x by now')
  await app.assertLedger(program)
})

test('an appeal that no ruling could grant is refused and keeps no money, at any depth; one that could is taken', async (t) => {
  const [app] = await startStill(t)
  const program = await app.liveProgram({ caps: { perAdvocateTotal: 1, perAdvocatePerDay: null } }, 100_000)
  const base = `/v1/programs/${program.slug}`
  const codes = new Map<string, string>()
  for (const name of ['x', 'y', 'a', 'b', 'c', 'd', 'e']) codes.set(name, await organic(app, program, name))
  const type = (userId: string, owner: string) => app.signup(program, { userId, code: codes.get(owner) })
  const bring = async (userId: string, owner: string) =>
    assert.equal((await type(userId, owner)).outcome, 'referred', `${owner} brings ${userId}`)
  const refuse = async (userId: string, owner: string): Promise<string> => {
    const { reason, referral } = await type(userId, owner)
    assert.equal(reason, 'advocate_cap_reached')
    return `${base}/referrals/${referral.id}`
  }
  // x brought y, and a brought b, who brought c. Each may bring one, so d and e are refused, and so is one more.
  await bring('y', 'x')
  await bring('b', 'a')
  await bring('c', 'b')
  const direct = await refuse('d', 'x')
  const deep = await refuse('e', 'b')
  const free = await refuse('free', 'b')
  await bring('x', 'd')
  await bring('a', 'e')
  const { balances } = await app.program(program)
  for (const path of [direct, deep]) {
    const appeal = await app.call('POST', `${path}/appeal`, { text: 'count me' })
    const count = await app.call('POST', `${path}/count`, { reason: 'a test' })
    assert.match(appeal.body.detail, /^The friend brought this advocate/)
    assert.deepEqual([appeal.status, appeal.body.code], [409, 'referral_state_conflict'])
    assert.deepEqual([count.status, count.body.detail], [409, appeal.body.detail], 'the same reason')
  }
  assert.deepEqual((await app.program(program)).balances, balances, 'nothing is kept')
  assert.equal((await app.ok('GET', `${base}/appeals`)).open, 0)
  const offered = async (userId: string) =>
    (await (await openPortal(app, program, userId)).ok('GET', '/standing')).invitation.mayAppeal
  assert.deepEqual([await offered('d'), await offered('e'), await offered('free')], [false, false, true])
  const taken = await app.call('POST', `${free}/appeal`)
  assert.deepEqual([taken.status, taken.body.reservedMinor], [201, 2000])
  await app.assertLedger(program)
})
