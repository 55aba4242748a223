import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connect, databaseUnavailable, retryable, transaction, type Sql } from '../../src/db/connect.js'
import { atEnd, emptyDatabase } from '../support/database.js'

test('money is returned as a bigint, times as dates, and lists as lists', async (t) => {
  const sql = await service(t)
  const at = new Date('2026-12-01T00:00:00.123Z')
  const [row] = await sql`
    select ${9_007_199_254_740_993n}::bigint as amount, ${at}::timestamptz as at, ${['a', 'b,"']}::text[] as words,
      ${['1', '9007199254740993']}::bigint[] as amounts, '00000000-0000-7000-8000-000000000000'::uuid as id`
  assert.deepEqual(
    { ...row },
    {
      amount: 9_007_199_254_740_993n,
      at,
      words: ['a', 'b,"'],
      amounts: [1n, 9_007_199_254_740_993n],
      id: '00000000-0000-7000-8000-000000000000',
    },
  )
})

test('a transaction commits everything or nothing', async (t) => {
  const sql = await table(t)
  assert.equal(await transaction(sql, async (tx) => (await tx`insert into numbers values (1)`).count), 1)
  const failing = transaction(sql, async (tx) => {
    await tx`insert into numbers values (2)`
    throw new Error('changed my mind')
  })
  await assert.rejects(failing, /changed my mind/)
  assert.deepEqual(await numbers(sql), [1])
})

test('a savepoint rolls back its part and leaves the rest', async (t) => {
  const sql = await table(t)
  await transaction(sql, async (tx) => {
    await tx`insert into numbers values (1)`
    const doubled = tx.savepoint((inner) => inner`insert into numbers values (2), (2)`)
    await assert.rejects(doubled, { code: '23505' })
    await tx.savepoint((inner) => inner`insert into numbers values (3)`)
  })
  assert.deepEqual(await numbers(sql), [1, 3])
})

test('a transaction is at READ COMMITTED, whatever the default of the database is', async (t) => {
  const { serviceUrl } = await emptyDatabase(t)
  const sql = pool(t, `${serviceUrl}?default_transaction_isolation=serializable`)
  const [outside] = await sql`select current_setting('transaction_isolation') as level`
  const [inside] = await transaction(sql, (tx) => tx`select current_setting('transaction_isolation') as level`)
  assert.deepEqual([outside?.level, inside?.level], ['serializable', 'read committed'])
})

test('of two deadlocked transactions one gets an error that allows a retry', async (t) => {
  const sql = await table(t)
  await sql`insert into numbers values (1), (2)`
  const meet = barrier(2)
  const crossed = [1, 2].map((first) =>
    transaction(sql, async (tx) => {
      await tx`select from numbers where n = ${first} for update`
      await meet()
      await tx`select from numbers where n = ${3 - first} for update`
    }),
  )
  const failures = (await Promise.allSettled(crossed)).filter((result) => result.status === 'rejected')
  assert.equal(failures.length, 1)
  assert.equal(retryable(failures[0]?.reason), true)
  assert.equal(databaseUnavailable(failures[0]?.reason), false)
})

test('an error in the data is not retried', async (t) => {
  const sql = await table(t)
  await sql`insert into numbers values (1)`
  for (const statement of [
    `insert into numbers values (1)`,
    `select 1 / 0`,
    `select * from nowhere`,
    `select 'x'::int`,
  ]) {
    const error = await sql.unsafe(statement).catch((reason: unknown) => reason)
    assert.ok(error instanceof Error)
    assert.equal(retryable(error), false, statement)
    assert.equal(databaseUnavailable(error), false, statement)
  }
})

test('an unreachable database counts as unavailable, and is retried', async () => {
  const nowhere = connect('postgres://nobody:x@127.0.0.1:1/none', { max: 1 })
  for (const attempt of [() => nowhere`select 1`, () => transaction(nowhere, (tx) => tx`select 1`)]) {
    const error = await attempt().catch((reason: unknown) => reason)
    assert.equal(retryable(error), true)
    assert.equal(databaseUnavailable(error), true)
  }
  await nowhere.end({ timeout: 1 })
})

test('an endless statement is cancelled, and its connection survives', async (t) => {
  const { serviceUrl } = await emptyDatabase(t)
  const sql = pool(t, serviceUrl, 100)
  await assert.rejects(async () => sql`select pg_sleep(5)`, { code: '57014' })
  assert.equal((await sql`select 1 as n`)[0]?.n, 1)
})

async function service(t: TestContext): Promise<Sql> {
  return pool(t, (await emptyDatabase(t)).serviceUrl)
}

async function table(t: TestContext): Promise<Sql> {
  const sql = pool(t, (await emptyDatabase(t)).ownerUrl)
  await sql`create table numbers (n integer primary key)`
  return sql
}

function pool(t: TestContext, url: string, statementTimeoutMs: number = 10_000): Sql {
  const sql = connect(url, { max: 3, statementTimeoutMs })
  atEnd(t, () => sql.end({ timeout: 1 }))
  return sql
}

async function numbers(sql: Sql): Promise<number[]> {
  return (await sql<{ n: number }[]>`select n from numbers order by n`).map(({ n }) => n)
}

function barrier(size: number): () => Promise<void> {
  let arrived = 0
  const { promise, resolve } = withResolvers()
  return () => {
    if (++arrived === size) resolve()
    return promise
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
