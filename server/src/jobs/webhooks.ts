/**
 * Keeps webhooks going: twice a second somebody looks for what is due, so that a change leaves within a second or so of
 * its commit. Nothing rests on a look: what was missed is found by the next, in this process or another.
 */
import type { Logger as Log } from 'pino'
import type { Context } from '../domain/standing/context.js'
import { Programs } from '../domain/standing/find.js'
import { WebhookSender } from '../domain/webhooks/sender.js'

const lookMsStep = 500
/** After a failure of the database's. */
const restMs = 5_000

export interface WebhookLoop {
  /** Lets what is under way come to its end. */
  stop(): Promise<void>
}

export function startWebhooks(context: Context, log: Log): WebhookLoop {
  const programs = new Programs(context)
  // No message: one of the database can repeat a value.
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
