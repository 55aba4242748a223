/** The runner of the sweeps, when the database goes away at the worst moment. */
import assert from 'node:assert/strict'
import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { connect } from '../../src/db/connect.js'
import { keepRunner } from '../../src/jobs/keep-runner.js'
import { atEnd, testDatabase } from '../support/database.js'
import { until } from '../support/until.js'

interface Line {
  readonly url: string
  /** What becomes of a new connection. `hold` is for the next one only, and then all are refused. */
  next: 'pass' | 'hold' | 'refuse'
  /** Ends what is connected when this text is on the line, once. */
  cutAt: string | undefined
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
      client.destroy()
    } else if (line.next === 'hold') {
      line.next = 'refuse'
      heldCount++
    } else {
      pass(client)
    }
  })
  const pass = (client: Socket) => {
    const database = connectTo(Number(port), hostname)
    ends.add(database)
    database.on('error', () => {}).on('close', () => ends.delete(database))
    client.on('data', (bytes) => {
      if (line.cutAt === undefined || !bytes.includes(line.cutAt)) return
      line.cutAt = undefined
      cut()
    })
    client.pipe(database).pipe(client)
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const cut = () => ends.forEach((end) => end.destroy())
  atEnd(t, async () => {
    server.close()
    cut()
  })
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const line: Line = {
    url: url.href,
    next: 'pass',
    cutAt: undefined,
    cut,
    held: () => heldCount,
    refused: () => refusedCount,
  }
  return line
}

interface Gate {
  readonly reject: (error: Error) => void
}

interface Stage {
  readonly line: Line
  readonly addJob: (task: string, count?: number) => Promise<unknown>
  /** The jobs that run until they are rejected. */
  readonly gates: readonly Gate[]
  /** How many plain jobs have run. */
  readonly ran: () => number
  readonly restarts: () => number
  /** What the runners logged. */
  readonly said: readonly string[]
  readonly start: () => Promise<void>
}

async function setTheStage(t: TestContext): Promise<Stage> {
  const { ownerUrl } = await testDatabase(t)
  const line = await startLine(t, ownerUrl)
  const sql = connect(ownerUrl, { max: 1 })
  atEnd(t, () => sql.end())
  const gates: Gate[] = []
  const said: string[] = []
  let ran = 0
  let restarts = 0
  const plan = {
    connectionString: line.url,
    crontab: '',
    log: () => (_level: unknown, message: string) => void said.push(message),
    tasks: {
      gated: () => new Promise<void>((_, reject) => gates.push({ reject })),
      plain: () => void ran++,
    },
    restarted: () => void restarts++,
  }
  return {
    line,
    addJob: (task, count = 1) =>
      sql`select graphile_worker.add_job(${task}, max_attempts => 1) from generate_series(1, ${count}::int)`,
    gates,
    ran: () => ran,
    restarts: () => restarts,
    said,
    start: async () => {
      const sweeps = await keepRunner(plan)
      atEnd(t, () => sweeps.stop())
    },
  }
}

test('the sweeps run again after two jobs failed apart while the database was away', async (t) => {
  const { line, addJob, gates, ran, restarts, said, start } = await setTheStage(t)
  await start()
  await addJob('gated', 2)
  await until('both jobs run', () => gates.length === 2)

  line.next = 'refuse'
  line.cut()
  await until('the runner has noticed, and asked in vain', () => line.refused() >= 1)
  // The first job fails, and its worker asks for another one on a connection that never answers.
  line.next = 'hold'
  gates[0]?.reject(new Error('the first'))
  await until('a connection is held', () => line.held() === 1)
  await until('the first was not written down', () => line.refused() >= 2)
  gates[1]?.reject(new Error('the second'))
  const before = line.refused()
  await until('nor the second', () => line.refused() > before)
  line.next = 'pass'
  line.cut()

  await addJob('plain')
  await until('a job runs again', () => ran() === 1, 60_000)
  assert.ok(restarts() >= 1)
  assert.ok(!said.some((message) => message.includes('after calling end')))
})

test('the sweeps run after the database went away at the first question of a runner', async (t) => {
  const { line, addJob, ran, start } = await setTheStage(t)
  line.cutAt = '_private_tasks as tasks (identifier)'
  await start()
  await until('the line was cut', () => line.cutAt === undefined)
  await addJob('plain')
  await until('a job runs', () => ran() === 1, 60_000)
})
