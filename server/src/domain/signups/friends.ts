/** The participants of a batch: adds new friends, and reads what the advocates' caps leave. */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { dayMs } from '../../clock.js'
import type { Terms } from '../standing/terms.js'
import type { Account } from './accounts.js'
import { dayKey, type Room } from './allot.js'

/** Every account with a reported signup gets a row, in the order of its user id. Joined accounts have one. */
export async function addFriends(tx: Tx, programId: number, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return
  await tx`
    insert into participants (program_id, id, user_id, country)
    select ${programId}, id, user_id, country
    from unnest(
      ${arrayText(accounts.map(({ participantId }) => participantId))}::uuid[],
      ${accounts.map(({ command }) => command.userId)}::text[],
      ${accounts.map(({ command }) => command.country ?? null)}::text[]
    ) as f (id, user_id, country)
    order by user_id
    on conflict (program_id, id) do nothing`
}

/** The advocates and days whose caps a grant would use. */
export interface CapClaim {
  readonly advocateId: string
  readonly day: string
  readonly caps: Terms['caps']
}

/** What is left for each advocate, if there is a cap. Read after their rows were locked. */
export async function readRoom(
  tx: Tx,
  programId: number,
  budgetMinor: bigint,
  claims: readonly CapClaim[],
): Promise<Room> {
  const [total, byDay] = await Promise.all([
    readTotals(
      tx,
      programId,
      claims.filter(({ caps }) => caps.perAdvocateTotal !== null),
    ),
    readDays(
      tx,
      programId,
      claims.filter(({ caps }) => caps.perAdvocatePerDay !== null),
    ),
  ])
  return { budgetMinor, total, byDay }
}

async function readTotals(tx: Tx, programId: number, claims: readonly CapClaim[]): Promise<Map<string, number>> {
  if (claims.length === 0) return new Map()
  const rows = await tx<{ id: string; standing: number }[]>`
    select p.id, p.friends_counted + p.friends_pending + p.friends_review as standing
    from unnest(${arrayText([...new Set(claims.map(({ advocateId }) => advocateId))])}::uuid[]) as a (id), lateral (
      select id, friends_counted, friends_pending, friends_review from participants
      where program_id = ${programId} and id = a.id
      limit 1) as p`
  return new Map(rows.map((row) => [row.id, row.standing]))
}

async function readDays(tx: Tx, programId: number, claims: readonly CapClaim[]): Promise<Map<string, number>> {
  if (claims.length === 0) return new Map()
  const rows = await tx<{ advocate_id: string; day: string; granted: number }[]>`
    select c.advocate_id, c.day::text as day, d.granted
    from unnest(
      ${arrayText(claims.map(({ advocateId }) => advocateId))}::uuid[],
      ${arrayText(claims.map(({ day }) => day))}::date[]
    ) as c (advocate_id, day), lateral (
      select granted from advocate_days
      where program_id = ${programId} and advocate_id = c.advocate_id and day = c.day
      limit 1) as d`
  return new Map(rows.map((row) => [dayKey(row.advocate_id, row.day), row.granted]))
}

/** An advocate whose friends decided the hold, and the promised hold that the friends must have outlived. */
export interface ProofClaim {
  readonly advocateId: string
  readonly promisedDays: number
}

/** @returns the advocates with at least so many friends who have counted for longer than the promised hold. */
export async function readProven(
  tx: Tx,
  programId: number,
  claims: readonly ProofClaim[],
  { friendsMin, now }: { readonly friendsMin: number; readonly now: Date },
): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set()
  const before = new Map(
    claims.map(({ advocateId, promisedDays }) => [advocateId, new Date(now.getTime() - promisedDays * dayMs)]),
  )
  const rows = await tx<{ id: string }[]>`
    select a.id
    from unnest(${arrayText([...before.keys()])}::uuid[], ${arrayText([...before.values()])}::timestamptz[])
      as a (id, before), lateral (
        select count(*) as friends from (
          select from referrals
          where program_id = ${programId} and advocate_id = a.id and decided_at < a.before and state = 'counted'
          limit ${friendsMin}) as f) as c
    where c.friends >= ${friendsMin}`
  return new Set(rows.map(({ id }) => id))
}
