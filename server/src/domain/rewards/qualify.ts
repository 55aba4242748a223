/**
 * A friend's action that a program requires: the reserved reward becomes held, and the referral counts. An action in
 * time counts even if it is reported after the referral lapsed.
 */
import type { Text } from '@bondhu/web/language'
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { ProgramState, ReferralState, ReferralsRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { recordActivity } from '../fraud/look/activity.js'
import { readUserOwners } from '../identities/claim.js'
import { digestOf } from '../identities/digest.js'
import { applyTransfers } from '../ledger/apply.js'
import { lockParticipants } from '../person/lock.js'
import { participantNotFound } from '../person/read.js'
import type { Program, Standing } from '../standing/find.js'
import { occurredAheadMsMax, occurredAtOf } from '../standing/occurred-at.js'
import { inProgram } from '../standing/in-program.js'
import { holdMsOf } from '../standing/hold.js'
import { isRefusal, refusals, type RefusalReason } from '../reasons/signup-reasons.js'
import { awardOf } from './grant.js'
import { amountsByReferral, moveRewards, readRewards } from './move.js'
import { spendBudget } from './spend.js'

export const eventSchema = z.strictObject({
  userId: field.userId,
  name: field.text(64),
  occurredAt: field.instantOrEmpty.nullish(),
})

/** Why the action of a referred friend does not count. For developers: a misspelt name is `other_action`. */
export const uncounted = [
  'no_action_awaited',
  'other_action',
  'too_early',
  'too_late',
  'in_review',
  'referral_ended',
] as const
export type Uncounted = (typeof uncounted)[number]

export interface EventAnswer {
  /** Whether the referral counts by this action, now or from an earlier report. */
  readonly qualified: boolean
  /** If it does not count, and there is a referral. */
  readonly why?: Uncounted
  /** Why an action that was in time, but reported after the lapse, does not count. */
  readonly reason?: RefusalReason
  readonly message?: Text
  readonly referral: { readonly id: string; readonly state: ReferralState } | null
}

type Awaiting = Pick<ReferralsRow, 'id' | 'advocate_id' | 'state' | 'reason' | 'version' | 'occurred_at' | 'expires_at'>

/**
 * The event was in time but reported after the referral lapsed, and the budget is already spent or the friend was found
 * not to be new.
 */
class CountsNoMore extends Error {
  readonly reason: RefusalReason
  readonly referral: Awaiting

  constructor(reason: RefusalReason, referral: Awaiting) {
    super(reason)
    this.reason = reason
    this.referral = referral
  }
}

/** Repeating is harmless. @throws AppError `participant_not_found`, `occurred_at_out_of_range` */
export async function recordEvent(
  context: Context,
  program: Program,
  input: z.output<typeof eventSchema>,
): Promise<EventAnswer> {
  const friend = await findAccount(context, program, input.userId)
  // An imported member is known, and is nobody's friend.
  if (friend === undefined) return { qualified: false, referral: null }
  try {
    return await qualifyFriend(context, program, friend.id, input)
  } catch (error) {
    if (!(error instanceof CountsNoMore)) throw error
    const { reason, referral } = error
    return {
      qualified: false,
      why: 'referral_ended',
      reason,
      message: refusals[reason],
      referral: referralAnswer(referral),
    }
  }
}

/** @throws CountsNoMore, AppError `occurred_at_out_of_range` */
async function qualifyFriend(
  context: Context,
  program: Program,
  friendId: string,
  input: z.output<typeof eventSchema>,
): Promise<EventAnswer> {
  return inProgram(context, program, async (tx, standing) => {
    const told = occurredAtOf({ occurredAt: input.occurredAt ?? undefined }, standing.now)
    if (told instanceof AppError) throw told
    const before = await readReferral(tx, program.id, friendId)
    if (before === undefined) return { qualified: false, referral: null }
    const occurredAt = actedAt(told, Boolean(input.occurredAt), before.occurred_at)
    const { timeZone } = standing.inForce.terms
    const awaited = standing.versions.get(before.version).terms.qualifyingEvent
    const matches = awaited?.name === input.name
    if (matches) await lockParticipants(tx, program.id, [friendId, before.advocate_id])
    await recordActivity(tx, program.id, friendId, {
      openedAt: before.occurred_at,
      at: occurredAt,
      timeZone,
      counts: before.state === 'counted',
      now: standing.now,
    })
    const referral = (matches && (await readReferral(tx, program.id, friendId))) || before
    if (matches && referral.state === 'review' && isInTime(referral, occurredAt)) {
      await rememberAction(tx, program.id, friendId, standing.now)
    }
    const isOpen = referral.state === 'pending' || referral.state === 'lapsed'
    if (!matches || !isOpen || !isInTime(referral, occurredAt)) {
      const answer = referralAnswer(referral)
      if (matches && referral.state === 'counted') return { qualified: true, referral: answer }
      return { qualified: false, why: whyNot(awaited, matches, referral, occurredAt), referral: answer }
    }
    // A clash learnt since the lapse: no money was left to reverse.
    if (referral.reason !== null && isRefusal(referral.reason)) throw new CountsNoMore(referral.reason, referral)
    await qualify(tx, program.id, standing, referral)
    return { qualified: true, referral: referralAnswer({ ...referral, state: 'counted' }) }
  })
}

/**
 * Clocks differ: the account may have been opened by one that was ahead of the action's, or by ours when the report came.
 * So an action shortly before it is one at its opening. A report without a time means now.
 */
function actedAt(told: Date, isDated: boolean, openedAt: Date): Date {
  const beforeMs = openedAt.getTime() - told.getTime()
  if (beforeMs <= 0) return told
  return isDated && beforeMs > occurredAheadMsMax ? told : openedAt
}

function whyNot(
  awaited: object | null | undefined,
  matches: boolean,
  { state, occurred_at: openedAt }: Awaiting,
  occurredAt: Date,
): Uncounted {
  if (!awaited) return 'no_action_awaited'
  if (!matches) return 'other_action'
  if (state === 'review') return 'in_review'
  if (state !== 'pending' && state !== 'lapsed') return 'referral_ended'
  return occurredAt < openedAt ? 'too_early' : 'too_late'
}

/** @returns undefined for an imported member. @throws AppError `participant_not_found` */
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
    select id, advocate_id, state, reason, version, occurred_at, expires_at
    from referrals where program_id = ${programId} and id = ${id}`
  return row
}

/** The action counts when the review is decided: the hold began when the action was reported. */
async function rememberAction(tx: Tx, programId: number, id: string, at: Date): Promise<void> {
  await tx`
    update referrals set acted_at = ${at}
    where program_id = ${programId} and id = ${id} and state = 'review' and acted_at is null`
}

/** From the opening of the account until the deadline. */
function isInTime({ occurred_at: openedAt, expires_at: expiresAt }: Awaiting, occurredAt: Date): boolean {
  return occurredAt >= openedAt && expiresAt !== null && occurredAt < expiresAt
}

function referralAnswer({ id, state }: Awaiting) {
  return { id: toWire('ref', id), state }
}

/**
 * Reserved money becomes held. After a lapse it is taken from the budget again; its place in the caps stays granted.
 * @throws CountsNoMore
 */
async function qualify(tx: Tx, programId: number, standing: Standing, referral: Awaiting): Promise<void> {
  const { now, versions } = standing
  const isRevived = referral.state === 'lapsed'
  const counted = await tx`
    update referrals set state = 'counted'
    where program_id = ${programId} and id = ${referral.id} and state = ${referral.state}`
  if (counted.count === 0) return
  const { holdDays } = versions.get(referral.version).terms
  const rewards = await readRewards(tx, programId, [referral.id])
  const holdMs = holdMsOf(holdDays, standing.books)
  const availableAt = new Date(now.getTime() + holdMs)
  const to = holdMs === 0 ? 'available' : 'held'
  const moved = await moveRewards(tx, programId, rewards, to, availableAt)
  const amounts = amountsByReferral(moved).get(referral.id)
  const pair = { participantId: referral.advocate_id, friendId: referral.id }
  const detail = isRevived ? { afterLapse: true } : null
  await appendChanges(
    tx,
    programId,
    [{ type: 'referral.counted', ...pair, ...amounts, dueAt: availableAt, detail }],
    now,
  )
  const beside = {
    friends: [{ participantId: referral.advocate_id, friendId: referral.id, pending: isRevived ? 0 : -1, counted: 1 }],
  }
  const transfers = moved.flatMap((reward) => awardOf(reward, isRevived ? 'budget' : 'reserved', to))
  if (!isRevived) return applyTransfers(tx, programId, transfers, now, beside)
  const refusal = (state: ProgramState) =>
    new CountsNoMore(state === 'settled' ? 'program_closed' : 'budget_exhausted', referral)
  await spendBudget(tx, programId, standing, transfers, refusal, beside)
}
