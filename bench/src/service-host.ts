/**
 * The service as `bondhu serve` puts it together, in a process that a benchmark can steer: on its own embedded database
 * with the settings of every day. Beside it, on another port and the same database, the mode that it is compared with:
 * a transaction a signup. Ends when its parent does.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './processes.js'

export interface HostOptions {
  readonly dataDir: string
  readonly adminToken: string
  /** How many transactions of one signup each may run at once, in the mode for comparison. */
  readonly oneByOneRunners: number
}

export interface HostReady {
  readonly address: string
  readonly oneByOneAddress: string
  readonly postgresPid: number
  readonly superuserUrl: string
  readonly serviceUrl: string
  readonly socketFolder: string | undefined
}

const dist = (path: string) => new URL(`file://${root}server/dist/src/${path}`).href
const { openDatabase } = (await import(dist('db/connect.js'))) as typeof import('../../server/src/db/connect.js')
const { migrate } = (await import(dist('db/migrate.js'))) as typeof import('../../server/src/db/migrate.js')
const { loadKeyRing } = (await import(dist('db/key-ring.js'))) as typeof import('../../server/src/db/key-ring.js')
const { makePartitions } = (await import(
  dist('domain/clicks/partitions.js')
)) as typeof import('../../server/src/domain/clicks/partitions.js')
const { createService } = (await import(dist('service.js'))) as typeof import('../../server/src/service.js')
const { createHttpServer } = (await import(dist('http/server.js'))) as typeof import('../../server/src/http/server.js')
const { startWorker } = (await import(dist('jobs/worker.js'))) as typeof import('../../server/src/jobs/worker.js')
const { systemClock } = (await import(dist('clock.js'))) as typeof import('../../server/src/clock.js')
const { pino } = (await import(
  new URL(`file://${root}node_modules/pino/pino.js`).href
)) as unknown as typeof import('pino')

const options = JSON.parse(process.argv[2] ?? '') as HostOptions
const log = pino({ level: 'warn', base: undefined })
const database = await openDatabase(
  { databaseUrl: undefined, ownerDatabaseUrl: undefined, dataDir: options.dataDir },
  () => {},
)
await migrate(database, () => {})
const keys = await loadKeyRing(database.service, {
  secret: undefined,
  databaseUrl: undefined,
  dataDir: options.dataDir,
})
if (database.owner !== undefined) await makePartitions(database.owner, new Date())
const http = {
  port: 0,
  host: '127.0.0.1',
  publicUrl: undefined,
  adminToken: options.adminToken,
  trustedProxies: ['loopback'],
}
const service = createService(database.service, keys, systemClock)
const server = await createHttpServer(service, http, log)
const oneByOne = await createHttpServer(
  createService(database.service, keys, systemClock, {
    signupLimits: { batchMax: 1, runners: options.oneByOneRunners },
  }),
  http,
  log,
)
const worker = await startWorker(service.context, database.owner, database.serviceUrl, log)

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await server.close()
  await oneByOne.close()
  await worker.stop()
  await database.close()
  process.exit(0)
}
process.once('SIGTERM', () => void stop())
process.once('SIGINT', () => {})
process.once('disconnect', () => void stop())

const ready: HostReady = {
  address: await server.listen(),
  oneByOneAddress: await oneByOne.listen(),
  postgresPid: Number(readFileSync(join(options.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0]),
  superuserUrl: database.embedded?.superuserUrl ?? '',
  serviceUrl: database.serviceUrl,
  socketFolder: database.embedded?.socketPath === undefined ? undefined : join(options.dataDir, 'postgres'),
}
process.send?.(ready)
