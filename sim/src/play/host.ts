/**
 * The service as `bondhu serve` puts it together, in a process of its own, on a clock that its parent moves: weeks of a
 * world pass in a minute, and each click has its own moment. No sweep runs by itself; `clock/advance` runs them.
 */
import type { Database } from './service.js'

export interface HostOptions extends Database {
  readonly adminToken: string
  readonly secret: string
}

/** From the parent: how far the clock is ahead of real time. Answered by `{ aheadMs }`. */
export interface ClockMove {
  readonly aheadMs: number
}

const root = new URL('../../../../', import.meta.url)
const dist = (path: string) => new URL(`server/dist/src/${path}`, root).href
const { connect } = (await import(dist('db/connect.js'))) as typeof import('../../../server/src/db/connect.js')
const { openKeyRing } = (await import(dist('db/key-ring.js'))) as typeof import('../../../server/src/db/key-ring.js')
const { createService } = (await import(dist('service.js'))) as typeof import('../../../server/src/service.js')
const { createHttpServer } = (await import(
  dist('http/server.js')
)) as typeof import('../../../server/src/http/server.js')
const { pino } = (await import(new URL('node_modules/pino/pino.js', root).href)) as unknown as typeof import('pino')

const { serviceUrl, adminToken, secret } = JSON.parse(process.argv[2] ?? '') as HostOptions

let aheadMs = 0
const clock = { nowMs: () => Date.now() + aheadMs }
const sql = connect(serviceUrl, { max: 12 })
const service = createService(sql, await openKeyRing(sql, secret), clock)
// As a service does after its start: the rules about networks know nothing before.
await service.context.networks.load()
const http = { port: 0, host: '127.0.0.1', publicUrl: undefined, adminToken, trustedProxies: ['loopback'] }
const server = await createHttpServer(service, http, pino({ level: 'error', base: undefined }))

process.on('message', (move: ClockMove) => {
  aheadMs = move.aheadMs
  process.send?.({ aheadMs })
})

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await server.close()
  await sql.end({ timeout: 5 })
  process.exit(0)
}
process.once('SIGTERM', () => void stop())
process.once('SIGINT', () => {})
process.once('disconnect', () => void stop())

process.send?.({ url: await server.listen() })
