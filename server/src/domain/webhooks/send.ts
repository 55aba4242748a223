/** One attempt to deliver one change, signed by the Standard Webhooks library. */
import { Webhook as Signer } from 'standardwebhooks'
import { OutgoingError } from '../../outgoing.js'
import type { Event } from '../changes/event.js'
import type { Context, WebhookTry } from '../standing/context.js'

export const tryMsMax = 8_000

export interface Target {
  readonly url: string
  /** Two during a rotation, newest first. */
  readonly secrets: readonly string[]
}

export type Attempt = WebhookTry

/** An event, or one of a type that is no kind of change. */
export type Sent = Omit<Event, 'type'> & { readonly type: string }

export async function send(context: Context, { url, secrets }: Target, event: Sent): Promise<Attempt> {
  const at = new Date(context.clock.nowMs())
  const body = JSON.stringify(event)
  try {
    const { status } = await context.outgoing.call({
      method: 'POST',
      url: new URL(url),
      headers: {
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': secrets.map((secret) => new Signer(secret).sign(event.id, at, body)).join(' '),
      },
      body,
      timeoutMs: tryMsMax,
      // The status is the answer: a receiver that says more, or says it slowly, has the event.
      answerBytesMax: 0,
    })
    return { accepted: status >= 200 && status < 300, status, error: status < 300 ? null : complaintOf(status) }
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error
    return { accepted: false, status: null, error: error.message }
  }
}

function complaintOf(status: number): string {
  return status < 400 ? 'It answered with a redirect, which is not followed.' : `It answered ${status}.`
}
