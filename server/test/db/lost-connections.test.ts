import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, connect as connectSocket, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, databaseUnavailable, retryable, transaction, type Sql } from '../../src/db/connect.js'
import { atEnd, emptyDatabase } from '../support/database.js'

// An uncaught exception or an unhandled rejection fails a test: both would end the process.

test('sessions killed under load lose no committed work and leave none half done, and the pool recovers', async (t) => {
  const { sql, killSessions } = await pools(t)
  const deadline = Date.now() + 3_000
  const outcomes = new Map<string, 'committed' | 'failed'>()
  const workers = Array.from({ length: 16 }, (_, worker) => workUntil(deadline, worker, sql, outcomes))
  while (Date.now() < deadline) {
    await sleep(80)
    await killSessions()
  }
  await Promise.all(workers)
  await sleep(200)
  const answers = await Promise.all(Array.from({ length: 100 }, () => sql`select 1 as n`))
  assert.equal(answers.length, 100, 'every connection of the pool works again, at once')
  await assertWhole(sql, outcomes)
})

test('a transaction that lost its connection while waiting writes nothing into the next one', async (t) => {
  const { sql, killSessions } = await pools(t, 1)
  const late = transaction(sql, async (tx) => {
    await tx`insert into tags values ('late', 'a')`
    await killSessions()
    // Long enough for the pool's only connection to come back and to serve somebody else.
    await sleep(300)
    await tx`insert into tags values ('late', 'b')`
  })
  const failure = assert.rejects(late, retryable)
  await sleep(150)
  await transaction(sql, async (tx) => {
    await tx`insert into tags values ('next', 'a')`
    await sleep(400)
    await tx`insert into tags values ('next', 'b')`
  })
  await failure
  assert.deepEqual(await tags(sql), ['next a', 'next b'])
})

test('a transaction that ignores the loss of its connection is not reported as committed', async (t) => {
  const { sql, killSessions } = await pools(t)
  const swallowing = transaction(sql, async (tx) => {
    await tx`insert into tags values ('lost', 'a')`
    const sleeping = tx`select pg_sleep(5)`.catch(() => 'never mind')
    await sleep(50)
    await killSessions()
    await sleeping
    await tx.savepoint((inner) => inner`select 1`).catch(() => 'never mind that either')
  })
  await assert.rejects(swallowing, databaseUnavailable)
  assert.deepEqual(await tags(sql), [])
})

test('a connection that is reset during its setup is opened again, and its statement runs', async (t) => {
  let resets = 0
  const sql = await throughProxy(t, (client, server) => {
    client.on('data', (sent: Buffer) => {
      if (!sent.includes('application_name') || resets++ > 0) return server.write(sent)
      return client.resetAndDestroy()
    })
  })
  assert.equal((await sql`select 1 as n`)[0]?.n, 1)
  assert.equal(resets, 2)
})

test('a statement sent after the loss of its connection fails or runs, and answers are never mixed up', async (t) => {
  let resets = 0
  const sql = await throughProxy(t, (client, server) => {
    client.on('data', (sent: Buffer) => {
      if (!sent.includes('reset me') || resets++ > 2) return server.write(sent)
      return client.resetAndDestroy()
    })
  })
  await sql`select 1`
  for (let round = 0; round < 3; round++) {
    // The socket has failed and has not closed yet: the driver still takes this connection for a good one.
    const inAnswer = await sql`select 'reset me'`.catch(async () =>
      sql`select 'in answer' as said`.catch(assertRetryable),
    )
    assert.ok(inAnswer === undefined || inAnswer[0]?.said === 'in answer')
    const later = await Promise.all(
      ['one', 'two'].map((word) => untilDone(async () => sql<{ said: string }[]>`select ${word} as said`)),
    )
    assert.deepEqual(
      later.map(([row]) => row?.said),
      ['one', 'two'],
    )
  }
  assert.equal(resets, 3)
})

test('a server that accepts and closes connections is retried until it works', async (t) => {
  let connections = 0
  const openAt = Date.now() + 600
  const sql = await throughProxy(t, (client, server) => {
    connections++
    // Read, or the socket never closes.
    if (Date.now() < openAt) client.resume().end()
    else client.pipe(server)
  })
  assert.equal((await sql`select 1 as n`)[0]?.n, 1)
  assert.ok(connections < 30, `${connections} connections`)
})

/** What fails because the connection is lost is asked again, for a second. */
async function untilDone<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      assertRetryable(error)
      if (tries === 100) throw error
      await sleep(10)
    }
  }
}

/** A pool of one connection, whose bytes to the server pass through `relay`. */
async function throughProxy(t: TestContext, relay: (client: Socket, server: Socket) => void): Promise<Sql> {
  const { serviceUrl } = await emptyDatabase(t)
  const { port, hostname } = new URL(serviceUrl)
  const proxy = createServer((client) => {
    const server = connectSocket(Number(port), hostname)
    server.pipe(client)
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
    relay(client, server)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  assert.ok(typeof address === 'object' && address !== null)
  const sql = connect(serviceUrl.replace(`:${port}/`, `:${address.port}/`), { max: 1 })
  atEnd(t, async () => void proxy.close())
  atEnd(t, () => sql.end({ timeout: 1 }))
  return sql
}

async function workUntil(
  deadline: number,
  worker: number,
  sql: Sql,
  outcomes: Map<string, 'committed' | 'failed'>,
): Promise<void> {
  for (let round = 0; Date.now() < deadline; round++) {
    if (worker % 2 === 0) {
      await sql`select ${'x'}::text`.catch(assertRetryable)
      continue
    }
    const tag = `${worker}-${round}`
    await transaction(sql, async (tx) => {
      await tx`insert into tags values (${tag}, 'a')`
      if (worker % 3 === 0) await sleep(Math.random() * 8)
      await Promise.all([tx`insert into tags values (${tag}, 'b')`, tx.savepoint((inner) => inner`select 1`)])
    }).then(
      () => outcomes.set(tag, 'committed'),
      (error: unknown) => {
        assertRetryable(error)
        outcomes.set(tag, 'failed')
      },
    )
  }
}

function assertRetryable(error: unknown): void {
  assert.equal(retryable(error), true, String(error))
}

async function assertWhole(sql: Sql, outcomes: ReadonlyMap<string, 'committed' | 'failed'>): Promise<void> {
  const there = new Set(await tags(sql))
  const kinds = [...outcomes.values()]
  assert.ok(kinds.includes('failed') && kinds.includes('committed'), 'the test met both')
  for (const [tag, outcome] of outcomes) {
    assert.equal(there.has(`${tag} a`), there.has(`${tag} b`), 'no half of a transaction')
    // One that failed may be there, whole: its commit was made and the answer was lost.
    if (outcome === 'committed') assert.ok(there.has(`${tag} a`))
  }
}

async function tags(sql: Sql): Promise<string[]> {
  const rows = await sql<{ tag: string }[]>`select tag || ' ' || part as tag from tags order by tag, part`
  return rows.map(({ tag }) => tag)
}

async function pools(t: TestContext, max: number = 8): Promise<{ sql: Sql; killSessions: () => Promise<void> }> {
  const { ownerUrl } = await emptyDatabase(t)
  const sql = connect(ownerUrl, { max })
  const killer = connect(ownerUrl, { max: 1 })
  atEnd(t, () => Promise.all([sql.end({ timeout: 1 }), killer.end({ timeout: 1 })]))
  await sql`create table tags (tag text not null, part text not null)`
  const killSessions = async () => {
    await killer`
      select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and datname = current_database() and backend_type = 'client backend'`
  }
  return { sql, killSessions }
}
