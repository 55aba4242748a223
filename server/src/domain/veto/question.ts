/** One question to the app, signed by the Standard Webhooks library, and its answer. It writes nothing. */
import { Webhook as Signer } from 'standardwebhooks'
import * as z from 'zod'
import type { FraudStage } from '../../db/rows.js'
import { toWire } from '../../ids.js'
import { OutgoingError } from '../../outgoing.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { secretsOf } from '../standing/shared-secret.js'
import type { Veto } from './veto.js'

/** For everything, from resolving the name to the answer's last byte. */
export const answerMsMax = 2_000
const answerBytesMax = 4 * 1024

const answerSchema = z.object({ allow: z.boolean() })

export interface Question {
  readonly stage: FraudStage
  /** The digest of the friend's user id at the signup, the referral at the release. */
  readonly subject: string
  /** Null at the signup, where the friend has no id yet. */
  readonly referralId: string | null
  readonly friendUserId: string
  readonly advocateUserId: string
  readonly amountMinor: bigint
  readonly friendAmountMinor: bigint
  readonly currency: string
  readonly occurredAt: Date
}

/** `trouble` is a sentence for the operator. */
export type Heard = { readonly said: boolean } | { readonly said: null; readonly trouble: string }

export async function askOnce(context: Context, program: Program, veto: Veto, question: Question): Promise<Heard> {
  const at = new Date(context.clock.nowMs())
  const id = toWire('vet', question.subject)
  const body = JSON.stringify(bodyOf(program, id, question, at))
  const secrets = secretsOf(context, program, { purpose: 'veto', id: veto.id }, veto.sealed)
  try {
    const answer = await context.outgoing.call({
      method: 'POST',
      url: new URL(veto.url),
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
      },
      body,
      timeoutMs: answerMsMax,
      answerBytesMax,
    })
    return heardOf(answer.status, answer.body)
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error
    return { said: null, trouble: error.message }
  }
}

function bodyOf({ slug }: Program, id: string, question: Question, at: Date) {
  return {
    id,
    type: `veto.${question.stage}`,
    timestamp: at.toISOString(),
    program: slug,
    data: {
      userId: question.friendUserId,
      advocateUserId: question.advocateUserId,
      ...(question.referralId !== null && { referral: toWire('ref', question.referralId) }),
      amountMinor: Number(question.amountMinor),
      friendAmountMinor: Number(question.friendAmountMinor),
      currency: question.currency,
      occurredAt: question.occurredAt.toISOString(),
    },
  }
}

function heardOf(status: number, body: string): Heard {
  if (status >= 300 && status < 400) {
    return { said: null, trouble: 'It answered with a redirect, which is not followed.' }
  }
  if (status !== 200) return { said: null, trouble: `It answered ${status}.` }
  try {
    return { said: answerSchema.parse(JSON.parse(body)).allow }
  } catch {
    return { said: null, trouble: 'It answered 200 without {"allow": true} or {"allow": false}.' }
  }
}
