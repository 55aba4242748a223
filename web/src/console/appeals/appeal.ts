/** An appeal, as /v1 tells of it. */
import type { Listed } from '../lib/api.js'
import type { Evidence } from '../participants/participant.js'

export type AppealState = 'open' | 'upheld' | 'dismissed'

export interface Appeal {
  readonly id: string
  readonly referral: string
  readonly state: AppealState
  readonly text: string | null
  readonly reservedMinor: number
  readonly openedAt: string
  readonly answer: string | null
  readonly answeredAt: string | null
  readonly answeredBy: string | null
  readonly friendUserId: string
  readonly advocateUserId: string
  readonly refusedFor: string | null
  readonly referralState: string
  readonly occurredAt: string
  readonly evidence: Evidence
  readonly promisedMinor: number
  readonly currency: string
  /** The account that had the friend's phone, mail or device. Left out for people who may not answer. */
  readonly matched?: Matched | null
}

export interface Matched {
  readonly userId: string | null
  readonly firstSeenAt: string | null
  readonly erasedAt: string | null
}

export interface Appeals extends Listed<Appeal> {
  readonly open: number
  readonly budgetMinor: number
}

export type Deed = 'count' | 'dismiss' | 'reverse'
