/** A person's answer to an appeal: upheld by counting the referral (appeals/ruling.ts), or dismissed with a reason. */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { DecisionReason } from '../../db/rows.js'
import { AppError, must } from '../../errors.js'
import { toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/audit-record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { applyTransfers } from '../ledger/apply.js'
import type { Transfer } from '../ledger/transfer.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { lockPair } from '../rewards/reverse.js'
import { findAppeal, type Appeal } from './open.js'

export const dismissalSchema = z.strictObject({ reason: field.text(1000).describe('Why, in words, for the record') })

export interface Answer {
  readonly text: string
  readonly by: string
  readonly at: Date
}

/** What an appeal keeps reserved. */
export type Reserved = Pick<Appeal, 'id' | 'reserved_minor'>

/**
 * Part of counting the referral, whose pair the caller has locked. The appeal's sum stays reserved, and the caller
 * awards it from there.
 * @returns undefined if nobody appealed.
 */
export async function upholdAppeal(
  tx: Tx,
  programId: number,
  referralId: string,
  answer: Answer,
): Promise<Reserved | undefined> {
  const [upheld] = await tx<Reserved[]>`
    update appeals
    set state = 'upheld', answer = ${answer.text}, answered_by = ${answer.by}, answered_at = ${answer.at}
    where program_id = ${programId} and referral_id = ${referralId} and state = 'open'
    returning id, reserved_minor`
  if (upheld === undefined) return undefined
  await tellAnswer(tx, programId, 'appeal.upheld', { id: upheld.id, referralId, reason: null }, answer.at)
  return upheld
}

/**
 * Dismisses an appeal: the refusal remains, and the reserved sum returns to the budget. Repeating is harmless.
 * @throws AppError `appeal_not_found`, `appeal_state_conflict`
 */
export async function dismissAppeal(
  context: Context,
  program: Program,
  appealId: string,
  { reason }: z.output<typeof dismissalSchema>,
  by: string,
): Promise<Appeal> {
  return inProgram(context, program, async (tx, { now: at }) => {
    const { referral_id: referralId } = await readAppeal(tx, program.id, appealId)
    await lockPair(tx, program.id, referralId)
    const appeal = await readAppeal(tx, program.id, appealId)
    if (appeal.state === 'dismissed') return appeal
    if (appeal.state === 'upheld') {
      throw new AppError('appeal_state_conflict', 'This appeal was upheld: its referral counts.')
    }
    await tx`
      update appeals set state = 'dismissed', answer = ${reason}, answered_by = ${by}, answered_at = ${at}
      where program_id = ${program.id} and id = ${appealId} and state = 'open'`
    await recordChange(context, tx, program.id, {
      subject: toWire('apl', appealId),
      before: { state: 'open' },
      after: { state: 'dismissed', reason },
    })
    const [refused] = await tx<{ reason: DecisionReason | null }[]>`
      select reason from referrals where program_id = ${program.id} and id = ${referralId}`
    const told = { id: appealId, referralId, reason: refused?.reason ?? null }
    await tellAnswer(tx, program.id, 'appeal.dismissed', told, at)
    await applyTransfers(tx, program.id, givenBack(appeal), at)
    return readAppeal(tx, program.id, appealId)
  })
}

/** It was never a broken promise, so no statistics of promises include it. */
export function givenBack({ id: causeId, reserved_minor: amountMinor }: Reserved): Transfer[] {
  if (amountMinor === 0n) return []
  return [
    { participantId: null, from: 'reserved', to: 'budget', amountMinor, causeKind: 'appeal', causeId, step: 'dismiss' },
  ]
}

async function tellAnswer(
  tx: Tx,
  programId: number,
  type: 'appeal.upheld' | 'appeal.dismissed',
  told: { id: string; referralId: string; reason: DecisionReason | null },
  at: Date,
): Promise<void> {
  const [referral] = await tx<{ advocate_id: string }[]>`
    select advocate_id from referrals where program_id = ${programId} and id = ${told.referralId}`
  const { advocate_id: participantId } = must(referral, 'the referral of an appeal')
  const detail = { appeal: toWire('apl', told.id) }
  await appendChanges(
    tx,
    programId,
    [{ type, participantId, friendId: told.referralId, reason: told.reason, detail }],
    at,
  )
}

async function readAppeal(tx: Tx, programId: number, id: string): Promise<Appeal> {
  const appeal = await findAppeal(tx, programId, { id })
  if (appeal === undefined) throw new AppError('appeal_not_found', 'This program has no appeal of this id.')
  return appeal
}
