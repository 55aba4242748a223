/** What the console shows: figures that agree with the ledger, lists that find, a story that is whole, files that are safe. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { foldClicks } from '../../src/domain/clicks/fold.js'
import { sweepProgram } from '../../src/domain/sweeps/sweep.js'
import { newId } from '../../src/ids.js'
import { csvLines } from '../../src/http/common/csv.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'

const pathOf = ({ slug }: TestProgram) => `/v1/programs/${slug}`

/** Later than any click that may still be on its way. */
async function foldAll(app: TestApp, program: TestProgram): Promise<void> {
  const { context, programs } = app.service
  const later = { ...context, clock: { nowMs: () => Date.now() + 600_000 } }
  const found = await programs.get(program.slug)
  while ((await foldClicks(later, found)) > 0);
  await sweepProgram(context, found)
}

test('a pause that ends on its day is one pause, and a pause that ends on a day with another one is two', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const step = (name: string) => app.ok('POST', `${pathOf(program)}/${name}`)
  const told = async () => {
    const { annotations }: Body = await app.ok('GET', `${pathOf(program)}/period`)
    return annotations.flatMap(({ kind }: Body) => (kind === 'paused' || kind === 'resumed' ? [kind] : []))
  }
  await step('pause')
  await step('resume')
  assert.deepEqual(await told(), ['paused', 'resumed'])
  await app.advance(program, 86_400)
  await step('pause')
  await app.advance(program, 86_400)
  await step('resume')
  await step('pause')
  assert.deepEqual(await told(), ['paused', 'resumed', 'paused', 'resumed', 'paused'])
})

test('the overview agrees with the statistics and with the ledger, before and after folding', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ holdDays: 0, qualifyingEvent: null }, 100_000)
  const [rina, karim] = await app.participants(program, 2)
  assert.ok(rina && karim)
  for (let index = 0; index < 5; index++) await app.click(program, rina.code)
  for (let index = 0; index < 3; index++) await app.signup(program, { userId: `r-${index}`, code: rina.code })
  const last = await app.signup(program, { userId: 'k-1', code: karim.code })
  await app.signup(program, { userId: 'nobody', code: null })
  await app.ok('POST', `${pathOf(program)}/referrals/${last.referral.id}/reverse`, { reason: 'a ring' })
  const check = async (advocatesClicked: number) => {
    const [seen, stats] = [await app.ok('GET', `${pathOf(program)}/overview`), await app.stats(program)]
    assert.deepEqual(seen.funnel, {
      joined: 2,
      advocatesClicked,
      clicks: 5,
      signups: 5,
      referred: 4,
      counted: 3,
      pending: 0,
      review: 0,
    })
    assert.equal(seen.money.promisedMinor, 6000)
    assert.equal(seen.money.fundedMinor, seen.money.budgetMinor + seen.money.promisedMinor)
    assert.equal(seen.money.availableMinor, stats.rewardsAvailableMinor)
    assert.equal(seen.money.costPerCountedMinor, 2000)
    assert.ok(seen.money.spentPerDayMinor > 0 && new Date(seen.money.runsOutAt) > new Date())
    const sum = (name: string) => seen.points.reduce((all: number, point: Body) => all + point[name], 0)
    assert.deepEqual(
      ['joined', 'clicks', 'signups', 'referred', 'counted', 'promisedMinor'].map(sum),
      [2, 5, 5, 4, 3, 6000],
    )
    assert.deepEqual(seen.refusals, { no_code: 1 })
  }
  await check(0)
  await foldAll(app, program)
  await check(1)
  await foldAll(app, program)
  await check(1)
  const hours = await app.ok('GET', `${pathOf(program)}/overview?by=hour`)
  assert.match(hours.points[0].at, /^\d{4}-\d\d-\d\dT\d\d$/)
})

test('a signup late in the evening of UTC is the next day’s in Dhaka', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const at = new Date('2026-03-10T20:30:00Z')
  const { context, programs } = app.service
  const { id } = await programs.get(program.slug)
  await context.sql`
    insert into tallies (program_id, batch_id, quarter, metric, detail, count, amount_minor)
    values (${id}, ${newId()}, ${new Date('2026-03-10T20:00:00Z')}, 'click', 'whatsapp', 7, 0)`
  const range = `from=${new Date(at.getTime() - 864e5).toISOString()}&to=${new Date(at.getTime() + 864e5).toISOString()}`
  const days = async () => {
    const { points } = await app.ok('GET', `${pathOf(program)}/overview?${range}`)
    return points.map((one: Body) => [one.at, one.clicks])
  }
  assert.deepEqual(await days(), [['2026-03-11', 7]])
  await foldAll(app, program)
  assert.deepEqual(await days(), [['2026-03-11', 7]], 'folded too')
})

test('a day on which nothing happened is a zero and not left out, by the hour too', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 1_000_000)
  const { code } = await app.join(program, 'u-1')
  await app.signup(program, { userId: 'f-1', code })
  await app.advance(program, 12 * 86_400)
  await app.signup(program, { userId: 'f-2', code })
  const { points } = await app.ok('GET', `${pathOf(program)}/overview`)
  assert.deepEqual(
    points.map((one: Body) => one.signups),
    [1, ...Array.from({ length: 11 }, () => 0), 1],
  )
  const msOf = ({ at }: Body) => Date.parse(`${at}T00:00Z`)
  for (let index = 1; index < points.length; index++) {
    assert.equal(msOf(points[index]) - msOf(points[index - 1]), 864e5, `${points[index].at} is the day after`)
  }
  const hours = (await app.ok('GET', `${pathOf(program)}/overview?by=hour`)).points
  assert.equal(hours.length, 49, 'two days and the present hour')
  assert.equal(hours.filter((one: Body) => one.signups > 0).length, 1)
})

test('clicks are folded once, though five sweeps fold at the same moment', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'u-1')
  for (let index = 0; index < 12; index++) await app.click(program, code)
  await Promise.all(Array.from({ length: 5 }, () => foldAll(app, program)))
  const { items } = await app.ok('GET', `${pathOf(program)}/participants/u-1/timeline`)
  const clicks = items.filter((one: Body) => one.kind === 'clicks')
  assert.equal(
    clicks.reduce((sum: number, one: Body) => sum + one.clicks.count, 0),
    12,
  )
})

test('a person is found by user id, code, phone or email, and the phone is stored nowhere', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const rina = await app.join(program, 'u-rina', { identities: { phone: '01712345678', email: 'rina@example.com' } })
  await app.join(program, 'u-brother', { identities: { phone: '01712345678' } })
  await app.join(program, 'u-other')
  const search = async (typed: string) => {
    const { items } = await app.ok('POST', `${pathOf(program)}/participant-search`, { typed })
    return items.map((one: Body) => one.userId).toSorted()
  }
  assert.deepEqual(await search('u-rina'), ['u-rina'])
  assert.deepEqual(await search(rina.code), ['u-rina'])
  assert.deepEqual(await search('০১৭১২-৩৪৫৬৭৮'), ['u-brother', 'u-rina'])
  assert.deepEqual(await search('Rina+x@example.com'), ['u-rina'])
  assert.deepEqual(await search('nobody'), [])
  const neighbour = await app.liveProgram()
  const foreign = await app.ok('POST', `${pathOf(neighbour)}/participant-search`, { typed: '01712345678' })
  assert.deepEqual(foreign.items, [])
  const { items } = await app.ok('GET', `${pathOf(program)}/audit?action=participant.search`)
  assert.deepEqual(
    items.map((one: Body) => one.after),
    [0, 1, 2, 1, 1].map((found) => ({ found })),
  )
})

test('lists are walked page by page without a gap or a repeat, in each order', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({}, 10_000_000)
  const people = await app.participants(program, 7)
  for (const [index, advocate] of people.entries()) {
    for (let friend = 0; friend < index % 3; friend++) {
      await app.signup(program, { userId: `f-${index}-${friend}`, code: advocate.code })
    }
  }
  const walk = async (path: string) => {
    const seen: Body[] = []
    let cursor = ''
    for (;;) {
      const page: Body = await app.ok('GET', `${pathOf(program)}/${path}limit=3${cursor}`)
      seen.push(...page.items)
      if (page.nextCursor === null) return seen
      cursor = `&cursor=${page.nextCursor}`
    }
  }
  for (const [path, count] of [
    ['participants?', 13],
    ['participants?sort=friends&', 13],
    ['participants?joined=yes&', 7],
    ['participants?joined=no&', 6],
    ['referrals?', 6],
    ['referrals?state=counted&', 6],
    ['referrals?state=refused&', 0],
    ['referrals?advocate=advocate-3&', 2],
    ['referrals?advocate=advocate-3&state=counted&', 2],
    ['referrals?advocate=advocate-3&state=refused&', 0],
    ['referrals?advocate=nobody&', 0],
    ['participants/advocate-3/timeline?about=money&', 2],
    ['participants/advocate-3/timeline?about=people&', 3],
    ['participants/advocate-3/timeline?', 5],
  ] as const) {
    const seen = await walk(path)
    assert.equal(seen.length, count, path)
    assert.equal(new Set(seen.map((one) => `${one.kind}${one.id}`)).size, count, path)
  }
  const friends = (await walk('participants?sort=friends&')).map((one) => one.friends.counted)
  assert.deepEqual(
    friends,
    friends.toSorted((a, b) => b - a),
  )
})

test('a timeline is complete: join, clicks, a friend with evidence, money, and the reversing ruling', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const rina = await app.join(program, 'u-rina')
  const followed = await app.follow(program, rina.code, '?via=whatsapp')
  const clickId = new URL(followed.headers.get('location') ?? '').searchParams.get('bondhu_click')
  const { referral } = await app.signup(program, { userId: 'u-friend', clickId })
  await app.ok('POST', `${pathOf(program)}/referrals/${referral.id}/reverse`, { reason: 'one household' })
  await foldAll(app, program)
  const { items } = await app.ok('GET', `${pathOf(program)}/participants/u-rina/timeline`)
  const byKind = (kind: string) => items.filter((one: Body) => one.kind === kind)
  assert.deepEqual(items.map((one: Body) => one.kind).toSorted(), [
    'clicks',
    'friend',
    'joined',
    'ruling',
    'transfer',
    'transfer',
  ])
  const [{ friend }] = byKind('friend')
  assert.deepEqual(
    [friend.userId, friend.state, friend.evidence.by, friend.evidence.channel],
    ['u-friend', 'reversed', 'click', 'whatsapp'],
  )
  assert.deepEqual(
    byKind('transfer').map((one: Body) => [one.transfer.from, one.transfer.to, one.transfer.amountMinor]),
    [
      ['held', 'budget', 2000],
      ['budget', 'held', 2000],
    ],
  )
  const [{ ruling }] = byKind('ruling')
  assert.deepEqual(
    [ruling.reason, ruling.by, ruling.ruling, ruling.friendUserId],
    ['one household', 'owner', 'reverse', 'u-friend'],
  )
  const told = await app.ok('GET', `${pathOf(program)}/participants/u-friend/timeline`)
  const [own] = told.items.filter((one: Body) => one.kind === 'signup')
  assert.deepEqual([own.signup.outcome, own.signup.advocateUserId], ['referred', 'u-rina'])
})

test('files contain every row once, and no cell runs as a formula', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const dangerous = ['=1+1', '+880', '-2', '@SUM(A1)', '\u2800=x', '＝1', 'a"b,c', 'বন্ধু']
  for (const userId of dangerous) await app.join(program, userId)
  const { code } = await app.join(program, 'plain')
  await app.signup(program, { userId: '=cmd', code })
  const rowsOf = async (path: string): Promise<Body[]> => {
    const { status, body } = await app.call('GET', `${pathOf(program)}/${path}`)
    assert.equal(status, 200)
    return parse(body, { columns: true, bom: true })
  }
  const people = await rowsOf('participants.csv')
  assert.equal(people.length, dangerous.length + 2)
  for (const row of people) {
    for (const cell of Object.values<string>(row)) assert.doesNotMatch(cell, /^[\s\u2800]*[=+\-@＝＋－＠]/, cell)
  }
  const ids = new Set(people.map((row) => row.userId))
  assert.ok(ids.has(`'=1+1`) && ids.has(`'\u2800=x`) && ids.has('a"b,c') && ids.has('বন্ধু'))
  assert.equal((await rowsOf('referrals.csv'))[0].friendUserId, `'=cmd`)
  const transfers = await rowsOf('transfers.csv')
  assert.deepEqual(
    transfers.map((row) => [row.step, row.amountMinor]),
    [
      ['fund', '10000000'],
      ['award', '2000'],
    ],
  )
  // An id begins with no such blank; a name or a reason may.
  for (const blank of ['\u00a0', ' \t', '\u200b', '\u3000', '\u2060\u00ad']) {
    assert.equal(csvLines([[`${blank}=x`, `a${blank}=x`]]), `'${blank}=x,a${blank}=x\r\n`)
  }
  assert.equal(csvLines([['-1', -1, -1n, null, 'a\nb']]), `'-1,-1,-1,,"a\nb"\r\n`)
})

test('a refused call is listed for the app’s developers, without its body', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const key = await app.ok('POST', `${pathOf(program)}/keys`, { name: 'app' })
  const authorization = { authorization: `Bearer ${key.secret}` }
  const secretPhone = '0171234567812345'
  await app.call(
    'POST',
    `${pathOf(program)}/signups`,
    { userId: 'u', identities: { phone: secretPhone } },
    authorization,
  )
  await app.call('POST', `${pathOf(program)}/launch`, undefined, authorization)
  await sleep(1300)
  const { items } = await app.ok('GET', `${pathOf(program)}/refusals?limit=100&actor=${key.id}`)
  assert.deepEqual(items.map((one: Body) => [one.method, one.path, one.status, one.code]).toReversed(), [
    ['POST', '/v1/programs/:program/signups', 422, 'request_invalid'],
    ['POST', '/v1/programs/:program/launch', 403, 'permission_denied'],
  ])
  assert.equal(items[1].fields[0].path, 'identities.phone')
  assert.doesNotMatch(JSON.stringify(items), new RegExp(secretPhone))
})

test('of a thousand errors a second only some are stored, and only the newest are kept', async () => {
  const app = await sharedApp()
  const { slug } = await app.draftProgram()
  const { context, refusedCalls, programs } = app.service
  const program = await programs.get(slug)
  const refusal = { programId: program.id, at: new Date(), actor: 'key_x', method: 'GET', status: 404, fields: [] }
  for (let index = 0; index < 1000; index++) {
    refusedCalls.note({ ...refusal, path: '/', code: 'not_found', detail: String(index) })
  }
  await refusedCalls.drained()
  const { items } = await app.ok('GET', `/v1/programs/${slug}/refusals?limit=100`)
  assert.deepEqual([items.length, items.at(-1).detail], [100, '0'])
  await context.sql`
    insert into refused_calls (program_id, id, at, actor, method, path, status, code, detail, fields)
    select ${program.id}, gen_random_uuid(), ${new Date()}, 'key_x', 'GET', '/', 404, 'not_found', '', '[]'
    from generate_series(1, 1500)`
  await sweepProgram(context, program)
  const [kept] = await context.sql`
    select count(*)::int as count from refused_calls where program_id = ${program.id}`
  assert.equal(kept?.['count'], 1000)
})
