/** Signups granted from one budget, compared with TPC-B and with one transaction per signup. See bench/README.md. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { Client, histogramOf, rewardMinor } from './client.js'
import { batched, signUp, single, type Target } from './load.js'
import {
  benchmark,
  cpuSeconds,
  messageOf,
  scratchFolder,
  startModule,
  stop,
  treeCpuSeconds,
  serviceFlags,
} from './processes.js'
import {
  CoreMeter,
  coresOf,
  median,
  number,
  spread,
  tellCost,
  tellHeading,
  tellMachine,
  tellOthers,
  tellRound,
  tellRow,
  type Figures,
} from './report.js'
import type { HostOptions, HostReady } from './service-host.js'
import { fillTpcB, measureTpcB } from './tpc-b.js'

const advocatesCount = 1000
const budgetMinor = 100_000_000_000
const slug = 'bench-signups'
const pacedSeconds = 12
const smallAppPerSecond = 50
/** The least ratio to TPC-B. */
const goals: Readonly<Record<string, number>> = { 'single calls': 1.4, 'batched calls': 2.5 }

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '6' },
    /** Concurrent transactions of one signup each, in the mode for comparison. 8 was fastest. */
    runners: { type: 'string', default: '8' },
    /** Without the references, for work on the service. */
    alone: { type: 'boolean', default: false },
    /** The folder for a CPU profile of the service. */
    profile: { type: 'string' },
  },
})
const rounds = Number(options.rounds)
const seconds = Number(options.seconds)

/** Figures by the name of what was measured, one for each round. */
type Taken = Map<string, Figures[]>
type Measure = readonly [name: string, measure: () => Promise<Figures>]

await benchmark(6, async () => {
  const folder = scratchFolder()
  console.log('Signups: new friends, all granted, from one budget.\n')
  tellMachine(folder)
  const adminToken = randomBytes(24).toString('hex')
  const host = startModule(
    'service-host',
    { dataDir: join(folder, 'data'), adminToken, oneByOneRunners: Number(options.runners) } satisfies HostOptions,
    serviceFlags(options.profile),
  )
  const ready = await messageOf<HostReady>(host, 60)
  console.log(
    `  PostgreSQL is reached by ${ready.socketFolder === undefined ? 'TCP' : 'its socket'}, by all alike; no process is pinned`,
  )
  const client = new Client(ready.address, adminToken)
  await client.program(slug, budgetMinor)
  const advocates = await client.advocates(slug, advocatesCount)
  const clickIds = await client.clicks(slug, advocates)
  const target: Target = { address: ready.address, token: adminToken, slug, advocates, clickIds }
  const meters = {
    service: () => cpuSeconds(host.pid ?? 0),
    postgres: () => treeCpuSeconds(ready.postgresPid),
    generator: () => cpuSeconds(process.pid),
  }
  let acknowledged = 0
  const measure = async (how: Parameters<typeof signUp>[2], forSeconds: number, at = target): Promise<Figures> => {
    const meter = new CoreMeter(meters)
    const result = await signUp(at, forSeconds, how)
    await sleep(50)
    acknowledged += result.acknowledged
    return { ...result, used: meter.stop() }
  }
  const oneByOne = { ...target, address: ready.oneByOneAddress }
  const tpcB: Measure = ['TPC-B', () => measureTpcB(ready, folder, seconds, meters)]
  const singleCalls: Measure = ['single calls', () => measure(single, seconds)]
  const batches: Measure = ['batched calls', () => measure(batched, seconds)]
  const oneEach: Measure = ['one transaction each', () => measure(single, seconds, oneByOne)]

  const postgres = new pg.Client(new URL('/bondhu', ready.superuserUrl).href)
  await postgres.connect()
  await setAutovacuum(postgres, 'off')
  if (!options.alone) await fillTpcB(ready, folder)
  await measure(single, 4)
  tellHeading('a second, young tables')
  const young = await inRounds(options.alone ? [singleCalls, batches] : [tpcB, singleCalls, batches])
  await postgres.query('analyze')
  await setAutovacuum(postgres, 'on')
  await postgres.end()
  const batchesBefore = histogramOf(await client.metrics(), 'bondhu_signup_batch_size')
  tellHeading('a second, analysed tables')
  const analysed = await inRounds(options.alone ? [singleCalls, batches] : [tpcB, singleCalls, batches, oneEach])
  const after = histogramOf(await client.metrics(), 'bondhu_signup_batch_size')
  const sizeMean = (after.sum - batchesBefore.sum) / (after.count - batchesBefore.count)
  console.log(`  signups a transaction, single and batched calls together: ${number(sizeMean)}\n`)
  for (const [name, figures] of analysed) tellCost(name, figures)

  const peak = median(of(analysed, 'single calls').map(({ perSecond }) => perSecond))
  const half = await measure({ connections: 256, pacePerSecond: peak / 2 }, pacedSeconds)
  const small = await measure({ connections: 16, pacePerSecond: smallAppPerSecond }, pacedSeconds)
  console.log('')
  tellRates('young', young)
  tellRates('analysed', analysed)
  tellP99(`at half of the peak (${number(peak / 2)} a second)`, half, 40)
  tellP99(`at ${smallAppPerSecond} a second`, small, 25)
  tellOthers([...young.values(), ...analysed.values()].flat())
  await checkBooks(client, acknowledged)
  await stop(host)
})

/** All in turns. */
async function inRounds(measures: readonly Measure[]): Promise<Taken> {
  const taken: Taken = new Map(measures.map(([name]) => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const [name, measure] of measures) {
      const figures = await measure()
      tellRound(round, name, figures)
      taken.get(name)?.push(figures)
    }
  }
  return taken
}

/** Without it PostgreSQL has no statistics of a table that has just been created. */
async function setAutovacuum(postgres: pg.Client, value: 'on' | 'off'): Promise<void> {
  await postgres.query(`alter system set autovacuum = ${value}`)
  await postgres.query('select pg_reload_conf()')
}

function of(taken: Taken, name: string): readonly Figures[] {
  return taken.get(name) ?? []
}

function tellRates(tables: string, taken: Taken): void {
  const name = (what: string) => `signups, ${tables}: ${what}`
  for (const [what, figures] of taken) {
    tellRow(name(`${what}, a second`), spread(figures.map(({ perSecond }) => perSecond)))
    if (!(what in goals)) continue
    tellRow(name(`${what}, p99 in ms of a call`), spread(figures.map(({ p99Ms }) => p99Ms)))
    for (const reference of ['TPC-B', 'one transaction each']) {
      const others = of(taken, reference)
      if (others.length === 0) continue
      const ratios = figures.map((one, index) => one.perSecond / (others[index]?.perSecond ?? 0))
      const used = `cores ${number(coresOf(figures), 2)} to ${number(coresOf(others), 2)}`
      const least = reference === 'TPC-B' ? goals[what] : what === 'single calls' ? 4 : undefined
      const met = least === undefined ? undefined : median(ratios) >= least
      tellRow(
        name(`${what}, of ${reference}`),
        `${spread(ratios, 2)}, ${used}`,
        least === undefined ? '' : `≥ ${least}`,
        met,
      )
    }
  }
}

function tellP99(name: string, { p99Ms, p50Ms }: Figures, msMax: number): void {
  tellRow(`signups: p99 ${name}, ms`, `${number(p99Ms, 1)} (p50 ${number(p50Ms, 1)})`, `≤ ${msMax}`, p99Ms <= msMax)
}

// --- the proof --------------------------------------------------------------------------------------------------------

/** The acknowledged signups are exactly the granted ones. */
async function checkBooks(client: Client, acknowledged: number): Promise<void> {
  const totals = await client.totals(slug)
  const spentMinor = acknowledged * rewardMinor
  const verified = await client.verify(slug)
  const grantedMinor = totals.rewardsHeldMinor + totals.reservedMinor
  const checks: [string, boolean][] = [
    [`${number(totals.referred)} referred, ${number(acknowledged)} acknowledged`, totals.referred === acknowledged],
    [`${number(totals.signups)} signups`, totals.signups === acknowledged],
    [`the budget is what was not granted`, totals.budgetMinor === budgetMinor - spentMinor],
    [`what is held and reserved is what was granted`, grantedMinor === spentMinor],
    [`${number(verified.transfers)} transfers verified`, verified.ok && verified.transfers === acknowledged + 1],
  ]
  console.log(
    `  ${number(totals.reservedMinor / rewardMinor)} of them in review: each advocate brings hundreds in minutes`,
  )
  for (const [text, right] of checks) console.log(`  ${right ? 'right  ' : 'WRONG  '}  ${text}`)
  if (checks.some(([, right]) => !right)) throw new Error('the books are not what was acknowledged')
}
