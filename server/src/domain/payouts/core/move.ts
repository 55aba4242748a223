/** Moves a payout from state to state, with its money. Nothing else does so after the request. */
import type { Tx } from '../../../db/connect.js'
import type { MethodKind, PayoutsRow, PayoutState } from '../../../db/rows.js'
import { assert, must } from '../../../errors.js'
import { toWire } from '../../../ids.js'
import { appendChanges } from '../../changes/append.js'
import type { ChangeType } from '../../changes/types.js'
import { lockBooks } from '../../ledger/books.js'
import { applyTransfers } from '../../ledger/apply.js'
import type { Transfer } from '../../ledger/transfer.js'
import { lockParticipants } from '../../person/lock.js'
import { lossTallies, settleShortfalls } from '../../rewards/shortfalls.js'
import { closeWaiting } from './differences.js'
import { payoutNotFound } from './read.js'
import { isSettled, payoutMoves, type Movement } from './states.js'

export interface HeldPayout {
  readonly id: string
  readonly participantId: string
  readonly amountMinor: bigint
  readonly kind: MethodKind
  readonly hint: string
  readonly provider: string
  readonly state: PayoutState
  readonly approvalsNeeded: number
  readonly providerReference: string | null
  readonly deadlineAt: Date | null
  /** The provider has accepted it. */
  readonly accepted: boolean
}

/** Locks the participant and then the payout, and reads it. @throws AppError `payout_not_found` */
export async function holdPayout(tx: Tx, programId: number, id: string): Promise<HeldPayout> {
  const [owner] = await tx<{ participant_id: string }[]>`
    select participant_id from payouts where program_id = ${programId} and id = ${id}`
  if (owner === undefined) throw payoutNotFound()
  await lockParticipants(tx, programId, [owner.participant_id])
  await tx`select id from payouts where program_id = ${programId} and id = ${id} for no key update`
  const [row] = await tx<PayoutsRow[]>`select * from payouts where program_id = ${programId} and id = ${id}`
  const { participant_id: participantId, amount_minor: amountMinor, ...rest } = must(row, 'a payout that is held')
  return {
    id,
    participantId,
    amountMinor,
    kind: rest.kind,
    hint: rest.hint,
    provider: rest.provider,
    state: rest.state,
    approvalsNeeded: rest.approvals_needed,
    providerReference: rest.provider_reference,
    deadlineAt: rest.deadline_at,
    accepted: rest.accepted,
  }
}

export interface Told {
  readonly code?: string | undefined
  readonly providerReference?: string | undefined
  /** The person who settled it, if one did. */
  readonly by?: string
}

/** The caller has locked the payout (`holdPayout`). @returns its new state. */
export async function movePayout(
  tx: Tx,
  programId: number,
  payout: HeldPayout,
  to: PayoutState,
  { code, providerReference, by }: Told,
  at: Date,
): Promise<HeldPayout> {
  const movement = payoutMoves[payout.state][to]
  assert(movement !== undefined, `a payout does not go from ${payout.state} to ${to}`)
  const moved = await tx`
    update payouts
    set state = ${to}, code = coalesce(${code ?? null}, code),
        provider_reference = coalesce(${providerReference ?? null}, provider_reference),
        deadline_at = null, ask_at = null, settled_at = ${isSettled(to) ? at : null}
    where program_id = ${programId} and id = ${payout.id} and state = ${payout.state}`
  assert(moved.count === 1, 'a payout that is held stays in its state')
  if (isSettled(to)) await closeWaiting(tx, programId, payout.id, by ?? 'bondhu', at)
  const takenBackMinor = movement === null ? 0n : await moveMoney(tx, programId, payout, movement, at)
  await tellPayout(tx, programId, { ...payout, takenBackMinor }, to, code, at)
  return { ...payout, state: to, providerReference: providerReference ?? payout.providerReference, deadlineAt: null }
}

/** The events of a payout that the app receives. */
const told: Readonly<Partial<Record<PayoutState, ChangeType>>> = {
  requested: 'payout.requested',
  paid: 'payout.paid',
  failed: 'payout.failed',
  rejected: 'payout.rejected',
  returned: 'payout.returned',
}

export async function tellPayout(
  tx: Tx,
  programId: number,
  payout: Pick<HeldPayout, 'id' | 'participantId' | 'amountMinor' | 'kind' | 'hint'> & {
    readonly takenBackMinor?: bigint
  },
  state: PayoutState,
  reason: string | undefined,
  at: Date,
): Promise<void> {
  const type = told[state]
  if (type === undefined) return
  const { participantId, amountMinor, kind, hint, takenBackMinor = 0n } = payout
  const takenBack = takenBackMinor > 0n && { takenBackMinor: Number(takenBackMinor) }
  const detail = { payout: toWire('pay', payout.id), method: { kind, hint }, ...takenBack }
  await appendChanges(tx, programId, [{ type, participantId, amountMinor, reason: reason ?? null, detail }], at)
}

/**
 * Moves a payout's money. Returned money first settles what reversals since its request could not take back.
 * @returns how much of it went there and is not the participant's again
 */
export async function moveMoney(
  tx: Tx,
  programId: number,
  payout: Pick<HeldPayout, 'id' | 'participantId' | 'amountMinor'>,
  movement: Movement,
  at: Date,
): Promise<bigint> {
  const { id, participantId, amountMinor } = payout
  const moved: Transfer = { participantId, amountMinor, causeKind: 'payout', causeId: id, ...movement }
  const takenBackMinor = movement.to === 'available' ? await settleShortfalls(tx, programId, payout) : 0n
  if (takenBackMinor === 0n) {
    await applyTransfers(tx, programId, [moved], at)
    return 0n
  }
  // The books are locked before they are read: a concurrent settlement would leave money in a budget that no longer
  // exists.
  const { state } = await lockBooks(tx, programId)
  const to = state === 'settled' ? 'returned' : 'budget'
  const recovered: Transfer = { ...moved, amountMinor: takenBackMinor, from: 'available', to, step: 'recover' }
  await applyTransfers(tx, programId, [moved, recovered], at, { tallies: lossTallies(-takenBackMinor) })
  return takenBackMinor
}
