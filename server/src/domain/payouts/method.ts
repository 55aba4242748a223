/**
 * The account for a participant's money. The app has verified that it is theirs. A first one can be used at once; a
 * change waits a day, so that somebody who took over an account for an hour cannot take its money.
 */
import type { Sql, Tx } from '../../db/connect.js'
import type { MethodKind, PayoutMethodsRow } from '../../db/rows.js'
import { dayMs } from '../../clock.js'
import { AppError, must } from '../../errors.js'
import { appendChanges, type NewChange } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { unite } from '../fraud/clusters/unite.js'
import { lockParticipants, lockPresent } from '../person/lock.js'
import { findParticipant } from '../person/read.js'
import { sealFor, unsealFor } from '../person/sealed.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { accountText, hintOf, readAccount, walletDigest, type MethodInput, type PayoutAccount } from './core/account.js'

export interface PayoutMethod {
  readonly kind: MethodKind
  /** The last digits of the account. */
  readonly hint: string
  readonly setAt: Date
  /** When it can first be used. */
  readonly usableAt: Date
}

export interface MethodOnFile extends PayoutMethod {
  readonly account: Buffer
  readonly wallet: string
}

/**
 * The same account again changes nothing. @throws AppError `participant_not_found`, `request_invalid`,
 * `wallet_limit_reached`
 */
export async function setPayoutMethod(
  context: Context,
  program: Program,
  userId: string,
  input: MethodInput,
): Promise<PayoutMethod> {
  const participant = await findParticipant(context.sql, program, userId)
  const account = readAccount(input, participant.country)
  const refused = { participantId: participant.id, account }
  return notingRefusal(context, program, refused, async (tx, standing) => {
    await lockPresent(tx, program.id, participant.id)
    const current = await readMethod(tx, program.id, participant.id)
    if (current !== undefined && (await isSame(context, tx, program, participant.id, current, account))) return current
    const usableAt = current === undefined ? standing.now : new Date(standing.now.getTime() + dayMs)
    const method = await putMethod(context, tx, program, standing, participant.id, account, usableAt)
    if (current !== undefined) await tellChanged(tx, program, participant.id, method)
    return method
  })
}

async function tellChanged(tx: Tx, program: Program, participantId: string, method: PayoutMethod): Promise<void> {
  const { kind, hint, setAt, usableAt } = method
  const detail = { method: { kind, hint } }
  const change: NewChange = { type: 'payout_method.changed', participantId, dueAt: usableAt, detail }
  await appendChanges(tx, program.id, [change], setAt)
}

/** The caller has locked the participant. @throws AppError `wallet_limit_reached` */
export async function putMethod(
  context: Context,
  tx: Tx,
  program: Program,
  { now, inForce }: Standing,
  participantId: string,
  account: PayoutAccount,
  usableAt: Date,
): Promise<MethodOnFile> {
  const wallet = walletOf(context, program, account)
  await useWallet(tx, program.id, wallet, participantId, inForce.terms.payouts.participantsPerWalletMax)
  const sealed = await sealFor(context, tx, program, participantId, accountText(account))
  const method = { kind: account.kind, hint: hintOf(account), setAt: now, usableAt, account: sealed, wallet }
  await tx`
    insert into payout_methods (program_id, participant_id, kind, account, hint, wallet, set_at, usable_at)
    values (${program.id}, ${participantId}, ${method.kind}, ${sealed}, ${method.hint}, ${wallet}, ${now}, ${usableAt})
    on conflict (program_id, participant_id) do update
      set kind = excluded.kind, account = excluded.account, hint = excluded.hint, wallet = excluded.wallet,
          set_at = excluded.set_at, usable_at = excluded.usable_at`
  return method
}

export async function readMethod(
  sql: Sql | Tx,
  programId: number,
  participantId: string,
): Promise<MethodOnFile | undefined> {
  const [row] = await sql<PayoutMethodsRow[]>`
    select * from payout_methods where program_id = ${programId} and participant_id = ${participantId}`
  if (row === undefined) return undefined
  const { kind, hint, set_at: setAt, usable_at: usableAt, account, wallet } = row
  return { kind, hint, setAt, usableAt, account, wallet }
}

/** Whether the saved account is exactly this one. After an erasure only the digest of its number is left to tell. */
export async function isSame(
  context: Context,
  tx: Tx,
  program: Program,
  participantId: string,
  current: Pick<MethodOnFile, 'kind' | 'account' | 'wallet'>,
  account: PayoutAccount,
): Promise<boolean> {
  const saved = await unsealFor(context, tx, program, participantId, current.account)
  if (saved !== undefined) return saved === accountText(account)
  return current.kind === account.kind && current.wallet === walletOf(context, program, account)
}

export function walletOf(context: Context, program: Program, account: PayoutAccount): string {
  return walletDigest(context.keys.key(program.keyVersion, 'identity'), account)
}

/**
 * A transaction that may put an account on file. If the wallet has too many accounts, nothing of it stays but the
 * attempt: it shows the rules of abuse to whom the money would have gone.
 */
export async function notingRefusal<Result>(
  context: Context,
  program: Program,
  { participantId, account }: { readonly participantId: string; readonly account: PayoutAccount | undefined },
  work: (tx: Tx, standing: Standing) => Promise<Result>,
): Promise<Result> {
  try {
    return await inProgram(context, program, work)
  } catch (error) {
    if (account !== undefined && error instanceof AppError && error.code === 'wallet_limit_reached') {
      const wallet = walletOf(context, program, account)
      await inProgram(context, program, async (tx) => noteRefusal(tx, program.id, participantId, wallet))
    }
    throw error
  }
}

/** More attempts on one wallet say nothing new. */
const refusalsMax = 100

async function noteRefusal(tx: Tx, programId: number, participantId: string, wallet: string): Promise<void> {
  await lockParticipants(tx, programId, [participantId])
  await holdWallet(tx, programId, wallet)
  const noted = await tx<{ other_id: string }[]>`
    with first as (
      select count(*) filter (where refused) as refusals,
        (array_agg(owner_id order by owner_id) filter (where not refused))[1] as other_id
      from sightings
      where program_id = ${programId} and kind = 'wallet' and digest = ${wallet})
    insert into sightings (program_id, kind, digest, owner_id, refused)
    select ${programId}, 'wallet', ${wallet}, ${participantId}, true
    from first
    where refusals < ${refusalsMax} and other_id is not null
    on conflict do nothing
    returning (select other_id from first) as other_id`
  for (const { other_id: otherId } of noted) await unite(tx, programId, [[participantId, otherId]])
}

/**
 * A participant who once used a wallet counts for ever; otherwise a hundred accounts would take turns. The wallet is
 * locked while it is counted.
 */
async function useWallet(
  tx: Tx,
  programId: number,
  wallet: string,
  participantId: string,
  participantsMax: number,
): Promise<void> {
  await tx`insert into wallets (program_id, digest) values (${programId}, ${wallet}) on conflict do nothing`
  await holdWallet(tx, programId, wallet)
  await tx`
    insert into sightings (program_id, kind, digest, owner_id)
    values (${programId}, 'wallet', ${wallet}, ${participantId})
    on conflict (program_id, kind, digest, owner_id) do update set refused = false where sightings.refused`
  const [seen] = await tx<{ count: number; other_id: string | null }[]>`
    select (count(*) filter (where not refused))::int as count,
      min(owner_id::text) filter (where owner_id <> ${participantId}) as other_id
    from sightings
    where program_id = ${programId} and kind = 'wallet' and digest = ${wallet}`
  const { count, other_id: otherId } = must(seen, 'a count')
  if (count > participantsMax) {
    throw new AppError(
      'wallet_limit_reached',
      `This wallet is used by as many participants as the program allows (${participantsMax}). Use another one.`,
    )
  }
  if (otherId !== null) await unite(tx, programId, [[participantId, otherId]])
}

/** After participants, before payouts. */
export async function holdWallet(tx: Tx, programId: number, wallet: string): Promise<void> {
  await tx`select digest from wallets where program_id = ${programId} and digest = ${wallet} for no key update`
}
