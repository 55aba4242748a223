/** `bondhu database`, the embedded server alone, for several processes; and `bondhu migrate`. */
import { once } from 'node:events'
import { connect, openDatabase, type Database } from '../db/connect.js'
import { startEmbedded, type EmbeddedDatabase } from '../db/embedded.js'
import { rowTypesFile, writeRowTypes } from '../db/generate-types.js'
import { loadSecret, secretPath } from '../db/key-ring.js'
import { appendOnlyEnforced, migrate } from '../db/migrate.js'
import type { Config } from '../config.js'

/** Everything except the two address lines goes to stderr, so that a shell can `eval` the output. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Runs until SIGINT or SIGTERM. @throws Error if the server cannot start */
export async function runDatabase(config: Config): Promise<void> {
  if (config.databaseUrl !== undefined) {
    throw new Error('`bondhu database` runs the embedded database, and DATABASE_URL names another one. Unset it.')
  }
  const server = await startEmbedded({ dataDir: config.dataDir, log: tell })
  try {
    await migrateEmbedded(server)
    await loadSecret(config)
    await server.announce(new URL(server.serviceUrl).host)
    process.stdout.write(`DATABASE_URL=${server.serviceUrl}\nBONDHU_OWNER_DATABASE_URL=${server.ownerUrl}\n`)
    process.stdout.write(`${secretAdvice(config)}\n`)
    await untilSignal()
  } finally {
    await server.stop()
  }
}

async function migrateEmbedded(server: EmbeddedDatabase): Promise<void> {
  const service = connect(server.serviceUrl, { max: 1 })
  try {
    await migrate({ service, serviceUrl: server.serviceUrl, ownerUrl: server.ownerUrl }, tell)
  } finally {
    await service.end({ timeout: 5 })
  }
}

function secretAdvice(config: Config): string {
  const where = config.secret === undefined ? `it is in ${secretPath(config)}` : 'the one that this process was given'
  return `Every process needs the same BONDHU_SECRET (${where}), or it would not recognise the people that another one knows.`
}

async function untilSignal(): Promise<void> {
  const signal = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await signal
  tell('Stopping the database.')
}

export interface MigrateOptions {
  /** Also writes server/src/db/rows.ts, which exists only in a checkout. */
  readonly types?: boolean
}

export async function runMigrate(config: Config, options: MigrateOptions = {}): Promise<void> {
  const database = await openDatabase(config, tell)
  try {
    await migrateAndTell(database)
    if (options.types === true) {
      await writeRowTypes(database.service)
      console.log(`Wrote ${rowTypesFile}.`)
    }
  } finally {
    await database.close()
  }
}

async function migrateAndTell(database: Database): Promise<void> {
  const { applied } = await migrate(database, () => {})
  for (const name of applied) console.log(`Applied ${name}.`)
  if (applied.length === 0) console.log('The database is up to date: nothing to migrate.')
  if (await appendOnlyEnforced(database.service)) return
  console.log(
    'The service may rewrite the ledger: append-only is not enforced. Give it a role of its own in DATABASE_URL.',
  )
}
