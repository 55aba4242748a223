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
const serverCore = 0
const otherCore = 1

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
    seconds: { type: 'string', default: '10' },
    /** The folder for a CPU profile of the service. */
    profile: { type: 'string' },
  },
})

await benchmark(4, async () => {
  requireTools()
  const rounds = Number(options.rounds)
  const seconds = Number(options.seconds)
  const folder = scratchFolder()
  console.log('Clicks: a visit to a link is recorded durably, then sent on; nginx only sends on.\n')
  tellMachine(folder)
  console.log(
    `  core ${serverCore}: the server alone; core ${otherCore}: wrk with ${connections} connections, and PostgreSQL`,
  )

  const nginx = await startNginx(folder)
  const adminToken = randomBytes(24).toString('hex')
  const host = startModule(
    'service-host',
    { dataDir: join(folder, 'data'), adminToken, oneByOneRunners: 1 } satisfies HostOptions,
    serviceFlags(options.profile),
  )
  const ready = await messageOf<HostReady>(host, 60)
  const hostPid = host.pid ?? 0
  pin(hostPid, serverCore)
  for (const pid of [ready.postgresPid, ...descendants(ready.postgresPid)]) pin(pid, otherCore)

  const client = new Client(ready.address, adminToken)
  const slug = 'bench-clicks'
  await client.program(slug, 1_000_000)
  const codes = (await client.advocates(slug, advocatesCount)).map(({ code }) => code)
  const path = `/r/${slug}/`
  let counted = 0
  let runs = 0
  const visitNginx = () => visit(nginx.url, path, codes, seconds, { server: () => treeCpuSeconds(nginx.pid) })
  const visitService = async (forSeconds: number) => {
    const visits = await visit(ready.address, path, codes, forSeconds, {
      server: () => cpuSeconds(hostPid),
      postgres: () => treeCpuSeconds(ready.postgresPid),
    })
    counted += visits.answers
    runs += 1
    return visits
  }

  await visitService(3)
  const batchesBefore = histogramOf(await client.metrics(), 'bondhu_click_batch_size')
  const references: Figures[] = []
  const ours: Figures[] = []
  tellHeading('answers/s')
  for (let round = 1; round <= rounds; round++) {
    await take(round, 'nginx', references, visitNginx)
    await take(round, 'Bondhu', ours, () => visitService(seconds))
  }
  const ratios = ours.map(({ perSecond }, index) => perSecond / (references[index]?.perSecond ?? 0))
  console.log(`\n  nginx   ${spread(references.map((one) => one.perSecond))} answers/s`)
  console.log(
    `  Bondhu  ${spread(ours.map((one) => one.perSecond))} answers/s, p99 ${spread(
      ours.map((one) => one.p99Ms),
      1,
    )} ms`,
  )
  console.log(`  ratio   ${spread(ratios, 3)}\n`)
  tellCost('nginx', references)
  tellCost('Bondhu', ours)
  const batches = histogramOf(await client.metrics(), 'bondhu_click_batch_size')
  console.log(
    `  clicks a commit: ${number((batches.sum - batchesBefore.sum) / (batches.count - batchesBefore.count), 0)}`,
  )
  tellOthers([...references, ...ours])
  const nginxBusy = median(references.map(({ used }) => used['server'] ?? 0))
  if (nginxBusy < 0.9) {
    console.log(
      `  NOTE: nginx worked ${number(nginxBusy * 100)} % of the time: not its core was its limit, and the ratio flatters.`,
    )
  }
  goal('a click, of nginx', median(ratios), median(ratios) >= 0.3, '≥ 0.30, aimed at 0.40', 3)
  await checkClicks(client, slug, counted, runs)
  await stop(nginx.child)
  await stop(host)
})

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

/** One worker on the server's core. Its answer is as long as ours. */
async function startNginx(folder: string) {
  const home = join(folder, 'nginx')
  mkdirSync(home)
  const port = await freePort()
  const location = 'https://golpo.example/join?lang=bn&bondhu_click=clk_01hzy3v7e8f9abcdefghjkmnpq_AbCdEfGhIjKlMnOp'
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes 1;
    pid ${home}/pid;
    error_log ${home}/error.log;
    events { worker_connections 1024; }
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
  const child = start('taskset', ['-c', String(serverCore), 'nginx', '-p', home, '-c', join(home, 'nginx.conf')], {
    PATH: `${process.env.PATH ?? ''}:/usr/sbin`,
  })
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
  url: string,
  path: string,
  codes: readonly string[],
  seconds: number,
  meters: Readonly<Record<string, () => number>>,
): Promise<Figures & Visits> {
  const meter = new CoreMeter({ ...meters, wrk: () => cpuSeconds(process.pid) })
  const script = join(root, 'bench/wrk/links.lua')
  const wrk = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url, '--', path, ...codes]
  const output = await run('taskset', ['-c', String(otherCore), ...wrk], seconds + 20)
  const used = meter.stop()
  const result = /^RESULT (.*)$/m.exec(output)?.[1]
  if (result === undefined) throw new Error(`wrk said nothing of use:\n${output}`)
  const visits = JSON.parse(result) as Visits
  if (visits.errors > 0) throw new Error(`${visits.errors} visits failed:\n${output}`)
  return { ...visits, perSecond: visits.answers / visits.seconds, used }
}

async function take(round: number, name: string, all: Figures[], measure: () => Promise<Figures>): Promise<void> {
  const figures = await measure()
  tellRound(round, name, figures)
  all.push(figures)
}

/**
 * Every 302 is a stored click. wrk closes connections at the end with requests in flight, which may be stored without
 * an answer.
 */
async function checkClicks(client: Client, slug: string, counted: number, runs: number): Promise<void> {
  await sleep(500)
  const { clicks } = await client.totals(slug)
  const unanswered = clicks - counted
  const right = unanswered >= 0 && unanswered <= connections * runs
  console.log(
    `  ${right ? 'right  ' : 'WRONG  '}  ${number(counted)} answers, ${number(clicks)} clicks recorded; ${unanswered} were in flight at an end`,
  )
  if (!right) throw new Error('the clicks that were recorded are not the answers that were given')
}
