/**
 * The service over real HTTP on a clock that stands still: time passes only where a history moves a program's clock. So
 * a history is the same on every day it is replayed, and the instant at which a window ends can be hit exactly.
 */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { pino } from 'pino'
import { connect, type Sql } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { fromWire, toWire } from '../../src/ids.js'
import { createHttpServer } from '../../src/http/server.js'
import { createService } from '../../src/service.js'
import { Api } from '../support/api.js'
import { adminToken, secret } from '../support/app.js'
import { atEnd, testDatabase } from '../support/database.js'

/** Eleven in the morning in Dhaka, the day before in New York. */
export const stillMs = Date.parse('2026-12-01T11:00:00+06:00')

/** Sessions are by the machine's clock, and end by ours: a person who has just signed in did so while it stands. */
export class StillApi extends Api {
  private readonly sql: Sql

  constructor(url: string, sql: Sql) {
    super(url, adminToken)
    this.sql = sql
  }

  /** @returns the review of a referral, on the wire; undefined if it never was in one */
  async reviewOf(referral: string): Promise<string | undefined> {
    const [row] = await this.sql<{ review_id: string | null }[]>`
      select review_id from referrals where id = ${fromWire('ref', referral) ?? null}`
    return row?.review_id == null ? undefined : toWire('rev', row.review_id)
  }

  /** @returns the person's id */
  async keepSignedIn(email: string): Promise<string> {
    const [one] = await this.sql<{ id: string }[]>`
      update operator_sessions s set created_at = ${new Date(stillMs)} from operators o
      where o.id = s.operator_id and o.email = ${email}
      returning o.id`
    assert.ok(one !== undefined, email)
    return one.id
  }
}

export async function startStillApp(t: TestContext): Promise<StillApi> {
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
  return new StillApi(address, sql)
}
