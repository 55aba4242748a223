/**
 * Brings the database's schema up to date: files `NNNN_name.sql`, forward only, each in one transaction, then the job
 * queue's schema, then the rights of the service's role. Has no SQL for product tables.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, transaction, type Database, type Sql, type Tx } from './connect.js'
import { grantJobQueue, jobQueueIsCurrent, migrateJobQueue } from './job-queue.js'
import { grantService } from './grants.js'
import { must } from '../errors.js'

export { appendOnlyEnforced, appendOnlyTables } from './grants.js'

export const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** Any number that is the same in every Bondhu: two migrations of one database take turns. */
const migrationLock = 7_400_074_001n

interface Migration {
  readonly number: number
  readonly name: string
  readonly text: string
  readonly checksum: string
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

export interface MigrationReport {
  /** The files applied by this run, in order; empty if the database was up to date. */
  readonly applied: readonly string[]
}

/**
 * Several processes may run this at once, at every start.
 * @throws Error with a sentence that says what to do: a changed file, a newer database, a role that may not migrate.
 */
export async function migrate(
  database: Pick<Database, 'service' | 'serviceUrl' | 'ownerUrl'>,
  log: (line: string) => void,
  folder: string = migrationsFolder,
): Promise<MigrationReport> {
  const files = await readMigrations(folder)
  const url = database.ownerUrl ?? database.serviceUrl
  // No time limit: an index on a large table takes its time.
  const migrator = connect(url, { max: 1, applicationName: 'bondhu migrate', statementTimeoutMs: 0 })
  try {
    await refuseEncoding(migrator)
    const pending = pendingOf(files, await readApplied(migrator))
    const alone = database.ownerUrl === undefined
    if (alone && pending.length === 0 && (await jobQueueIsCurrent(migrator))) return { applied: [] }
    await refuseWithoutRights(migrator, pending)
    return await migrateAs(migrator, url, database.service, files, log)
  } finally {
    await migrator.end({ timeout: 5 })
  }
}

async function migrateAs(
  migrator: Sql,
  url: string,
  service: Sql,
  files: readonly Migration[],
  log: (line: string) => void,
): Promise<MigrationReport> {
  const applied: string[] = []
  for (;;) {
    const name = await applyNext(migrator, files)
    if (name === undefined) break
    log(`migrated: ${name}`)
    applied.push(name)
  }
  if (!(await jobQueueIsCurrent(migrator))) await migrateJobQueue(url)
  const [row] = await service<{ role: string }[]>`select current_user as role`
  const { role } = must(row, 'a session has a user')
  await transaction(migrator, async (tx) => {
    await takeTurn(tx)
    await grantService(tx, role)
    await grantJobQueue(tx, role)
  })
  return { applied }
}

/** Applies one file. It is chosen under the lock, so that two processes never choose the same. */
async function applyNext(migrator: Sql, files: readonly Migration[]): Promise<string | undefined> {
  return transaction(migrator, async (tx) => {
    await takeTurn(tx)
    await tx`
      create table if not exists migrations (
        number integer primary key,
        name text not null,
        checksum text not null,
        applied_at timestamptz not null
      )`
    const next = pendingOf(files, await readApplied(tx))[0]
    if (next === undefined) return undefined
    await runFile(tx, next)
    await tx`
      insert into migrations (number, name, checksum, applied_at)
      values (${next.number}, ${next.name}, ${next.checksum}, ${new Date()})`
    return next.name
  })
}

async function runFile(tx: Tx, migration: Migration): Promise<void> {
  try {
    await tx.unsafe(migration.text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${reason}`, { cause: error })
  }
}

/** Until the end of the transaction. A session lock could be lost unnoticed with its connection. */
async function takeTurn(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(${migrationLock})`
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)))
  for (const [index, { number, name }] of migrations.entries()) {
    if (number !== index + 1) {
      throw new Error(`Migrations are numbered without gaps: ${name} stands where number ${index + 1} belongs.`)
    }
  }
  return migrations
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const match = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)
  if (match === null) throw new Error(`A migration is called like 0001_spine.sql, not ${file}.`)
  // A checkout on Windows may have changed line ends. That is not a change.
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n')
  const checksum = createHash('sha256').update(text).digest('hex')
  return { number: Number(match[1]), name: file.slice(0, -'.sql'.length), text, checksum }
}

/** A role that may not look cannot migrate, and the message says so. */
async function readApplied(sql: Sql | Tx): Promise<readonly Applied[]> {
  const [found] = await sql<{ readable: boolean | null }[]>`
    select has_table_privilege(to_regclass('migrations'), 'select') as readable`
  if (found?.readable !== true) return []
  return sql<Applied[]>`select number, name, checksum from migrations order by number`
}

/** @throws Error if the database was migrated by other files. */
function pendingOf(files: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  for (const past of applied) {
    const file = files[past.number - 1]
    if (file === undefined) {
      throw new Error(
        `The database was migrated by a newer Bondhu (${past.name}); this one knows ${files.at(-1)?.name ?? 'nothing'}. ` +
          'Start the newer version: a schema is never taken back.',
      )
    }
    if (file.checksum !== past.checksum) {
      throw new Error(
        `Migration ${file.name} was changed after it was applied (as ${past.name}). ` +
          'Put the file back as it was and write the change as a new migration.',
      )
    }
  }
  return files.slice(applied.length)
}

/** In another encoding Bengali is refused at a later statement, or stored as unchecked bytes. */
async function refuseEncoding(migrator: Sql): Promise<void> {
  const [row] = await migrator<{ name: string; encoding: string }[]>`
    select current_database() as name, current_setting('server_encoding') as encoding`
  const { name, encoding } = must(row, 'a database has an encoding')
  if (encoding === 'UTF8') return
  throw new Error(
    `The database ${name} has the encoding ${encoding}, and Bondhu needs UTF8. Nothing was changed. ` +
      "Make a new one: create database bondhu encoding 'UTF8' template template0.",
  )
}

async function refuseWithoutRights(migrator: Sql, pending: readonly Migration[]): Promise<void> {
  const [row] = await migrator<{ role: string; allowed: boolean | null }[]>`
    select current_user as role, has_schema_privilege(current_schema(), 'create') as allowed`
  if (row?.allowed === true) return
  const what = pending.length === 0 ? 'the job queue' : pending.map((migration) => migration.name).join(', ')
  throw new Error(
    `The database is to be migrated (${what}), and role ${row?.role ?? '?'} may not create tables. ` +
      'Set BONDHU_OWNER_DATABASE_URL to a role that may, or run `bondhu migrate` with it.',
  )
}
