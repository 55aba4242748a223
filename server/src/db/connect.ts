/**
 * Connections to PostgreSQL, and the only way to begin a transaction. Knows no tables. A transaction holds one client,
 * and a client is always the same connection, so a late statement cannot reach another transaction.
 */
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '../config.js'
import { startEmbedded, type EmbeddedDatabase } from './embedded.js'
import { parserOf } from './result-types.js'
import { tagOf, type Rows, type Run, type Tag } from './sql.js'

/** A pool. `int8` is a bigint, `timestamptz` a Date, `uuid` and `numeric` are strings. */
export interface Sql extends Tag {
  /** Waits for running statements, at most this many seconds. */
  end(options?: { readonly timeout?: number }): Promise<void>
}

/** One transaction. */
export interface Tx extends Tag {
  /** A part that can fail alone: it is rolled back, and the transaction continues. */
  savepoint<T>(work: (inner: Tx) => Promise<T>): Promise<T>
}

export interface ConnectOptions {
  /** Maximum number of connections. They are opened when needed. */
  readonly max: number
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string
  /** 0: no limit. */
  readonly statementTimeoutMs?: number
  /** The server's Unix socket, instead of the URL's host and port. */
  readonly socketPath?: string | undefined
}

const connectMsMax = 10_000

/** For each pool, how to take a client from it. */
const pools = new WeakMap<Sql, pg.Pool>()

/** Opens no connection: the first statement does. */
export function connect(url: string, options: ConnectOptions): Sql {
  const pool = new pg.Pool({
    ...clientConfig(url, options),
    max: options.max,
    Client: BoundClient,
    idleTimeoutMillis: 0,
    maxLifetimeSeconds: 3600,
  })
  const clients = new Set<pg.PoolClient>()
  // The running statement fails too. Without a listener, a lost connection would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    clients.add(client)
  })
  pool.on('remove', (client) => clients.delete(client))
  const sql = Object.assign(
    tagOf(async (prepared) => {
      const client = await taken(pool)
      return using(client, () => runOn(client)(prepared))
    }),
    { end: ({ timeout = 5 } = {}) => endPool(pool, clients, timeout) },
  )
  pools.set(sql, pool)
  return sql
}

/** The pool would count the wait for a free connection as connection time. Under load that wait is no failure. */
class BoundClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: connectMsMax })
  }
}

function clientConfig(url: string, options: ConnectOptions): pg.ClientConfig {
  const { applicationName = 'bondhu', statementTimeoutMs = 30_000, socketPath } = options
  const address = new URL(url)
  // The driver knows libpq's parameters and would leave out the others.
  const settings = [...address.searchParams].filter(([name]) => !libpqNames.has(name))
  for (const [name] of settings) address.searchParams.delete(name)
  if (socketPath !== undefined) address.searchParams.set('host', dirname(socketPath))
  const serverSettings = {
    TimeZone: 'UTC',
    // A statement that runs for half a minute holds locks that others wait for.
    statement_timeout: String(statementTimeoutMs),
    // A forgotten transaction must not lock the books for ever.
    idle_in_transaction_session_timeout: '30000',
    ...Object.fromEntries(settings),
  }
  return {
    connectionString: address.href,
    application_name: applicationName,
    options: Object.entries(serverSettings).map(serverOption).join(' '),
    types: { getTypeParser: parserOf as pg.CustomTypesConfig['getTypeParser'] },
    pipeline: true,
    keepAlive: true,
  }
}

const libpqNames = new Set(
  'host port user password dbname application_name client_encoding connect_timeout options ssl sslmode sslcert sslkey sslrootcert sslnegotiation uselibpqcompat'.split(
    ' ',
  ),
)

function serverOption([name, value]: [string, string]): string {
  return `-c ${name}=${value.replace(/[\\\s]/g, String.raw`\$&`)}`
}

/** A server that accepts a connection and closes it is starting, or is behind a proxy that is. Try again. */
async function taken(pool: pg.Pool): Promise<pg.PoolClient> {
  const startedAt = performance.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await pool.connect()
    } catch (failure) {
      const error = named(failure)
      const isHungUp = ['CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE'].includes(codeOf(error))
      if (!isHungUp || performance.now() - startedAt > connectMsMax) throw error
      // Every waiting statement retries separately. The pauses differ, so that they do not retry together.
      await sleep(Math.min(20 * 2 ** attempt, 1000) * (0.5 + Math.random() / 2))
    }
  }
}

/** Returns the client. A client whose session has ended or whose state is unknown (`abandon`) is closed. */
async function using<T>(client: pg.PoolClient, work: (abandon: () => void) => Promise<T>): Promise<T> {
  let broken = false
  try {
    return await work(() => (broken = true))
  } catch (error) {
    broken ||= connectionLost(codeOf(error))
    throw error
  } finally {
    client.release(broken)
  }
}

function runOn(client: pg.ClientBase): Run {
  return async ({ text, values, name }) => {
    try {
      const done = await client.query({ text, values: [...values], ...(name !== undefined && { name }) })
      // A text with several statements has several results.
      return rowsOf(Array.isArray(done) ? (done.at(-1) as pg.QueryResult) : done)
    } catch (error) {
      throw named(error)
    }
  }
}

function rowsOf({ rows, rowCount }: pg.QueryResult<object>): Rows<object[]> {
  return Object.defineProperty(rows, 'count', { value: rowCount ?? 0 }) as unknown as Rows<object[]>
}

/** Driver errors that have only a message, with a code for each. */
function named(error: unknown): unknown {
  if (!(error instanceof Error) || codeOf(error) !== '') return error
  if (/after calling end on the pool/.test(error.message)) return Object.assign(error, { code: 'CONNECTION_ENDED' })
  if (error.message.startsWith('timeout expired')) return Object.assign(error, { code: 'CONNECT_TIMEOUT' })
  const isLost = /^(Connection (terminated|ended)|Client (has encountered|was closed))/.test(error.message)
  return isLost ? Object.assign(error, { code: 'CONNECTION_CLOSED' }) : error
}

async function endPool(pool: pg.Pool, clients: ReadonlySet<pg.PoolClient>, timeoutSeconds: number): Promise<void> {
  if (pool.ending) return
  const timer = setTimeout(() => {
    // Documented by the driver, but not in its types: the socket.
    for (const client of clients) (client as unknown as Socketed).connection.stream.destroy()
  }, timeoutSeconds * 1000)
  await pool.end()
  clearTimeout(timer)
}

interface Socketed {
  readonly connection: { readonly stream: Duplex }
}

/**
 * Runs `work` in one transaction at READ COMMITTED, because the decisions were verified at that level. The server's default
 * does not matter. Commits when `work` resolves, rolls back when it rejects. A failed statement fails the whole
 * transaction, even if `work` caught its error; only a savepoint may fail alone.
 * @throws what `work` throws, or the loss of the connection. After a loss during the commit the outcome is unknown, so
 * only work that is harmless when repeated may be retried.
 */
export async function transaction<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return begin(sql, 'isolation level read committed', work, committed)
}

/** What a transaction answers, and its last statements, which were sent and need not be awaited before the commit. */
export interface Sent<T> {
  readonly value: T
  readonly written: Promise<unknown>
}

/**
 * The same, and the commit is sent behind the last statements without waiting for them: what they lock is held while the
 * server commits, and no longer. A statement that must prevent the commit has to fail.
 * @throws also what the last statements throw
 */
export async function transactionAtOnce<T>(sql: Sql, work: (tx: Tx) => Promise<Sent<T>>): Promise<T> {
  const sending = async (tx: Tx) => {
    const sent = await work(tx)
    // If the connection is lost before the commit, nobody else hears of it.
    sent.written.catch(() => {})
    return sent
  }
  return begin(sql, 'isolation level read committed', sending, async (client, { value, written }) => {
    const [last, done] = await Promise.allSettled([written, commit(client)])
    for (const one of [last, done]) if (one.status === 'rejected') throw one.reason
    return value
  })
}

/** Reads one snapshot of the database in several statements. Cannot write. */
export async function snapshot<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return begin(sql, 'isolation level repeatable read, read only', work, committed)
}

async function begin<T, Answer>(
  sql: Sql,
  mode: string,
  work: (tx: Tx) => Promise<T>,
  end: (client: pg.ClientBase, value: T) => Promise<Answer>,
): Promise<Answer> {
  const pool = pools.get(sql)
  if (pool === undefined) throw new Error('A transaction begins on a pool.')
  const client = await taken(pool)
  return using(client, async (abandon) => {
    const run = runOn(client)
    // Sent together with the first statements of the work, which fail if this fails.
    const began = run(command(`begin ${mode}`))
    began.catch(() => {})
    try {
      const value = await inScope(run, work)
      await began
      return await end(client, value)
    } catch (error) {
      await run(command('rollback')).catch(abandon)
      throw error
    }
  })
}

async function committed<T>(client: pg.ClientBase, value: T): Promise<T> {
  await commit(client)
  return value
}

/** The server answers a commit with `ROLLBACK` if a statement failed that nobody awaited. */
async function commit(client: pg.ClientBase): Promise<void> {
  try {
    const { command: done } = await client.query('commit')
    if (done !== 'COMMIT') throw new Error('A statement of the transaction failed, and it was rolled back.')
  } catch (error) {
    throw named(error)
  }
}

let savepoints = 0

async function savepoint<T>(run: Run, work: (tx: Tx) => Promise<T>): Promise<T> {
  const name = `part_${++savepoints}`
  await run(command(`savepoint ${name}`))
  try {
    const value = await inScope(run, work)
    await run(command(`release savepoint ${name}`))
    return value
  } catch (error) {
    await run(command(`rollback to savepoint ${name}`))
    throw error
  }
}

async function inScope<T>(run: Run, work: (tx: Tx) => Promise<T>): Promise<T> {
  let ended = false
  let failure: unknown
  const open: Run = async (prepared) => {
    if (ended) throw Object.assign(new Error('The transaction of this statement has ended.'), { code: 'TX_ENDED' })
    return run(prepared)
  }
  const watched: Run = async (prepared) => {
    try {
      return await open(prepared)
    } catch (error) {
      failure ??= error
      throw error
    }
  }
  const tx = Object.assign(tagOf(watched), { savepoint: <R>(part: (inner: Tx) => Promise<R>) => savepoint(open, part) })
  try {
    const value = await work(tx)
    if (failure !== undefined) throw failure
    return value
  } finally {
    ended = true
  }
}

function command(text: string) {
  return { text, values: [], name: undefined }
}

const lostCodes = new Set(
  [
    'CONNECTION_CLOSED CONNECTION_DESTROYED CONNECT_TIMEOUT',
    'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOENT ENOTFOUND EAI_AGAIN',
    // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout
    '57P01 57P02 57P03 57P04 57P05',
    // idle_in_transaction_session_timeout, transaction_timeout: the server closed the connection.
    '25P03 25P04',
  ].flatMap((codes) => codes.split(' ')),
)

/** Whether repeating the same work from its beginning may succeed: its data was not the cause. */
export function retryable(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01' || code === '53300' || connectionLost(code)
}

/** Whether the database is temporarily unavailable: a 503, not a bug. */
export function databaseUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  // Class 53: out of disk, memory or connections. Class 58: an error of the system below. 25006: a standby.
  return connectionLost(code) || code === 'CONNECTION_ENDED' || code === '25006' || /^(53|58)...$/.test(code)
}

function connectionLost(code: string): boolean {
  return lostCodes.has(code) || /^08...$/.test(code)
}

/** The SQLSTATE, or the driver's or system's code; '' for other failures. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return ''
  return error.code
}

export interface Database {
  /** The role that cannot rewrite append-only tables. */
  readonly service: Sql
  readonly serviceUrl: string
  /** The role that migrates. Undefined: the database is migrated elsewhere, or the service's role owns it. */
  readonly owner: Sql | undefined
  readonly ownerUrl: string | undefined
  /** The embedded server of this process; undefined with `DATABASE_URL`. */
  readonly embedded: EmbeddedDatabase | undefined
  close(): Promise<void>
}

/** The service's connections. More than the cores of the database server would only queue there. */
const serviceConnectionsMax = 20

/** @throws Error with a sentence, if the embedded database cannot start */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'ownerDatabaseUrl' | 'dataDir'>,
  log: (line: string) => void,
  warn: (line: string) => void = log,
): Promise<Database> {
  const embedded =
    config.databaseUrl === undefined ? await startEmbedded({ dataDir: config.dataDir, log, warn }) : undefined
  const serviceUrl = embedded?.serviceUrl ?? config.databaseUrl ?? ''
  const ownerUrl = embedded?.ownerUrl ?? config.ownerDatabaseUrl
  const socketPath = embedded?.socketPath
  const service = connect(serviceUrl, { max: serviceConnectionsMax, socketPath })
  if (embedded === undefined) await reach(service)
  const owner =
    ownerUrl === undefined ? undefined : connect(ownerUrl, { max: 1, socketPath, applicationName: 'bondhu owner' })
  return {
    service,
    serviceUrl,
    owner,
    ownerUrl,
    embedded,
    async close() {
      await Promise.all([service.end({ timeout: 5 }), owner?.end({ timeout: 5 })])
      await embedded?.stop()
    },
  }
}

/** @throws Error a sentence for the terminal, where the driver would say no more than `connect ECONNREFUSED` */
async function reach(service: Sql): Promise<void> {
  try {
    await service`select 1`
  } catch (error) {
    await service.end({ timeout: 0 })
    if (!(error instanceof Error) || !databaseUnavailable(error)) throw error
    throw new Error(`PostgreSQL does not answer (${error.message}). Check that it runs, and what DATABASE_URL names.`, {
      cause: error,
    })
  }
}
