/**
 * An attached provider: an operator's machine that pays, by the contract of docs/payout-http.md. Its address and kinds
 * never change, so that a payout is always looked up where it was sent. Another address is another provider.
 */
import type { SealedSecrets } from '../../../standing/shared-secret.js'
import * as z from 'zod'
import type { Sql, Tx } from '../../../../db/connect.js'
import type { AttachedProvidersRow, MethodKind, ProviderState } from '../../../../db/rows.js'
import { AppError } from '../../../../errors.js'
import { fromWire } from '../../../../ids.js'
import * as field from '../../../../schema.js'
import { methodKinds } from '../../../standing/method-kinds.js'

const limits = {
  minimumMinor: field.amountMinorPositive.describe('The least that it pays at once'),
  maximumMinor: field.amountMinorPositive.describe('The most that it pays at once'),
}
const name = field.text(100).describe('What people call it')

export const attachmentSchema = z.strictObject({
  name,
  url: field.httpUrl.describe('What its paths follow: https://, and an address that the world can reach'),
  kinds: z.array(z.enum(methodKinds)).min(1).max(methodKinds.length).describe('The kinds of account that it pays to'),
  ...limits,
  settlementWindowSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(3600)
    .describe('How long a payment that it does not know of may still turn up. We wait an hour at least'),
})

export const attachmentChangeSchema = z
  .strictObject({
    name,
    ...limits,
    state: z.enum(['active', 'detached']).describe('What is approved for a detached one waits; it is still asked'),
  })
  .partial()

export interface Attachment {
  /** The name in terms and payouts: `http:prv_…`. */
  readonly provider: string
  readonly name: string
  /** Without a slash at the end. */
  readonly url: string
  readonly kinds: readonly MethodKind[]
  readonly minimumMinor: bigint
  readonly maximumMinor: bigint
  readonly settlementWindowSeconds: number
  readonly state: ProviderState
  /** Consecutive unanswered orders. Nothing is sent to it until then. */
  readonly unanswered: number
  readonly restingUntil: Date | null
  /** Why its last answer was rejected; null if it was accepted. */
  readonly trouble: { readonly says: string; readonly at: Date } | null
  /** Its last reported balance; null if it reported none. */
  readonly balance: {
    readonly minor: bigint
    readonly owedMinor: bigint
    readonly at: Date
    readonly low: boolean
  } | null
  readonly previousSecretUntil: Date | null
  readonly createdAt: Date
  readonly sealed: SealedSecrets
}

const prefix = 'http:'

/** @param id on the wire, `prv_…`. */
export function nameOfAttached(id: string): string {
  return prefix + id
}

/** `prv_…` */
export function idOfAttached(provider: string): string {
  return provider.slice(prefix.length)
}

export function isAttachedName(provider: string): boolean {
  return provider.startsWith(prefix)
}

export async function listAttachments(sql: Sql | Tx, programId: number): Promise<Attachment[]> {
  const rows = await sql<AttachedProvidersRow[]>`
    select * from attached_providers where program_id = ${programId} order by provider`
  return rows.map(attachmentOf)
}

export async function readAttachment(
  sql: Sql | Tx,
  programId: number,
  provider: string,
): Promise<Attachment | undefined> {
  const [row] = await sql<AttachedProvidersRow[]>`
    select * from attached_providers where program_id = ${programId} and provider = ${provider}`
  return row && attachmentOf(row)
}

/** @param id as a caller writes it. @throws AppError `provider_not_found` */
export async function getAttachment(sql: Sql | Tx, programId: number, id: string): Promise<Attachment> {
  const found = fromWire('prv', id) === undefined ? undefined : await readAttachment(sql, programId, nameOfAttached(id))
  if (found !== undefined) return found
  throw new AppError('provider_not_found', 'This program has no attached provider of this id.')
}

export function attachmentOf(row: AttachedProvidersRow): Attachment {
  const { trouble, trouble_at: troubleAt, balance_minor: minor, owed_minor: owedMinor, balance_at: balanceAt } = row
  const told = minor !== null && owedMinor !== null && balanceAt !== null
  return {
    provider: row.provider,
    name: row.name,
    url: row.url,
    kinds: row.kinds as MethodKind[],
    minimumMinor: row.minimum_minor,
    maximumMinor: row.maximum_minor,
    settlementWindowSeconds: row.settlement_window_seconds,
    state: row.state,
    unanswered: row.unanswered,
    restingUntil: row.resting_until,
    trouble: trouble === null || troubleAt === null ? null : { says: trouble, at: troubleAt },
    balance: told ? { minor, owedMinor, at: balanceAt, low: row.balance_low } : null,
    previousSecretUntil: row.previous_until,
    createdAt: row.created_at,
    sealed: { secret: row.secret, previous: row.previous_secret, previousUntil: row.previous_until },
  }
}

/** An attached provider as the audit record describes it. */
export function attachmentRecord(attachment: Attachment) {
  const { provider, name: called, url, kinds, minimumMinor, maximumMinor, settlementWindowSeconds, state } = attachment
  return { provider, name: called, url, kinds, minimumMinor, maximumMinor, settlementWindowSeconds, state }
}

/** How many payouts are approved and not yet sent, by provider. */
export async function countWaiting(sql: Sql, programId: number): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ provider: string; count: number }[]>`
    select provider, count(*)::int as count from payouts
    where program_id = ${programId} and state = 'approved' and provider like 'http:%'
    group by provider`
  return new Map(rows.map(({ provider, count }) => [provider, count]))
}
