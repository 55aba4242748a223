/** How long the console's questions take on a program with many clicks and signups. See bench/README.md. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from './client.js'
import { connect, keepFromFolds, type Sql } from './database.js'
import { timesOfOverview } from './overview-page.js'
import { benchmark, messageOf, scratchFolder, startModule, stop } from './processes.js'
import { goal, median, number, spread, tellMachine } from './report.js'
import type { HostOptions, HostReady } from './service-host.js'

const slug = 'bench-overview'
const limitMs = 100
const days = 90
/** Of a browser; in each the period is changed four times. */
const visits = 8

const { values: options } = parseArgs({
  options: {
    signups: { type: 'string', default: '1000000' },
    /** Per signup. */
    clicks: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '30' },
  },
})

await benchmark(60, async () => {
  const [signups, perSignup, rounds] = [options.signups, options.clicks, options.rounds].map(Number) as [
    number,
    number,
    number,
  ]
  const folder = scratchFolder()
  console.log(`The console: ${number(signups * perSignup)} clicks, ${number(signups)} signups, ${days} days.\n`)
  tellMachine(folder)
  const adminToken = randomBytes(24).toString('hex')
  const host = startModule('service-host', {
    dataDir: join(folder, 'data'),
    adminToken,
    oneByOneRunners: 1,
  } satisfies HostOptions)
  const ready = await messageOf<HostReady>(host, 60)
  const client = new Client(ready.address, adminToken)
  await client.program(slug, 1_000_000_000_000)
  const sql = connect(new URL('/bondhu', ready.superuserUrl).href, { max: 2, statementTimeoutMs: 0 })
  const beganMs = performance.now()
  await fill(sql, signups, perSignup)
  console.log(`  filled in ${number((performance.now() - beganMs) / 1000)} s\n`)

  const ask = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${ready.address}/v1/programs/${slug}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const { funnel } = (await ask('/overview')) as { funnel: Record<string, number> }
  if (funnel['clicks'] !== signups * perSignup || funnel['signups'] !== signups) {
    throw new Error(`the overview tells ${JSON.stringify(funnel)}`)
  }
  const from = new Date(Date.now() - days * 86_400_000).toISOString()
  const twoWeeks = new Date(Date.now() - 14 * 86_400_000 + 3_600_000).toISOString()
  const calls: readonly [string, string, unknown?][] = [
    ['overview, 30 days', '/overview'],
    [`overview, ${days} days`, `/overview?from=${from}`],
    ['overview, 14 days by the hour', `/overview?by=hour&from=${twoWeeks}`],
    ['period, 30 days', `/period?from=${dayAgo(29)}`],
    ['period, 90 days', `/period?from=${dayAgo(89)}`],
    ['period, whole program', '/period'],
    ['leaders, 30 days', `/leaders?from=${dayAgo(29)}`],
    ['leaders, 90 days', `/leaders?from=${dayAgo(89)}`],
    ['statistics', '/stats'],
    ['participants, newest', '/participants'],
    ['participants, joined', '/participants?joined=yes'],
    ['participants, by friends', '/participants?sort=friends'],
    ['search, user id', '/participant-search', { typed: 'u-77' }],
    ['search, phone', '/participant-search', { typed: '01712345678' }],
    ['referrals, newest', '/referrals'],
    ['referrals, refused', '/referrals?state=refused'],
    ['timeline of the busiest', '/participants/u-1/timeline'],
  ]
  for (const [name, path, body] of calls) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const startMs = performance.now()
      await ask(path, body)
      times.push(performance.now() - startMs)
    }
    tell(name, times, limitMs)
  }
  const { interactiveMs, changeMs } = await timesOfOverview(client, slug, visits)
  tell('page: interactive', interactiveMs, 2000)
  tell('page: another period', changeMs, limitMs)
  await sql.end()
  await stop(host)
})

function tell(name: string, times: readonly number[], mostMs: number): void {
  goal(name.padEnd(30), median(times), median(times) <= mostMs, `${mostMs} ms; ${spread(times, 1)}`, 1)
}

function dayAgo(count: number): string {
  return new Date(Date.now() - count * 86_400_000).toISOString().slice(0, 10)
}

/** By SQL: the rows that the service would have written, as far as the console reads them. */
async function fill(sql: Sql, signups: number, perSignup: number): Promise<void> {
  const [program] = await sql<{ id: number }[]>`select id from programs where slug = ${slug}`
  if (program === undefined) throw new Error('the program is not there')
  const { id } = program
  const advocates = Math.max(1, Math.floor(signups / 10))
  await keepFromFolds(sql, id)
  await sql`
    create unlogged table people as
    select n, uuidv7(-random() * ${days} * interval '1 day') as id from generate_series(1, ${signups + advocates}) as n`
  await sql`create unique index on people (n)`
  await sql`
    insert into participants (program_id, id, user_id, code, joined_at, held_minor, friends_counted)
    select ${id}, id, 'u-' || n, case when n <= ${advocates} then lpad(n::text, 10, '0') end,
      case when n <= ${advocates} then uuid_extract_timestamp(id) end, case when n <= ${advocates} then 20000 else 0 end,
      case when n <= ${advocates} then 10 else 0 end
    from people`
  // Squared, so that the first advocates have most friends and clicks.
  await sql`
    create unlogged table pairs as
    with drawn as materialized (
      select n, id, 1 + floor(power(random(), 2) * ${advocates})::int as by_whom from people where n > ${advocates}
    )
    select f.id as friend, a.id as advocate, uuid_extract_timestamp(f.id) as at,
      case when f.n % 20 = 0 then 'refused' else 'counted' end as state,
      'click:' || (array['whatsapp', 'messenger', 'imo', 'qr', 'copy', 'other'])[1 + f.n % 6] as channel,
      (array['BD', 'IN', 'NP', ''])[1 + f.n % 4] as country,
      (array['10m', '1h', '6h', '1d', '3d', '7d'])[1 + f.n % 6] as delay, f.n % 12 as week
    from drawn f
    join people a on a.n = f.by_whom`
  await sql`
    insert into signups (program_id, participant_id, outcome, reason, attributed_by, occurred_at, decided_at)
    select ${id}, friend, case when state = 'refused' then 'refused' else 'referred' end::signup_outcome,
      case when state = 'refused' then 'already_member'::decision_reason end, 'click', at, at
    from pairs`
  await sql`
    insert into referrals (program_id, id, advocate_id, state, reason, version, occurred_at, decided_at)
    select ${id}, friend, advocate, state::referral_state,
      case when state = 'refused' then 'already_member'::decision_reason end, 1, at, at
    from pairs`
  await sql`
    insert into rewards (program_id, referral_id, side, id, participant_id, amount_minor, state, available_at)
    select ${id}, friend, 'advocate', friend, advocate, 2000, 'held', at + interval '1 year'
    from pairs where state = 'counted'`
  await sql`
    insert into transfers
      (program_id, id, participant_id, from_account, to_account, amount_minor, cause_kind, cause_id, step, made_at)
    select ${id}, friend, advocate, 'budget', 'held', 2000, 'reward', friend, 'award', at
    from pairs where state = 'counted'`
  await sql`
    insert into clicks (program_id, id, advocate_id, version, state, clicked_at, via, platform)
    select ${id}, click, advocate, 1, 'live', uuid_extract_timestamp(click),
      (array['whatsapp', 'messenger', 'imo', 'qr', 'copy', null])[1 + floor(random() * 6)::int], 'android'
    from (
      select uuidv7(-random() * ${days} * interval '1 day') as click, p.advocate
      from pairs p, generate_series(1, ${perSignup})
    ) as c`
  await sql`
    insert into click_days (program_id, advocate_id, day, clicks)
    select ${id}, advocate_id, (clicked_at at time zone 'Asia/Dhaka')::date, count(*) from clicks
    where program_id = ${id}
    group by 2, 3`
  await sql`
    insert into advocate_days (program_id, advocate_id, day, granted, counted, cost_minor)
    select ${id}, advocate, (at at time zone 'Asia/Dhaka')::date as day, count(*), count(*), 2000 * count(*) from pairs
    where state = 'counted'
    group by day, advocate
    order by day`
  await sql`
    insert into advocate_ranks (program_id, advocate_id, friends, friends_most)
    select ${id}, d.advocate_id, p.friends_counted, d.counted
    from (select advocate_id, sum(counted) as counted from advocate_days where program_id = ${id} group by 1) as d
    join participants p on p.program_id = ${id} and p.id = d.advocate_id`
  await fillTotals(sql, id)
  await sql`vacuum analyze`
}

/** Computed from the generated data, so that the answer can be checked. */
async function fillTotals(sql: Sql, id: number): Promise<void> {
  await sql`
    insert into totals (program_id, hour, metric, detail, count, amount_minor)
    select ${id}::int, date_trunc('hour', clicked_at, 'Asia/Dhaka'), 'click', coalesce(via, 'other'), count(*), 0
    from clicks where program_id = ${id}
    group by 2, 4
    union all
    select ${id}::int, date_trunc('hour', decided_at, 'Asia/Dhaka'), 'signup',
      case when reason is null then outcome::text else outcome || ':' || reason end, count(*), 0
    from signups where program_id = ${id}
    group by 2, 4
    union all
    select ${id}::int, date_trunc('hour', at, 'Asia/Dhaka'), kind, detail, count(*), sum(amount)
    from pairs, lateral (values
      ('friend', 'counted', 0), ('transfer', 'budget:held:award', 2000), ('counted_by', channel, 2000),
      ('counted_in', country, 2000), ('cohort', date_trunc('week', at)::date::text, 2000)
    ) as t (kind, detail, amount)
    where state = 'counted'
    group by 2, 3, 4
    union all
    select ${id}::int, date_trunc('hour', at, 'Asia/Dhaka'), kind, detail, count(*), 0
    from pairs, lateral (values
      ('signup_by', channel), ('signup_in', country), ('delay', delay),
      ('active', date_trunc('week', at)::date::text || ':' || week)
    ) as t (kind, detail)
    group by 2, 3, 4
    on conflict do nothing`
  await sql`
    insert into day_totals (program_id, day, metric, detail, count, amount_minor)
    select program_id, (hour at time zone 'Asia/Dhaka')::date, metric, detail, sum(count), sum(amount_minor) from totals
    where program_id = ${id}
    group by 1, 2, 3, 4
    on conflict do nothing`
  await sql`
    insert into lifetime_totals (program_id, metric, detail, count, amount_minor)
    select program_id, metric, detail, sum(count), sum(amount_minor) from totals
    where program_id = ${id}
    group by 1, 2, 3
    on conflict (program_id, metric, detail) do update
      set count = lifetime_totals.count + excluded.count,
          amount_minor = lifetime_totals.amount_minor + excluded.amount_minor`
}
