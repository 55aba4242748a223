/**
 * A person decides a review, or one friend of it: confirmed as abuse, or cleared. Each friend is decided once. A review
 * is closed when no friend of it waits any more: as confirmed if one of its friends was, and as cleared otherwise.
 */
import * as z from 'zod'
import { arrayText } from '../../../db/array-text.js'
import type { Tx } from '../../../db/connect.js'
import type { ReviewState } from '../../../db/rows.js'
import { AppError, must } from '../../../errors.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { lockParticipants } from '../../person/lock.js'
import { reverseHeldPair } from '../../rewards/reverse.js'
import { readRewards } from '../../rewards/move.js'
import { reverseUnreleased } from '../../rewards/reverse-unreleased.js'
import type { Context } from '../../standing/context.js'
import type { Program, Standing } from '../../standing/find.js'
import { inProgram } from '../../standing/in-program.js'
import { recordChange } from '../../standing/audit-record.js'
import { clearFriends, type Waiting } from './clear.js'
import { demoteImprecise } from './precision.js'

export const decisions = ['confirmed', 'cleared'] as const
export type Decision = (typeof decisions)[number]

export const decisionSchema = z.strictObject({
  reason: field.text(1000).describe('Why, in words, for the record'),
  referral: z.string().max(40).nullish().describe('Only this friend of the review; the others keep waiting'),
})

/** One call decides at most so many friends. The rest of the review stays open. */
export const decidedMax = 1000

export interface Deciding {
  readonly decision: Decision
  readonly reason: string
  /** All friends of the review, if absent. */
  readonly referralId?: string | undefined
  readonly by: string
}

interface Bench {
  readonly context: Context
  readonly tx: Tx
  readonly programId: number
  readonly standing: Standing
  readonly reviewId: string
  readonly deciding: Deciding
}

/**
 * Repeating is harmless. A friend who joins the review while it is decided is decided too, or keeps it open.
 * @throws AppError `review_not_found`, `referral_not_found`, `review_state_conflict`
 */
export async function decideReview(
  context: Context,
  program: Program,
  reviewId: string,
  deciding: Deciding,
): Promise<void> {
  await inProgram(context, program, async (tx, standing) => {
    const bench = { context, tx, programId: program.id, standing, reviewId, deciding }
    await readState(bench)
    const waiting = await lockWaiting(bench)
    const state = await readState(bench)
    if (await isDecidedAlready(bench, state)) return
    const friends = await readFriends(bench, waiting)
    refuseNothing(bench, friends)
    await decideFriends(bench, friends)
    await closeIfDone(bench)
    await demoteImprecise(context, tx, program.id, standing.now)
  })
}

/**
 * Participants first, the review after them: a signup that joins the review takes them in this order. So a friend who
 * joins in between is not locked here, is not decided, and keeps the review open.
 */
async function lockWaiting({ tx, programId, reviewId, deciding }: Bench): Promise<string[]> {
  const rows = await tx<{ id: string; advocate_id: string }[]>`
    select id, advocate_id from referrals
    where program_id = ${programId} and review_id = ${reviewId}
      ${deciding.referralId === undefined ? tx`and state = 'review'` : tx`and id = ${deciding.referralId}`}
    order by id
    limit ${decidedMax}`
  if (deciding.referralId !== undefined && rows.length === 0) {
    throw new AppError('referral_not_found', 'This review has no referral of this id.')
  }
  await lockParticipants(
    tx,
    programId,
    rows.flatMap((row) => [row.id, row.advocate_id]),
  )
  await tx`select id from reviews where program_id = ${programId} and id = ${reviewId} for no key update`
  return rows.map(({ id }) => id)
}

async function readState({ tx, programId, reviewId }: Bench): Promise<ReviewState> {
  const [row] = await tx<{ state: ReviewState }[]>`
    select state from reviews where program_id = ${programId} and id = ${reviewId}`
  if (row === undefined) throw new AppError('review_not_found', 'This program has no review of this id.')
  return row.state
}

/** @throws AppError `review_state_conflict` */
async function isDecidedAlready(bench: Bench, state: ReviewState): Promise<boolean> {
  const { tx, programId, deciding } = bench
  if (deciding.referralId === undefined) {
    if (state === 'open') return false
    if (state === deciding.decision) return true
    throw new AppError('review_state_conflict', `This review is ${state}.`)
  }
  const [decided] = await tx<{ decision: ReviewState }[]>`
    select decision from review_decisions
    where program_id = ${programId} and referral_id = ${deciding.referralId}`
  if (decided === undefined) return false
  if (decided.decision === deciding.decision) return true
  throw new AppError('review_state_conflict', `This friend is ${decided.decision}.`)
}

/** Those who still wait: others were decided or reversed before the locks were there. */
async function readFriends({ tx, programId, reviewId }: Bench, ids: readonly string[]): Promise<Waiting[]> {
  return tx<Waiting[]>`
    select id, advocate_id, reason, version, expires_at, acted_at from referrals
    where program_id = ${programId} and id = any(${arrayText([...ids])}::uuid[])
      and review_id = ${reviewId} and state = 'review'
    order by id`
}

/** @throws AppError `review_state_conflict` */
function refuseNothing({ deciding }: Bench, friends: readonly Waiting[]): void {
  if (deciding.referralId === undefined || friends.length > 0) return
  throw new AppError('review_state_conflict', 'This friend is not in review any more.')
}

async function decideFriends(bench: Bench, friends: readonly Waiting[]): Promise<void> {
  const { context, tx, programId, standing, reviewId, deciding } = bench
  const ids = friends.map(({ id }) => id)
  await tx`
    insert into review_decisions (program_id, referral_id, review_id, decision, reason, decided_by, decided_at)
    select ${programId}, id, ${reviewId}, ${deciding.decision}, ${deciding.reason}, ${deciding.by}, ${standing.now}
    from unnest(${arrayText(ids)}::uuid[]) as f (id)`
  await recordChange(context, tx, programId, {
    subject: toWire('rev', reviewId),
    before: { state: 'open' },
    after: {
      decision: deciding.decision,
      reason: deciding.reason,
      friends: ids.length,
      ...(deciding.referralId !== undefined && { referral: toWire('ref', deciding.referralId) }),
    },
  })
  if (deciding.decision === 'cleared') await clearFriends(tx, programId, standing, friends)
  else await confirmFriends(bench, friends)
}

/** A friend whom the app declined keeps that reason. */
async function confirmFriends({ tx, programId, standing }: Bench, friends: readonly Waiting[]): Promise<void> {
  const reasonOf = ({ reason }: Pick<Waiting, 'reason'>) =>
    reason === 'declined_by_app' ? ('declined_by_app' as const) : ('suspected_abuse' as const)
  const clashes = new Map(friends.map((friend) => [friend.id, { reason: reasonOf(friend), matchedId: null }]))
  await reverseUnreleased(tx, programId, clashes, standing.now)
  // With one of its two rewards released already. The money is taken back as far as it is there.
  const left = await tx<Pick<Waiting, 'id' | 'advocate_id' | 'reason'>[]>`
    select id, advocate_id, reason from referrals
    where program_id = ${programId} and id = any(${arrayText(friends.map(({ id }) => id))}::uuid[])
      and state = 'review'`
  for (const friend of left) {
    const { id: referralId, advocate_id: advocateId } = friend
    const rewards = await readRewards(tx, programId, [referralId])
    const reversing = { referralId, advocateId, rewards, reason: reasonOf(friend), at: standing.now }
    await reverseHeldPair(tx, programId, reversing)
  }
}

/** The review is locked, so nobody joins it until the commit. */
async function closeIfDone({ tx, programId, reviewId, standing, deciding }: Bench): Promise<void> {
  const [found] = await tx<{ waits: boolean; confirmed: boolean }[]>`
    select
      exists (
        select from referrals
        where program_id = ${programId} and review_id = ${reviewId} and state = 'review') as waits,
      exists (
        select from review_decisions
        where program_id = ${programId} and review_id = ${reviewId} and decision = 'confirmed') as confirmed`
  const { waits, confirmed } = must(found, 'what waits in a review')
  if (waits) return
  // A review of which nobody was left is closed as it was decided.
  const state = confirmed ? 'confirmed' : deciding.decision
  await tx`
    update reviews
    set state = ${state}, decided_at = ${standing.now}, decided_by = ${deciding.by}, reason = ${deciding.reason}
    where program_id = ${programId} and id = ${reviewId} and state = 'open'`
}
