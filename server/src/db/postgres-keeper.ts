/**
 * Keeps the embedded server running. One that ends by itself (killed, out of memory, no room for its write-ahead log) is
 * started again at the same address, with pauses that grow to ten seconds, for as long as this process lives: meanwhile
 * statements fail as those of a database that cannot be reached, and with room again everything goes on.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer, type Server, type ServerPlan } from './postgres-server.js'

/** A fast shutdown writes a checkpoint, which can be some gigabytes; longer than this and it is cut short. */
const stopPatienceMs = 60_000
const pauseMsMin = 250
const pauseMsMax = 10_000
/** A server that ran for so long is started again at once. */
const steadyMs = 60_000

export class PostgresKeeper {
  private readonly plan: ServerPlan
  private readonly warn: (line: string) => void
  private server: Server
  private readonly stopping = new AbortController()
  private readonly kept: Promise<void>
  private stopped: Promise<void> | undefined

  private constructor(plan: ServerPlan, warn: (line: string) => void, server: Server) {
    this.plan = plan
    this.warn = warn
    this.server = server
    this.kept = this.keep(server.port)
  }

  /** @param warn is told, a line each, that the server ended and that it runs again. @throws Error when it cannot start */
  static async start(plan: ServerPlan, warn: (line: string) => void): Promise<PostgresKeeper> {
    return new PostgresKeeper(plan, warn, await startServer(plan))
  }

  get address(): Pick<Server, 'port' | 'socketPath'> {
    return this.server
  }

  /** Waits for the server's end. The second call waits for the first. */
  stop(): Promise<void> {
    return (this.stopped ??= this.end())
  }

  private async end(): Promise<void> {
    this.stopping.abort()
    // Whichever runs by now: one that is just being started, too.
    const signal = (name: NodeJS.Signals) => void this.server.child.kill(name)
    signal('SIGINT')
    const hard = setTimeout(signal, stopPatienceMs, 'SIGQUIT')
    await this.kept
    clearTimeout(hard)
  }

  private async keep(port: number): Promise<void> {
    let pauseMs = pauseMsMin
    let startedMs = performance.now()
    for (;;) {
      const how = await this.server.exited
      if (this.stopping.signal.aborted) return
      if (performance.now() - startedMs > steadyMs) pauseMs = pauseMsMin
      this.warn(`${how}. Starting it again.`)
      pauseMs = await this.startAgain(port, pauseMs)
      startedMs = performance.now()
    }
  }

  /** Until it runs or is not wanted any more. @returns the pause before the next attempt */
  private async startAgain(port: number, firstPauseMs: number): Promise<number> {
    let pauseMs = firstPauseMs
    while (!this.stopping.signal.aborted) {
      await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => {})
      if (this.stopping.signal.aborted) break
      pauseMs = Math.min(pauseMs * 2, pauseMsMax)
      try {
        await startServer(this.plan, (server) => (this.server = server), port)
        this.warn('PostgreSQL runs again.')
        break
      } catch (error) {
        if (!this.stopping.signal.aborted) this.warn(`PostgreSQL does not start yet: ${reasonOf(error)}`)
      }
    }
    return pauseMs
  }
}

/** The last of what the server said that was a failure, in one line. */
function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').filter((line) => line !== '')
  return lines.findLast((line) => /PANIC|FATAL/.test(line)) ?? lines.at(-1) ?? ''
}
