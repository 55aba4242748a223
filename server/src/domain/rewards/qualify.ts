/** An action of a friend that a program waits for: the reserved reward becomes held, and the referral counts. */
import { z } from 'zod'
import type { Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import { dayMs } from '../../clock.js'
import type { ReferralState, ReferralsRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../context.js'
import { readUserOwners } from '../identities/claim.js'
import { digestOf } from '../identities/digest.js'
import type { Transfer } from '../ledger/transfers.js'
import { readBooks } from '../ledger/books.js'
import { lockParticipants } from '../participants/lock.js'
import { participantNotFound } from '../participants/read.js'
import { standingUnder, type Program, type Standing } from '../programs/find.js'
import { occurredAtOf } from '../signups/command.js'
import { addToFriendCounts } from './friend-counts.js'
import { amountsByReferral, causeOf, moveRewards, readRewards, settleTransfers, type Reward } from './settle.js'

export const eventSchema = z.strictObject({
  userId: field.userId,
  name: field.text(64),
  occurredAt: field.instant.nullish(),
})

export interface EventAnswer {
  /** Whether the referral counts by this action, now or since an earlier report of it. */
  readonly qualified: boolean
  readonly referral: { readonly id: string; readonly state: ReferralState } | null
}

type Awaiting = Pick<ReferralsRow, 'id' | 'advocate_id' | 'state' | 'version' | 'occurred_at' | 'expires_at'>

/** The same event again is harmless. @throws AppError `participant_not_found`, `occurred_at_out_of_range` */
export async function recordEvent(
  context: Context,
  program: Program,
  input: z.output<typeof eventSchema>,
): Promise<EventAnswer> {
  const friend = await findAccount(context, program, input.userId)
  // A member who was imported is known, and is nobody's friend.
  if (friend === undefined) return { qualified: false, referral: null }
  return retryingTransaction(context.sql, async (tx) => {
    const standing = await standingUnder(context, tx, program.id, await readBooks(tx, program.id))
    const told = occurredAtOf({ occurredAt: input.occurredAt ?? undefined }, standing.now)
    if (told instanceof AppError) throw told
    const before = await readReferral(tx, program.id, friend.id)
    if (before === undefined) return { qualified: false, referral: null }
    await lockParticipants(tx, program.id, [friend.id, before.advocate_id])
    const referral = (await readReferral(tx, program.id, friend.id)) ?? before
    // Told without a time it is of this moment, also where the app's clock opened the account a little ahead of ours.
    const occurredAt = input.occurredAt || told > referral.occurred_at ? told : referral.occurred_at
    const awaited = standing.versions.get(referral.version).terms.qualifyingEvent
    const matches = awaited?.name === input.name
    if (!matches || referral.state !== 'pending' || !isInTime(referral, occurredAt)) {
      return { qualified: matches && referral.state === 'counted', referral: referralAnswer(referral) }
    }
    await qualify(tx, program.id, standing, referral)
    return { qualified: true, referral: referralAnswer({ ...referral, state: 'counted' }) }
  })
}

/** @returns undefined for a member who was imported. @throws AppError `participant_not_found` */
async function findAccount(context: Context, program: Program, userId: string): Promise<{ id: string } | undefined> {
  const [row] = await context.sql<{ id: string }[]>`
    select id from participants where program_id = ${program.id} and user_id = ${userId}`
  if (row !== undefined) return row
  const digest = digestOf(context.keys.key(program.keyVersion, 'identity'), 'user', userId)
  if ((await readUserOwners(context.sql, program.id, [digest])).size === 0) throw participantNotFound()
  return undefined
}

async function readReferral(tx: Tx, programId: number, id: string): Promise<Awaiting | undefined> {
  const [row] = await tx<Awaiting[]>`
    select id, advocate_id, state, version, occurred_at, expires_at from referrals where program_id = ${programId} and id = ${id}`
  return row
}

/** From the opening of the account until its days have run out. */
function isInTime({ occurred_at: openedAt, expires_at: expiresAt }: Awaiting, occurredAt: Date): boolean {
  return occurredAt >= openedAt && expiresAt !== null && occurredAt < expiresAt
}

function referralAnswer({ id, state }: Awaiting) {
  return { id: toWire('ref', id), state }
}

async function qualify(tx: Tx, programId: number, { now, versions }: Standing, referral: Awaiting): Promise<void> {
  const counted = await tx`
    update referrals set state = 'counted'
    where program_id = ${programId} and id = ${referral.id} and state = 'pending'`
  if (counted.count === 0) return
  const { holdDays } = versions.get(referral.version).terms
  const rewards = await readRewards(tx, programId, [referral.id])
  const availableAt = new Date(now.getTime() + holdDays * dayMs)
  const moved = await moveRewards(tx, programId, rewards, holdDays === 0 ? 'available' : 'held', availableAt)
  await addToFriendCounts(tx, programId, [{ participantId: referral.advocate_id, pending: -1, counted: 1 }], now)
  const amounts = amountsByReferral(moved).get(referral.id)
  const pair = { participantId: referral.advocate_id, friendId: referral.id }
  await appendChanges(tx, programId, [{ type: 'referral.counted', ...pair, ...amounts, dueAt: availableAt }], now)
  await settleTransfers(
    tx,
    programId,
    moved.flatMap((reward) => awardOf(reward, holdDays)),
    now,
  )
}

function awardOf(reward: Reward, holdDays: number): Transfer[] {
  const award: Transfer = { ...causeOf(reward), from: 'reserved', to: 'held', step: 'award' }
  if (holdDays > 0) return [award]
  return [award, { ...causeOf(reward), from: 'held', to: 'available', step: 'release' }]
}
