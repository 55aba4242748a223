/** Signups granted from one budget, compared with TPC-B and with one transaction per signup. See bench/README.md. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client, histogramOf, rewardMinor } from './client.js'
import type { LoadOptions, LoadResult } from './generator.js'
import {
  benchmark,
  cpuSeconds,
  messageOf,
  run,
  scratchFolder,
  startModule,
  stop,
  treeCpuSeconds,
  serviceFlags,
} from './processes.js'
import {
  CoreMeter,
  goal,
  median,
  number,
  spread,
  tellCost,
  tellHeading,
  tellMachine,
  tellOthers,
  tellRound,
  type Figures,
} from './report.js'
import type { HostOptions, HostReady } from './service-host.js'

const connections = 256
const advocatesCount = 1000
const budgetMinor = 100_000_000_000
const slug = 'bench-signups'
const pgbenchClients = 8
const pgbenchScale = 10

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    /** Concurrent transactions of one signup each, in the mode for comparison. 8 was fastest. */
    runners: { type: 'string', default: '8' },
    /** Without the references, for work on the service. */
    alone: { type: 'boolean', default: false },
    /** The folder for a CPU profile of the service. */
    profile: { type: 'string' },
  },
})

await benchmark(4, async () => {
  const rounds = Number(options.rounds)
  const seconds = Number(options.seconds)
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
  const meters = {
    service: () => cpuSeconds(host.pid ?? 0),
    postgres: () => treeCpuSeconds(ready.postgresPid),
    generator: () => cpuSeconds(process.pid),
  }
  let runs = 0
  let acknowledged = 0
  const signUp = async (address: string, forSeconds: number) => {
    const load: LoadOptions = {
      host: '127.0.0.1',
      port: Number(new URL(address).port),
      path: `/v1/programs/${slug}/signups`,
      token: adminToken,
      connections,
      seconds: forSeconds,
      run: runs++,
      codes: advocates.map(({ code }) => code),
      clickIds,
    }
    const meter = new CoreMeter(meters)
    const result = await messageOf<LoadResult>(startModule('generator', load), forSeconds + 60)
    await sleep(50)
    acknowledged += result.acknowledged
    if (result.others > 0) throw new Error(`${result.others} signups were not granted:\n${result.sample}`)
    return { ...result, perSecond: result.inTime / result.seconds, used: meter.stop() }
  }

  await signUp(ready.address, 4)
  const tpcB: Figures[] = []
  const ours: Figures[] = []
  const oneByOne: Figures[] = []
  let batchCount = 0
  if (!options.alone) {
    await pgbench(ready, folder, ['-i', '-q', '-s', String(pgbenchScale)])
    await measureTpcB(ready, folder, 2, meters)
  }
  tellHeading('a second')
  for (let round = 1; round <= rounds; round++) {
    if (!options.alone) await take(round, 'TPC-B', tpcB, () => measureTpcB(ready, folder, seconds, meters))
    const batchesBefore = histogramOf(await client.metrics(), 'bondhu_signup_batch_size').count
    await take(round, 'Bondhu', ours, () => signUp(ready.address, seconds))
    batchCount += histogramOf(await client.metrics(), 'bondhu_signup_batch_size').count - batchesBefore
    if (options.alone) continue
    await take(round, 'one transaction each', oneByOne, () => signUp(ready.oneByOneAddress, seconds))
  }

  const perSecond = (all: readonly Figures[]) => all.map((one) => one.perSecond)
  const p99 = (all: readonly Figures[]) => all.map((one) => one.p99Ms)
  const ratiosTo = (references: readonly Figures[]) =>
    ours.map((one, index) => one.perSecond / (references[index]?.perSecond ?? 0))
  console.log(`\n  Bondhu                ${spread(perSecond(ours))} signups/s, p99 ${spread(p99(ours), 1)} ms`)
  console.log(`  signups a transaction ${number((median(perSecond(ours)) * seconds * rounds) / batchCount, 0)}`)
  tellCost('Bondhu', ours)
  if (!options.alone) {
    tellCost('TPC-B', tpcB)
    tellCost('one transaction each', oneByOne)
    console.log(`  TPC-B                 ${spread(perSecond(tpcB))} transactions/s`)
    console.log(`  one transaction each  ${spread(perSecond(oneByOne))} signups/s, p99 ${spread(p99(oneByOne), 1)} ms`)
    console.log(
      `  ratio to TPC-B ${spread(ratiosTo(tpcB), 2)}, to one transaction each ${spread(ratiosTo(oneByOne), 2)}\n`,
    )
    const toTpcB = median(ratiosTo(tpcB))
    const toOneByOne = median(ratiosTo(oneByOne))
    goal('a signup, of TPC-B', toTpcB, toTpcB >= 1.2, '≥ 1.2, aimed at 1.7')
    goal('a signup, of one transaction each', toOneByOne, toOneByOne >= 4, '≥ 4')
  }
  tellOthers([...tpcB, ...ours])
  await checkBooks(client, acknowledged)
  await stop(host)
})

async function take(round: number, name: string, all: Figures[], measure: () => Promise<Figures>): Promise<void> {
  const figures = await measure()
  tellRound(round, name, figures)
  all.push(figures)
}

// --- TPC-B ------------------------------------------------------------------------------------------------------------

async function pgbench({ superuserUrl, socketFolder }: HostReady, folder: string, args: readonly string[]) {
  const { port, username, password } = new URL(superuserUrl)
  try {
    const address = ['-h', socketFolder ?? '127.0.0.1', '-p', port, '-U', username, 'postgres']
    return await run('pgbench', [...args, ...address], 90, { PGPASSWORD: password, TMPDIR: folder })
  } catch (error) {
    if (!(error instanceof Error) || !/ENOENT|No such file or directory/.test(error.message)) throw error
    const advice = 'pgbench not found. On Debian: apt-get install postgresql-contrib postgresql-client'
    throw new Error(advice, { cause: error })
  }
}

/** One in ten transactions is logged, for the percentiles; no cost could be measured. */
async function measureTpcB(
  ready: HostReady,
  folder: string,
  seconds: number,
  meters: Readonly<Record<string, () => number>>,
): Promise<Figures> {
  const meter = new CoreMeter(meters)
  const prefix = join(folder, 'tpcb')
  const clients = ['-c', String(pgbenchClients), '-j', '2', '-M', 'prepared', '-T', String(seconds)]
  const output = await pgbench(ready, folder, [...clients, '--log', '--sampling-rate=0.1', `--log-prefix=${prefix}`])
  const used = meter.stop()
  const logs = readdirSync(folder).filter((name) => name.startsWith('tpcb.'))
  const latenciesMs = logs
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => Number(line.split(' ')[2]) / 1000)
    .toSorted((a, b) => a - b)
  for (const name of logs) rmSync(join(folder, name))
  const at = (share: number) => latenciesMs[Math.floor((latenciesMs.length - 1) * share)] ?? 0
  const perSecond = Number(/^tps = ([\d.]+)/m.exec(output)?.[1])
  if (!(perSecond > 0)) throw new Error(`pgbench said nothing of use:\n${output}`)
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), used }
}

// --- the proof --------------------------------------------------------------------------------------------------------

/** The acknowledged signups are exactly the granted ones. */
async function checkBooks(client: Client, acknowledged: number): Promise<void> {
  const totals = await client.totals(slug)
  const spentMinor = acknowledged * rewardMinor
  const verified = await client.verify(slug)
  const checks: [string, boolean][] = [
    [`${number(totals.referred)} referred, ${number(acknowledged)} acknowledged`, totals.referred === acknowledged],
    [`${number(totals.signups)} signups`, totals.signups === acknowledged],
    [`the budget is what was not granted`, totals.budgetMinor === budgetMinor - spentMinor],
    [`what is held is what was granted`, totals.rewardsHeldMinor === spentMinor],
    [`${number(verified.transfers)} transfers verified`, verified.ok && verified.transfers === acknowledged + 1],
  ]
  for (const [text, right] of checks) console.log(`  ${right ? 'right  ' : 'WRONG  '}  ${text}`)
  if (checks.some(([, right]) => !right)) throw new Error('the books are not what was acknowledged')
}
