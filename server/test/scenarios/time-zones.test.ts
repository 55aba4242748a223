/** The caps, the overview, the portal and the statistics agree on the day of a friend. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localOf } from '@bondhu/web/zone'
import { connect } from '../../src/db/connect.js'
import { foldTallies } from '../../src/domain/ledger/tallies.js'
import { refusalShares } from '../../src/domain/portal/friends.js'
import { standingOf } from '../../src/domain/standing/find.js'
import { sharedTimeZone } from '../../src/domain/programs/time-zone.js'
import { defaultTerms, type Body } from '../support/api.js'
import { startApp } from '../support/app.js'
import { testDatabase } from '../support/database.js'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

for (const timeZone of [
  'Asia/Dhaka',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'Asia/Kathmandu',
  'Asia/Yangon',
  'Asia/Kabul',
  'Asia/Tehran',
  'Australia/Eucla',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/St_Johns',
]) {
  test(`in ${timeZone} a friend is of one day for the caps, the overview and the portal, folded or not`, async (t) => {
    const clock = { ms: Date.parse('2027-03-09T12:00:00Z') }
    const app = await startApp(t, { clock: { nowMs: () => clock.ms } })
    const startsAt = new Date(clock.ms - dayMs).toISOString()
    const endsAt = new Date(clock.ms + 90 * dayMs).toISOString()
    const program = await app.liveProgram({ timeZone, caps: { perAdvocatePerDay: 1 }, startsAt, endsAt })
    const { id } = await app.service.programs.get(program.slug)
    const advocates = await app.participants(program, 20)
    const local = localOf(new Date(clock.ms).toISOString(), timeZone)
    const dayAfter = (ahead: number) => localOf(new Date(clock.ms + ahead * dayMs).toISOString(), timeZone).slice(0, 10)
    const [today, tomorrow] = [dayAfter(0), dayAfter(1)]
    const [hours = 0, minutes = 0] = local.slice(11).split(':').map(Number)
    const midnightMs = clock.ms + (24 * 60 - hours * 60 - minutes) * minuteMs
    let friends = 0
    const report = (who: number) => app.signup(program, { userId: `f-${friends++}`, code: advocates[who]?.code })

    clock.ms = midnightMs - minuteMs
    assert.deepEqual([(await report(0)).outcome, (await report(0)).reason], ['referred', 'advocate_cap_reached'])
    await Promise.all(Array.from({ length: 19 }, (_, index) => report(index + 1)))
    clock.ms = midnightMs + minuteMs
    assert.deepEqual([(await report(0)).outcome, (await report(0)).reason], ['referred', 'advocate_cap_reached'])

    const { context } = app.service
    const seen = async () => {
      const range = `from=${new Date(midnightMs - dayMs).toISOString()}&to=${new Date(midnightMs + dayMs).toISOString()}`
      const path = `/v1/programs/${program.slug}`
      const days = (await app.ok('GET', `${path}/overview?${range}`)).points
      const hourly = (await app.ok('GET', `${path}/overview?by=hour&${range}`)).points
      const caps = await context.sql<{ day: string; granted: number }[]>`
        select day::text as day, sum(granted)::int as granted from advocate_days where program_id = ${id}
        group by day order by day`
      clock.ms = midnightMs + dayMs + 2 * 60 * minuteMs
      const shares = await refusalShares(context.sql, id, await standingOf(context, id))
      clock.ms = midnightMs + minuteMs
      const statistics = await app.ok('GET', `${path}/stats`)
      return {
        days: days
          .map(({ at, signups, referred }: Body) => [at, signups, referred])
          .filter(([, count]: number[]) => count),
        hours: hourly.map(({ at, signups }: Body) => [at, signups]).filter(([, count]: number[]) => count),
        caps: caps.map(({ day, granted }) => [day, granted]),
        portal: [shares?.people, shares && localOf(shares.lastDay.toISOString(), timeZone)],
        stats: [statistics.signups, statistics.referred],
      }
    }
    const expected = {
      days: [
        [today, 21, 20],
        [tomorrow, 2, 1],
      ],
      hours: [
        [`${today}T23`, 21],
        [`${tomorrow}T00`, 2],
      ],
      caps: [
        [today, 20],
        [tomorrow, 1],
      ],
      portal: [21, `${today}T00:00`],
      stats: [23, 21],
    }
    assert.deepEqual(await seen(), expected)
    while ((await foldTallies(context.sql, id, timeZone, 1000)) > 0);
    assert.deepEqual(await seen(), expected, 'folded too')
  })
}

test('a zone that Node and the database read differently is refused, and nothing changes', async (t) => {
  const app = await startApp(t)
  const make = (timeZone: string) => app.call('POST', '/v1/programs', { ...defaultTerms(), slug: 'zones', timeZone })
  for (const timeZone of ['BST', 'PNT', 'VST', 'EST', 'PRT', 'Japan', '+06:00', 'Etc/GMT+6', 'Asia/Atlantis', ' ']) {
    const { status, body } = await make(timeZone)
    assert.deepEqual([status, body.code, body.errors[0].path], [422, 'request_invalid', 'timeZone'], timeZone)
  }
  const draft = await app.draftProgram({ timeZone: ' asia/kolkata' })
  assert.equal((await app.program(draft)).timeZone, 'Asia/Kolkata')
  const path = `/v1/programs/${draft.slug}`
  assert.equal((await app.call('PATCH', path, { timeZone: 'BST' })).status, 422)
  assert.equal((await app.ok('PATCH', path, { timeZone: 'asia/kathmandu' })).timeZone, 'Asia/Kathmandu')
  await app.ok('GET', `${path}/overview`)
  await app.advance(draft, 86_400)
})

test('a zone that the database does not know, or that is not in quarters of an hour, is refused', async (t) => {
  const database = await testDatabase(t)
  const owner = connect(database.ownerUrl, { max: 1 })
  // A view that is found first takes the place of an older tz database.
  await owner.unsafe(`
    create view public.pg_timezone_names as select * from pg_catalog.pg_timezone_names where name <> 'Asia/Qostanay';
    grant select on public.pg_timezone_names to public;
    alter database ${new URL(database.ownerUrl).pathname.slice(1)} set search_path = public, pg_catalog;`)
  await owner.end()
  const app = await startApp(t, { database })
  const draft = await app.draftProgram()
  for (const [method, path] of [
    ['POST', '/v1/programs'],
    ['PATCH', `/v1/programs/${draft.slug}`],
  ] as const) {
    const terms = method === 'POST' ? { ...defaultTerms(), slug: 'zones' } : {}
    const { status, body } = await app.call(method, path, { ...terms, timeZone: 'Asia/Qostanay' })
    assert.deepEqual([status, body.code, body.errors[0].path], [422, 'time_zone_unsupported', 'timeZone'])
  }
  assert.equal((await app.program(draft)).timeZone, 'Asia/Dhaka')
  const { sql } = app.service.context
  await assert.rejects(sharedTimeZone(sql, 'Asia/Kolkata', Date.parse('1850-01-01')), { code: 'time_zone_unsupported' })
  assert.equal(await sharedTimeZone(sql, 'Asia/Kolkata', Date.now()), 'Asia/Kolkata')
})
