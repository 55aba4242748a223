/**
 * What the rules of abuse cost a signup: the same load on two programs of one service, one with all rules and one
 * without, in turns; and the waiting time at 200 signups a second. See bench/README.md.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client, type Advocate } from './client.js'
import type { LoadOptions } from './generator.js'
import { signUp, single } from './load.js'
import {
  benchmark,
  cpuSeconds,
  messageOf,
  scratchFolder,
  serviceFlags,
  startModule,
  stop,
  treeCpuSeconds,
} from './processes.js'
import { goal, median, spread, tellMachine } from './report.js'
import type { HostOptions, HostReady } from './service-host.js'

const advocatesCount = 1000
const budgetMinor = 100_000_000_000

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    /** The folder for a CPU profile of the service. */
    profile: { type: 'string' },
  },
})

await benchmark(4, async () => {
  const folder = scratchFolder()
  console.log('Signups with an address and a browser: with all rules of abuse, and without.\n')
  tellMachine(folder)
  const adminToken = randomBytes(24).toString('hex')
  const hosting: HostOptions = { dataDir: join(folder, 'data'), adminToken, oneByOneRunners: 1 }
  const host = startModule('service-host', hosting, serviceFlags(options.profile))
  const { address, postgresPid } = await messageOf<HostReady>(host, 60)
  const client = new Client(address, adminToken)
  const advocates = new Map<string, Advocate[]>()
  for (const slug of ['bench-rules', 'bench-without']) {
    await client.program(slug, budgetMinor)
    advocates.set(slug, await client.advocates(slug, advocatesCount))
  }
  await client.turnRulesOff('bench-without')

  const load = (slug: string, seconds: number, pace: Pick<LoadOptions, 'connections' | 'pacePerSecond'>) => {
    const target = { address, token: adminToken, slug, advocates: advocates.get(slug) ?? [], clickIds: [] }
    return signUp(target, seconds, { ...pace, withContext: true })
  }
  for (const slug of advocates.keys()) await load(slug, 3, single)
  const ratios: number[] = []
  const withRules: number[] = []
  /** Microseconds of a core for a signup: of the service, and of PostgreSQL. */
  const costs = new Map(
    [...advocates.keys()].map((slug) => [slug, { service: [] as number[], postgres: [] as number[] }]),
  )
  const usedSoFar = () => ({ service: cpuSeconds(host.pid ?? 0), postgres: treeCpuSeconds(postgresPid) })
  const without: number[] = []
  for (let round = 1; round <= Number(options.rounds); round++) {
    const inTurn = round % 2 === 0 ? ['bench-rules', 'bench-without'] : ['bench-without', 'bench-rules']
    const perSecond = new Map<string, number>()
    for (const slug of inTurn) {
      const before = usedSoFar()
      const { perSecond: rate, acknowledged } = await load(slug, Number(options.seconds), single)
      const after = usedSoFar()
      perSecond.set(slug, rate)
      for (const part of ['service', 'postgres'] as const)
        costs.get(slug)?.[part].push((1e6 * (after[part] - before[part])) / acknowledged)
    }
    withRules.push(perSecond.get('bench-rules') ?? 0)
    without.push(perSecond.get('bench-without') ?? 0)
    ratios.push((perSecond.get('bench-rules') ?? 0) / (perSecond.get('bench-without') ?? 1))
  }
  const paced = await load('bench-rules', 20, { connections: 64, pacePerSecond: 200 })
  console.log(`  with all rules  ${spread(withRules)} signups/s`)
  console.log(`  without         ${spread(without)} signups/s`)
  console.log(`  ratio           ${spread(ratios, 2)}`)
  for (const [slug, { service, postgres }] of costs)
    console.log(
      `  ${slug.padEnd(14)}  a signup costs the service ${spread(service)} µs and PostgreSQL ${spread(postgres)} µs`,
    )
  console.log(`  at 200 a second with all rules: p50 ${paced.p50Ms.toFixed(1)} ms, p99 ${paced.p99Ms.toFixed(1)} ms\n`)
  goal('a signup with all rules, of one without', median(ratios), median(ratios) >= 0.8, '≥ 0.8')
  goal('p99 at 200 signups a second, in ms', paced.p99Ms, paced.p99Ms <= 50, '≤ 50')
  await stop(host)
})
