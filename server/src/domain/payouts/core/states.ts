/** The life of a payout: one table of allowed state changes, and what each does to the money. Pure. */
import type { Account, PayoutState, TransferStep } from '../../../db/rows.js'

export interface Movement {
  readonly from: Account
  readonly to: Account
  readonly step: TransferStep
}

const paid: Movement = { from: 'clearing', to: 'paid', step: 'pay' }
const restored: Movement = { from: 'clearing', to: 'available', step: 'restore' }
const bounced: Movement = { from: 'paid', to: 'available', step: 'bounce' }

/** The reservation with which every payout begins. */
export const requested: Movement = { from: 'available', to: 'clearing', step: 'request' }

/** Null: the state changes without money. A change that is not listed never happens. */
export const payoutMoves: Readonly<Record<PayoutState, Readonly<Partial<Record<PayoutState, Movement | null>>>>> = {
  requested: { approved: null, rejected: restored },
  // Rejected only while its provider is detached: see approve.ts.
  approved: { sending: null, rejected: restored },
  sending: { unknown: null, paid, failed: restored },
  unknown: { paid, failed: restored },
  paid: { returned: bounced },
  failed: {},
  rejected: {},
  returned: {},
}

export const payoutStates = Object.keys(payoutMoves) as [PayoutState, ...PayoutState[]]

export function isSettled(state: PayoutState): boolean {
  return state === 'paid' || Object.keys(payoutMoves[state]).length === 0
}
