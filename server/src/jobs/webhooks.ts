/**
 * Looks for due webhooks twice a second, so that a change is sent about a second after its commit. Nothing rests on one
 * look: the next one, in any process, finds what was missed.
 */
import type { Logger as Log } from 'pino'
import type { Context } from '../domain/standing/context.js'
import { Programs } from '../domain/standing/find.js'
import { WebhookSender } from '../domain/webhooks/sender.js'

const lookMsStep = 500
/** After a failure of the database. */
const restMs = 5_000

export interface WebhookLoop {
  /** Lets running work finish. */
  stop(): Promise<void>
}

export function startWebhooks(context: Context, log: Log): WebhookLoop {
  const programs = new Programs(context)
  // No message: a database message can repeat a value.
  const failed = (error: unknown) => log.error({ name: nameOf(error) }, 'webhooks could not be sent; tried again')
  const programOf = async (programId: number) => (await programs.list()).find(({ id }) => id === programId)
  const sender = new WebhookSender(context, programOf, failed)
  let timer: NodeJS.Timeout | undefined
  let looking = Promise.resolve()
  let stopped = false
  const look = async () => {
    let waitMs = lookMsStep
    try {
      await sender.start()
    } catch (error) {
      failed(error)
      waitMs = restMs
    }
    if (!stopped) timer = setTimeout(begin, waitMs)
  }
  const begin = () => {
    looking = look()
  }
  begin()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
      await sender.stop()
    },
  }
}

function nameOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : ''
  return error instanceof Error ? `${error.name}${code}` : typeof error
}
