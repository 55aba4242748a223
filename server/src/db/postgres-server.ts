/**
 * Runs the server process of the embedded database once: on a loopback port and, if its path is short enough, on a
 * socket. postgres-keeper.ts restarts it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './postgres-account.js'
import type { Binaries } from './postgres-binaries.js'
import type { ServerLog } from './postgres-log.js'
import { serverSettings } from './postgres-settings.js'
import { readIfThere, replacePrivateFile } from './private-file.js'

export interface ServerPlan {
  readonly dataDir: string
  readonly log: (line: string) => void
  /** Overrides the settings of a durable server. Only for tests. */
  readonly settings?: Readonly<Record<string, string>>
  readonly cluster: string
  readonly binaries: Binaries
  readonly account: Account
  readonly serverLog: ServerLog
}

export interface Server {
  readonly child: ChildProcess
  readonly port: number
  readonly socketPath: string | undefined
  /** Resolves with a sentence that says how it ended. */
  readonly exited: Promise<string>
}

const portAttemptsMax = 10
/** The last children of a crashed server may still work, as long as a statement may take. */
const leftoversPatienceMs = 45_000

/**
 * @param launched receives each process before it accepts connections
 * @param port the required port; undefined: the last one, or any
 * @throws Error with the server's message
 */
export async function startServer(
  plan: ServerPlan,
  launched: (server: Server) => void = () => {},
  port?: number,
): Promise<Server> {
  const startedAt = Date.now()
  for (let attempt = 1; ; attempt++) {
    const server = launch(plan, port ?? (await choosePort(plan.dataDir)))
    launched(server)
    const failure = await ready(plan, server)
    if (failure === undefined) {
      // A restarted server keeps its port. With a full disk nothing needs to be written.
      if (port === undefined) await replacePrivateFile(portFile(plan.dataDir), String(server.port))
      return server
    }
    const again = mayPass(failure, attempt, Date.now() - startedAt)
    if (!again) throw new Error(`PostgreSQL did not start:\n${failure}`)
    if (attempt === 1)
      plan.log('PostgreSQL cannot start yet: a crashed one is still ending, or its port was taken. Trying on.')
    await sleep(250)
  }
}

/** A port can be taken between the check and the server's start. */
function mayPass(failure: string, attempt: number, waitedMs: number): boolean {
  if (/could not bind|TCP\/IP sockets/.test(failure)) return attempt < portAttemptsMax
  return /shared memory block .* is still in use/.test(failure) && waitedMs < leftoversPatienceMs
}

function launch(plan: ServerPlan, port: number): Server {
  const socketPath = socketPathFor(plan.cluster, port)
  const addresses = { port: String(port), unix_socket_directories: socketPath === undefined ? '' : plan.cluster }
  const settings = { ...serverSettings, ...plan.settings, ...addresses }
  const { file, args, options } = plan.account.command(plan.binaries.postgres, [
    '-D',
    plan.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  const output = plan.serverLog.fd
  // Detached: Ctrl-C at a terminal goes to the whole group, and the server must outlive the running requests.
  const stdio = ['ignore' as const, output, output]
  const child = spawn(file, args, {
    ...options,
    cwd: plan.cluster,
    env: environment(plan.binaries),
    detached: true,
    stdio,
  })
  const exited = new Promise<string>((settle) => {
    child.once('error', (error) => settle(`PostgreSQL could not be run: ${error.message}`))
    child.once('exit', (code, signal) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`
      settle(`PostgreSQL ended ${how}; its log is in ${plan.serverLog.path}`)
    })
  })
  endWithProcess(child, exited)
  return { child, port, socketPath, exited }
}

/** In the cluster's own folder, which only its user may enter. */
function socketPathFor(cluster: string, port: number): string | undefined {
  const path = join(cluster, `.s.PGSQL.${port}`)
  // The system's limit is 104 to 108 bytes. PostgreSQL does not start with a longer path.
  return process.platform === 'win32' || Buffer.byteLength(path) > 100 ? undefined : path
}

/** On `process.exit` and on an uncaught error. After a SIGKILL the next start finds it: see postgres-orphan.ts. */
function endWithProcess(child: ChildProcess, exited: Promise<string>): void {
  const end = () => child.kill('SIGINT')
  process.once('exit', end)
  void exited.then(() => process.removeListener('exit', end))
}

/** Undefined once it accepts connections; otherwise its last output. Waits for a recovery as long as that takes. */
async function ready(plan: ServerPlan, server: Server): Promise<string | undefined> {
  const startedAt = Date.now()
  let toldAt = startedAt
  for (;;) {
    if (await saysReady(plan.cluster, server.child.pid)) return undefined
    const exit = await Promise.race([server.exited, sleep(10, undefined)])
    if (exit !== undefined) return `${await plan.serverLog.sinceStart()}${exit}`
    if (Date.now() - toldAt < 5_000) continue
    toldAt = Date.now()
    const seconds = Math.round((toldAt - startedAt) / 1000)
    plan.log(`PostgreSQL is starting (${seconds} s): after an unclean end it replays its log.`)
  }
}

/** The server's lock file: its eighth line is the state (as `pg_ctl` reads it). */
async function saysReady(cluster: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readIfThere(join(cluster, 'postmaster.pid')))?.split('\n') ?? []
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

/** The last port if it is free, because other processes have it in their DATABASE_URL. */
async function choosePort(dataDir: string): Promise<number> {
  const last = Number((await readIfThere(portFile(dataDir))) ?? 0)
  const free = Number.isInteger(last) && last > 1023 && last < 65_536 ? await freePort(last) : undefined
  return free ?? (await freePort(0)) ?? 0
}

async function freePort(port: number): Promise<number | undefined> {
  const probe = createServer()
  try {
    probe.listen({ port, host: '127.0.0.1', exclusive: true })
    await once(probe, 'listening')
    const address = probe.address()
    return typeof address === 'object' ? address?.port : undefined
  } catch {
    return undefined
  } finally {
    probe.close()
  }
}

export function portFile(dataDir: string): string {
  return join(dataDir, 'postgres.port')
}

/** Nothing of this process's environment: it has secrets, and PGDATA and the like would have an effect. */
export function environment(binaries: Binaries): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...binaries.env }
}
