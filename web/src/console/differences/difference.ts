/** A difference and a reconciliation, as /v1 tells of them. */
import type { Text } from '../../language.js'

export type Kind =
  | 'never_sent'
  | 'unknown_reference'
  | 'paid_after_failed'
  | 'failed_after_paid'
  | 'returned_after_failed'
  | 'paid_twice'
  | 'provider_reference_repeated'
  | 'wrong_amount'
  | 'sent_twice'
  | 'vanished'
  | 'unsettled'
  | 'statement_unknown'
  | 'statement_absent'
  | 'statement_amount'
  | 'statement_state'
  | 'statement_returned'
  | 'statement_not_returned'
  | 'statement_repeated'
  | 'statement_reference'
  | 'ledger_step_missing'
  | 'ledger_step_extra'
  | 'ledger_step_differs'
  | 'balance_differs'

export type PersonsResolution = 'corrected_here' | 'corrected_there' | 'loss_accepted' | 'no_difference'

export interface Side {
  readonly state?: string
  readonly amountMinor?: number
  readonly providerReference?: string | null
  readonly times?: number
}

export interface Difference {
  readonly id: string
  readonly kind: Kind
  readonly message: Text
  readonly state: 'open' | 'resolved'
  readonly subject: string
  readonly payout: string | null
  readonly userId: string | null
  readonly currency: string
  readonly detail: {
    readonly provider?: string
    readonly step?: string
    readonly account?: string
    readonly byMinor?: number
    readonly ours?: Side
    readonly theirs?: Side
  }
  readonly providerName: string | null
  readonly openedAt: string
  readonly owner: string | null
  readonly ownerName: string | null
  readonly resolutionMessage: Text | null
  readonly note: string | null
  readonly resolvedAt: string | null
  readonly resolvedBy: string | null
  readonly resolvedByName: string | null
}

export interface Step {
  readonly step: 'opened' | 'taken' | 'resolved' | 'reopened'
  readonly by: string
  readonly byName: string | null
  readonly note: string | null
  readonly at: string
}

export interface Counts {
  readonly open: number
  readonly untaken: number
}

export interface Reconciliation {
  readonly id: string
  readonly state: 'working' | 'finished'
  readonly to: string
  readonly askedBy: string | null
  readonly opened: number
  readonly explained: number
  readonly cut: boolean
  readonly parts: readonly {
    readonly provider: string | null
    readonly providerName: string | null
    readonly payouts: number
    readonly lines: number
    readonly statement: 'read' | 'unread' | 'kept' | 'none' | null
    readonly statementTo: string | null
    readonly done: boolean
  }[]
}

/** Who says what no person says. */
export const machine = 'bondhu'
