/** pgbench's TPC-B on the PostgreSQL of the service: what this machine does with plain transactions. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes.js'
import { CoreMeter, type Figures } from './report.js'
import type { HostReady } from './service-host.js'

const clients = 8
const scale = 10

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

export async function fillTpcB(ready: HostReady, folder: string): Promise<void> {
  await pgbench(ready, folder, ['-i', '-q', '-s', String(scale)])
}

/** One in ten transactions is logged, for the percentiles; no cost could be measured. */
export async function measureTpcB(
  ready: HostReady,
  folder: string,
  seconds: number,
  meters: Readonly<Record<string, () => number>>,
): Promise<Figures> {
  const meter = new CoreMeter(meters)
  const prefix = join(folder, 'tpcb')
  const load = ['-c', String(clients), '-j', '2', '-M', 'prepared', '-T', String(seconds)]
  const output = await pgbench(ready, folder, [...load, '--log', '--sampling-rate=0.1', `--log-prefix=${prefix}`])
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
