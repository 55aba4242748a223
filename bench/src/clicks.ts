/** Clicks, each durable before its answer, compared with nginx that records nothing. See bench/README.md. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client, histogramOf } from './client.js'
import {
  benchmark,
  cpuSeconds,
  descendants,
  messageOf,
  pin,
  root,
  run,
  scratchFolder,
  start,
  startModule,
  stop,
  treeCpuSeconds,
  serviceFlags,
} from './processes.js'
import {
  CoreMeter,
  costsOf,
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
import type { NaiveOptions, NaiveReady } from './naive-clicks.js'
import type { HostOptions, HostReady } from './service-host.js'

const connectionsOf = [256, 1000] as const
const advocatesCount = 1000
const serverCore = '0'
const otherCore = '1'
const allCores = `0-${cpus().length - 1}`
const slug = 'bench-clicks'
const location = 'https://golpo.example/join?lang=bn&bondhu_click=clk_01hzy3v7e8f9abcdefghjkmnpq_AbCdEfGhIjKlMnOp'

interface Visits {
  readonly answers: number
  readonly seconds: number
  readonly errors: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '6' },
    /** The folder for a CPU profile of the service. */
    profile: { type: 'string' },
  },
})

const rounds = Number(options.rounds)
const seconds = Number(options.seconds)

/** One that is measured: how it is reached, and who works for it. */
interface Side {
  readonly name: string
  readonly url: string
  readonly meters: Readonly<Record<string, () => number>>
  answers: number
  runs: number
}

await benchmark(8, async () => {
  requireTools()
  const folder = scratchFolder()
  console.log('Clicks: a visit to a link is recorded durably, then sent on; nginx only sends on.\n')
  tellMachine(folder)
  console.log(
    `  core ${serverCore}: the server alone; core ${otherCore}: wrk and PostgreSQL; in the last part nothing is pinned`,
  )

  const adminToken = randomBytes(24).toString('hex')
  const host = startModule(
    'service-host',
    { dataDir: join(folder, 'data'), adminToken, oneByOneRunners: 1 } satisfies HostOptions,
    serviceFlags(options.profile),
  )
  const ready = await messageOf<HostReady>(host, 60)
  const { superuserUrl: databaseUrl, socketFolder, postgresPid } = ready
  const naive = startModule('naive-clicks', { databaseUrl, socketFolder, location } satisfies NaiveOptions)
  const naiveReady = await messageOf<NaiveReady>(naive, 60)
  const nginx = await startNginx(folder, 1)
  const client = new Client(ready.address, adminToken)
  await client.program(slug, 1_000_000)
  const codes = (await client.advocates(slug, advocatesCount)).map(({ code }) => code)

  const postgres = () => treeCpuSeconds(postgresPid)
  const side = (name: string, url: string, pid: number, withDatabase: boolean): Side => {
    const meters = { server: () => treeCpuSeconds(pid), ...(withDatabase && { postgres }) }
    // The service started PostgreSQL: its own time alone is the server's.
    if (pid === host.pid) meters.server = () => cpuSeconds(pid)
    return { name, url, meters, answers: 0, runs: 0 }
  }
  const reference = side('nginx', nginx.url, nginx.pid, false)
  const ours = side('Bondhu', ready.address, host.pid ?? 0, true)
  const simple = side('one insert each', naiveReady.address, naive.pid ?? 0, true)
  const pinAll = (serverCores: string, otherCores: string) => {
    for (const pid of [host.pid ?? 0, naive.pid ?? 0]) pin(pid, serverCores)
    for (const pid of [postgresPid, ...descendants(postgresPid)]) pin(pid, otherCores)
  }

  pinAll(serverCore, otherCore)
  for (const one of [ours, simple]) await visit(one, codes, connectionsOf[0], 3, otherCore)
  const batchesBefore = histogramOf(await client.metrics(), 'bondhu_click_batch_size')
  const pinned = []
  for (const connections of connectionsOf) {
    const taken = await takeRounds(`answers/s, ${connections} connections`, [reference, ours, simple], (one) =>
      visit(one, codes, connections, seconds, otherCore),
    )
    pinned.push({ connections, taken })
  }
  const batches = histogramOf(await client.metrics(), 'bondhu_click_batch_size')
  await stop(nginx.child)
  const both = await startNginx(folder, 2)
  const free = side('nginx, 2 workers', both.url, both.pid, false)
  pinAll(allCores, allCores)
  const unpinned = await takeRounds(`answers/s, ${connectionsOf[0]} connections, not pinned`, [free, ours], (one) =>
    visit(one, codes, connectionsOf[0], seconds, allCores),
  )

  console.log('')
  for (const { taken } of pinned) for (const [{ name }, all] of taken) tellCost(name, all)
  console.log(
    `  clicks a commit: ${number((batches.sum - batchesBefore.sum) / (batches.count - batchesBefore.count), 0)}`,
  )
  const allFigures = [...pinned.flatMap(({ taken }) => [...taken.values()].flat()), ...[...unpinned.values()].flat()]
  tellOthers(allFigures)
  tellLimit(pinned[0]?.taken.get(reference) ?? [])
  console.log('')
  tellResults(pinned, unpinned, { reference, ours, simple, free })
  console.log('')
  const { clicks } = await client.totals(slug)
  checkClicks(ours, clicks)
  checkClicks(simple, ((await (await fetch(`${simple.url}/count`)).json()) as { clicks: number }).clicks)
  await Promise.all([stop(both.child), stop(naive)])
  await stop(host)
})

type Taken = ReadonlyMap<Side, readonly Figures[]>

async function takeRounds(
  heading: string,
  sides: readonly Side[],
  measure: (one: Side) => Promise<Figures>,
): Promise<Taken> {
  const taken = new Map<Side, Figures[]>(sides.map((one) => [one, []]))
  tellHeading(heading)
  for (let round = 1; round <= rounds; round++) {
    for (const [one, all] of taken) {
      const figures = await measure(one)
      tellRound(round, one.name, figures)
      all.push(figures)
    }
  }
  return taken
}

interface Sides {
  readonly reference: Side
  readonly ours: Side
  readonly simple: Side
  readonly free: Side
}

/** The rows of the table: what a click costs first, then rates. */
function tellResults(
  pinned: readonly { readonly connections: number; readonly taken: Taken }[],
  unpinned: Taken,
  { reference, ours, simple, free }: Sides,
): void {
  const parts = ['server', 'postgres']
  const costs = (taken: Taken | undefined, one: Side) => costsOf(taken?.get(one) ?? [], parts)
  const rates = (taken: Taken | undefined, one: Side) => (taken?.get(one) ?? []).map(({ perSecond }) => perSecond)
  const first = pinned[0]?.taken
  const [cost, ofNginx] = [costs(first, ours), costs(first, reference)]
  const shares = cost.map((one, round) => (ofNginx[round] ?? 0) / one)
  const isCheap = median(cost) <= 24
  tellRow('clicks: µs of processor, service and PostgreSQL', spread(cost, 1), '≤ 24', isCheap)
  tellRow('clicks: µs of processor, nginx', spread(ofNginx, 1))
  tellRow('clicks: nginx’s µs as a share of Bondhu’s', spread(shares, 2), '≥ 0.35', median(shares) >= 0.35)
  tellRow('clicks: µs of processor, one insert each', spread(costs(first, simple), 1))
  for (const { connections, taken } of pinned) {
    for (const one of [reference, ours, simple])
      tellRow(`clicks: ${one.name}, answers/s at ${number(connections)} connections`, spread(rates(taken, one)))
    const ratios = rates(taken, ours).map((rate, round) => rate / (rates(taken, reference)[round] ?? 0))
    const isGoal = connections === 1000
    tellRow(
      `clicks: Bondhu’s rate as a share of nginx’s, at ${number(connections)} connections`,
      spread(ratios, 3),
      isGoal ? '≥ 0.5' : '',
      isGoal ? median(ratios) >= 0.5 : undefined,
    )
  }
  for (const one of [free, ours]) tellRow(`clicks, not pinned: ${one.name}, answers/s`, spread(rates(unpinned, one)))
  const ratios = rates(unpinned, ours).map((rate, round) => rate / (rates(unpinned, free)[round] ?? 0))
  tellRow('clicks, not pinned: Bondhu’s rate as a share of nginx’s', spread(ratios, 3))
}

function tellLimit(references: readonly Figures[]): void {
  const busy = median(references.map(({ used }) => used['server'] ?? 0))
  if (busy >= 0.9) return
  console.log(
    `  NOTE: nginx worked ${number(busy * 100)} % of the time: not its core was its limit, and the ratio of rates flatters.`,
  )
}

function requireTools(): void {
  const missing = ['wrk', 'nginx'].filter(
    (name) => ![...(process.env.PATH ?? '').split(':'), '/usr/sbin'].some((folder) => existsSync(join(folder, name))),
  )
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(' and ')} not found. On Debian: apt-get install --no-install-recommends nginx-light wrk`,
    )
  }
  if (cpus().length < 2) throw new Error('This needs two cores: one for the server, one for those who visit.')
}

/** One worker on the server's core, or several on all. Its answer is as long as ours. */
async function startNginx(folder: string, workers: number) {
  const home = join(folder, `nginx-${workers}`)
  mkdirSync(home)
  const port = await freePort()
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes ${workers};
    pid ${home}/pid;
    error_log ${home}/error.log;
    events { worker_connections 4096; }
    http {
      access_log off;
      keepalive_timeout 65s;
      keepalive_requests 1000000000;
      client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi;
      uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;
      server {
        listen 127.0.0.1:${port};
        location / {
          add_header Cache-Control no-store always;
          add_header Referrer-Policy no-referrer always;
          return 302 ${location};
        }
      }
    }`,
  )
  const child = start(
    'taskset',
    ['-c', workers === 1 ? serverCore : allCores, 'nginx', '-p', home, '-c', join(home, 'nginx.conf')],
    {
      PATH: `${process.env.PATH ?? ''}:/usr/sbin`,
    },
  )
  const url = `http://127.0.0.1:${port}`
  for (let attempt = 1; ; attempt++) {
    const status = await fetch(url, { redirect: 'manual' }).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 302) return { child, pid: child.pid ?? 0, url }
    if (attempt === 100) throw new Error('nginx did not start')
    await sleep(50)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function visit(
  one: Side,
  codes: readonly string[],
  connections: number,
  forSeconds: number,
  wrkCores: string,
): Promise<Figures & Visits> {
  const meter = new CoreMeter({ ...one.meters, wrk: () => cpuSeconds(process.pid) })
  const script = join(root, 'bench/wrk/links.lua')
  const wrk = [
    'wrk',
    '-t1',
    `-c${connections}`,
    `-d${forSeconds}s`,
    '-s',
    script,
    one.url,
    '--',
    `/r/${slug}/`,
    ...codes,
  ]
  const output = await run('taskset', ['-c', wrkCores, ...wrk], forSeconds + 20)
  const used = meter.stop()
  const result = /^RESULT (.*)$/m.exec(output)?.[1]
  if (result === undefined) throw new Error(`wrk said nothing of use:\n${output}`)
  const visits = JSON.parse(result) as Visits
  if (visits.errors > 0) throw new Error(`${visits.errors} visits failed:\n${output}`)
  one.answers += visits.answers
  one.runs += 1
  return { ...visits, perSecond: visits.answers / visits.seconds, used }
}

/**
 * Every 302 is a stored click. wrk closes connections at the end with requests in flight, which may be stored without
 * an answer.
 */
function checkClicks({ name, answers, runs }: Side, clicks: number): void {
  const unanswered = clicks - answers
  const right = unanswered >= 0 && unanswered <= Math.max(...connectionsOf) * runs
  console.log(
    `  ${right ? 'right  ' : 'WRONG  '}  ${name}: ${number(answers)} answers, ${number(clicks)} clicks recorded; ${unanswered} were in flight at an end`,
  )
  if (!right) throw new Error('the recorded clicks are not the answers')
}
