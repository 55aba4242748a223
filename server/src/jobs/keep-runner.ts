/**
 * Restarts a graphile-worker runner that stops by itself, as it does when the database goes away. worker.ts has its
 * tasks.
 */
import { Logger, run, type LogFunctionFactory, type Runner, type TaskList } from 'graphile-worker'
import { jobQueuePool, type JobQueuePool } from '../db/job-queue.js'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** The pause before a restart, doubled each time up to the longest. */
const pauseMsMin = 250
const pauseMsMax = 10_000
/** A runner that ran for this long is restarted soon. */
const steadyMs = 60_000
/** A runner without a job may take this long to shut down. */
const shutdownMsMax = 5_000

export interface Sweeps {
  /** Lets running jobs finish. */
  stop(): Promise<void>
}

interface Started {
  /** Resolves when the runner and its connections have ended. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export interface RunnerPlan {
  readonly connectionString: string
  readonly crontab: string
  readonly tasks: TaskList
  readonly log: LogFunctionFactory
  /** Called before each restart. */
  readonly restarted: () => void
}

// graphile-worker prints the stack of an ended worker in addition to its log message. Nothing else here traces.
console.trace = () => {}

/** @throws Error if the first start fails */
export async function keepRunner(plan: RunnerPlan): Promise<Sweeps> {
  const stopping = new AbortController()
  const { signal } = stopping
  let runner: Started | undefined = await startRunner(plan)
  const keep = async () => {
    let pauseMs = pauseMsMin
    while (!signal.aborted) {
      const startedMs = performance.now()
      await runner?.ended
      if (signal.aborted) return
      if (performance.now() - startedMs > steadyMs) pauseMs = pauseMsMin
      plan.restarted()
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
      pauseMs = Math.min(pauseMs * 2, pauseMsMax)
      if (!signal.aborted) runner = await startRunner(plan).catch(() => undefined)
      // A stop during the restart has stopped the previous runner.
      if (signal.aborted) await runner?.stop().catch(() => {})
    }
  }
  const kept = keep()
  return {
    async stop() {
      stopping.abort()
      // Rejects if it stopped by itself.
      await runner?.stop().catch(() => {})
      await kept
      await runner?.ended
    },
  }
}

/** With its own pool, which ends after it. */
async function startRunner(plan: RunnerPlan): Promise<Started> {
  const queue = jobQueuePool(plan.connectionString)
  let hasEnded = false
  // A worker that did not shut down in time still asks its ended pool, and that is no news.
  const logger = new Logger((scope) => {
    const say = plan.log(scope)
    return (...line) => void (hasEnded || say(...line))
  })
  try {
    const runner = await runOn(queue, plan, logger)
    // graphile-worker 0.17.3 keeps an error of its first question and never asks again. So the runner is replaced.
    runner.events.once('worker:getJob:error', () => void runner.stop().catch(() => {}))
    const ended = runner.promise
      .catch(() => {})
      .then(() => {
        hasEnded = true
        return queue.end()
      })
    return { ended, stop: () => runner.stop() }
  } catch (error) {
    await queue.end()
    throw error
  }
}

async function runOn({ pool }: JobQueuePool, { crontab, tasks }: RunnerPlan, logger: Logger): Promise<Runner> {
  const running = new RunningTasks()
  return run({
    pgPool: pool,
    noHandleSignals: true,
    crontab,
    logger,
    taskList: running.watch(tasks),
    preset: {
      worker: {
        concurrentJobs: 2,
        pollInterval: 5_000,
        // Immediately, but as a batch. Otherwise graphile-worker 0.17.3 does not await its own statement, and losing
        // the database at that moment ended this process with an unhandled rejection.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
      plugins: [
        {
          name: 'BondhuTasksEndFirst',
          version: '1.0.0',
          worker: {
            middleware: {
              poolGracefulShutdown: async (next) => running.endOf(Promise.resolve(next())),
              // It waits five seconds for jobs and then accepts no more results: a later result would be another
              // unhandled rejection. Each job ends, because its statements have a limit.
              poolForcefulShutdown: async (next) => {
                await running.ended()
                return running.endOf(Promise.resolve(next()))
              },
            },
          },
        },
      ],
    },
  })
}

class RunningTasks {
  private readonly running = new Set<Promise<unknown>>()

  watch(tasks: TaskList): TaskList {
    const watched = Object.entries(tasks).map(([name, task]): [string, TaskList[string]] => [
      name,
      async (payload, helpers) => {
        const work = Promise.resolve(task?.(payload as never, helpers))
        this.running.add(work)
        try {
          await work
        } finally {
          this.running.delete(work)
        }
      },
    ])
    return Object.fromEntries(watched)
  }

  async ended(): Promise<void> {
    await Promise.allSettled(this.running)
    // The worker takes the result in the next turn of the event loop.
    await nextTurn()
  }

  /**
   * Waits for `shutdown`, but not longer than `shutdownMsMax` after the last job. graphile-worker 0.17.3 waits for ever
   * after it could not write down the failures of two jobs: its count of open batches is then below zero.
   * @throws Error if it does not shut down
   */
  async endOf<Result>(shutdown: Promise<Result>): Promise<Result> {
    for (;;) {
      await this.ended()
      const ended = await Promise.race([shutdown.then(() => true), sleep(shutdownMsMax, false, { ref: false })])
      if (ended) return shutdown
      if (this.running.size === 0) throw new Error('the worker did not shut down')
    }
  }
}
