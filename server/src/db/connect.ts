/**
 * Connections to PostgreSQL, and the one way to begin a transaction. Knows nothing of tables.
 * `sql.begin` and `sql.reserve` are not for use elsewhere: see `transaction`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type postgres from 'postgres'
import { driver } from './driver.js'
import { startEmbedded, type EmbeddedDatabase } from './embedded.js'
import type { Config } from '../config.js'

interface ParameterTypes extends Record<string, unknown> {
  bigint: bigint
}

/** A pool. `int8` is a bigint, `timestamptz` a Date, `uuid` and `numeric` are strings. */
export type Sql = postgres.Sql<ParameterTypes>
/** One transaction. */
export type Tx = postgres.TransactionSql<ParameterTypes>

export interface ConnectOptions {
  /** Connections at most. They are opened when needed. */
  readonly max: number
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string
  /** 0: no limit. */
  readonly statementTimeoutMs?: number
  /** The server's Unix socket, instead of the URL's host and port. */
  readonly socketPath?: string | undefined
}

/** How often a connection of the pool has ended. Lets `transaction` notice without asking the server. */
const closings = new WeakMap<Sql, { count: number }>()

/** Opens nothing yet: the first statement does. */
export function connect(url: string, options: ConnectOptions): Sql {
  const closed = { count: 0 }
  const sql = driver(url, {
    max: options.max,
    // Not given at all rather than undefined: the driver would look it up in the environment.
    ...(options.socketPath === undefined ? {} : { path: options.socketPath }),
    connect_timeout: 10,
    // Seconds. The driver's own goes up to twenty: the service would stay away long after its database is back.
    backoff: (attempt) => Math.min(0.02 * 2 ** attempt, 1) * (0.5 + Math.random() / 2),
    types: { bigint: driver.BigInt },
    prepare: true,
    // A notice ("relation already exists, skipping") is for a person at psql; the driver would print it.
    onnotice: () => {},
    onclose: () => closed.count++,
    connection: {
      application_name: options.applicationName ?? 'bondhu',
      // A statement that runs for half a minute holds locks that everybody else waits for.
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      // A transaction that its process forgot must not hold the books for ever.
      idle_in_transaction_session_timeout: 30_000,
      TimeZone: 'UTC',
    },
  })
  closings.set(sql, closed)
  return sql
}

/**
 * Runs `work` in one transaction at READ COMMITTED, whatever the server's default: what the decisions rest on was
 * proved at that level. Commits when `work` resolves, rolls back when it rejects.
 *
 * The driver keeps using a transaction's connection after it was lost: a statement that comes late can run inside the
 * next transaction on that connection, and be committed with it (porsager/postgres#1216). Here a transaction whose
 * connection is lost sends nothing more.
 * @throws what `work` throws, or the loss of the connection. After a loss during the commit nobody can know whether it
 * was made: only work that is harmless when repeated may be retried.
 */
export async function transaction<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return begin(sql, 'isolation level read committed', work)
}

/** Reads one moment of the database, in as many statements as it takes, and can write nothing. */
export async function snapshot<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return begin(sql, 'isolation level repeatable read, read only', work)
}

async function begin<T>(sql: Sql, mode: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const line: Line = { lost: false, closings: closings.get(sql) ?? { count: 0 } }
  try {
    const done = await sql.begin(mode, (tx) => whileConnected(line, () => work(guard(tx, line))))
    return done.value
  } catch (error) {
    line.lost = true
    throw error
  }
}

interface Line {
  /** Set as soon as the driver reports the loss. */
  lost: boolean
  readonly closings: { readonly count: number }
}

/**
 * Boxed, because the driver would await the members of an array. Never settles once the line is lost: whatever the
 * driver did next, it would do to a connection that is not this transaction's any more.
 */
async function whileConnected<T>(line: Line, work: () => Promise<T>): Promise<{ value: T }> {
  const closingsBefore = line.closings.count
  try {
    const value = await work()
    if (line.closings.count !== closingsBefore) await nextTurn()
    if (!line.lost) return { value }
  } catch (error) {
    // The statement's failure arrives a few microtasks before the news that its connection is gone.
    await nextTurn()
    if (!line.lost) throw error
  }
  return new Promise(() => {})
}

function guard(tx: Tx, line: Line): Tx {
  const refuseWhenLost = () => {
    if (line.lost)
      throw Object.assign(new Error('the connection of this transaction was lost'), { code: 'CONNECTION_CLOSED' })
  }
  const savepoint = async <T>(work: (inner: Tx) => Promise<T>): Promise<T> => {
    const done = await tx.savepoint((inner) => whileConnected(line, () => work(guard(inner, line))))
    return done.value
  }
  return new Proxy(tx, {
    apply(target, self, args) {
      refuseWhenLost()
      return Reflect.apply(target, self, args) as unknown
    },
    get(target, name) {
      refuseWhenLost()
      return name === 'savepoint' ? savepoint : (Reflect.get(target, name) as unknown)
    },
  })
}

const lostCodes = new Set(
  [
    'CONNECTION_CLOSED CONNECTION_DESTROYED CONNECT_TIMEOUT',
    'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOENT ENOTFOUND EAI_AGAIN',
    // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout
    '57P01 57P02 57P03 57P04 57P05',
    // idle_in_transaction_session_timeout, transaction_timeout: the server hung up.
    '25P03 25P04',
  ].flatMap((codes) => codes.split(' ')),
)

/** Whether the same work, done again from its beginning, can be expected to succeed: nothing was wrong with its data. */
export function retryable(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01' || code === '53300' || connectionLost(code)
}

/** Whether the database cannot be worked with at present: a 503, and not a bug. */
export function databaseUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  // Class 53: out of disk, memory or connections. Class 58: an error of the system below. 25006: a standby.
  return connectionLost(code) || code === 'CONNECTION_ENDED' || code === '25006' || /^(53|58)...$/.test(code)
}

function connectionLost(code: string): boolean {
  return lostCodes.has(code) || /^08...$/.test(code)
}

/** The SQLSTATE, the driver's code or the system's; '' for any other failure. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return ''
  return error.code
}

export interface Database {
  /** The role that may not rewrite what is append-only. */
  readonly service: Sql
  readonly serviceUrl: string
  /** The role that migrates. Absent: whoever runs the database migrates it, or the service's role is the owner. */
  readonly owner: Sql | undefined
  readonly ownerUrl: string | undefined
  /** The server inside this process's keeping; absent with `DATABASE_URL`. */
  readonly embedded: EmbeddedDatabase | undefined
  close(): Promise<void>
}

/** Connections of the service to its pool. More than the cores of a database server only queue inside it. */
const serviceConnectionsMax = 20

/** @throws Error when the embedded database cannot start, with a sentence that says why. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'ownerDatabaseUrl' | 'dataDir'>,
  log: (line: string) => void,
): Promise<Database> {
  const embedded = config.databaseUrl === undefined ? await startEmbedded({ dataDir: config.dataDir, log }) : undefined
  const serviceUrl = embedded?.serviceUrl ?? config.databaseUrl ?? ''
  const ownerUrl = embedded?.ownerUrl ?? config.ownerDatabaseUrl
  const socketPath = embedded?.socketPath
  const service = connect(serviceUrl, { max: serviceConnectionsMax, socketPath })
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
