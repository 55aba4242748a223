/**
 * The schema of graphile-worker, which has its own migrations, and the rights of a role that does not own it. The jobs
 * are in jobs/.
 */
import { Logger, runMigrations } from 'graphile-worker'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Sql, Tx } from './connect.js'

/** The last migration inside graphile-worker 0.17.3. A test fails when an upgrade brings another one. */
export const jobQueueNumber = 19

/** Silent: the worker would print to the console. */
export const silentLogger = new Logger(() => () => {})

/** Also false for a role that may not look. The owner migrates it. */
export async function jobQueueIsCurrent(sql: Sql): Promise<boolean> {
  const [found] = await sql<{ readable: boolean }[]>`
    select has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as readable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'graphile_worker' and c.relname = 'migrations'`
  if (found?.readable !== true) return false
  const [last] = await sql<{ id: number | null }[]>`select max(id) as id from graphile_worker.migrations`
  return (last?.id ?? 0) >= jobQueueNumber
}

const endPatienceMs = 5_000

export interface JobQueuePool {
  readonly pool: pg.Pool
  /** Waits a short time for its connections. */
  end(): Promise<void>
}

/**
 * A pool for one runner. In a pool of its own, graphile-worker 0.17.3 removes the error listeners before the
 * connections have ended, so a server that stopped at that moment ended the process. These listeners stay.
 */
export function jobQueuePool(connectionString: string): JobQueuePool {
  const pool = new ListeningPool({ connectionString, max: 4, application_name: 'bondhu sweeps' })
  // The runner's own statements report the failure.
  pool.on('error', () => {})
  const clients = new Set<pg.Client>()
  pool.on('connect', (client) => {
    clients.add(client)
    client.on('error', () => {}).on('end', () => clients.delete(client))
  })
  return {
    pool,
    async end() {
      await Promise.race([pool.end(), sleep(endPatienceMs, undefined, { ref: false })])
      // A runner that did not shut down never gives its connections back.
      for (const client of clients) void client.end().catch(() => {})
    },
  }
}

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, release: (error?: Error) => void) => void

/**
 * graphile-worker 0.17.3 listens on a connection from `connect(callback)`. It gives this connection back twice when it is
 * lost while the runner stops before its LISTEN was answered. The pool would throw at the second time, and nobody would
 * catch it. It also asks for a connection after the pool has ended: then there is nothing to give back, and the pool
 * passes no `release`, contrary to its types.
 */
class ListeningPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<pg.PoolClient> | void {
    if (callback === undefined) return super.connect()
    super.connect((error, client, release?: (cause?: Error) => void) => {
      let isReleased = false
      callback(error, client, (cause) => {
        if (isReleased) return
        isReleased = true
        release?.(cause)
      })
    })
  }
}

/** Several processes may run this at once: graphile-worker handles that. */
export async function migrateJobQueue(ownerUrl: string): Promise<void> {
  await runMigrations({ connectionString: ownerUrl, logger: silentLogger, maxPoolSize: 2 })
}

/**
 * Its tables have row-level security without a policy: a role that does not own them sees no rows, and its worker waits
 * for ever without an error. So the role gets a policy with its grants.
 */
export async function grantJobQueue(tx: Tx, role: string): Promise<void> {
  const [owner] = await tx<{ role: string }[]>`select current_user as role`
  if (owner?.role === role) return
  const locked = await tablesWithoutPolicy(tx, role)
  for (const table of locked) {
    await tx`create policy ${tx(policyName(role))} on graphile_worker.${tx(table)} to ${tx(role)} using (true) with check (true)`
  }
  if (locked.length === 0 && (await mayWork(tx, role))) return
  await tx`grant usage on schema graphile_worker to ${tx(role)}`
  await tx`grant select, insert, update, delete on all tables in schema graphile_worker to ${tx(role)}`
  await tx`grant usage, select on all sequences in schema graphile_worker to ${tx(role)}`
  await tx`grant execute on all functions in schema graphile_worker to ${tx(role)}`
}

function policyName(role: string): string {
  return `bondhu_${role}`.slice(0, 63)
}

async function tablesWithoutPolicy(tx: Tx, role: string): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = ${policyName(role)})
    order by c.relname`
  return rows.map((row) => row.name)
}

async function mayWork(tx: Tx, role: string): Promise<boolean> {
  const [row] = await tx<{ allowed: boolean | null }[]>`
    select bool_and(has_table_privilege(${role}, c.oid, 'select')
      and has_table_privilege(${role}, c.oid, 'insert')
      and has_table_privilege(${role}, c.oid, 'update')
      and has_table_privilege(${role}, c.oid, 'delete')) as allowed
    from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind in ('r', 'p')`
  return row?.allowed === true
}
