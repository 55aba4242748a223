/**
 * A real PostgreSQL server of our own, for whoever has none: its cluster lives in `postgres` in the data folder, made
 * on the first start, and its server lives as long as this process. Not for several machines: that is what
 * `DATABASE_URL` is for.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { holdDataFolder, type DataHold } from './data-holder.js'
import pg from 'pg'
import { chooseAccount, giveTo, type Account } from './postgres-account.js'
import { findBinaries, type Binaries } from './postgres-binaries.js'
import { keptPasswords, type Passwords } from './postgres-passwords.js'
import { openServerLog, type ServerLog } from './postgres-log.js'
import { stopOrphan } from './postgres-orphan.js'
import { serverSettings } from './postgres-settings.js'
import { isCode, readIfThere, replacePrivateFile, syncFolder } from './private-file.js'

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: (line: string) => void
  /** Laid over the settings of a durable server. For tests alone. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface EmbeddedUrls {
  /** Role `bondhu_service`: reads and writes, owns nothing. */
  readonly serviceUrl: string
  /** Role `bondhu_owner`: owns the database and migrates. */
  readonly ownerUrl: string
  readonly superuserUrl: string
}

export interface EmbeddedDatabase extends EmbeddedUrls {
  /**
   * Where this process connects rather than by TCP: measured, a fifth to a third more statements a second. Absent where
   * the path would be too long. Only the server's user and root may use it.
   */
  readonly socketPath: string | undefined
  /** Resolves when the server has ended, however it did. */
  readonly exited: Promise<ServerExit>
  /** Tells a second process that wants this data folder where the first one is reached. */
  announce(address: string): Promise<void>
  /** Waits for the server's end. The second call waits for the first. */
  stop(): Promise<void>
}

export interface ServerExit {
  /** Whether `stop` was called. */
  readonly expected: boolean
  readonly message: string
}

/** @throws Error that says why, and who holds the data where another process does. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataDir = await makeDataDir(resolve(options.dataDir))
  const hold = await holdDataFolder(dataDir, options.log).catch((error: unknown) => {
    throw isCode(error, 'EACCES', 'EPERM', 'EROFS') ? new Error(notOurs(dataDir), { cause: error }) : error
  })
  try {
    return await startHeld(dataDir, hold, options)
  } catch (error) {
    await hold.release()
    throw error
  }
}

function notOurs(dataDir: string): string {
  return (
    `The data in ${dataDir} cannot be written by this user. If another user (root, with sudo) started Bondhu here before, ` +
    'run it as that user, or give the whole folder to the one that is to run it with chown -R.'
  )
}

/** Folders above it get the usual mode, or PostgreSQL's user could not pass through them. */
async function makeDataDir(dataDir: string): Promise<string> {
  await mkdir(dirname(dataDir), { recursive: true })
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  return realpath(dataDir)
}

async function startHeld(dataDir: string, hold: DataHold, options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const cluster = join(dataDir, 'postgres')
  const binaries = await findBinaries(join(dataDir, 'postgres-libraries'))
  const account = await chooseAccount(dataDir, cluster, binaries.postgres)
  const isNew = (await readIfThere(join(cluster, 'PG_VERSION'))) === undefined
  const passwords = await keptPasswords(dataDir, isNew)
  if (isNew) await createCluster(dataDir, cluster, binaries, account, passwords, options.log)
  else if (account.user !== undefined) await giveTo(account.user, cluster)
  await stopOrphan(cluster, options.log)
  const serverLog = await openServerLog(join(dataDir, 'postgres.log'))
  const server = await startServer({ ...options, dataDir, cluster, binaries, account, serverLog }).catch(
    async (error: unknown) => {
      await serverLog.close()
      throw error
    },
  )
  const urls = urlsOf(passwords, server.port)
  const stop = stopOnce(server, serverLog, hold)
  try {
    await prepareDatabase(urls.superuserUrl, passwords)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...urls,
    socketPath: server.socketPath,
    exited: server.exited,
    announce: (address) => hold.announce(address),
    stop,
  }
}

function urlsOf(passwords: Passwords, port: number): EmbeddedUrls {
  const url = (role: keyof Passwords, database: string) =>
    `postgres://${roles[role]}:${passwords[role]}@127.0.0.1:${port}/${database}`
  return {
    serviceUrl: url('service', 'bondhu'),
    ownerUrl: url('owner', 'bondhu'),
    superuserUrl: url('superuser', 'postgres'),
  }
}

/** Where the server is reached that another process runs on this data folder. Whether it does is for the caller to know. */
export async function reachEmbedded(dataDir: string): Promise<EmbeddedUrls> {
  const port = Number(await readIfThere(portFile(resolve(dataDir))))
  if (!(port > 0)) throw new Error(`The database in ${dataDir} is only starting. Try again when it is ready.`)
  return urlsOf(await keptPasswords(resolve(dataDir), false), port)
}

/** Whether a cluster was ever made there. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  return (await readIfThere(join(resolve(dataDir), 'postgres', 'PG_VERSION'))) !== undefined
}

const roles = { superuser: 'postgres', owner: 'bondhu_owner', service: 'bondhu_service' } as const

// --- the cluster ------------------------------------------------------------------------------------------------------

/**
 * Made aside and then renamed: a first start that is killed half-way leaves a folder that the next one clears, never
 * half a cluster.
 */
async function createCluster(
  dataDir: string,
  cluster: string,
  binaries: Binaries,
  account: Account,
  passwords: Passwords,
  log: (line: string) => void,
): Promise<void> {
  log('Making a new database…')
  await clearHalfMade(dataDir, cluster)
  const aside = await mkdtemp(join(dataDir, 'postgres-making-'))
  const passwordFile = join(aside, 'password')
  await writeFile(passwordFile, passwords.superuser, { mode: 0o600 })
  if (account.user !== undefined) {
    await chown(passwordFile, account.user.uid, account.user.gid)
    await chown(aside, account.user.uid, account.user.gid)
  }
  await runInitdb(binaries, account, join(aside, 'cluster'), passwordFile)
  await rename(join(aside, 'cluster'), cluster)
  await syncFolder(dataDir)
  await rm(aside, { recursive: true })
}

async function clearHalfMade(dataDir: string, cluster: string): Promise<void> {
  const names = (await readdir(dataDir)).filter((name) => name.startsWith('postgres-making-'))
  // Patiently: the initdb of a killed process may still be writing there.
  const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }
  for (const name of names) await rm(join(dataDir, name), patiently)
  // A folder without PG_VERSION was never a cluster of ours: those appear whole.
  const strays = await readdir(cluster).catch(() => [])
  if (strays.length > 0)
    throw new Error(`${cluster} is not a PostgreSQL cluster and not empty. Move it away, or restore it.`)
  await rm(cluster, { recursive: true, force: true })
}

async function runInitdb(binaries: Binaries, account: Account, folder: string, passwordFile: string): Promise<void> {
  const { file, args, options } = account.command(binaries.initdb, [
    `--pgdata=${folder}`,
    `--username=${roles.superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--data-checksums',
    '--encoding=UTF8',
    '--locale=C',
    // PostgreSQL's own collation sorts alike on every system; a C library's changes with its version and breaks indexes.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ])
  const child = spawn(file, args, {
    ...options,
    cwd: dirname(folder),
    env: environment(binaries),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(child, 'close')
  if (child.exitCode === 0) return
  throw new Error(`PostgreSQL's initdb failed: ${said.trim() || (child.signalCode ?? `exit code ${child.exitCode}`)}`)
}

/** Nothing of this process's own environment: it holds secrets, and PGDATA and its like would be obeyed. */
function environment(binaries: Binaries): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...binaries.env }
}

// --- the server -------------------------------------------------------------------------------------------------------

interface ServerPlan extends EmbeddedOptions {
  readonly cluster: string
  readonly binaries: Binaries
  readonly account: Account
  readonly serverLog: ServerLog
}

interface Server {
  readonly child: ChildProcess
  readonly port: number
  readonly socketPath: string | undefined
  readonly exited: Promise<ServerExit>
  /** To be set before it is told to end. */
  expectExit(): void
}

const portAttemptsMax = 10
/** A crashed server's last children may still work on what they were asked, for as long as a statement may take. */
const leftoversPatienceMs = 45_000

async function startServer(plan: ServerPlan): Promise<Server> {
  const startedAt = Date.now()
  for (let attempt = 1; ; attempt++) {
    const server = launch(plan, await choosePort(plan.dataDir))
    const failure = await ready(plan, server)
    if (failure === undefined) {
      await replacePrivateFile(portFile(plan.dataDir), String(server.port))
      return server
    }
    const again = mayPass(failure, attempt, Date.now() - startedAt)
    if (!again) throw new Error(`PostgreSQL did not start:\n${failure}`)
    if (attempt === 1)
      plan.log('PostgreSQL cannot start yet: a crashed one is still ending, or its port was taken. Trying on.')
    await sleep(250)
  }
}

/** A port can be taken between our look and the server's start. */
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
  // Detached: Ctrl-C at a terminal goes to the whole group, and the server must outlive the requests in flight.
  const stdio = ['ignore' as const, output, output]
  const child = spawn(file, args, {
    ...options,
    cwd: plan.cluster,
    env: environment(plan.binaries),
    detached: true,
    stdio,
  })
  let expected = false
  const exited = new Promise<ServerExit>((settle) => {
    child.once('error', (error) => settle({ expected, message: `PostgreSQL could not be run: ${error.message}` }))
    child.once('exit', (code, signal) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`
      settle({ expected, message: `PostgreSQL ended ${how}; its log is in ${plan.serverLog.path}` })
    })
  })
  endWithProcess(child, exited)
  return { child, port, socketPath, exited, expectExit: () => (expected = true) }
}

/** In the cluster's own folder, which nobody else may enter. */
function socketPathFor(cluster: string, port: number): string | undefined {
  const path = join(cluster, `.s.PGSQL.${port}`)
  // The system's limit is 104 to 108 bytes; PostgreSQL does not start over a longer one.
  return process.platform === 'win32' || Buffer.byteLength(path) > 100 ? undefined : path
}

/** On `process.exit` and on an uncaught error. After a SIGKILL the next start finds it: see postgres-orphan.ts. */
function endWithProcess(child: ChildProcess, exited: Promise<ServerExit>): void {
  const end = () => child.kill('SIGINT')
  process.once('exit', end)
  void exited.then(() => process.removeListener('exit', end))
}

/** Undefined when it accepts connections; else what it said before it ended. Waits for a recovery as long as that takes. */
async function ready(plan: ServerPlan, server: Server): Promise<string | undefined> {
  const startedAt = Date.now()
  let toldAt = startedAt
  for (;;) {
    if (await saysReady(plan.cluster, server.child.pid)) return undefined
    const exit = await Promise.race([server.exited, sleep(10, undefined)])
    if (exit !== undefined) return `${await plan.serverLog.sinceStart()}${exit.message}`
    if (Date.now() - toldAt < 5_000) continue
    toldAt = Date.now()
    const seconds = Math.round((toldAt - startedAt) / 1000)
    plan.log(`PostgreSQL is starting (${seconds} s): after an unclean end it replays its log.`)
  }
}

/** The server's note about itself: its eighth line is its state (as `pg_ctl` reads it). */
async function saysReady(cluster: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readIfThere(join(cluster, 'postmaster.pid')))?.split('\n') ?? []
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

/** The one of last time when it is free: other processes have it in their DATABASE_URL. */
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

function portFile(dataDir: string): string {
  return join(dataDir, 'postgres.port')
}

// --- its end ----------------------------------------------------------------------------------------------------------

/** A fast shutdown writes a checkpoint, which can be some gigabytes; longer than this and it is cut short. */
const stopPatienceMs = 60_000

function stopOnce(server: Server, serverLog: ServerLog, hold: DataHold): () => Promise<void> {
  let stopping: Promise<void> | undefined
  const stop = async () => {
    server.expectExit()
    server.child.kill('SIGINT')
    const hard = setTimeout(() => server.child.kill('SIGQUIT'), stopPatienceMs)
    await server.exited
    clearTimeout(hard)
    await serverLog.close()
    await hold.release()
  }
  return () => (stopping ??= stop())
}

// --- roles and database -----------------------------------------------------------------------------------------------

/** Each step only where it is missing: a first start may have been killed between any two of them. */
async function prepareDatabase(superuserUrl: string, passwords: Passwords): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 10_000 })
  // What is under way is told of a lost connection.
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ roles: string[] | null; made: boolean }>(
      `select (select jsonb_agg(rolname) from pg_roles where rolname in ($1, $2)) as roles,
        exists (select from pg_database where datname = 'bondhu' and datallowconn) as made`,
      [roles.owner, roles.service],
    )
    const [there] = rows
    for (const role of ['owner', 'service'] as const) {
      if (there?.roles?.includes(roles[role])) continue
      // The password is base64url: nothing in it needs quoting.
      await client.query(`create role ${roles[role]} login password '${passwords[role]}'`)
    }
    if (there?.made === true) return
    await client.query(`create database bondhu owner ${roles.owner}`)
    await client.query(`revoke all on database bondhu from public`)
    await client.query(`grant connect, temporary on database bondhu to ${roles.service}`)
  } finally {
    await client.end()
  }
}
