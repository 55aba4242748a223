/**
 * News from providers: the answer to an order or a question, their own call, a line of a file. It may be repeated, late
 * and unordered. News that contradicts a final state moves nothing and opens a difference, as does a payment that has
 * paid another payout.
 */
import type { Tx } from '../../../db/connect.js'
import { isUniqueViolation } from '../../../db/retry.js'
import type { PayoutState } from '../../../db/rows.js'
import { AppError } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import type { Context } from '../../standing/context.js'
import type { Program, Standing } from '../../standing/find.js'
import { inProgram } from '../../standing/in-program.js'
import type { DifferenceKind } from './difference-kinds.js'
import { openDifference, type Side } from './differences.js'
import { holdPayout, movePayout, type HeldPayout } from './move.js'
import type { ProviderNews } from './provider.js'

/** The effect of a piece of news: moves through these states in turn (none: it was known), or contradicts. */
export type Effect =
  | { readonly moves: readonly PayoutState[] }
  | { readonly accepted: true }
  | { readonly difference: DifferenceKind }

const known: Effect = { moves: [] }

/** Pure. */
export function effectOf(
  payout: Pick<HeldPayout, 'state' | 'amountMinor' | 'providerReference'>,
  news: ProviderNews,
): Effect {
  const { state } = payout
  if (state === 'requested' || state === 'approved' || state === 'rejected') return { difference: 'never_sent' }
  const onItsWay = state === 'sending' || state === 'unknown'
  if (news.state === 'accepted') return onItsWay ? { accepted: true } : known
  if (news.state === 'failed') {
    if (onItsWay) return { moves: ['failed'] }
    return state === 'paid' ? { difference: 'failed_after_paid' } : known
  }
  if (news.state === 'returned') {
    if (onItsWay) return { moves: ['paid', 'returned'] }
    if (state === 'failed') return { difference: 'returned_after_failed' }
    return state === 'paid' ? { moves: ['returned'] } : known
  }
  if (news.amountMinor !== undefined && news.amountMinor !== payout.amountMinor) return { difference: 'wrong_amount' }
  if (onItsWay) return { moves: ['paid'] }
  if (state === 'failed') return { difference: 'paid_after_failed' }
  const paidAs = payout.providerReference ?? news.providerReference
  return paidAs === news.providerReference ? known : { difference: 'paid_twice' }
}

/** The pause before asking about an accepted payment. */
const acceptedAskSeconds = 60

/**
 * @param from the provider of the news, which counts only for its own payouts
 * @returns the payout's new state; undefined if the reference does not belong to this program
 */
export async function takeNews(
  context: Context,
  program: Program,
  news: ProviderNews,
  from: string,
): Promise<PayoutState | undefined> {
  return onPayment(context, program, async (tx, { now: at }) => {
    const payout = await heldByReference(tx, program, news.reference)
    if (payout !== undefined) return apply(tx, program, payout, news, from, at)
    const found = { kind: 'unknown_reference', subject: news.reference.slice(0, 200), payoutId: null } as const
    await openDifference(tx, program.id, { ...found, detail: { theirs: theirSide(news) } }, at)
    return undefined
  })
}

/**
 * The provider does not know the payment after so long that it can no longer appear: the money comes back. Whether the
 * provider ever accepted it is read under the payout's lock, because its call may have come meanwhile.
 * @returns false if it had accepted it; then nothing moves
 */
export async function takeAbsence(context: Context, program: Program, id: string): Promise<boolean> {
  return inProgram(context, program, async (tx, { now: at }) => {
    const payout = await holdPayout(tx, program.id, id)
    if (payout.accepted) return false
    await apply(
      tx,
      program,
      payout,
      { reference: toWire('pay', id), state: 'failed', code: 'not_sent' },
      payout.provider,
      at,
    )
    return true
  })
}

/**
 * If one payment pays two payouts at the same moment, the unique key lets one through. The other is judged again and
 * finds the payment used.
 */
async function onPayment<T>(
  context: Context,
  program: Program,
  work: (tx: Tx, standing: Standing) => Promise<T>,
): Promise<T> {
  try {
    return await inProgram(context, program, work)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return inProgram(context, program, work)
  }
}

/** Whether the payment has paid another payout. */
export async function isUsedPayment(
  tx: Tx,
  programId: number,
  { id, provider }: Pick<HeldPayout, 'id' | 'provider'>,
  providerReference: string,
): Promise<boolean> {
  const used = await tx`
    select id from payouts
    where program_id = ${programId} and provider = ${provider} and provider_reference = ${providerReference}
      and id <> ${id}`
  return used.count > 0
}

async function judge(tx: Tx, programId: number, payout: HeldPayout, news: ProviderNews, from: string): Promise<Effect> {
  if (payout.provider !== from) return { difference: 'never_sent' }
  const effect = effectOf(payout, news)
  if (!('moves' in effect) || !('providerReference' in news)) return effect
  if (effect.moves.length === 0 && !namesPayment(payout, news)) return effect
  const isUsed = await isUsedPayment(tx, programId, payout, news.providerReference)
  return isUsed ? { difference: 'provider_reference_repeated' } : effect
}

/** A person settled it without the payment's number: it is added when the provider sends it. */
function namesPayment(payout: HeldPayout, news: ProviderNews): boolean {
  return payout.state === 'paid' && payout.providerReference === null && news.state === 'paid'
}

async function heldByReference(tx: Tx, program: Program, reference: string): Promise<HeldPayout | undefined> {
  const id = fromWire('pay', reference)
  if (id === undefined) return undefined
  try {
    return await holdPayout(tx, program.id, id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'payout_not_found') return undefined
    throw error
  }
}

async function apply(
  tx: Tx,
  program: Program,
  payout: HeldPayout,
  news: ProviderNews,
  from: string,
  at: Date,
): Promise<PayoutState> {
  const effect = await judge(tx, program.id, payout, news, from)
  if ('difference' in effect) {
    const { state, amountMinor, providerReference } = payout
    const detail = { ours: { state, amountMinor: Number(amountMinor), providerReference }, theirs: theirSide(news) }
    const found = { kind: effect.difference, subject: news.reference, payoutId: payout.id, detail }
    await openDifference(tx, program.id, found, at)
    return payout.state
  }
  if ('accepted' in effect) {
    // The sender is no longer awaited: the provider has the order, and is asked.
    await tx`
      update payouts
      set accepted = true, deadline_at = null,
          ask_at = coalesce(ask_at, ${new Date(at.getTime() + acceptedAskSeconds * 1000)})
      where program_id = ${program.id} and id = ${payout.id}`
    return payout.state
  }
  if (news.state === 'paid' && namesPayment(payout, news)) {
    await tx`
      update payouts set provider_reference = ${news.providerReference}
      where program_id = ${program.id} and id = ${payout.id}`
  }
  let moved = payout
  for (const to of effect.moves) moved = await movePayout(tx, program.id, moved, to, toldOf(news, to), at)
  return moved.state
}

function toldOf(news: ProviderNews, to: PayoutState) {
  return {
    ...('code' in news && to !== 'paid' && { code: news.code }),
    ...('providerReference' in news && { providerReference: news.providerReference }),
  }
}

function theirSide(news: ProviderNews): Side {
  return {
    state: news.state,
    ...('providerReference' in news && { providerReference: news.providerReference }),
    ...('amountMinor' in news && news.amountMinor !== undefined && { amountMinor: Number(news.amountMinor) }),
    ...('code' in news && { code: news.code }),
  }
}
