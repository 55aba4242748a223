/**
 * A real PostgreSQL server for users who have none. Its cluster is in `postgres` in the data folder, created on the
 * first start; its server runs as long as this process. Use `DATABASE_URL` for several machines.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { holdDataFolder, type DataHold } from './data-holder.js'
import pg from 'pg'
import { chooseAccount, giveTo, type Account } from './postgres-account.js'
import { findBinaries, type Binaries } from './postgres-binaries.js'
import { keptPasswords, type Passwords } from './postgres-passwords.js'
import { openServerLog, type ServerLog } from './postgres-log.js'
import { stopOrphan } from './postgres-orphan.js'
import { PostgresKeeper } from './postgres-keeper.js'
import { environment, portFile } from './postgres-server.js'
import { isCode, readIfThere, syncFolder } from './private-file.js'

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: (line: string) => void
  /** Reports what an operator should see: the server ended, and runs again. Default: `log`. */
  readonly warn?: (line: string) => void
  /** Overrides the settings of a durable server. Only for tests. */
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
   * The socket of this process. It gives a fifth to a third more statements a second than TCP. Undefined if the path
   * would be too long. Only the server's user and root may use it.
   */
  readonly socketPath: string | undefined
  /** Tells a second process that wants this data folder the address of the first. */
  announce(address: string): Promise<void>
  /** Waits for the server's end. The second call waits for the first. */
  stop(): Promise<void>
}

/** @throws Error with the reason; it names the process that holds the data */
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

/** Folders above it get the usual mode: PostgreSQL's user must be able to pass through them. */
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
  const plan = { ...options, dataDir, cluster, binaries, account, serverLog }
  const keeper = await PostgresKeeper.start(plan, options.warn ?? options.log).catch(async (error: unknown) => {
    await serverLog.close()
    throw error
  })
  const { port, socketPath } = keeper.address
  const urls = urlsOf(passwords, port)
  const stop = stopOnce(keeper, serverLog, hold)
  try {
    await prepareDatabase(urls.superuserUrl, passwords)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...urls,
    socketPath,
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

/** The address of the server that another process runs on this data folder. The caller knows whether one runs. */
export async function reachEmbedded(dataDir: string): Promise<EmbeddedUrls> {
  const port = Number(await readIfThere(portFile(resolve(dataDir))))
  if (!(port > 0)) throw new Error(`The database in ${dataDir} is only starting. Try again when it is ready.`)
  return urlsOf(await keptPasswords(resolve(dataDir), false), port)
}

/** Whether the folder has a cluster. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  return (await readIfThere(join(resolve(dataDir), 'postgres', 'PG_VERSION'))) !== undefined
}

const roles = { superuser: 'postgres', owner: 'bondhu_owner', service: 'bondhu_service' } as const

// --- the cluster ------------------------------------------------------------------------------------------------------

/**
 * Created under another name and then renamed. An interrupted first start leaves a folder that the next one clears,
 * never half a cluster.
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
  // With patience: the initdb of a killed process may still be writing there.
  const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }
  for (const name of names) await rm(join(dataDir, name), patiently)
  // A folder without PG_VERSION was never a complete cluster.
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
    // PostgreSQL's own collation sorts alike on every system. A C library's collation changes with its version and
    // breaks indexes.
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

function stopOnce(keeper: PostgresKeeper, serverLog: ServerLog, hold: DataHold): () => Promise<void> {
  let stopping: Promise<void> | undefined
  const stop = async () => {
    await keeper.stop()
    await serverLog.close()
    await hold.release()
  }
  return () => (stopping ??= stop())
}

// --- roles and database -----------------------------------------------------------------------------------------------

/** Each step runs only where its result is missing: a first start may have been killed between any two. */
async function prepareDatabase(superuserUrl: string, passwords: Passwords): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 10_000 })
  // Statements in progress report a lost connection themselves.
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
