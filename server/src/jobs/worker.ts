/**
 * Recurring sweeps by graphile-worker: cron in PostgreSQL, so that one of several processes runs each. Jobs only look
 * for due work, which is rows of the domain tables. Losing a job loses nothing.
 */
import type { LogFunctionFactory, TaskList } from 'graphile-worker'
import type { Logger as Log } from 'pino'
import * as z from 'zod'
import type { Sql } from '../db/connect.js'
import { deployment } from '../domain/standing/audit-record.js'
import { sealEntries } from '../domain/audit/seal.js'
import { dropOldPartitions, makePartitions } from '../domain/clicks/partitions.js'
import { checkClustersDaily } from '../domain/fraud/clusters/check.js'
import type { Context } from '../domain/standing/context.js'
import { tellOperators, type NoticesOut } from '../domain/notices/tell.js'
import { dropOldAttempts } from '../domain/operators/attempts.js'
import { dropExpired } from '../domain/operators/sessions.js'
import { Programs } from '../domain/standing/find.js'
import { startDaily } from '../domain/payouts/reconcile/start.js'
import { workOnReconciliation } from '../domain/payouts/reconcile/work.js'
import { sweepPayouts } from '../domain/payouts/sweep.js'
import { checkBooksDaily } from '../domain/sweeps/check-books.js'
import { fillExample, unfinishedFills } from '../domain/example/fill.js'
import { sweepProgram } from '../domain/sweeps/sweep.js'
import { keepRunner, type Sweeps } from './keep-runner.js'

const crontab = `
* * * * * sweep ?max=1&fill=0s
23 * * * * partitions ?max=3&fill=2h
41 * * * * sign_ins ?max=3
11 * * * * check_ledgers ?max=3
17 * * * * check_clusters ?max=3
*/5 * * * * reconcile ?max=1&fill=0s
`

const programPayload = z.object({ programId: z.int() })

/** @throws Error if the sweeps cannot start. @param owner see `tasksOf` */
export async function startWorker(
  context: Context,
  owner: Sql | undefined,
  connectionString: string,
  log: Log,
  notices?: NoticesOut,
): Promise<Sweeps> {
  const restarted = () => log.warn('the sweeps stopped: the database is away. They are started again.')
  return keepRunner({
    connectionString,
    crontab,
    log: workerLog(log),
    tasks: tasksOf(context, owner, log, notices),
    restarted,
  })
}

/** @param owner a role that may create tables; undefined if another process creates the partitions. */
function tasksOf(context: Context, owner: Sql | undefined, log: Log, notices: NoticesOut | undefined): TaskList {
  const programs = new Programs(context)
  const programOf = async (payload: unknown) => {
    const { programId } = programPayload.parse(payload)
    return (await programs.list()).find(({ id }) => id === programId)
  }
  return {
    /** One job per program, so that a slow one does not block the rest. */
    sweep: async (_payload, { addJob }) => {
      await sealEntries(context, deployment)
      for (const programId of await unfinishedFills(context)) {
        await addJob('fill_example', { programId }, { jobKey: `example:${programId}`, maxAttempts: 3 })
      }
      for (const { id } of await programs.list()) {
        await addJob('sweep_program', { programId: id }, { jobKey: `sweep:${id}`, maxAttempts: 3 })
        if (notices !== undefined) {
          await addJob('tell_operators', { programId: id }, { jobKey: `tell:${id}`, maxAttempts: 3 })
        }
      }
    },
    fill_example: async (payload) => {
      const program = await programOf(payload)
      if (program !== undefined) await fillExample(context, program)
    },
    sweep_program: async (payload) => {
      const program = await programOf(payload)
      if (program !== undefined) await sweepProgram(context, program)
    },
    tell_operators: async (payload) => {
      const program = await programOf(payload)
      if (program !== undefined && notices !== undefined) await tellOperators(context, program, notices)
    },
    send_payouts: async (payload) => {
      const program = await programOf(payload)
      if (program !== undefined) await sweepPayouts(context, program)
    },
    /** Once in each of a program's days, and continues one that was interrupted or requested. */
    reconcile: async (_payload, { addJob }) => {
      for (const { id } of await programs.list()) {
        await addJob('reconcile_program', { programId: id }, { jobKey: `reconcile:${id}`, maxAttempts: 3 })
      }
    },
    reconcile_program: async (payload) => {
      const program = await programOf(payload)
      if (program !== undefined && (await startDaily(context, program))) await workOnReconciliation(context, program)
    },
    check_ledgers: async (_payload, { addJob }) => {
      for (const { id } of await programs.list()) {
        await addJob('check_ledger', { programId: id }, { jobKey: `check:${id}`, maxAttempts: 3 })
      }
    },
    check_ledger: async (payload) => {
      const { programId } = programPayload.parse(payload)
      await checkBooksDaily(context, programId)
    },
    check_clusters: async (_payload, { addJob }) => {
      for (const { id } of await programs.list()) {
        await addJob('check_program_clusters', { programId: id }, { jobKey: `clusters:${id}`, maxAttempts: 3 })
      }
    },
    check_program_clusters: async (payload) => {
      const { programId } = programPayload.parse(payload)
      const check = await checkClustersDaily(context, programId)
      if (check !== undefined && check.missing + check.extra > 0) {
        log.error({ programId, ...check }, 'the clusters of a program differed from its identities; they were repaired')
      }
    },
    sign_ins: async () => {
      await dropExpired(context)
      await dropOldAttempts(context)
    },
    partitions: async () => {
      if (owner === undefined) return
      const now = new Date(context.clock.nowMs())
      await makePartitions(owner, now)
      await dropOldPartitions(owner, now)
    },
  }
}

function workerLog(log: Log): LogFunctionFactory {
  // The worker's levels are a const enum, which does not exist at run time.
  return (scope) => (level: string, message) => {
    // The worker appends stacks of errors that are reported elsewhere: one line is enough.
    const [line = ''] = message.split('\n', 1)
    if (level === 'error') log.error({ scope }, line)
    else if (level === 'warning') log.warn({ scope }, line)
    else log.debug({ scope }, line)
  }
}
