/** The service with its demo, in this process, as `bondhu serve` puts them together. */
import { pino } from 'pino'
import { openDemo, type Demo } from '../../src/cli/demo-app.js'
import { systemClock } from '../../src/clock.js'
import { connect } from '../../src/db/connect.js'
import { openKeyRing } from '../../src/db/key-ring.js'
import { DemoPages } from '../../src/http/pages/demo-pages.js'
import { createHttpServer } from '../../src/http/server.js'
import { createService, type Service } from '../../src/service.js'
import { Api } from '../support/api.js'
import { adminToken, secret } from '../support/app.js'
import { atEnd, scratchFolder, testDatabase, type Ending, type TestDatabase } from '../support/database.js'

/** What outlives a restart. */
export interface Home {
  readonly database: TestDatabase
  readonly dataDir: string
}

export interface DemoService {
  readonly url: string
  readonly api: Api
  readonly demo: Demo
  readonly service: Service
  /** Lines that were logged. */
  readonly logged: readonly string[]
  stop(): Promise<void>
}

export async function newHome(t: Ending): Promise<Home> {
  return { database: await testDatabase(t), dataDir: await scratchFolder(t) }
}

export async function startDemoService(t: Ending, home: Home): Promise<DemoService> {
  const logged: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) })
  const sql = connect(home.database.serviceUrl, { max: 5 })
  const service = createService(sql, await openKeyRing(sql, secret), systemClock)
  const pages = new DemoPages(true, (error) => log.error({ err: error }))
  const config = { port: 0, host: '127.0.0.1', publicUrl: undefined, adminToken, trustedProxies: ['loopback'] }
  const server = await createHttpServer(service, config, log, pages.mount)
  const url = await server.listen()
  const demo = await openDemo(pages, service, { dataDir: home.dataDir }, url, log)
  let stopping: Promise<void> | undefined
  const stop = () =>
    (stopping ??= (async () => {
      await server.close()
      await demo.close()
      await sql.end({ timeout: 5 })
    })())
  atEnd(t, stop)
  return { url, api: new Api(url, adminToken), demo, service, logged, stop }
}
