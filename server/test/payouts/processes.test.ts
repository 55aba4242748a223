/** Cash-outs by the service as it runs: several processes, and their workers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../src/db/connect.js'
import { secret } from '../support/app.js'
import { atEnd, testDatabase } from '../support/database.js'
import { startProcess } from '../support/processes.js'
import { bkash, cashOut, earners } from './payouts.js'

test('two running services send each payout once, and a cash-out arrives within moments', async (t) => {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const services = await Promise.all([startProcess(t, env), startProcess(t, env)])
  const [first, second] = services
  assert.ok(first && second)
  const people = Array.from({ length: 12 }, (_, index) => index + 1)
  const program = await earners(
    first,
    people.map(() => 1),
  )
  const asked = await Promise.all(
    people.map((person) => {
      const method = bkash(`0181234${String(person).padStart(4, '0')}`)
      return cashOut(person % 2 ? first : second, program, { amountMinor: 2000, method }, { userId: `a-${person}` })
    }),
  )
  for (const { status } of asked) assert.equal(status, 201)
  const askedMs = performance.now()
  const paidMinor = people.length * 2000
  while ((await second.stats(program)).paidMinor < paidMinor && performance.now() - askedMs < 20_000) await sleep(50)
  const seconds = (performance.now() - askedMs) / 1000
  t.diagnostic(`all paid ${seconds.toFixed(1)} s after they were asked for`)
  assert.ok(seconds < 10, 'and not at the next minute')
  const sql = connect(serviceUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  const [sent] = await sql<{ payments: number; complaints: number }[]>`
    select (select count(*)::int from sandbox_payments) as payments, (select count(*)::int from differences) as complaints`
  assert.deepEqual({ ...sent }, { payments: people.length, complaints: 0 })
  await first.assertLedger(program)
})

test('a reconciliation that is asked for is done by a running service’s worker, within moments', async (t) => {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const service = await startProcess(t, env)
  const program = await earners(service, [1])
  const { status } = await cashOut(service, program, { amountMinor: 2000, method: bkash() })
  assert.equal(status, 201)
  const path = `/v1/programs/${program.slug}/reconciliations`
  const { id } = await service.ok('POST', path)
  const untilMs = Date.now() + 30_000
  let run = await service.ok('GET', `${path}/${id}`)
  for (; run.state !== 'finished' && Date.now() < untilMs; run = await service.ok('GET', `${path}/${id}`))
    await sleep(50)
  assert.deepEqual([run.state, run.opened, run.parts[0].payouts], ['finished', 0, 1])
})
