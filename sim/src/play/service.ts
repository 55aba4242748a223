/** The service in a process of its own, on a database that is thrown away. The simulator calls it over HTTP alone. */
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ClockMove, HostOptions } from './host.js'

/** As scripts/test-cluster.mjs makes it. */
export interface Database {
  readonly serviceUrl: string
}

export class RunningService {
  readonly url: string
  readonly adminToken: string
  private readonly child: ChildProcess
  private aheadMs = 0

  private constructor(child: ChildProcess, url: string, adminToken: string) {
    this.child = child
    this.url = url
    this.adminToken = adminToken
  }

  static async start({ serviceUrl }: Database): Promise<RunningService> {
    const adminToken = randomBytes(24).toString('hex')
    const options: HostOptions = { serviceUrl, adminToken, secret: randomBytes(24).toString('hex') }
    const child = fork(fileURLToPath(new URL('./host.js', import.meta.url)), [JSON.stringify(options)], {
      // No setting of this shell reaches the service.
      env: { PATH: process.env['PATH'] ?? '' },
      execArgv: ['--enable-source-maps', '--max-semi-space-size=32'],
    })
    const { url } = await messageOf<{ url: string }>(child)
    return new RunningService(child, url, adminToken)
  }

  /** The service's own time. */
  nowMs(): number {
    return Date.now() + this.aheadMs
  }

  /** Never back. */
  async moveTo(ms: number): Promise<void> {
    const aheadMs = Math.round(ms - Date.now())
    if (aheadMs <= this.aheadMs) return
    const moved = messageOf(this.child)
    this.child.send({ aheadMs } satisfies ClockMove)
    await moved
    this.aheadMs = aheadMs
  }

  async stop(): Promise<void> {
    const { child } = this
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

const answerMsMax = 60_000

/** @throws Error if the process ends first, or is silent for too long */
async function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      clearTimeout(timer)
      child.removeListener('message', hear).removeListener('exit', end)
      work()
    }
    const hear = (message: unknown) => settle(() => resolve(message as T))
    const end = (code: number | null, signal: string | null) =>
      settle(() => reject(new Error(`The service ended (${signal ?? code}).`)))
    const timer = setTimeout(() => settle(() => reject(new Error('The service did not answer.'))), answerMsMax)
    child.once('message', hear).once('exit', end)
  })
}
