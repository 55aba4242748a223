/** A database for one test or file: a copy of the migrated template that `scripts/test.mjs` made, dropped at its end. */
import { AsyncResource } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import * as z from 'zod'
import { connect, type Sql } from '../../src/db/connect.js'

/** A test or a file. */
export interface Ending {
  after(work: () => Promise<unknown>): void
}

const endings = new WeakMap<Ending, (() => Promise<unknown>)[]>()

/** Runs `work` when the test ends, in reverse order. (`t.after` keeps the order, and would remove a folder before its server stops.) */
export function atEnd(t: Ending, work: () => Promise<unknown>): void {
  const known = endings.get(t)
  if (known !== undefined) return void known.push(work)
  const stack = [work]
  endings.set(t, stack)
  t.after(async () => {
    for (const last of stack.toReversed()) await last()
  })
}

/** Runs `work` when the tests of the file have ended. (`after` belongs to the running test; bound here, it belongs to the file.) */
export const atFileEnd: (work: () => Promise<unknown>) => void = AsyncResource.bind(after)

export interface TestDatabase {
  /** The role that the product runs as. */
  readonly serviceUrl: string
  /** The role that owns the database. */
  readonly ownerUrl: string
  /** The server's socket, which the product uses too when it runs the server. */
  readonly socketPath: string | undefined
}

const serverShape = z.object({
  superuserUrl: z.string(),
  ownerUrl: z.string(),
  serviceUrl: z.string(),
  socketPath: z.string().optional(),
  folder: z.string(),
})
type TestServer = z.infer<typeof serverShape>

/**
 * A migrated database. A test need not close its connections.
 * @param template the database that is copied; `buildTemplate` makes another one
 */
export async function testDatabase(t: Ending, template = 'bondhu'): Promise<TestDatabase> {
  return createDatabase(t, copyOf(template))
}

/** Copies the files. The default writes every page to the log instead, and takes three times the processor time. */
function copyOf(template: string): string {
  return `template ${template} strategy file_copy`
}

/**
 * Makes a template that several tests copy, once for the whole run. The first process that asks builds it; the others
 * wait for the lock. `build` must close every connection to it.
 * @param build fills a copy of the migrated database
 */
export async function buildTemplate(template: string, build: (database: TestDatabase) => Promise<void>): Promise<void> {
  await onceForTheRun(template, async (sql) => {
    const [known] = await sql`select from pg_database where datname = ${template}`
    if (known !== undefined) return
    const unfinished = `${template}_unfinished`
    await sql.unsafe(`drop database if exists ${unfinished} with (force)`)
    await sql.unsafe(`create database ${unfinished} owner bondhu_owner ${copyOf('bondhu')}`)
    await build(databaseOf(testServer(), unfinished))
    await sql.unsafe(`alter database ${unfinished} rename to ${template}`)
  })
}

/** Runs `work` in one process at a time, of all test files. It sees whether another one has done it. */
export async function onceForTheRun(name: string, work: (superuser: Sql) => Promise<void>): Promise<void> {
  const sql = connect(testServer().superuserUrl, { max: 1, applicationName: 'bondhu tests' })
  try {
    // The others wait for the lock as long as the work takes.
    await sql`set statement_timeout = 0`
    await sql`select pg_advisory_lock(hashtext(${name}))`
    await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** A folder for the files that tests of one run share, removed at its end. */
export function runFolder(): string {
  return testServer().folder
}

/** An empty database, for tests of migrations. */
export async function emptyDatabase(t: Ending, encoding = 'UTF8'): Promise<TestDatabase> {
  const isOwn = encoding !== 'UTF8'
  return createDatabase(t, isOwn ? `encoding '${encoding}' template template0 locale_provider libc locale 'C'` : '')
}

/** A folder of mode 700, as mkdtemp makes it, removed when the test ends. */
export async function scratchFolder(t: Ending): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bondhu-scratch-'))
  atEnd(t, () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  return folder
}

async function createDatabase(t: Ending, template: string): Promise<TestDatabase> {
  const server = testServer()
  const name = `test_${randomBytes(6).toString('hex')}`
  await asSuperuser(server, `create database ${name} owner bondhu_owner ${template}`)
  atEnd(t, () => asSuperuser(server, `drop database if exists ${name} with (force)`))
  return databaseOf(server, name)
}

function databaseOf({ serviceUrl, ownerUrl, socketPath }: TestServer, name: string): TestDatabase {
  return { serviceUrl: inDatabase(serviceUrl, name), ownerUrl: inDatabase(ownerUrl, name), socketPath }
}

async function asSuperuser(server: TestServer, statement: string): Promise<void> {
  const sql = connect(server.superuserUrl, { max: 1, applicationName: 'bondhu tests' })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

function testServer(): TestServer {
  const text = process.env.BONDHU_TEST_DATABASE
  if (text === undefined) throw new Error('Run the tests with `npm test`, or `npm test -- words` for some of them.')
  return serverShape.parse(JSON.parse(text))
}
