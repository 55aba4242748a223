/** What a close still waits for, for the whole program or the friends of one country. */
import type { Sql, Tx } from '../../db/connect.js'
import type { Statement } from '../../db/sql.js'

export interface Awaiting {
  readonly count: number
  readonly amountMinor: bigint
  /** When the last one ends by itself; null if people decide, or nothing is awaited. */
  readonly until: Date | null
}

export interface Awaited {
  readonly actions: Awaiting
  readonly reviews: Awaiting
  readonly appeals: Awaiting
  readonly holds: Awaiting
  readonly payouts: Awaiting
}

interface AwaitingRow {
  count: number
  amount: bigint
  until: Date | null
}

/**
 * @param cashedOutBefore later cash-outs are not awaited: people also collect after the end, and a close that waited
 * for all of them might never end
 */
export async function readAwaited(
  sql: Sql | Tx,
  programId: number,
  country: string | null,
  cashedOutBefore: Date | null,
): Promise<Awaited> {
  const [actions, reviews, appeals, holds, payouts] = await Promise.all([
    readReferrals(sql, programId, country, 'pending'),
    readReferrals(sql, programId, country, 'review'),
    readAppeals(sql, programId, country),
    readHolds(sql, programId, country),
    readPayouts(sql, programId, country, cashedOutBefore),
  ])
  return { actions, reviews, appeals, holds, payouts }
}

function ofCountry(sql: Sql | Tx, programId: number, country: string | null, friendId: Statement<readonly object[]>) {
  if (country === null) return sql``
  return sql`and exists (
    select from participants f where f.program_id = ${programId} and f.id = ${friendId} and f.country = ${country})`
}

async function readReferrals(
  sql: Sql | Tx,
  programId: number,
  country: string | null,
  state: 'pending' | 'review',
): Promise<Awaiting> {
  // The state is a literal, so that its partial index is used.
  const inState = state === 'pending' ? sql`r.state = 'pending'` : sql`r.state = 'review'`
  return awaitingOf(
    await sql<AwaitingRow[]>`
    select count(distinct r.id)::int as count, coalesce(sum(w.amount_minor), 0)::bigint as amount,
      max(r.expires_at) as until
    from referrals r
    left join rewards w on w.program_id = ${programId} and w.referral_id = r.id
    where r.program_id = ${programId} and ${inState}
      ${ofCountry(sql, programId, country, sql`r.id`)}`,
  )
}

async function readAppeals(sql: Sql | Tx, programId: number, country: string | null): Promise<Awaiting> {
  return awaitingOf(
    await sql<AwaitingRow[]>`
    select count(*)::int as count, coalesce(sum(a.reserved_minor), 0)::bigint as amount, null::timestamptz as until
    from appeals a
    where a.program_id = ${programId} and a.state = 'open'
      ${ofCountry(sql, programId, country, sql`a.referral_id`)}`,
  )
}

async function readHolds(sql: Sql | Tx, programId: number, country: string | null): Promise<Awaiting> {
  return awaitingOf(
    await sql<AwaitingRow[]>`
    select count(*)::int as count, coalesce(sum(w.amount_minor), 0)::bigint as amount, max(w.available_at) as until
    from rewards w
    where w.program_id = ${programId} and w.state = 'held'
      ${ofCountry(sql, programId, country, sql`w.referral_id`)}`,
  )
}

async function readPayouts(
  sql: Sql | Tx,
  programId: number,
  country: string | null,
  before: Date | null,
): Promise<Awaiting> {
  if (country !== null) return { count: 0, amountMinor: 0n, until: null }
  return awaitingOf(
    await sql<AwaitingRow[]>`
    select count(*)::int as count, coalesce(sum(amount_minor), 0)::bigint as amount, null::timestamptz as until
    from payouts
    where program_id = ${programId} and state in ('requested', 'approved', 'sending', 'unknown')
      ${before === null ? sql`` : sql`and requested_at <= ${before}`}`,
  )
}

function awaitingOf([row]: readonly AwaitingRow[]): Awaiting {
  return { count: row?.count ?? 0, amountMinor: row?.amount ?? 0n, until: row?.until ?? null }
}
