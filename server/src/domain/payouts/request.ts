/**
 * A cash-out request: the money moves from available to clearing in the transaction that writes the payout, and stays
 * there until the result is known. The same key returns the same payout.
 */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { MethodKind, PayoutsRow } from '../../db/rows.js'
import { AppError, must } from '../../errors.js'
import { mac } from '../../mac.js'
import { newId } from '../../ids.js'
import { amountMinorPositive } from '../../schema.js'
import type { Context } from '../standing/context.js'
import { lockPresent } from '../person/lock.js'
import { findParticipant } from '../person/read.js'
import { dayIn } from '../standing/calendar.js'
import type { Program, Standing } from '../standing/find.js'
import { phaseAt } from '../standing/phase.js'
import { methodSchema, readAccount, type PayoutAccount } from './core/account.js'
import { holdWallet, isSame, notingRefusal, putMethod, readMethod, type MethodOnFile } from './method.js'
import { moveMoney, tellPayout } from './core/move.js'
import { findPayout, type Payout } from './core/read.js'
import { providerFor } from './providers/registry.js'
import type { Provider } from './core/provider.js'
import { requested } from './core/states.js'
import { wakeSender } from './core/wake.js'

export const payoutSchema = z.strictObject({
  amountMinor: amountMinorPositive,
  method: methodSchema.nullish().describe('Optional. Saved if none is set; a different one is refused'),
})

interface Asking {
  readonly tx: Tx
  readonly program: Program
  readonly standing: Standing
  readonly participantId: string
  readonly earnsNoMore: boolean
  readonly amountMinor: bigint
  /** The account as sent with the request. */
  readonly account: PayoutAccount | undefined
}

/**
 * @param idempotencyKey the caller's. Its digest is kept for ever with the payout, because an app's key may contain a
 * name
 * @throws AppError `participant_not_found`, `request_invalid`, `idempotency_key_reused`, `payout_method_missing`,
 * `payout_method_differs`, `payout_method_waiting`, `payout_method_unavailable`, `payout_below_minimum`,
 * `payout_amount_unsupported`, `available_short`, `wallet_limit_reached`, `wallet_ceiling_reached`
 */
export async function requestPayout(
  context: Context,
  program: Program,
  userId: string,
  idempotencyKey: string,
  input: z.output<typeof payoutSchema>,
): Promise<{ payout: Payout; created: boolean }> {
  const participant = await findParticipant(context.sql, program, userId)
  const key = mac(context.keys.key(program.keyVersion, 'idempotency'), idempotencyKey, 'base64url')
  const account = input.method ? readAccount(input.method, participant.country) : undefined
  const refused = { participantId: participant.id, account }
  const done = await notingRefusal(context, program, refused, async (tx, standing) => {
    await lockPresent(tx, program.id, participant.id)
    const { amountMinor } = input
    const asking: Asking = {
      tx,
      program,
      standing,
      participantId: participant.id,
      earnsNoMore: participant.leftAt !== null || participant.stoppedAt !== null,
      amountMinor,
      account,
    }
    const known = await sameRequest(context, asking, key)
    if (known !== undefined) return { payout: await findPayout(tx, program, known), created: false }
    const method = await methodOf(context, asking)
    const provider = await providerFor(tx, program, standing.inForce.terms, method.kind)
    refuseAmount(asking, provider, method.kind)
    await refuseShort(asking)
    const approvalsNeeded = await approvalsOf(asking, method)
    const id = await insertPayout(asking, key, method, provider.name, approvalsNeeded)
    const payout = { id, participantId: participant.id, amountMinor, kind: method.kind, hint: method.hint }
    await moveMoney(tx, program.id, payout, requested, standing.now)
    await tellPayout(tx, program.id, payout, 'requested', undefined, standing.now)
    return { payout: await findPayout(tx, program, id), created: true }
  })
  if (done.created && done.payout.state === 'approved') await wakeSender(context, program)
  return done
}

/** @throws AppError `idempotency_key_reused` */
async function sameRequest(context: Context, asking: Asking, key: string): Promise<string | undefined> {
  const { tx, program, participantId, amountMinor, account } = asking
  const [row] = await tx<Pick<PayoutsRow, 'id' | 'amount_minor' | 'kind' | 'account' | 'wallet'>[]>`
    select id, amount_minor, kind, account, wallet from payouts
    where program_id = ${program.id} and participant_id = ${participantId} and idempotency_key = ${key}`
  if (row === undefined) return undefined
  const same = account === undefined || (await isSame(context, tx, program, participantId, row, account))
  if (same && row.amount_minor === amountMinor) return row.id
  throw new AppError(
    'idempotency_key_reused',
    'This Idempotency-Key was used for another cash-out. Use a new key for a new one.',
  )
}

async function methodOf(context: Context, asking: Asking): Promise<MethodOnFile> {
  const { tx, program, standing, participantId, account } = asking
  const onFile = await readMethod(tx, program.id, participantId)
  if (onFile === undefined) {
    if (account !== undefined) return putMethod(context, tx, program, standing, participantId, account, standing.now)
    throw new AppError('payout_method_missing', 'No account is on file to pay to. Send `method`, or set it first.')
  }
  if (account !== undefined && !(await isSame(context, tx, program, participantId, onFile, account))) {
    throw new AppError(
      'payout_method_differs',
      'Another account is on file. Change it with PUT …/payout-method; a change waits a day.',
    )
  }
  // The first account never waits. Another process, whose clock is ahead, may have saved it.
  if (onFile.usableAt > onFile.setAt && standing.now < onFile.usableAt) {
    throw new AppError(
      'payout_method_waiting',
      `The account was changed: it can be paid to from ${onFile.usableAt.toISOString()}.`,
    )
  }
  return onFile
}

/**
 * There is no minimum once a program has ended, and for participants who left or whose link was stopped: small sums
 * must not be lost.
 */
function refuseAmount({ standing, earnsNoMore, amountMinor }: Asking, provider: Provider, kind: MethodKind): void {
  const { books, inForce, now } = standing
  const hasEnded = phaseAt(books.state, books.closingAt, inForce.terms, now) === 'closed'
  const minimumMinor = hasEnded || earnsNoMore ? 0n : inForce.terms.minimumPayoutMinor
  if (amountMinor < minimumMinor) {
    throw new AppError('payout_below_minimum', `The smallest cash-out is ${minimumMinor} (minor units).`)
  }
  const limits = provider.limits(kind)
  if (amountMinor < limits.minimumMinor || amountMinor > limits.maximumMinor) {
    throw new AppError(
      'payout_amount_unsupported',
      `To this kind of account from ${limits.minimumMinor} to ${limits.maximumMinor} (minor units) can be paid at once.`,
    )
  }
}

/** @throws AppError `available_short` */
async function refuseShort({ tx, program, participantId, amountMinor }: Asking): Promise<void> {
  const [row] = await tx<{ available_minor: bigint }[]>`
    select available_minor from participants where program_id = ${program.id} and id = ${participantId}`
  const availableMinor = must(row, 'a participant who is held').available_minor
  if (amountMinor > availableMinor) {
    throw new AppError('available_short', `${availableMinor} (minor units) can be cashed out now.`)
  }
}

/**
 * How many people must approve. The sum of one wallet on one day counts; otherwise a large sum would be requested in
 * small ones. @throws AppError `wallet_ceiling_reached`
 */
async function approvalsOf({ tx, program, standing, amountMinor }: Asking, method: MethodOnFile): Promise<number> {
  const { payouts: rules, timeZone } = standing.inForce.terms
  await holdWallet(tx, program.id, method.wallet)
  const day = dayIn(timeZone, standing.now)
  const [sums] = await tx<{ day: bigint; month: bigint }[]>`
    select coalesce(sum(amount_minor) filter (where day = ${day}::date), 0)::bigint as day,
      coalesce(sum(amount_minor), 0)::bigint as month
    from payouts
    where program_id = ${program.id} and wallet = ${method.wallet} and day >= ${`${day.slice(0, 7)}-01`}::date
      and state not in ('failed', 'rejected', 'returned')`
  const { day: dayMinor, month: monthMinor } = must(sums, 'sums')
  if (method.kind !== 'bank') {
    refuseAbove(dayMinor + amountMinor, rules.ceilings.perDayMinor, 'a day')
    refuseAbove(monthMinor + amountMinor, rules.ceilings.perMonthMinor, 'a month')
  }
  return dayMinor + amountMinor <= rules.autoApproveMaxMinor ? 0 : rules.approvals
}

function refuseAbove(sumMinor: bigint, ceilingMinor: bigint | null, what: string): void {
  if (ceilingMinor === null || sumMinor <= ceilingMinor) return
  throw new AppError('wallet_ceiling_reached', `At most ${ceilingMinor} (minor units) goes to one wallet in ${what}.`)
}

async function insertPayout(
  { tx, program, standing, participantId, amountMinor }: Asking,
  key: string,
  { kind, account, hint, wallet }: MethodOnFile,
  provider: string,
  approvalsNeeded: number,
): Promise<string> {
  const id = newId()
  const { now, inForce } = standing
  await tx`
    insert into payouts (program_id, id, participant_id, idempotency_key, amount_minor, kind, account, hint, wallet,
      provider, state, approvals_needed, day, requested_at, shortfalls_before)
    values (${program.id}, ${id}, ${participantId}, ${key}, ${amountMinor.toString()}::bigint, ${kind}, ${account},
      ${hint}, ${wallet}, ${provider}, ${approvalsNeeded === 0 ? 'approved' : 'requested'}, ${approvalsNeeded},
      ${dayIn(inForce.terms.timeZone, now)}::date, ${now},
      (select count(*) from shortfalls where program_id = ${program.id} and participant_id = ${participantId}))`
  return id
}
