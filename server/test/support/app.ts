/** The service in this process, spoken to over real HTTP. */
import assert from 'node:assert/strict'
import { pino, type Logger } from 'pino'
import { systemClock, type Clock } from '../../src/clock.js'
import { connect } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { createHttpServer } from '../../src/http/server.js'
import { createService, type Service } from '../../src/service.js'
import { Api } from './api.js'
import { passwords } from './passwords.js'
import { atEnd, atFileEnd, testDatabase, type Ending, type TestDatabase } from './database.js'

export const adminToken = 'test-admin-token-0123456789abcdef0123456789'
export const secret = 'test-secret-0123456789abcdef0123456789'

export interface TestApp extends Api {
  readonly service: Service
  readonly database: TestDatabase
  /** Stops the service as a signal does. The end of the test does it otherwise. */
  stop(lingerMs?: number): Promise<void>
}

export interface AppSettings {
  readonly publicUrl?: string
  readonly clock?: Clock
  readonly logLevel?: string
  readonly log?: Logger
  /** The default is loopback, as in the product. */
  readonly trustedProxies?: readonly string[]
  /** The database of another service, for two on one database. The default is a new one. */
  readonly database?: TestDatabase
}

let shared: Promise<TestApp> | undefined

/**
 * The service that the tests of a file share, with its database: a start and a copied database cost as much as a whole test,
 * and programs do not see each other. A test about more than one program uses `startApp`, with its own service: operators,
 * metrics, sweeps of all programs, the whole database.
 */
export function sharedApp(): Promise<TestApp> {
  return (shared ??= startApp({ after: atFileEnd }))
}

/** A service with its own database. */
export async function startApp(t: Ending, settings: AppSettings = {}): Promise<TestApp> {
  const { publicUrl, clock = systemClock, logLevel = 'error', log = pino({ level: logLevel }) } = settings
  const { trustedProxies = ['loopback'] } = settings
  const database = settings.database ?? (await testDatabase(t))
  const sql = connect(database.serviceUrl, { max: 10, socketPath: database.socketPath })
  // In tests, the machines that the service calls are this one.
  const outside = { privateNetworks: ['127.0.0.1'], passwords }
  const service = createService(sql, await openKeyRing(sql, secret), clock, outside)
  const config = { port: 0, host: '127.0.0.1', publicUrl, adminToken, trustedProxies }
  const server = await createHttpServer(service, config, log)
  const address = await server.listen()
  let stopped: Promise<void> | undefined
  const stop = (lingerMs?: number) => (stopped ??= server.close(lingerMs))
  atEnd(t, async () => {
    await stop()
    await sql.end({ timeout: 5 })
  })
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/)
  return Object.assign(new Api(address, adminToken), { service, database, stop })
}
