/** A question after a friend who was not counted, as /v1 tells of it. */
import type { stateWords } from '../lib/reasons.js'
import type { Listed } from '../lib/api.js'

export const questionStates = ['open', 'resolved'] as const

type Reason = keyof typeof stateWords.current.reason

export interface Account {
  readonly userId: string
  readonly outcome: 'referred' | 'organic' | 'refused' | null
  readonly reason: Reason | null
  readonly referral: string | null
  readonly state: string | null
  readonly own: boolean
}

export interface Question {
  readonly id: string
  readonly userId: string
  readonly came: 'link' | 'code' | 'neither'
  readonly opened: 'lately' | 'before'
  readonly times: number
  readonly firstAskedAt: string
  readonly askedAt: string
  readonly given: 'phone' | 'email' | null
  readonly accounts: readonly Account[]
  readonly note: string | null
  readonly resolvedBy: string | null
  readonly resolvedAt: string | null
}

export interface Questions extends Listed<Question> {
  readonly open: number
}
