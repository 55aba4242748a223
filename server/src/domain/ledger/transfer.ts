/** One movement of money, and what moves with it on a participant's row. Types alone. */
import type { Account, CauseKind, TransferStep } from '../../db/rows.js'

export interface Transfer {
  /** Whose balances move; null where both accounts are the program's own. */
  readonly participantId: string | null
  readonly from: Account
  readonly to: Account
  readonly amountMinor: bigint
  readonly causeKind: CauseKind
  readonly causeId: string
  readonly step: TransferStep
}

/** Standing referrals of a participant, by state. Not money, but on the same row. */
export interface FriendChange {
  readonly participantId: string
  readonly counted?: number
  readonly pending?: number
  readonly review?: number
}
