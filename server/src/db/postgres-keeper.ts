/**
 * Keeps the embedded server running. A server that dies (killed, out of memory, no room for its write-ahead log) is
 * restarted at the same address, with pauses of up to ten seconds, for as long as this process lives. Meanwhile
 * statements fail as for an unreachable database.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer, type Server, type ServerPlan } from './postgres-server.js'

/** A fast shutdown writes a checkpoint of up to some gigabytes. After this time it is interrupted. */
const stopPatienceMs = 60_000
const pauseMsMin = 250
const pauseMsMax = 10_000
/** A server that ran for this long is restarted at once. */
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

  /** @param warn gets a line when the server ends and when it runs again. @throws Error if it cannot start */
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
    // The current server, also one that is just starting.
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

  /** Until it runs or is no longer wanted. @returns the pause before the next attempt */
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

/** The server's last failure message, in one line. */
function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').filter((line) => line !== '')
  return lines.findLast((line) => /PANIC|FATAL/.test(line)) ?? lines.at(-1) ?? ''
}
