/**
 * A reversal meets the end of a cash-out at the same instant, of twenty people at once, over two services on one
 * database: whichever comes first, the money ends up in the same place. And a service is killed within a reversal.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, transaction, type Sql } from '../../src/db/connect.js'
import type { Answer, Api, Body, TestProgram } from '../support/api.js'
import { secret } from '../support/app.js'
import { atEnd, atFileEnd, testDatabase, type Ending } from '../support/database.js'
import { assertFigures, readMoves } from '../support/money-figures.js'
import { startProcess, type ServiceProcess } from '../support/processes.js'
import { until } from '../support/until.js'
import { bkash, cashOut, earners, payout } from './payouts.js'

const day = 86_400
const twenty = Array.from({ length: 20 }, (_, index) => index)

interface Stage {
  readonly services: readonly [Api, Api]
  readonly program: TestProgram
  readonly base: string
  /** Of each person the friend who is reversed. */
  readonly referrals: readonly string[]
  readonly payouts: readonly string[]
}

interface Race {
  readonly name: string
  /** The digits of the wallet that choose what the sandbox does. */
  readonly wallet?: string
  readonly terms?: Body
  readonly before?: (stage: Stage) => Promise<unknown>
  readonly state: string
  /** Calls that end the cash-outs, to be made at once with the reversals. */
  readonly end: (stage: Stage) => readonly Promise<unknown>[]
  readonly after?: (stage: Stage) => Promise<unknown>
  readonly ends: 'rejected' | 'failed' | 'returned' | 'paid'
}

const byHand = { payouts: { autoApproveMaxMinor: 1 } }
const live = { mode: 'live' }

/** Each cash-out, of both services. */
const each =
  (verb: 'approve' | 'reject' | 'settle', body?: Body) =>
  ({ services, base, payouts }: Stage) =>
    services.flatMap((service) => payouts.map((id) => service.call('POST', `${base}/payouts/${id}/${verb}`, body)))
const advance =
  (seconds: number) =>
  ({ services, base }: Stage) =>
    services.map((service) => service.call('POST', `${base}/clock/advance`, { seconds }))
const pass = (seconds: number) => async (stage: Stage) => stage.services[0].advance(stage.program, seconds)

/** The operator of the wallets says by a file what became of all of them. Each service is told to apply it. */
const told = (state: 'paid' | 'failed' | 'returned') => (stage: Stage) => [tell(stage, state)]
async function tell({ services, base, payouts }: Stage, state: string): Promise<void> {
  const rows = payouts.map((id, index) => `${id},${state},30,TRX${index},`)
  const file = ['reference,state,amount,providerReference,code', ...rows].join('\n')
  const { status, body } = await services[0].call('POST', `${base}/payout-results`, file, {
    'content-type': 'text/csv',
  })
  assert.equal(status, 201, JSON.stringify(body))
  const applied = await Promise.all(
    services.map((service) => service.call('POST', `${base}/payout-results/${body.id}/apply`, { oddRows: 0 })),
  )
  assert.ok(applied.some((answer) => answer.status < 300))
}
const batch = ({ services, base }: Stage) => services[0].ok('POST', `${base}/payout-batches`, { kind: 'bkash' })

const races: readonly Race[] = [
  {
    name: 'requested, and rejected',
    terms: byHand,
    state: 'requested',
    end: each('reject', { reason: 'a ring' }),
    ends: 'rejected',
  },
  {
    name: 'requested, and approved and paid',
    terms: byHand,
    state: 'requested',
    end: (stage) => [...each('approve')(stage), ...advance(1)(stage)],
    after: pass(1),
    ends: 'paid',
  },
  {
    name: 'approved, and refused by the provider',
    wallet: '019991',
    state: 'approved',
    end: advance(1),
    ends: 'failed',
  },
  { name: 'approved, and paid', state: 'approved', end: advance(1), ends: 'paid' },
  { name: 'sending, and failed', terms: live, before: batch, state: 'sending', end: told('failed'), ends: 'failed' },
  { name: 'sending, and paid', terms: live, before: batch, state: 'sending', end: told('paid'), ends: 'paid' },
  {
    name: 'sending, and taken back',
    terms: live,
    before: batch,
    state: 'sending',
    end: told('returned'),
    ends: 'returned',
  },
  {
    name: 'unknown, and settled as failed',
    wallet: '019992',
    before: pass(1),
    state: 'unknown',
    end: each('settle', { outcome: 'failed', reason: 'asked' }),
    ends: 'failed',
  },
  {
    name: 'unknown, and settled as paid',
    wallet: '019993',
    before: pass(1),
    state: 'unknown',
    end: each('settle', { outcome: 'paid', reason: 'asked' }),
    ends: 'paid',
  },
  {
    name: 'unknown, and not known to the provider',
    wallet: '019992',
    before: pass(1),
    state: 'unknown',
    end: advance(2 * 3600),
    ends: 'failed',
  },
  {
    name: 'paid, and taken back',
    wallet: '019996',
    before: pass(1),
    state: 'paid',
    end: advance(2 * day),
    ends: 'returned',
  },
]

interface Services {
  readonly sql: Sql
  readonly start: (ending: Ending) => Promise<ServiceProcess>
  readonly two: readonly [Api, Api]
}

let shared: Promise<Services> | undefined

/** Two services on one database, for the tests of the file: each has programs of its own. */
function theServices(): Promise<Services> {
  return (shared ??= startServices({ after: atFileEnd }))
}

async function startServices(ending: Ending): Promise<Services> {
  const { serviceUrl, ownerUrl } = await testDatabase(ending)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const sql = connect(serviceUrl, { max: 2 })
  atEnd(ending, () => sql.end({ timeout: 5 }))
  const start = (of: Ending) => startProcess(of, env, ['serve', '--no-jobs'])
  return { sql, start, two: await Promise.all([start(ending), start(ending)]) }
}

/** Twenty people with ৳40 of two friends each, who have cashed out ৳30. */
async function stageOf(services: readonly [Api, Api], { wallet = '017123', terms = {} }: Race): Promise<Stage> {
  const [api] = services
  const program = await earners(
    api,
    twenty.map(() => 2),
    terms,
  )
  const base = `/v1/programs/${program.slug}`
  const made = await Promise.all(
    twenty.map(async (index) => {
      const userId = `a-${index + 1}`
      const method = bkash(`${wallet}${String(index).padStart(11 - wallet.length, '0')}`)
      const { status, body } = await cashOut(api, program, { amountMinor: 3000, method }, { userId })
      assert.equal(status, 201, JSON.stringify(body))
      const { items } = await api.ok('GET', `${base}/participants/${userId}/referrals`)
      return { payout: body.id as string, referral: items[0].id as string }
    }),
  )
  const [payouts, referrals] = [made.map((one) => one.payout), made.map(({ referral }) => referral)]
  return { services, program, base, referrals, payouts }
}

const reverse = (api: Api, { base }: Stage, id: string): Promise<Answer> =>
  api.call('POST', `${base}/referrals/${id}/reverse`, { reason: 'a ring' })

async function assertStates(api: Api, { program, payouts }: Stage, state: string, name: string): Promise<void> {
  const states = await Promise.all(payouts.map(async (id) => (await payout(api, program, id)).state))
  assert.deepEqual([...new Set(states)], [state], name)
}

/** Each person has what is theirs in any order of events, and nothing left twice. */
async function assertEnd(stage: Stage, isPaid: boolean, name: string): Promise<void> {
  const { services, program } = stage
  const expected = isPaid ? [0, 0, 3000] : [2000, 0, 0]
  await Promise.all(
    twenty.map(async (index) => {
      const { balances } = await services[index % 2 ? 1 : 0].participant(program, `a-${index + 1}`)
      const { availableMinor, clearingMinor, paidMinor } = balances
      assert.deepEqual([availableMinor, clearingMinor, paidMinor], expected, name)
    }),
  )
  const goneMinor = isPaid ? 1000 * twenty.length : 0
  await assertFigures(services[0], program, { underWayMinor: 0, goneMinor, costMinor: 2000 }, name)
}

async function assertPaidOnce(
  sql: Sql,
  { services, program }: Stage,
  { terms, ends }: Race,
  name: string,
): Promise<void> {
  const pays = (await readMoves(services[0], program)).get('pay clearing → paid') ?? 0
  assert.equal(pays, ends === 'paid' || ends === 'returned' ? twenty.length : 0, name)
  const [seen] = await sql<{ payments: number; complaints: number }[]>`
    select (select count(*)::int from sandbox_payments s join programs p on p.id = s.program_id
            where p.slug = ${program.slug} and s.paid_at is not null) as payments,
      (select count(*)::int from differences d join programs p on p.id = d.program_id
       where p.slug = ${program.slug} and d.kind in ('sent_twice', 'paid_twice')) as complaints`
  assert.deepEqual({ ...seen }, { payments: terms === live ? 0 : pays, complaints: 0 }, name)
}

test('a reversal races the end of a cash-out in each state: twenty people at once, over two services', async () => {
  const { sql, two: services } = await theServices()
  for (const race of races) {
    const { name, before, state, end, after, ends } = race
    const stage = await stageOf(services, race)
    await before?.(stage)
    await assertStates(services[0], stage, state, name)
    const reversing = services.flatMap((service) => stage.referrals.map((id) => reverse(service, stage, id)))
    const [reversals] = await Promise.all([Promise.all(reversing), Promise.all(end(stage))])
    assert.deepEqual([...new Set(reversals.map(({ status }) => status))], [200], name)
    await after?.(stage)
    await assertStates(services[1], stage, ends, name)
    await assertEnd(stage, ends === 'paid', name)
    await assertPaidOnce(sql, stage, race, name)
  }
})

test('returned money that is cashed out again at once is either lost or refused', async (t) => {
  const { two: services } = await theServices()
  const stage = await stageOf(services, { ...races[0], terms: byHand } as Race)
  const { program, base, referrals, payouts } = stage
  const again = await Promise.all(
    twenty.map(async (index) => {
      const [one, other] = index % 2 ? services : [services[1], services[0]]
      const reversing = reverse(one, stage, referrals[index] ?? '')
      const rejected = await other.call('POST', `${base}/payouts/${payouts[index]}/reject`, { reason: 'a ring' })
      assert.equal(rejected.status, 200)
      const asked = cashOut(other, program, { amountMinor: 3000 }, { userId: `a-${index + 1}` })
      await reversing
      return asked
    }),
  )
  const made = again.flatMap(({ status, body }) => (status === 201 ? [body.id as string] : []))
  t.diagnostic(`${made.length} of ${twenty.length} were cashed out again before the reversal`)
  assert.ok(again.every(({ status, body }) => status === 201 || body.code === 'available_short'))
  const stats = await services[0].stats(program)
  assert.deepEqual([stats.lossMinor, stats.clearingMinor], [1000 * made.length, 2000 * made.length])
  await services[0].assertLedger(program)
  await Promise.all(made.map((id) => services[1].ok('POST', `${base}/payouts/${id}/reject`, { reason: 'a ring' })))
  await assertEnd(stage, false, 'at the end')
})

/** While the books are held, a transaction that moves money has written everything else, and waits. */
async function holdBooks(sql: Sql): Promise<() => Promise<void>> {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  let taken = () => {}
  const held = new Promise<void>((resolve) => (taken = resolve))
  const holding = transaction(sql, async (tx) => {
    await tx`select from books for update`
    taken()
    await released
  })
  await Promise.race([held, holding])
  return async () => {
    release()
    await holding
  }
}

async function waiting(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  return row?.count ?? 0
}

test('a service killed during reversals and rejections leaves nothing half done', async (t) => {
  const {
    sql,
    start,
    two: [calm],
  } = await theServices()
  const stage = await stageOf([calm, calm], { ...races[0], terms: byHand } as Race)
  const { program, base, referrals, payouts } = stage
  const reject = (api: Api, id: string) => api.call('POST', `${base}/payouts/${id}/reject`, { reason: 'a ring' })
  const lossOf = async () => (await calm.stats(program)).lossMinor as number
  /** Killed when some of the work has been written and waits for its last statement. */
  const cutOff = async (work: (victim: Api) => readonly Promise<unknown>[]) => {
    const victim = await start(t)
    const letGo = await holdBooks(sql)
    const doing = Promise.allSettled(work(victim))
    await until('they wait for the books', async () => (await waiting(sql)) >= 4)
    await victim.stop('SIGKILL')
    await letGo()
    assert.ok(
      (await doing).every(({ status }) => status === 'rejected'),
      'nobody is told that it was done',
    )
    await until('nothing of it is left', async () => (await waiting(sql)) === 0)
  }

  await cutOff((victim) => referrals.map((id) => reverse(victim, stage, id)))
  assert.equal(await lossOf(), 0, 'no reversal was done by half')
  await calm.assertLedger(program)
  await Promise.all(referrals.map((id) => reverse(calm, stage, id)))
  assert.equal(await lossOf(), 1000 * twenty.length)

  await cutOff((victim) => payouts.map((id) => reject(victim, id)))
  assert.equal(await lossOf(), 1000 * twenty.length, 'no money came back by half')
  await calm.assertLedger(program)

  // Once more without a lock: some are done and some are not.
  const victim = await start(t)
  const rejections = payouts.map((id) => reject(victim, id))
  await Promise.any(rejections)
  await victim.stop('SIGKILL')
  const answered = (await Promise.allSettled(rejections)).filter(({ status }) => status === 'fulfilled').length
  t.diagnostic(`${answered} of ${twenty.length} rejections were answered before the kill`)
  await calm.assertLedger(program)
  assert.ok((await lossOf()) <= 1000 * (twenty.length - answered), 'what was answered was done')
  await Promise.all(payouts.map((id) => reject(calm, id)))
  await Promise.all(referrals.map((id) => reverse(calm, stage, id)))
  await assertEnd(stage, false, 'at the end')
})
