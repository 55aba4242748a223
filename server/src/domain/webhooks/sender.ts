/** Looks for webhooks with something to send, and works on several at a time. A slow one does not block the rest. */
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { programsToSend, takeLeases, type Lease } from './lease.js'
import { workWebhook } from './work.js'

/** Webhooks at a time, in one process. */
const abreastMax = 16

export class WebhookSender {
  private readonly context: Context
  private readonly programOf: (programId: number) => Promise<Program | undefined>
  private readonly onError: (error: unknown) => void
  private readonly running = new Set<Promise<void>>()
  private stopping = false

  /** @param onError receives bugs and database failures. A receiver's failures are stored in its deliveries. */
  constructor(
    context: Context,
    programOf: (programId: number) => Promise<Program | undefined>,
    onError: (error: unknown) => void,
  ) {
    this.context = context
    this.programOf = programOf
    this.onError = onError
  }

  /** Starts due webhooks, as far as there is room, without waiting for them. @returns how many were started. */
  async start(): Promise<number> {
    let begun = 0
    for (const programId of await programsToSend(this.context.sql, new Date(this.context.clock.nowMs()))) {
      const room = abreastMax - this.running.size
      if (this.stopping || room <= 0) break
      const program = await this.programOf(programId)
      if (program === undefined) continue
      for (const lease of await takeLeases(this.context, programId, room)) {
        begun += 1
        this.run(program, lease)
      }
    }
    return begun
  }

  /** Resolves when started work is done. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running)
  }

  /** Lets started work finish, and starts nothing more. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.idle()
  }

  private run(program: Program, lease: Lease): void {
    const work = workWebhook(this.context, program, lease, () => this.stopping)
      .catch((error: unknown) => this.onError(error))
      .finally(() => void this.running.delete(work))
    this.running.add(work)
  }
}
