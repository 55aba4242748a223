/**
 * Writes transfers and moves the balances of participants. A transfer goes from one account to one account, once a cause
 * and step, and is never changed. The caller holds the rows of the participants it moves for; the program's own accounts
 * move last of all (apply.ts).
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { Account } from '../../db/rows.js'
import { assert } from '../../errors.js'
import { newId } from '../../ids.js'
import { appendTallies, friendTallies, transferTallies, type Tally } from './tallies.js'
import type { FriendChange, Transfer } from './transfer.js'

/** The effect of transfers on the program's own accounts. */
export interface BooksChange {
  fundingMinor: bigint
  returnedMinor: bigint
  reservedMinor: bigint
  budgetMinor: bigint
}

interface ParticipantChange {
  held: bigint
  available: bigint
  clearing: bigint
  paid: bigint
  counted: number
  pending: number
  review: number
}

const booksAccounts = {
  funding: 'fundingMinor',
  returned: 'returnedMinor',
  reserved: 'reservedMinor',
  budget: 'budgetMinor',
} as const satisfies Partial<Record<Account, keyof BooksChange>>

export function booksChangeOf(transfers: readonly Transfer[]): BooksChange {
  const change: BooksChange = { fundingMinor: 0n, returnedMinor: 0n, reservedMinor: 0n, budgetMinor: 0n }
  for (const transfer of transfers) {
    if (transfer.from in booksAccounts)
      change[booksAccounts[transfer.from as keyof typeof booksAccounts]] -= transfer.amountMinor
    if (transfer.to in booksAccounts)
      change[booksAccounts[transfer.to as keyof typeof booksAccounts]] += transfer.amountMinor
  }
  return change
}

export interface Beside {
  /** Other changes of the same rows. Updating a row twice costs twice as much. */
  readonly friends?: readonly FriendChange[]
  /** What else is counted in the same statement. */
  readonly tallies?: readonly Tally[]
}

/**
 * With their tallies, so that no figure can miss one: nothing else writes a transfer or counts a friend. Only apply.ts
 * and the batch of signups call it; the batch sends its other writes along. A cause that has already moved at this step
 * violates the key: the transaction fails and nothing moves.
 */
export async function postTransfers(
  tx: Tx,
  programId: number,
  transfers: readonly Transfer[],
  at: Date,
  { friends = [], tallies = [] }: Beside = {},
): Promise<void> {
  for (const transfer of transfers) assert(transfer.amountMinor > 0n, 'a transfer moves something')
  // Sent together on one connection: they run in this order and cost one round trip.
  await Promise.all([
    insertTransfers(tx, programId, transfers, at),
    changeParticipants(tx, programId, transfers, friends),
    appendTallies(tx, programId, [...tallies, ...transferTallies(transfers), ...friendTallies(friends)], at),
  ])
}

async function insertTransfers(tx: Tx, programId: number, transfers: readonly Transfer[], at: Date): Promise<void> {
  if (transfers.length === 0) return
  await tx`
    insert into transfers
      (program_id, id, participant_id, from_account, to_account, amount_minor, cause_kind, cause_id, step, made_at)
    select ${programId}, id, participant_id, from_account, to_account, amount_minor, cause_kind, cause_id, step, ${at}
    from unnest(
      ${arrayText(transfers.map(() => newId()))}::uuid[],
      ${arrayText(transfers.map((transfer) => transfer.participantId))}::uuid[],
      ${arrayText(transfers.map((transfer) => transfer.from))}::account[],
      ${arrayText(transfers.map((transfer) => transfer.to))}::account[],
      ${arrayText(transfers.map((transfer) => transfer.amountMinor))}::bigint[],
      ${arrayText(transfers.map((transfer) => transfer.causeKind))}::cause_kind[],
      ${arrayText(transfers.map((transfer) => transfer.causeId))}::uuid[],
      ${arrayText(transfers.map((transfer) => transfer.step))}::transfer_step[]
    ) as t (id, participant_id, from_account, to_account, amount_minor, cause_kind, cause_id, step)`
}

/** The caller holds the rows of the participants. */
async function changeParticipants(
  tx: Tx,
  programId: number,
  transfers: readonly Transfer[],
  friends: readonly FriendChange[],
): Promise<void> {
  const changes = participantChanges(transfers, friends)
  if (changes.size === 0) return
  const ids = [...changes.keys()]
  const sums = [...changes.values()]
  // A participant who does not exist raises.
  await tx`
    select move_balances(
      ${programId}::integer,
      ${arrayText(ids)}::uuid[],
      ${arrayText(sums.map((sum) => sum.held))}::bigint[],
      ${arrayText(sums.map((sum) => sum.available))}::bigint[],
      ${arrayText(sums.map((sum) => sum.clearing))}::bigint[],
      ${arrayText(sums.map((sum) => sum.paid))}::bigint[],
      ${arrayText(sums.map((sum) => sum.counted))}::integer[],
      ${arrayText(sums.map((sum) => sum.pending))}::integer[],
      ${arrayText(sums.map((sum) => sum.review))}::integer[]
    )`
}

function participantChanges(
  transfers: readonly Transfer[],
  friends: readonly FriendChange[],
): Map<string, ParticipantChange> {
  const changes = new Map<string, ParticipantChange>()
  for (const transfer of transfers) {
    if (transfer.participantId === null) continue
    const change = changeOf(changes, transfer.participantId)
    if (isOwn(transfer.from)) change[transfer.from] -= transfer.amountMinor
    if (isOwn(transfer.to)) change[transfer.to] += transfer.amountMinor
  }
  for (const { participantId, counted = 0, pending = 0, review = 0 } of friends) {
    const change = changeOf(changes, participantId)
    change.counted += counted
    change.pending += pending
    change.review += review
  }
  return changes
}

function changeOf(changes: Map<string, ParticipantChange>, participantId: string): ParticipantChange {
  const known = changes.get(participantId)
  if (known !== undefined) return known
  const change = { held: 0n, available: 0n, clearing: 0n, paid: 0n, counted: 0, pending: 0, review: 0 }
  changes.set(participantId, change)
  return change
}

function isOwn(account: Account): account is 'held' | 'available' | 'clearing' | 'paid' {
  return !(account in booksAccounts)
}
