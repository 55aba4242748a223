/** A large database against a small one, and several service processes on one database. See bench/README.md. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client, type Advocate } from './client.js'
import { connect, type Sql } from './database.js'
import { fillLarge } from './large-fill.js'
import { signUp, single, type Target } from './load.js'
import { benchmark, messageOf, scratchFolder, serviceFlags, start, startModule, stop } from './processes.js'
import { median, number, spread, tellMachine, tellRow } from './report.js'
import type { HostOptions, HostReady } from './service-host.js'

const slug = 'bench-large'
const advocatesCount = 1000
const budgetMinor = 1_000_000_000_000

const { values: options } = parseArgs({
  options: {
    participants: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    reads: { type: 'string', default: '500' },
  },
})
const participants = Number(options.participants)
const rounds = Number(options.rounds)
const seconds = Number(options.seconds)
const token = randomBytes(24).toString('hex')

interface Side {
  readonly dataDir: string
  readonly ready: HostReady
  readonly client: Client
  readonly sql: Sql
  readonly stop: () => Promise<void>
}

await benchmark(60, async () => {
  const folder = scratchFolder()
  console.log(`A program of ${number(participants)} participants, and a small one.\n`)
  tellMachine(folder)
  const small = await startSide(join(folder, 'small'))
  const large = await startSide(join(folder, 'large'))
  const beganMs = performance.now()
  await fillLarge(large.sql, slug, participants)
  console.log(`  filled in ${number((performance.now() - beganMs) / 1000)} s\n`)
  // Of a small program some of the newest, of the large one people from everywhere: their rows are not in memory.
  await tellClicks(large)
  await measureSignups(await targetOf(small, await small.client.advocates(slug, advocatesCount)), small, {
    target: await targetOf(large, await someAdvocates(large.sql)),
    side: large,
  })
  await measureReads(large)
  await measureVerify(large)
  await large.stop()
  await measureProcesses(small)
  await small.stop()
})

async function startSide(dataDir: string): Promise<Side> {
  const hosting: HostOptions = { dataDir, adminToken: token, oneByOneRunners: 1 }
  const host = startModule('service-host', hosting, serviceFlags(undefined))
  const ready = await messageOf<HostReady>(host, 60)
  const client = new Client(ready.address, token)
  await client.program(slug, budgetMinor)
  const sql = connect(new URL('/bondhu', ready.superuserUrl).href, { max: 1, statementTimeoutMs: 0 })
  const stopSide = async () => {
    await sql.end()
    await stop(host)
  }
  return { dataDir, ready, client, sql, stop: stopSide }
}

async function targetOf({ ready, client }: Side, advocates: readonly Advocate[]): Promise<Target> {
  return { address: ready.address, token, slug, advocates, clickIds: await client.clicks(slug, advocates) }
}

async function someAdvocates(sql: Sql): Promise<Advocate[]> {
  return sql<Advocate[]>`
    select user_id as "userId", code from participants where code is not null order by md5(user_id) limit ${advocatesCount}`
}

/** In turns. Each round begins with a checkpoint, so pages are written to the log in full. */
async function measureSignups(
  smallTarget: Target,
  small: Side,
  { target, side }: { target: Target; side: Side },
): Promise<void> {
  const rates: { small: number[]; large: number[] } = { small: [], large: [] }
  const walBytes: number[] = []
  const round = async (one: Target, { sql }: Side, forSeconds: number) => {
    const [before] = await sql<{ lsn: string }[]>`select pg_current_wal_lsn()::text as lsn`
    const checkpoint = sql`checkpoint`.catch(() => {})
    const result = await signUp(one, forSeconds, single)
    await checkpoint
    const [wal] = await sql<{ bytes: bigint }[]>`
      select pg_wal_lsn_diff(pg_current_wal_lsn(), ${before?.lsn ?? ''}::pg_lsn)::bigint as bytes`
    const { perSecond, acknowledged } = result
    return { perSecond, acknowledged, walBytes: Number(wal?.bytes ?? 0) / acknowledged }
  }
  await round(smallTarget, small, 4)
  await round(target, side, 4)
  const bytesBefore = await databaseBytes(side.sql)
  let acknowledged = 0
  for (let n = 0; n < rounds; n++) {
    rates.small.push((await round(smallTarget, small, seconds)).perSecond)
    const one = await round(target, side, seconds)
    rates.large.push(one.perSecond)
    walBytes.push(one.walBytes)
    acknowledged += one.acknowledged
  }
  const bytes = ((await databaseBytes(side.sql)) - bytesBefore) / acknowledged
  const ratios = rates.large.map((rate, index) => rate / (rates.small[index] ?? 1))
  tellRow('large: signups a second, small database', spread(rates.small))
  tellRow('large: signups a second', spread(rates.large))
  tellRow('large: of the small database’s rate', spread(ratios, 2), '≥ 0.85', median(ratios) >= 0.85)
  tellRow('large: growth of the database a rewarded signup, bytes', number(bytes), '≤ 1,100', bytes <= 1100)
  tellRow('large: bytes of log a signup, through checkpoints', spread(walBytes))
}

async function measureReads({ ready, sql }: Side): Promise<void> {
  const people = await sql<{ user_id: string }[]>`
    select user_id from participants where friends_counted > 0 order by md5(id::text) limit ${Number(options.reads)}`
  const timed = async (paths: readonly string[]) => {
    const times: number[] = []
    for (const path of paths) {
      const beganMs = performance.now()
      const response = await fetch(`${ready.address}/v1/programs/${slug}/participants${path}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      await response.text()
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      times.push(performance.now() - beganMs)
    }
    return times
  }
  const tell = (name: string, times: number[], msMax: number, share: number) => {
    const value = times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? 0
    tellRow(
      `large: ${name}, ms`,
      `${number(value, 1)} (median ${number(median(times), 1)})`,
      `≤ ${msMax}`,
      value <= msMax,
    )
  }
  const first = people.slice(0, 20).map(({ user_id }) => `/${user_id}`)
  await timed(first)
  tell('balance, p99', await timed(people.map(({ user_id }) => `/${user_id}`)), 5, 0.99)
  tell('statement, p99', await timed(people.map(({ user_id }) => `/${user_id}/transfers`)), 5, 0.99)
  tell('most friends first, median', await timed(Array.from({ length: 30 }, () => '?sort=friends')), 100, 0.5)
}

async function tellClicks({ sql }: Side): Promise<void> {
  const [size] = await sql<{ click: number; database: number }[]>`
    select pg_database_size(current_database())::float8 as database, (
      select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'clicks'::regclass
    )::float8 / (select count(*) from clicks) as click`
  const { click = 0, database = 0 } = size ?? {}
  tellRow('large: bytes a click, with indexes', number(click), '≤ 120', click <= 120)
  console.log(`  the database has ${number(database / 1e9, 1)} GB`)
}

async function databaseBytes(sql: Sql): Promise<number> {
  const [size] = await sql<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`
  return size?.bytes ?? 0
}

async function measureVerify({ client }: Side): Promise<void> {
  const beganMs = performance.now()
  const { ok, transfers } = await client.verify(slug)
  if (!ok) throw new Error('the books of the large program do not agree')
  const took = (performance.now() - beganMs) / 1000
  tellRow(`large: verify, seconds for ${number(transfers)} transfers`, number(took, 1))
}

/** Processes of `serve` on the small database, each with its share of the connections. */
async function measureProcesses(side: Side): Promise<void> {
  const advocates = await side.client.advocates(slug, advocatesCount)
  const settings = {
    DATABASE_URL: side.ready.serviceUrl,
    BONDHU_SECRET: readFileSync(join(side.dataDir, 'secret'), 'utf8').trim(),
    BONDHU_ADMIN_TOKEN: token,
    BONDHU_DEMO: 'off',
    PORT: '0',
    LOG_LEVEL: 'warn',
  }
  for (const count of [1, 2, 4]) {
    const services = Array.from({ length: count }, () =>
      start('node', [...serviceFlags(undefined), 'server/dist/run/main.js', 'serve'], settings),
    )
    const addresses = await Promise.all(services.map(addressOf))
    const load = async (forSeconds: number) =>
      Promise.all(
        addresses.map((address) =>
          signUp({ address, token, slug, advocates, clickIds: [] }, forSeconds, {
            connections: single.connections / count,
          }),
        ),
      )
    await load(3)
    const results = await load(seconds)
    const each = results.map(({ perSecond }) => perSecond)
    const p99Ms = Math.max(...results.map((result) => result.p99Ms))
    const sum = each.reduce((total, one) => total + one, 0)
    const fairness = count === 1 ? '' : `, least of most ${number(Math.min(...each) / Math.max(...each), 2)}`
    tellRow(`processes: ${count}, signups a second`, `${number(sum)}, p99 ${number(p99Ms)} ms${fairness}`)
    await Promise.all(services.map(stop))
  }
}

async function addressOf(service: ReturnType<typeof start>): Promise<string> {
  let text = ''
  for (;;) {
    const [chunk] = (await once(service.stdout ?? service, 'data')) as [Buffer]
    text += String(chunk)
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
    if (address !== undefined) {
      service.stdout?.resume()
      return address
    }
  }
}
