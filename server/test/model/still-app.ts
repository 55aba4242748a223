/**
 * The service over real HTTP on a clock that stands still: time passes only where a history moves a program's clock. So
 * a history is the same on every day it is replayed, and the instant at which a window ends can be hit exactly.
 */
import type { TestContext } from 'node:test'
import { pino } from 'pino'
import { connect } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { createHttpServer } from '../../src/http/server.js'
import { createService } from '../../src/service.js'
import { Api } from '../support/api.js'
import { adminToken, secret } from '../support/app.js'
import { atEnd, testDatabase } from '../support/database.js'

/** Eleven in the morning in Dhaka, the day before in New York. */
export const stillMs = Date.parse('2026-12-01T11:00:00+06:00')

export async function startStillApp(t: TestContext): Promise<Api> {
  const database = await testDatabase(t)
  const sql = connect(database.serviceUrl, { max: 10 })
  const service = createService(sql, await openKeyRing(sql, secret), { nowMs: () => stillMs })
  const config = { port: 0, host: '127.0.0.1', publicUrl: undefined, adminToken, trustedProxies: ['loopback'] }
  const server = await createHttpServer(service, config, pino({ level: 'error' }))
  const address = await server.listen()
  atEnd(t, async () => {
    await server.close()
    await sql.end({ timeout: 5 })
  })
  return new Api(address, adminToken)
}
