/** What an operator sees of the person an item is about, before the decision. Bounded: a person can have ten thousand friends. */
import type { Sql } from '../../db/connect.js'
import type { DecisionReason, MethodKind, PayoutState } from '../../db/rows.js'
import type { Program } from '../standing/find.js'

export interface PersonFacts {
  readonly id: string
  readonly code: string | null
  readonly country: string | null
  readonly joinedAt: Date | null
  readonly stoppedAt: Date | null
  readonly heldMinor: bigint
  readonly availableMinor: bigint
  readonly clearingMinor: bigint
  readonly paidMinor: bigint
  readonly friends: {
    readonly counted: number
    readonly pending: number
    readonly review: number
    readonly refused: number
    readonly lapsed: number
    readonly reversed: number
    /** Of the newest `friendsMax`. */
    readonly looked: number
    /** As many as are looked at: of older ones nothing is known here. */
    readonly isCut: boolean
  }
  /** Why friends were refused, the most frequent first. */
  readonly refusedFor: readonly { readonly reason: DecisionReason; readonly count: number }[]
  /** Others with an account number that this person gave for cash-outs. */
  readonly walletSharedWith: readonly {
    readonly userId: string
    readonly displayName: string | null
    readonly paidMinor: bigint
  }[]
  /** The newest ones. */
  readonly payouts: readonly {
    readonly id: string
    readonly state: PayoutState
    readonly amountMinor: bigint
    readonly kind: MethodKind
    readonly hint: string
    readonly requestedAt: Date
  }[]
}

export const friendsMax = 5000
export const sharersMax = 20
export const payoutsMax = 5
/** More rules than there are. */
const foundMax = 60

interface Row {
  id: string
  code: string | null
  country: string | null
  joined_at: Date | null
  stopped_at: Date | null
  held_minor: bigint
  available_minor: bigint
  clearing_minor: bigint
  paid_minor: bigint
}

/** Undefined for a person who was erased meanwhile. */
export async function readPersonFacts(sql: Sql, program: Program, userId: string): Promise<PersonFacts | undefined> {
  const [row] = await sql<Row[]>`
    select id, code, country, joined_at, stopped_at, held_minor, available_minor, clearing_minor, paid_minor
    from participants
    where program_id = ${program.id} and user_id = ${userId}`
  if (row === undefined) return undefined
  const [friends, walletSharedWith, payouts] = await Promise.all([
    readFriends(sql, program.id, row.id),
    readSharers(sql, program.id, row.id),
    readPayouts(sql, program.id, row.id),
  ])
  return {
    id: row.id,
    code: row.code,
    country: row.country,
    joinedAt: row.joined_at,
    stoppedAt: row.stopped_at,
    heldMinor: row.held_minor,
    availableMinor: row.available_minor,
    clearingMinor: row.clearing_minor,
    paidMinor: row.paid_minor,
    ...friends,
    walletSharedWith,
    payouts,
  }
}

async function readFriends(
  sql: Sql,
  programId: number,
  id: string,
): Promise<Pick<PersonFacts, 'friends' | 'refusedFor'>> {
  const rows = await sql<{ state: string; reason: DecisionReason | null; count: number }[]>`
    select state::text as state, case when state = 'refused' then reason end as reason, count(*)::int as count
    from (
      select state, reason from referrals
      where program_id = ${programId} and advocate_id = ${id}
      order by decided_at desc, id desc
      limit ${friendsMax}) as r
    group by 1, 2
    order by 3 desc`
  const sumOf = (state?: string) =>
    rows.reduce((sum, row) => sum + (state === undefined || row.state === state ? row.count : 0), 0)
  return {
    friends: {
      counted: sumOf('counted'),
      pending: sumOf('pending'),
      review: sumOf('review'),
      refused: sumOf('refused'),
      lapsed: sumOf('lapsed'),
      reversed: sumOf('reversed'),
      looked: sumOf(),
      isCut: sumOf() === friendsMax,
    },
    refusedFor: rows.flatMap(({ reason, count }) => (reason === null ? [] : [{ reason, count }])),
  }
}

async function readSharers(sql: Sql, programId: number, id: string): Promise<PersonFacts['walletSharedWith']> {
  const rows = await sql<{ user_id: string; display_name: string | null; paid_minor: bigint }[]>`
    with own as (
      select wallet from payout_methods where program_id = ${programId} and participant_id = ${id}
      union
      select wallet from (
        select wallet from payouts
        where program_id = ${programId} and participant_id = ${id}
        limit 100) as p
    ), sharers as (
      select distinct s.owner_id
      from own
      join sightings s on s.program_id = ${programId} and s.kind = 'wallet' and s.digest = own.wallet and s.owner_id <> ${id}
      limit ${sharersMax}
    )
    select p.user_id, p.display_name, p.paid_minor
    from sharers
    join participants p on p.program_id = ${programId} and p.id = sharers.owner_id
    where p.erased_at is null
    order by p.paid_minor desc, p.id`
  return rows.map((row) => ({ userId: row.user_id, displayName: row.display_name, paidMinor: row.paid_minor }))
}

async function readPayouts(sql: Sql, programId: number, id: string): Promise<PersonFacts['payouts']> {
  const rows = await sql<
    { id: string; state: PayoutState; amount_minor: bigint; kind: MethodKind; hint: string; requested_at: Date }[]
  >`
    select id, state, amount_minor, kind, hint, requested_at from payouts
    where program_id = ${programId} and participant_id = ${id}
    order by id desc
    limit ${payoutsMax}`
  return rows.map(({ amount_minor: amountMinor, requested_at: requestedAt, ...row }) => ({
    ...row,
    amountMinor,
    requestedAt,
  }))
}

/** What the rules found on the newest friends of a person: how many friends each rule is about. */
export interface Found {
  readonly rule: string
  readonly friends: number
}

export async function readFound(sql: Sql, programId: number, participantId: string): Promise<readonly Found[]> {
  return sql<Found[]>`
    select s.rule, count(distinct s.referral_id)::int as friends
    from (
      select id from referrals
      where program_id = ${programId} and advocate_id = ${participantId}
      order by decided_at desc, id desc
      limit ${friendsMax}) as r
    join signals s on s.program_id = ${programId} and s.referral_id = r.id and s.weight > 0
    group by s.rule
    order by 2 desc, 1
    limit ${foundMax}`
}

/** A day on which friends signed up about whom one rule found something. A crowd of the whole program says nothing of a person. */
export interface ClusterDay {
  /** In the program's zone. */
  readonly day: string
  readonly rule: string
  readonly friends: number
}

/** Fewer friends a day are no cluster. */
export const clusterMin = 3
export const clusterDaysMax = 60

export async function readClusterDays(
  sql: Sql,
  programId: number,
  participantId: string,
  timeZone: string,
): Promise<readonly ClusterDay[]> {
  return sql<ClusterDay[]>`
    select (r.decided_at at time zone ${timeZone})::date::text as day, s.rule,
      count(distinct s.referral_id)::int as friends
    from (
      select id, decided_at from referrals
      where program_id = ${programId} and advocate_id = ${participantId}
      order by decided_at desc, id desc
      limit ${friendsMax}) as r
    join signals s on s.program_id = ${programId} and s.referral_id = r.id and s.weight > 0
      and s.rule <> 'program_velocity'
    group by 1, 2
    having count(distinct s.referral_id) >= ${clusterMin}
    order by 3 desc, 1, 2
    limit ${clusterDaysMax}`
}
