/**
 * Payouts through a sandbox that does much wrong, sent by workers that are killed and stopped by this process, which is
 * another one. What came of it is counted from the tables: ours and the sandbox's own.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { arrayText } from '../../src/db/array-text.js'
import { transaction } from '../../src/db/connect.js'
import type { Context } from '../../src/domain/standing/context.js'
import { listReconciliations } from '../../src/domain/payouts/reconcile/read.js'
import { startReconciliation } from '../../src/domain/payouts/reconcile/start.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { requestPayout } from '../../src/domain/payouts/request.js'
import { verifyMoney } from '../../src/domain/payouts/verify.js'
import { advanceClock } from '../../src/domain/sweeps/advance-clock.js'
import { createProgram, createSchema } from '../../src/domain/programs/create.js'
import type { Program } from '../../src/domain/standing/find.js'
import { fundProgram } from '../../src/domain/programs/fund.js'
import { moveProgram } from '../../src/domain/programs/states.js'
import { applyTransfers } from '../../src/domain/ledger/apply.js'
import { must } from '../../src/errors.js'
import { newId } from '../../src/ids.js'
import { defaultTerms } from '../support/api.js'

export interface FaultPlan {
  readonly payouts: number
  readonly kills: number
  readonly stops: number
  /** Of the senders; a stop lasts longer. */
  readonly deadlineMs: number
}

export interface FaultCounts {
  readonly states: Readonly<Record<string, number>>
  /** Left unanswered, overdue or only accepted at some time, and so asked about. */
  readonly asked: number
  /** The provider paid, or was sent to, more often than we say. */
  readonly double: number
  /** We say that it was paid, or it is gone, and the provider did not pay. */
  readonly lost: number
  /** Neither settled nor in a person's queue. */
  readonly adrift: number
  /** In a person's queue. */
  readonly withPerson: number
  /** What ledger, payouts and the sandbox's statement do not agree on in the end, of what no payout in a queue is about. */
  readonly unexplained: number
  /** What the reconciliation compared: to compare nothing would find nothing. */
  readonly compared: { readonly payouts: number; readonly lines: number }
  readonly ledgerDifferences: number
  /** Our paid sum less the provider's own. */
  readonly sumDifferenceMinor: bigint
  readonly requestSeconds: number
  readonly totalSeconds: number
}

const amountMinor = 2000n
const workers = 2
const requestersAbreast = 8
const hour = 3600
const worker = fileURLToPath(new URL('payout-worker.js', import.meta.url))

/** Of a hundred payouts: ten time out after paying and ten before, five are told twice, five out of order, two come back. */
function accountOf(index: number): string {
  const number = String(index % 100_000).padStart(5, '0')
  const part = index % 100
  const fault = (digit: number) => `01999${digit}${number}`
  if (part < 10) return fault(3)
  if (part < 20) return fault(2)
  if (part < 25) return fault(4)
  if (part < 28) return fault(5)
  if (part < 30) return fault(8)
  if (part < 32) return fault(6)
  return `0171${String(index).padStart(7, '0')}`
}

export async function runPayoutFaults(
  context: Context,
  url: string,
  plan: FaultPlan,
  log: (line: string) => void,
): Promise<FaultCounts> {
  const startedMs = performance.now()
  const program = await richProgram(context, plan.payouts)
  log(`${plan.payouts} people with ৳20 each`)
  const crew = new Crew(url, program.slug, plan.deadlineMs)
  await crew.start()
  const stopWatching = watch(context, program, plan, log)
  try {
    const requestedMs = performance.now()
    await Promise.all([requestAll(context, program, plan), crew.trouble(context, program, plan, log)])
    const requestSeconds = (performance.now() - requestedMs) / 1000
    log(`asked for, in ${requestSeconds.toFixed(0)} s`)
    await settle(context, program, plan, log)
    crew.end()
    const reconciled = await reconcile(context, program)
    return {
      ...(await count(context, program)),
      ...reconciled,
      requestSeconds,
      totalSeconds: (performance.now() - startedMs) / 1000,
    }
  } finally {
    progress.ended = true
    stopWatching()
    crew.end()
  }
}

const watchMs = 10_000

/** A line now and then of how far it is. @returns what ends it. */
function watch({ sql }: Context, program: Program, plan: FaultPlan, log: (line: string) => void): () => void {
  const startedMs = performance.now()
  const look = async () => {
    const counts = await sql<{ state: string; count: number }[]>`
      select state, count(*)::int as count from payouts where program_id = ${program.id} group by state order by count desc`
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0)
    const states = counts.map(({ state, count: of }) => `${of} ${state}`).join(', ')
    log(`${seconds} s: ${progress.requested} of ${plan.payouts} asked for: ${states}`)
  }
  // One that comes after the end finds no database.
  const timer = setInterval(() => void look().catch(() => {}), watchMs)
  return () => clearInterval(timer)
}

async function richProgram(context: Context, people: number): Promise<Program> {
  const slug = `faults-${process.pid}`
  const input = createSchema.parse({ ...defaultTerms(), slug, payouts: { participantsPerWalletMax: 1 } })
  const program = await createProgram(context, input)
  const needed = BigInt(people) * amountMinor + 1_000_000n
  await fundProgram(context, program, { amountMinor: needed, reference: 'all of it' })
  await moveProgram(context, program, 'launch')
  for (let first = 0; first < people; first += 1000) {
    const indexes = Array.from({ length: Math.min(1000, people - first) }, (_, index) => first + index)
    await enrich(context, program, indexes)
  }
  return program
}

/** As a reward that was released would leave them. */
async function enrich({ sql }: Context, program: Program, indexes: readonly number[]): Promise<void> {
  const people = indexes.map((index) => ({ id: newId(), userId: userIdOf(index), cause: newId() }))
  await transaction(sql, async (tx) => {
    await tx`
      insert into participants (program_id, id, user_id)
      select ${program.id}, id, user_id
      from unnest(${arrayText(people.map(({ id }) => id))}::uuid[], ${people.map(({ userId }) => userId)}::text[])
        as p (id, user_id)`
    const transfers = people.flatMap(({ id, cause }) => {
      const of = { participantId: id, amountMinor, causeKind: 'reward', causeId: cause } as const
      return [
        { ...of, from: 'budget', to: 'held', step: 'award' } as const,
        { ...of, from: 'held', to: 'available', step: 'release' } as const,
      ]
    })
    await applyTransfers(tx, program.id, transfers, new Date())
  })
}

const userIdOf = (index: number) => `u-${index}`

/** How far it is: asked for, how often a worker was killed or stopped, and whether it has ended, well or not. */
const progress = { requested: 0, troubles: 0, ended: false }

async function requestAll(context: Context, program: Program, plan: FaultPlan): Promise<void> {
  const { payouts: people, kills, stops } = plan
  Object.assign(progress, { requested: 0, troubles: 0, ended: false })
  // So many for each trouble, that all of them meet payouts on their way.
  const share = kills + stops === 0 ? Infinity : people / (kills + stops)
  let next = 0
  const requester = async () => {
    for (let index = next++; index < people; index = next++) {
      while (index >= share * (progress.troubles + 1) && !progress.ended) await sleep(5)
      if (progress.ended) return
      const method = { kind: 'bkash' as const, account: accountOf(index) }
      await requestPayout(context, program, userIdOf(index), 'cash', { amountMinor, method })
      progress.requested += 1
    }
  }
  await Promise.all(Array.from({ length: requestersAbreast }, requester))
}

/** The workers, and what is done to them. */
class Crew {
  private readonly args: string[]
  private readonly deadlineMs: number
  private readonly members: ChildProcess[] = []

  constructor(url: string, slug: string, deadlineMs: number) {
    this.args = [url, slug, String(deadlineMs)]
    this.deadlineMs = deadlineMs
  }

  async start(): Promise<void> {
    await Promise.all(Array.from({ length: workers }, (_, index) => this.hire(index)))
  }

  private async hire(index: number): Promise<void> {
    const child = fork(worker, this.args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.members[index] = child
    await new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', () => reject(new Error('a worker ended before it began')))
    })
  }

  /** Each at a time when something is being sent: a kill in an idle moment proves nothing. */
  async trouble(context: Context, program: Program, plan: FaultPlan, log: (line: string) => void): Promise<void> {
    const events = plan.kills + plan.stops
    for (let event = 0; event < events; event++) {
      while (progress.requested < (plan.payouts * (event + 0.5)) / events && !progress.ended) await sleep(5)
      if (progress.ended) return
      await untilSending(context, program)
      const index = event % workers
      const child = this.members[index]
      const isStop = Math.floor(((event + 1) * plan.stops) / events) > Math.floor((event * plan.stops) / events)
      log(`${isStop ? 'stopped' : 'killed'} worker ${index + 1} at ${progress.requested}`)
      if (isStop) {
        child?.kill('SIGSTOP')
        await sleep(this.deadlineMs + 500)
        child?.kill('SIGCONT')
      } else {
        child?.kill('SIGKILL')
        await this.hire(index)
      }
      progress.troubles += 1
    }
  }

  end(): void {
    for (const child of this.members) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }
}

async function untilSending({ sql }: Context, program: Program): Promise<void> {
  for (let look = 0; look < 2000; look++) {
    const [row] = await sql`
      select id from payouts where program_id = ${program.id} and state = 'sending' and not accepted limit 1`
    if (row !== undefined) return
    await sleep(1)
  }
}

const idleRoundsMax = 30

/** Until everything is settled or with a person: what is overdue needs real time, the rest the program's. */
async function settle(context: Context, program: Program, plan: FaultPlan, log: (line: string) => void): Promise<void> {
  let before = ''
  for (let idle = 0; idle < idleRoundsMax; idle++) {
    const [open] = await context.sql<{ unsent: number; open: number }[]>`
      select count(*) filter (where state = 'approved' or (state = 'sending' and not accepted))::int as unsent,
        count(*)::int as open
      from payouts where program_id = ${program.id} and state in ('requested', 'approved', 'sending', 'unknown')`
    const [owed] = await context.sql<{ count: number }[]>`
      select count(*)::int as count from sandbox_calls where program_id = ${program.id}`
    const left = `${open?.open ?? 0} open, ${open?.unsent ?? 0} of them not yet sent, ${owed?.count ?? 0} calls owed`
    log(left)
    if (open?.open === 0 && owed?.count === 0) return
    if (left !== before) idle = 0
    before = left
    if ((open?.unsent ?? 0) > 0) await sleep(Math.min(plan.deadlineMs, 2000))
    else await advanceClock(context, program, 9 * hour)
  }
}

/** Past the settlement window, when all that was paid and all that came back must be in the statement. */
async function reconcile(context: Context, program: Program): Promise<Pick<FaultCounts, 'unexplained' | 'compared'>> {
  await advanceClock(context, program, 9 * hour)
  await startReconciliation(context, program, { by: null })
  await workOnReconciliation(context, program)
  const [run] = await listReconciliations(context.sql, program.id, {}, { limit: 1 })
  const parts = must(run, 'the reconciliation').parts
  const [open] = await context.sql<{ count: number }[]>`
    select count(*)::int as count from differences d
    where d.program_id = ${program.id} and d.resolved_at is null and d.kind not in ('unsettled', 'vanished')`
  const [ledger, sandbox] = [parts[0], parts.find(({ provider }) => provider === 'sandbox')]
  return {
    unexplained: must(open, 'a count').count,
    compared: { payouts: ledger?.payouts ?? 0, lines: sandbox?.statement === 'read' ? sandbox.lines : 0 },
  }
}

async function count(
  context: Context,
  program: Program,
): Promise<Omit<FaultCounts, 'requestSeconds' | 'totalSeconds' | 'unexplained' | 'compared'>> {
  const { sql } = context
  const states = await sql<{ state: string; count: number }[]>`
    select state, count(*)::int as count from payouts where program_id = ${program.id} group by state order by state`
  // Matched by the provider's own reference, which only an answer can have brought here.
  const [sums] = await sql<{ asked: number; adrift: number; person: number; double: number; lost: number }[]>`
    select count(*) filter (where p.asked > 0)::int as asked,
      count(*) filter (where p.state in ('requested', 'approved', 'sending', 'unknown') and not p.person)::int as adrift,
      count(*) filter (where p.person)::int as person,
      count(*) filter (where s.state = 'paid' and p.state <> 'paid')::int as double,
      count(*) filter (where p.state in ('paid', 'returned') and s.state::text is distinct from p.state::text)::int as lost
    from (
      select provider_reference, asked, state, exists (select from differences d
        where d.program_id = ${program.id} and d.payout_id = payouts.id and d.resolved_at is null) as person
      from payouts where program_id = ${program.id}) as p
    left join sandbox_payments s on s.program_id = ${program.id} and s.provider_reference = p.provider_reference`
  const [apart] = await sql<{ unclaimed: number; twice: number; difference: bigint }[]>`
    select
      (select count(*)::int from sandbox_payments s where s.program_id = ${program.id} and s.state = 'paid'
        and not exists (select from payouts p
          where p.program_id = ${program.id} and p.provider_reference = s.provider_reference and p.state = 'paid'
            and p.amount_minor = s.amount_minor)) as unclaimed,
      (select count(*)::int from differences where program_id = ${program.id} and kind = 'sent_twice') as twice,
      (select coalesce(sum(paid_minor), 0) from participants where program_id = ${program.id})::bigint
        - (select coalesce(sum(amount_minor), 0) from sandbox_payments
           where program_id = ${program.id} and state = 'paid')::bigint as difference`
  const { differences } = await verifyMoney(sql, program.id)
  const { asked, double, lost, adrift, person: withPerson } = must(sums, 'sums')
  const { unclaimed, twice, difference: sumDifferenceMinor } = must(apart, 'sums')
  return {
    states: Object.fromEntries(states.map(({ state, count: of }) => [state, of])),
    asked,
    double: double + unclaimed + twice,
    lost,
    adrift,
    withPerson,
    ledgerDifferences: differences.length,
    sumDifferenceMinor,
  }
}
