/** The runner of the sweeps, when the database goes away at the worst moment. */
import assert from 'node:assert/strict'
import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { Logger } from 'graphile-worker'
import { connect } from '../../src/db/connect.js'
import { keepRunner } from '../../src/jobs/keep-runner.js'
import { atEnd, testDatabase } from '../support/database.js'
import { until } from '../support/until.js'

interface Line {
  readonly url: string
  /** What becomes of a new connection. `hold` is for the next one only, and then all are refused. */
  next: 'pass' | 'hold' | 'refuse'
  /** Ends what is connected. */
  readonly cut: () => void
  readonly held: () => number
  readonly refused: () => number
}

/** A line to PostgreSQL that can be cut, and can hold a connection without an answer. */
async function startLine(t: TestContext, databaseUrl: string): Promise<Line> {
  const { hostname, port } = new URL(databaseUrl)
  const ends = new Set<Socket>()
  let heldCount = 0
  let refusedCount = 0
  const server = createServer((client) => {
    ends.add(client)
    client.on('error', () => {}).on('close', () => ends.delete(client))
    if (line.next === 'refuse') {
      refusedCount++
      return void client.destroy()
    }
    if (line.next === 'hold') {
      line.next = 'refuse'
      heldCount++
      return
    }
    const database = connectTo(Number(port), hostname)
    ends.add(database)
    database.on('error', () => {}).on('close', () => ends.delete(database))
    client.pipe(database).pipe(client)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const cut = () => ends.forEach((end) => end.destroy())
  atEnd(t, async () => {
    server.close()
    cut()
  })
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const line: Line = { url: url.href, next: 'pass', cut, held: () => heldCount, refused: () => refusedCount }
  return line
}

test('the sweeps run again after two jobs failed apart while the database was away', async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const line = await startLine(t, ownerUrl)
  const sql = connect(ownerUrl, { max: 1 })
  atEnd(t, () => sql.end())
  const running: Gate[] = []
  let ran = 0
  let restarts = 0
  const sweeps = await keepRunner({
    connectionString: line.url,
    crontab: '',
    logger: new Logger(() => () => {}),
    tasks: {
      gated: () => new Promise((_, reject) => running.push({ reject })),
      plain: () => void ran++,
    },
    restarted: () => void restarts++,
  })
  atEnd(t, () => sweeps.stop())
  await sql`select graphile_worker.add_job('gated', max_attempts => 1) from generate_series(1, 2)`
  await until('both jobs run', () => running.length === 2)

  line.next = 'refuse'
  line.cut()
  await until('the runner has noticed, and asked in vain', () => line.refused() >= 1)
  // The first job fails, and its worker asks for another one on a connection that never answers.
  line.next = 'hold'
  running[0]?.reject(new Error('the first'))
  await until('a connection is held', () => line.held() === 1)
  await until('the first was not written down', () => line.refused() >= 2)
  running[1]?.reject(new Error('the second'))
  const before = line.refused()
  await until('nor the second', () => line.refused() > before)
  line.next = 'pass'
  line.cut()

  await sql`select graphile_worker.add_job('plain')`
  await until('a job runs again', () => ran === 1, 60_000)
  assert.ok(restarts >= 1)
})

interface Gate {
  readonly reject: (error: Error) => void
}
