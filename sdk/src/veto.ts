/** Answers a question of Bondhu: may a reward be granted, or released? It is signed as a webhook is. */
import { verified, WebhookError, type WebhookDelivery } from './webhook.js'

export interface VetoQuestion {
  /** The same if the question is asked again. */
  readonly id: string
  /** Before a reward is granted, or before it is released. A newer service may ask others. */
  readonly type: 'veto.signup' | 'veto.release'
  readonly timestamp: string
  readonly program: string
  readonly data: {
    /** The friend. */
    readonly userId: string
    readonly advocateUserId: string
    /** At the release. */
    readonly referral?: string
    readonly amountMinor: number
    readonly friendAmountMinor: number
    readonly currency: string
    /** When the friend opened the account. */
    readonly occurredAt: string
  }
}

/** What to send back: this status, this type, this body. */
export interface VetoAnswer {
  readonly status: 200
  readonly headers: { readonly 'content-type': 'application/json' }
  readonly body: string
}

/**
 * Verifies a question and answers it. Decide within two seconds: a later answer counts as none.
 * @param allow whether the friend may be paid for
 * @throws WebhookError if the question is not from Bondhu: answer 400
 * @example
 * const answer = await answerVeto({ body, headers, secrets: process.env.BONDHU_VETO_SECRET }, async ({ data }) => {
 *   return !(await isBanned(data.userId))
 * })
 */
export async function answerVeto(
  delivery: WebhookDelivery,
  allow: (question: VetoQuestion) => boolean | Promise<boolean>,
): Promise<VetoAnswer> {
  const question = JSON.parse(await verified(delivery)) as VetoQuestion
  if (!question.type.startsWith('veto.')) throw new WebhookError('This is an event, not a question.')
  const body = JSON.stringify({ allow: await allow(question) })
  return { status: 200, headers: { 'content-type': 'application/json' }, body }
}
