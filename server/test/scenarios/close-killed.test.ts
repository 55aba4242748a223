/** The close of a large program whose service is killed at each step has exactly the result of an undisturbed close. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connect, transaction, type Sql } from '../../src/db/connect.js'
import type { Api, Body, TestProgram } from '../support/api.js'
import { secret } from '../support/app.js'
import { atEnd, testDatabase, type TestDatabase } from '../support/database.js'
import { startProcess, type ServiceProcess } from '../support/processes.js'
import { cashOut } from '../payouts/payouts.js'
import { until } from '../support/until.js'

const daySeconds = 86_400
/** With six released rewards each, more than one release takes at a time. `npm run faults:close` takes 200. */
const advocates = Number(process.env.BONDHU_ADVOCATES ?? 45)
const event = { name: 'first_payment', withinDays: 5 }
const inLanes = async <T>(list: readonly T[], work: (one: T) => Promise<unknown>) => {
  const left = list.values()
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      for (const one of left) await work(one)
    }),
  )
}

interface Stage {
  readonly program: TestProgram
  readonly base: string
  /** Refused referrals with an appeal. They are answered during the close. */
  readonly appealed: readonly { readonly referral: string; readonly appeal: string }[]
  /** Cash-outs that are not decided when the program ends. */
  readonly undecided: readonly string[]
}

/** Ten participants for each advocate, in every kind of state. */
async function busy(api: Api): Promise<Stage> {
  const terms = { qualifyingEvent: event, holdDays: 3, attributionWindowDays: 1, lateCodeHours: 0 }
  const rules = { autoApproveMaxMinor: 4000 }
  const program = await api.liveProgram({ ...terms, minimumPayoutMinor: 1000, payouts: rules }, 10_000_000)
  const base = `/v1/programs/${program.slug}`
  const people = Array.from({ length: advocates }, (_, index) => index)
  const codes: string[] = []
  await inLanes(people, async (one) => (codes[one] = (await api.join(program, `a-${one}`)).code))
  const referrals = new Map<string, string>()
  const refer = async (userId: string, advocate: number, identities: Body = {}) => {
    const { referral } = await api.signup(program, { userId, code: codes[advocate], identities })
    if (referral) referrals.set(userId, referral.id)
  }
  const act = (userId: string) => api.ok('POST', `${base}/events`, { userId, name: event.name })
  await api.signup(program, { userId: 'known', identities: { phone: '01712345678' } })
  // Early friends: the first six of each do the action. The seventh never does, so its referral lapses.
  await inLanes(people, async (one) => {
    for (let friend = 0; friend < 7; friend++) await refer(`f-${one}-${friend}`, one)
    for (let friend = 0; friend < 6; friend++) await act(`f-${one}-${friend}`)
  })
  await api.advance(program, 4 * daySeconds)
  // Cash-outs to wallets with every behaviour of the sandbox. Above ৳40 a person must approve; some are rejected.
  const undecided: string[] = []
  await inLanes(people, async (one) => {
    if (one % 4 === 0) return
    const account = `01999${one % 9}${String(one).padStart(5, '0')}`
    const amountMinor = one % 5 === 0 ? 6000 : 4000
    const asked = await cashOut(
      api,
      program,
      { amountMinor, method: { kind: 'bkash', account } },
      { userId: `a-${one}` },
    )
    assert.equal(asked.status, 201, JSON.stringify(asked.body))
    if (asked.body.state !== 'requested') return
    if (one % 3 === 0) undecided.push(asked.body.id)
    else if (one % 2) await api.ok('POST', `${base}/payouts/${asked.body.id}/approve`)
    else await api.ok('POST', `${base}/payouts/${asked.body.id}/reject`, { reason: 'a ring' })
  })
  await api.advance(program, 2 * daySeconds)
  // Late friends: at the end one reward is held, and one action is awaited. Some were refused, or are reversed.
  await inLanes(people, async (one) => {
    await refer(`late-${one}`, one)
    await refer(`waits-${one}`, one)
    await act(`late-${one}`)
    if (one % 20 === 0) await refer(`refused-${one}`, one, { phone: '01712345678' })
    if (one % 7 === 0)
      await api.ok('POST', `${base}/referrals/${referrals.get(`f-${one}-0`)}/reverse`, { reason: 'a ring' })
  })
  const appealed: { referral: string; appeal: string }[] = []
  for (const one of people.filter((index) => index % 20 === 0)) {
    const { items } = await api.ok('GET', `${base}/participants/a-${one}/referrals?limit=100`)
    const refused = items.find(({ friendUserId }: Body) => friendUserId === `refused-${one}`)
    const { id: appeal } = await api.ok('POST', `${base}/referrals/${refused.id}/appeal`, { text: 'it is mine' })
    appealed.push({ referral: refused.id, appeal })
  }
  return { program, base, appealed, undecided }
}

/** The calls from the last day to the end, and the days after each. */
type Act = (api: Api) => Promise<unknown>
function ending({ base, appealed, undecided }: Stage): { readonly act: Act; readonly days: number }[] {
  const answers: Act = async (api) => {
    for (const [index, { referral, appeal }] of appealed.entries()) {
      if (index % 2) await api.ok('POST', `${base}/referrals/${referral}/count`, { reason: 'it is' })
      else await api.ok('POST', `${base}/appeals/${appeal}/dismiss`, { reason: 'it is not' })
    }
    for (const payout of undecided) await api.ok('POST', `${base}/payouts/${payout}/approve`)
  }
  return [
    { act: (api) => api.ok('POST', `${base}/close`), days: 2 },
    { act: async () => undefined, days: 3 },
    { act: async () => undefined, days: 10 },
    { act: answers, days: 1 },
    { act: async () => undefined, days: 4 },
    { act: async () => undefined, days: 2 },
    { act: async () => undefined, days: 2 },
    { act: async () => undefined, days: 2 },
  ]
}

async function outcome(api: Api, { program, base }: Stage): Promise<Body> {
  const { state, balances } = await api.program(program)
  assert.equal(state, 'settled', JSON.stringify(await api.ok('GET', `${base}/close`)))
  const { statement } = await api.ok('GET', `${base}/statement`)
  assert.equal(statement.fundedMinor, statement.returnedMinor + statement.paidMinor + statement.owedMinor)
  assert.equal(balances.budgetMinor + balances.reservedMinor, 0)
  await api.assertLedger(program)
  const { paidMinor, owedMinor, returnedMinor, people } = statement
  return { state, paidMinor, owedMinor, returnedMinor, people }
}

/** Locks every third person's row and the close: a service stops in the middle of a step. */
async function holdSome(sql: Sql, index: number): Promise<{ letGo(): Promise<void> }> {
  const held = withResolvers()
  const done = withResolvers()
  const holding = transaction(sql, async (tx) => {
    await tx`select from closes for update`
    await tx`select from participants where abs(hashtext(id::text)) % 3 = ${index % 3} order by program_id, id for update`
    held.resolve()
    await done.promise
  })
  await Promise.race([held.promise, holding])
  return {
    async letGo() {
      done.resolve()
      await holding
    },
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}

async function isWaiting(sql: Sql): Promise<boolean> {
  const [row] = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1`
  return row !== undefined
}

interface Copy {
  readonly stage: Stage
  readonly database: TestDatabase
  readonly calm: Api
  readonly start: () => Promise<ServiceProcess>
}

/** The same people in two databases, each with its service. */
async function twice(t: TestContext): Promise<[Copy, Copy]> {
  const first = await testDatabase(t)
  const starting = ({ serviceUrl, ownerUrl }: TestDatabase) => {
    const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
    return () => startProcess(t, env, ['serve', '--no-jobs'])
  }
  const maker = await starting(first)()
  const stage = await busy(maker)
  await maker.stop()
  const second = await testDatabase(t, new URL(first.serviceUrl).pathname.slice(1))
  const copyIn = async (database: TestDatabase): Promise<Copy> => {
    const start = starting(database)
    return { stage, database, start, calm: await start() }
  }
  return Promise.all([copyIn(first), copyIn(second)])
}

test(`${advocates * 10} people in all states are settled exactly, also when the service is killed at each step`, async (t) => {
  const [left, killed] = await twice(t)
  const { stage, calm } = killed
  for (const { act, days } of ending(left.stage)) {
    await act(left.calm)
    await left.calm.advance(stage.program, days * daySeconds)
  }
  const expected = await outcome(left.calm, left.stage)
  assert.equal(expected.state, 'settled')
  assert.ok(expected.paidMinor > 0 && expected.owedMinor > 0 && expected.returnedMinor > 0)

  const sql = connect(killed.database.serviceUrl, { max: 2 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  let cutOff = 0
  const goOn = async (seconds: number) =>
    Date.parse((await calm.ok('POST', `${stage.base}/clock/advance`, { seconds })).now)
  for (const [index, { act, days }] of ending(stage).entries()) {
    const target = (await goOn(1)) + days * daySeconds * 1000
    const victim = await killed.start()
    const held = await holdSome(sql, index)
    let done = false
    const doing = (async () => {
      await act(victim)
      await victim.advance(stage.program, days * daySeconds)
    })()
      .catch(() => (cutOff += 1))
      .finally(() => (done = true))
    // Killed in the middle of a transaction; earlier ones are committed, and others are under way.
    await until('it waits for a row or is done', async () => (await isWaiting(sql)) || done)
    await victim.stop('SIGKILL')
    await held.letGo()
    await doing
    // Another service continues.
    await act(calm)
    const missing = Math.ceil((target - (await goOn(1))) / 1000)
    if (missing > 0) await goOn(missing)
  }
  t.diagnostic(`${cutOff} of ${ending(stage).length} steps were cut off: ${JSON.stringify(expected)}`)
  assert.ok(cutOff >= 4, 'kills met work under way')
  assert.deepEqual(await outcome(calm, stage), expected)
})
