/** One movement of money, and what changes with it on a participant's row. Only types. */
import type { Account, CauseKind, TransferStep } from '../../db/rows.js'

export interface Transfer {
  /** The owner of the balances; null if both accounts are the program's own. */
  readonly participantId: string | null
  readonly from: Account
  readonly to: Account
  readonly amountMinor: bigint
  readonly causeKind: CauseKind
  readonly causeId: string
  readonly step: TransferStep
}

/** A participant's active referrals by state, for one friend. Not money, but on the same row. */
export interface FriendChange {
  readonly participantId: string
  readonly friendId: string
  readonly counted?: number
  readonly pending?: number
  readonly review?: number
}
