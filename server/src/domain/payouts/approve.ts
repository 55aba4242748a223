/**
 * People's decisions on payouts: approved or rejected before they are sent, and settled by hand if a provider does not
 * answer. If the program requires two approvals, two different people must give them. A key counts as the first maker
 * of its chain: an operator, or the deployment's token.
 */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { PayoutVerdict } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/audit-record.js'
import { holdAuthority } from '../operators/authority.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { holdPayout, movePayout, type HeldPayout } from './core/move.js'
import { isUsedPayment } from './core/news.js'
import { failureReasons } from '../reasons/payout-failures.js'
import { findPayout, type Payout } from './core/read.js'
import { wakeSender } from './core/wake.js'

export const rejectSchema = z.strictObject({ reason: field.text(1000).describe('Why, in words, for the record') })

export const settleSchema = z.strictObject({
  outcome: z.enum(['paid', 'failed']).describe('What the provider’s own books say'),
  reason: field.text(1000).describe('How it was found out, for the record'),
  code: z.enum(failureReasons).nullish().describe('Of a failed one: why. Told to the participant'),
  providerReference: field.text(100).nullish().describe('Of a paid one: as the provider calls it'),
})

interface Saying {
  readonly tx: Tx
  readonly at: Date
  readonly payout: HeldPayout
  /** The person behind the caller. */
  readonly person: string
}

/** Repeating by the same person is harmless. @throws AppError `payout_not_found`, `payout_state_conflict` */
export async function approvePayout(context: Context, program: Program, id: string, by: string): Promise<Payout> {
  const payout = await onPayout(context, program, id, by, async ({ tx, at, payout: held, person }) => {
    if (wasApproved(held)) return
    if (held.state !== 'requested') throw conflict(held, 'approved')
    await say(tx, program.id, held.id, { by, person, verdict: 'approve', reason: null, at })
    const [said] = await tx<{ approvals: number }[]>`
      select count(*)::int as approvals from payout_verdicts
      where program_id = ${program.id} and payout_id = ${held.id} and verdict = 'approve'`
    const approvals = said?.approvals ?? 0
    if (approvals >= held.approvalsNeeded) await movePayout(tx, program.id, held, 'approved', {}, at)
    await recordChange(context, tx, program.id, {
      subject: toWire('pay', id),
      after: { approvals, approvalsNeeded: held.approvalsNeeded },
    })
  })
  if (payout.state === 'approved') await wakeSender(context, program)
  return payout
}

/**
 * One person can reject. An approved payout can be rejected while its provider is detached, because it would never be
 * sent.
 * @throws AppError `payout_not_found`, `payout_state_conflict`
 */
export async function rejectPayout(
  context: Context,
  program: Program,
  id: string,
  { reason }: z.output<typeof rejectSchema>,
  by: string,
): Promise<Payout> {
  return onPayout(context, program, id, by, async ({ tx, at, payout, person }) => {
    if (payout.state === 'rejected') return
    const waits = payout.state === 'approved' && (await isDetached(tx, program.id, payout.provider))
    if (payout.state !== 'requested' && !waits) throw conflict(payout, 'rejected')
    await say(tx, program.id, id, { by, person, verdict: 'reject', reason, at })
    await movePayout(tx, program.id, payout, 'rejected', { code: 'rejected' }, at)
    await recordChange(context, tx, program.id, { subject: toWire('pay', id), after: { state: 'rejected', reason } })
  })
}

/**
 * A person settles what no machine can tell.
 * @throws AppError `payout_not_found`, `payout_state_conflict`, `provider_reference_repeated`
 */
export async function settlePayout(
  context: Context,
  program: Program,
  id: string,
  { outcome, reason, code, providerReference }: z.output<typeof settleSchema>,
  by: string,
): Promise<Payout> {
  return onPayout(context, program, id, by, async ({ tx, at, payout }) => {
    if (payout.state === outcome) return
    // The result is unknown while a sender may still be sending it.
    if (payout.state !== 'unknown' && !(payout.state === 'sending' && payout.deadlineAt === null)) {
      throw conflict(payout, 'settled by hand')
    }
    if (outcome === 'paid' && providerReference && (await isUsedPayment(tx, program.id, payout, providerReference)))
      throw usedPayment()
    const told =
      outcome === 'paid'
        ? { providerReference: providerReference ?? undefined, by }
        : { code: code ?? 'provider_refused', by }
    await movePayout(tx, program.id, payout, outcome, told, at)
    await recordChange(context, tx, program.id, {
      subject: toWire('pay', id),
      before: { state: payout.state },
      after: { state: outcome, reason },
    })
  })
}

async function onPayout(
  context: Context,
  program: Program,
  id: string,
  by: string,
  work: (saying: Saying) => Promise<void>,
): Promise<Payout> {
  return inProgram(context, program, async (tx, { now: at }) => {
    const payout = await holdPayout(tx, program.id, id)
    const { person } = await holdAuthority(tx, program.id, by, 'payouts:approve', context.clock.nowMs())
    await work({ tx, at, payout, person })
    return findPayout(tx, program, id)
  })
}

/** Locked, so that the provider cannot be activated and send the payout meanwhile. */
async function isDetached(tx: Tx, programId: number, provider: string): Promise<boolean> {
  const [attached] = await tx<{ detached: boolean }[]>`
    select state = 'detached' as detached from attached_providers
    where program_id = ${programId} and provider = ${provider}
    for share`
  return attached?.detached === true
}

function usedPayment(): AppError {
  return new AppError(
    'provider_reference_repeated',
    'This payment has paid another payout already. One payment pays one payout: look for the number of this one.',
  )
}

function wasApproved({ state }: HeldPayout): boolean {
  return state !== 'requested' && state !== 'rejected'
}

function conflict({ state }: HeldPayout, wanted: string): AppError {
  return new AppError('payout_state_conflict', `This payout is ${state}: it cannot be ${wanted}.`)
}

/** A later decision of the same person replaces the earlier one. */
async function say(
  tx: Tx,
  programId: number,
  payoutId: string,
  said: { by: string; person: string; verdict: PayoutVerdict; reason: string | null; at: Date },
): Promise<void> {
  await tx`
    insert into payout_verdicts (program_id, payout_id, said_by, person, verdict, reason, said_at)
    values (${programId}, ${payoutId}, ${said.by}, ${said.person}, ${said.verdict}, ${said.reason}, ${said.at})
    on conflict (program_id, payout_id, person) do update
      set said_by = excluded.said_by, verdict = excluded.verdict, reason = excluded.reason, said_at = excluded.said_at`
}
