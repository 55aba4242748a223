import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { makeWorkerUtils, run } from 'graphile-worker'
import { connect, type Sql } from '../../src/db/connect.js'
import { jobQueueNumber, jobQueuePool, silentLogger } from '../../src/db/job-queue.js'
import { atEnd, testDatabase } from '../support/database.js'

test('a worker with the service role, not the owner role, runs, adds and repeats jobs', async (t) => {
  const { serviceUrl } = await testDatabase(t)
  const done: string[] = []
  const utils = await makeWorkerUtils({ connectionString: serviceUrl, logger: silentLogger })
  await utils.addJob('sweep', { round: 1 }, { queueName: 'one at a time', jobKey: 'sweep', maxAttempts: 3 })
  await utils.release()
  let finished = () => {}
  const finish = new Promise<void>((settle) => (finished = settle))
  const runner = await run({
    connectionString: serviceUrl,
    logger: silentLogger,
    noHandleSignals: true,
    pollInterval: 100,
    crontab: '* * * * * sweep ?id=sweep_recurring',
    taskList: {
      sweep: async (payload, helpers) => {
        done.push(JSON.stringify(payload))
        await helpers.addJob('finish', {})
      },
      finish: async () => finished(),
    },
  })
  atEnd(t, () => runner.stop().catch(() => {}))
  await finish
  assert.deepEqual(done, ['{"round":1}'])
  const sql = connect(serviceUrl, { max: 1 })
  const recurring = await sql`select identifier from graphile_worker._private_known_crontabs`
  await sql.end()
  assert.deepEqual([...recurring], [{ identifier: 'sweep_recurring' }])
})

test('a connection for listening that is given back twice is given back once, and the pool uses it again', async (t) => {
  const { serviceUrl } = await testDatabase(t)
  const queue = jobQueuePool(serviceUrl)
  const { pool } = queue
  atEnd(t, () => queue.end())
  await new Promise<void>((settle, fail) => {
    pool.connect((error, _client, release) => {
      if (error) return fail(error)
      release()
      assert.doesNotThrow(() => release())
      settle()
    })
  })
  await pool.query('select 1')
  assert.deepEqual([pool.totalCount, pool.idleCount], [1, 1])
})

test('a connection for listening that an ended pool refused is given back without harm', async (t) => {
  const { serviceUrl } = await testDatabase(t)
  const queue = jobQueuePool(serviceUrl)
  await queue.end()
  await new Promise<void>((settle) => {
    queue.pool.connect((error, client, release) => {
      assert.match(String(error), /after calling end/)
      assert.equal(client, undefined)
      assert.doesNotThrow(() => release())
      settle()
    })
  })
})

test('the job queue has the migration that this code expects', async (t) => {
  const sql = await service(t)
  const [row] = await sql`select max(id) as id from graphile_worker.migrations`
  assert.equal(row?.id, jobQueueNumber)
})

async function service(t: TestContext): Promise<Sql> {
  const sql = connect((await testDatabase(t)).serviceUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 1 }))
  return sql
}
