/** The feed: what is told, to whom, in which order, and that nothing is ever skipped. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, transaction, type Sql } from '../../src/db/connect.js'
import { appendChanges } from '../../src/domain/changes/append.js'
import { forgetChanges } from '../../src/domain/changes/forget.js'
import { foldRanks } from '../../src/domain/programs/ranks.js'
import { readChanges, type Change, type Place } from '../../src/domain/changes/read.js'
import { lockParticipants } from '../../src/domain/person/lock.js'
import type { Api, Body, TestProgram } from '../support/api.js'
import { type TestApp, sharedApp, startApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { until } from '../support/until.js'

const day = 86_400

/** Everything after a cursor. Another database's transaction may hold a change back for a moment. */
async function feed(api: Api, program: TestProgram, wanted: number, cursor?: string): Promise<Body[]> {
  const deadlineMs = Date.now() + 10_000
  const events: Body[] = []
  let next = cursor
  while (Date.now() < deadlineMs) {
    const query = next === undefined ? '' : `&cursor=${next}`
    const page = await api.ok('GET', `/v1/programs/${program.slug}/changes?limit=100${query}`)
    events.push(...page.items)
    next = page.nextCursor ?? undefined
    if (events.length >= wanted && page.items.length === 0) return events
    if (page.items.length === 0) await sleep(20)
  }
  return events
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const typesOf = (events: Body[]) => events.map(({ type }) => type)

test('each step of a friend is one change, in order, with sentences for the people concerned', async () => {
  const app = await sharedApp()
  const program = await app.draftProgram({ friendRewardMinor: 1000 })
  await app.fund(program, 200_000, 'bank slip 1')
  await app.ok('POST', `/v1/programs/${program.slug}/launch`)
  const { code } = await app.join(program, 'rina')
  await app.join(program, 'rina')
  const { referral } = await app.signup(program, { userId: 'karim', code })
  await app.signup(program, { userId: 'karim', code })
  await app.advance(program, 7 * day)
  await app.ok('POST', `/v1/programs/${program.slug}/referrals/${referral.id}/reverse`, { reason: 'a check' })
  await app.ok('POST', `/v1/programs/${program.slug}/pause`)
  const events = await feed(app, program, 10)
  assert.deepEqual(typesOf(events), [
    'budget.funded',
    'program.launched',
    'participant.joined',
    'referral.counted',
    'reward.available',
    'reward.available',
    'referral.reversed',
    'reward.reversed',
    'reward.reversed',
    'program.paused',
  ])
  const [funded, launched, joined, counted] = events
  assert.deepEqual(funded.data, {
    amountMinor: 200_000,
    currency: 'BDT',
    reference: 'bank slip 1',
    budgetMinor: 200_000,
  })
  assert.deepEqual([launched.data, launched.program], [{ state: 'live' }, program.slug])
  assert.deepEqual([joined.data, joined.audiences], [{ userId: 'rina' }, ['operator']])
  const { availableAt, ...data } = counted.data
  assert.deepEqual(data, {
    advocateUserId: 'rina',
    friendUserId: 'karim',
    referral: referral.id,
    amountMinor: 2000,
    friendAmountMinor: 1000,
    currency: 'BDT',
  })
  assert.equal(Date.parse(availableAt), Date.parse(counted.timestamp) + 7 * day * 1000)
  const [toAdvocate, toFriend] = counted.messages
  assert.deepEqual([toAdvocate.audience, toAdvocate.userId], ['advocate', 'rina'])
  assert.match(toAdvocate.bn, /৳২০ যাচাই করা হচ্ছে, [০-৯]+ \S+ থেকে তোলা যাবে।$/)
  assert.match(toAdvocate.en, /৳20 is being checked/)
  assert.deepEqual([toFriend.audience, toFriend.userId], ['friend', 'karim'])
  assert.match(toFriend.bn, /৳১০/)
  const released = events.slice(4, 6).map(({ data: { side, userId, amountMinor } }) => [side, userId, amountMinor])
  assert.deepEqual(released.toSorted(byText), [
    ['advocate', 'rina', 2000],
    ['friend', 'karim', 1000],
  ])
  for (const { messages, data: about } of events.slice(7, 9)) {
    assert.deepEqual([messages.length, messages[0].userId], [1, about.userId])
  }
  assert.equal(events.at(-1).messages[0].userId, null, 'everybody is told of a pause')
  assert.deepEqual(typesOf(await feed(app, program, 1, undefined)), typesOf(events), 'read again, it is the same')
})

test('a cursor continues after the previous page, and an invented one is refused', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  await app.participants(program, 5)
  const all = await feed(app, program, 7)
  const path = `/v1/programs/${program.slug}/changes`
  const paged: Body[] = []
  let cursor = ''
  for (let page = 0; page < 5; page++) {
    const { items, nextCursor } = await app.ok('GET', `${path}?limit=2${cursor && `&cursor=${cursor}`}`)
    paged.push(...items)
    cursor = nextCursor
  }
  assert.deepEqual(paged, all)
  assert.equal((await app.ok('GET', `${path}?cursor=${cursor}`)).nextCursor, cursor, 'the end is a place too')
  const answer = await app.call('GET', `${path}?cursor=nonsense`)
  assert.deepEqual([answer.status, answer.body.code], [422, 'request_invalid'])
})

test('an advocate hears of a refusal only if its reason reveals nothing about the friend', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ caps: { perAdvocateTotal: 1 } })
  const { code } = await app.join(program, 'rina')
  const known = { identities: { phone: '01712345678' } }
  await app.ok('POST', `/v1/programs/${program.slug}/members`, { members: [known] })
  await app.signup(program, { userId: 'member-again', code, ...known })
  await app.signup(program, { userId: 'first', code })
  await app.signup(program, { userId: 'one too many', code })
  await app.ok('POST', `/v1/programs/${program.slug}/pause`)
  await app.signup(program, { userId: 'during the pause', code })
  const refused = (await feed(app, program, 8)).filter(({ type }) => type === 'referral.refused')
  // With the cap reached, a sentence about the second would say that this friend is no member.
  assert.deepEqual(
    refused.map(({ data, audiences }) => [data.reason, audiences]),
    [
      ['already_member', ['operator', 'friend']],
      ['advocate_cap_reached', ['operator', 'friend']],
      ['program_not_live', ['operator', 'advocate', 'friend']],
    ],
  )
})

test('twenty concurrent signups cross each budget mark once', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 40_000)
  const { code } = await app.join(program, 'rina')
  const signups = Array.from({ length: 25 }, (_, index) => app.signup(program, { userId: `friend-${index}`, code }))
  const outcomes = (await Promise.all(signups)).map(({ outcome }) => outcome)
  assert.equal(outcomes.filter((outcome) => outcome === 'referred').length, 20)
  const told = async (wanted: number) =>
    (await feed(app, program, wanted)).filter(({ type }) => type === 'budget.low' || type === 'budget.exhausted')
  const words = await told(31)
  assert.deepEqual(
    words.map(({ type, data }) => [type, data.percent]),
    [
      ['budget.low', 20],
      ['budget.low', 5],
      ['budget.exhausted', undefined],
    ],
  )
  await app.fund(program, 2000)
  await app.signup(program, { userId: 'the last', code })
  assert.equal((await told(34)).at(-1).type, 'budget.exhausted', 'a mark that was left can be crossed again')
})

test('refused and rolled-back work leaves no change, and every reached state has one', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ qualifyingEvent: { name: 'paid', withinDays: 3 } }, 10_000)
  const path = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina')
  for (let index = 0; index < 7; index++) await app.signup(program, { userId: `friend-${index}`, code })
  const { items } = await app.ok('GET', `${path}/participants/rina/referrals`)
  const idOf = (userId: string) => items.find(({ friendUserId }: Body) => friendUserId === userId).id
  const ruling = { reason: 'a check', code: 'same_device' }
  await Promise.all(
    Array.from({ length: 10 }, () => app.call('POST', `${path}/events`, { userId: 'friend-0', name: 'paid' })),
  )
  await Promise.all(
    Array.from({ length: 10 }, () => app.call('POST', `${path}/referrals/${idOf('friend-1')}/reverse`, ruling)),
  )
  const counts = ['friend-5', 'friend-6'].map((userId) =>
    app.call('POST', `${path}/referrals/${idOf(userId)}/count`, ruling),
  )
  assert.deepEqual(
    (await Promise.all(counts)).map(({ status }) => status).toSorted(byText),
    [200, 409],
    'one is rolled back',
  )
  await Promise.all(Array.from({ length: 5 }, () => app.advance(program, 3 * day)))
  await app.assertLedger(program)
  const events = await feed(app, program, 24)
  const counted = new Map<string, number>()
  for (const type of typesOf(events)) counted.set(type, (counted.get(type) ?? 0) + 1)
  assert.deepEqual(Object.fromEntries(counted), {
    'budget.funded': 1,
    'program.launched': 1,
    'participant.joined': 1,
    'referral.pending': 5,
    'referral.refused': 2,
    'budget.low': 4,
    'budget.exhausted': 2,
    'referral.counted': 2,
    'referral.reversed': 1,
    'reward.reversed': 1,
    'referral.lapsed': 3,
    'reward.available': 2,
  })
})

/** Rows of participants for writers that need no API. */
async function bareProgram(app: TestApp): Promise<{ programId: number; participants: string[] }> {
  const program = await app.liveProgram()
  await app.participants(program, 4)
  const rows = await app.service.context.sql<{ program_id: number; id: string }[]>`
    select program_id, id from participants`
  return { programId: rows[0]?.program_id ?? 0, participants: rows.map(({ id }) => id) }
}

/** Until so many were read and no more come. Another database's transaction may hold changes back for a while. */
async function readAll(sql: Sql, programId: number, wanted: () => number): Promise<Change[]> {
  const seen: Change[] = []
  let after: Place | undefined
  let quiet = 0
  const deadlineMs = Date.now() + 30_000
  while (quiet < 5 && Date.now() < deadlineMs) {
    const page = await readChanges(sql, programId, after, 7)
    seen.push(...page)
    after = page.at(-1)?.place ?? after
    quiet = page.length === 0 && seen.length >= wanted() ? quiet + 1 : 0
    if (page.length === 0) await sleep(10)
  }
  return seen
}

/** What a live program with four participants has told already. */
const toldBefore = 6

test('with twenty writers and one reader nothing is skipped or repeated, however late a transaction commits', async (t) => {
  const app = await startApp(t)
  const { programId } = await bareProgram(app)
  const sql = connect(app.database.serviceUrl, { max: 21 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const committed: string[] = []
  const at = new Date()
  let writing = true
  const reader = readAll(sql, programId, () => (writing ? Infinity : toldBefore + committed.length))
  const write = async (writer: number) => {
    for (let round = 0; round < 12; round++) {
      const mark = `${writer} ${round}`
      const work = transaction(sql, async (tx) => {
        await appendChanges(tx, programId, [{ type: 'program.changed', detail: { mark } }], at)
        await sleep(Math.random() * (writer % 4 === 0 ? 60 : 5))
        if (round % 5 === 4) throw new Error('rolled back')
      })
      await work.then(
        () => committed.push(mark),
        (error: unknown) => assert.match(String(error), /rolled back/),
      )
    }
  }
  await Promise.all(Array.from({ length: 20 }, (_, writer) => write(writer)))
  writing = false
  const marks = (await reader).flatMap(({ detail }) => (typeof detail['mark'] === 'string' ? [detail['mark']] : []))
  assert.equal(new Set(marks).size, marks.length, 'nothing is told twice')
  assert.deepEqual(marks.toSorted(), committed.toSorted())
  const places = new Map(marks.map((mark, place) => [mark, place]))
  const late = committed.filter(
    (mark, index) => (places.get(mark) ?? 0) < (places.get(committed[index - 1] ?? '') ?? 0),
  )
  assert.ok(late.length > 10, 'many committed after what was begun later: a reader by id would have passed them')
})

test('changes of one participant are in order, even if the later transaction began earlier', async (t) => {
  const app = await startApp(t)
  const { programId, participants } = await bareProgram(app)
  const sql = connect(app.database.serviceUrl, { max: 21 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const counters = new Map(participants.map((id) => [id, 0]))
  const at = new Date()
  const reader = readAll(sql, programId, () => toldBefore + 200)
  const write = async (writer: number) => {
    for (let round = 0; round < 10; round++) {
      const participantId = participants[(writer + round) % participants.length] ?? ''
      await transaction(sql, async (tx) => {
        // Its number is taken here, long before it holds the participant.
        await tx`select pg_current_xact_id()`
        await sleep(Math.random() * 4)
        await lockParticipants(tx, programId, [participantId])
        const count = (counters.get(participantId) ?? 0) + 1
        counters.set(participantId, count)
        await appendChanges(tx, programId, [{ type: 'program.changed', participantId, detail: { count } }], at)
        if (writer % 3 === 0) await sleep(Math.random() * 4)
      })
    }
  }
  await Promise.all(Array.from({ length: 20 }, (_, writer) => write(writer)))
  const changes = (await reader).filter(({ detail }) => detail['count'] !== undefined)
  assert.equal(changes.length, 200)
  for (const id of participants) {
    const own = changes.filter(({ participantId }) => participantId === id)
    assert.deepEqual(
      own.map(({ detail }) => detail['count']),
      own.map((_, index) => index + 1),
    )
    // By the database alone: the ids are of this one process, and others' clocks differ.
    const places = await sql<{ turn: bigint; lsn: string }[]>`
      select turn, lsn from changes where program_id = ${programId} and participant_id = ${id} order by turn, lsn`
    assert.equal(new Set(places.map(({ turn, lsn }) => `${turn} ${lsn}`)).size, places.length)
  }
})

test('the last change is shown even if nothing follows it, and if a later transaction ended before it', async (t) => {
  const app = await startApp(t)
  const { programId } = await bareProgram(app)
  const { sql } = app.service.context
  const write = (type: 'program.paused' | 'program.resumed', before: () => Promise<void>) =>
    transaction(sql, async (tx) => {
      await tx`select pg_current_xact_id()`
      await before()
      await appendChanges(tx, programId, [{ type }], new Date())
    })
  await write('program.resumed', () => write('program.paused', () => Promise.resolve()))
  const told = (await readAll(sql, programId, () => toldBefore + 2)).map(({ type }) => type)
  assert.deepEqual(told.slice(-2), ['program.paused', 'program.resumed'])
})

test('changes older than 90 days are deleted, and an older cursor gets an error instead of a gap', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram()
  await app.join(program, 'rina')
  const [first] = await feed(app, program, 3)
  const path = `/v1/programs/${program.slug}/changes`
  const { nextCursor: early } = await app.ok('GET', `${path}?limit=1`)
  const { nextCursor: late } = await app.ok('GET', path)
  const { context } = app.service
  const found = await app.service.programs.get(program.slug)
  const inDays = (days: number) => ({ ...context, clock: { nowMs: () => Date.now() + days * day * 1000 } })
  assert.equal(await forgetChanges(inDays(89), found), 0)
  assert.equal((await app.ok('GET', path)).items[0].id, first.id)
  assert.equal(await forgetChanges(inDays(91), found), 0, 'the ranks of advocates do not have them yet')
  // Another database of the server may have a transaction that is older than the changes.
  await until('the ranks have them', async () => {
    await foldRanks(context.sql, found.id)
    return (await forgetChanges(inDays(91), found)) === 3
  })
  const answer = await app.call('GET', `${path}?cursor=${early}`)
  assert.deepEqual([answer.status, answer.body.code], [410, 'cursor_expired'])
  assert.deepEqual((await app.ok('GET', `${path}?cursor=${late}`)).items, [], 'who had read all of it goes on')
  await app.join(program, 'karim')
  assert.deepEqual(typesOf(await feed(app, program, 1, late)), ['participant.joined'])
})
