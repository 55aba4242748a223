/** The list of participants for operators, with its filter and its order. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { ParticipantsRow } from '../../db/rows.js'
import { changedSinceFold } from '../programs/ranks.js'
import type { Program } from '../standing/find.js'

export const participantSorts = ['newest', 'friends'] as const

export interface ParticipantItem {
  readonly id: string
  readonly userId: string
  readonly displayName: string | null
  readonly code: string | null
  readonly joinedAt: Date | null
  readonly country: string | null
  readonly heldMinor: bigint
  readonly availableMinor: bigint
  readonly clearingMinor: bigint
  readonly paidMinor: bigint
  readonly friends: { readonly counted: number; readonly pending: number; readonly review: number }
}

export interface ParticipantFilter {
  /** Only participants with a code (or without one). */
  readonly joined: boolean | undefined
  /** Only participants with money to cash out. */
  readonly available: boolean
  readonly sort: (typeof participantSorts)[number]
}

type Place = Page<{ readonly friends: number; readonly id: string }>

/** By id, which is the order in which the program first knew them; or by friends. */
export async function listParticipants(
  sql: Sql,
  program: Program,
  filter: ParticipantFilter,
  place: Place,
): Promise<ParticipantItem[]> {
  const rows =
    filter.sort === 'friends'
      ? await listByFriends(sql, program.id, filter, place)
      : await listNewest(sql, program.id, filter, place)
  return rows.map(participantItemOf)
}

async function listNewest(sql: Sql, programId: number, filter: ParticipantFilter, { limit, after }: Place) {
  return sql<ParticipantsRow[]>`
    select * from participants
    where program_id = ${programId} ${passes(sql, filter)} ${after === undefined ? sql`` : sql`and id < ${after.id}::uuid`}
    order by id desc
    limit ${limit}`
}

/**
 * Advocates in the order of their ranks, except where a rank is no longer true; those are among the advocates whose friends
 * changed since the fold. People without friends come last, and are not read while there is somebody before them. Each row
 * is found by its key: joined in another way, the whole table would be read.
 */
async function listByFriends(sql: Sql, programId: number, filter: ParticipantFilter, { limit, after }: Place) {
  const [fromFriends, fromId] = [after?.friends ?? null, after?.id ?? null]
  return sql<ParticipantsRow[]>`
    with changed as materialized (${changedSinceFold(sql, programId)}), befriended as materialized (
      (
        select p.*
        from advocate_ranks r, lateral (
          select * from participants
          where program_id = ${programId} and id = r.advocate_id and friends_counted = r.friends ${passes(sql, filter)}
          limit 1) as p
        where r.program_id = ${programId} and r.friends > 0
          ${after === undefined ? sql`` : sql`and (r.friends, r.advocate_id) < (${fromFriends}, ${fromId}::uuid)`}
        order by r.friends desc, r.advocate_id desc
        limit ${limit}
      )
      union all
      select p.*
      from changed c, lateral (
        select * from participants
        where program_id = ${programId} and id = c.id and friends_counted > 0 ${passes(sql, filter)}
          ${after === undefined ? sql`` : sql`and (friends_counted, id) < (${fromFriends}, ${fromId}::uuid)`}
        limit 1) as p
      where p.friends_counted is distinct from (
        select r.friends from advocate_ranks r where r.program_id = ${programId} and r.advocate_id = p.id)
    ), alone as (
      select * from participants
      where program_id = ${programId} and friends_counted = 0 ${passes(sql, filter)}
        and (select count(*) from befriended) < ${limit}
        ${after?.friends === 0 ? sql`and id < ${after.id}::uuid` : sql``}
      order by id desc
      limit ${limit}
    )
    select * from befriended
    union all
    select * from alone
    order by friends_counted desc, id desc
    limit ${limit}`
}

function passes(sql: Sql, { joined, available }: ParticipantFilter) {
  return sql`
    ${joined === undefined ? sql`` : joined ? sql`and code is not null` : sql`and code is null`}
    ${available ? sql`and available_minor > 0` : sql``}`
}

export function participantItemOf(row: ParticipantsRow): ParticipantItem {
  return {
    id: row.id,
    userId: row.user_id,
    displayName: row.display_name,
    code: row.code,
    joinedAt: row.joined_at,
    country: row.country,
    heldMinor: row.held_minor,
    availableMinor: row.available_minor,
    clearingMinor: row.clearing_minor,
    paidMinor: row.paid_minor,
    friends: { counted: row.friends_counted, pending: row.friends_pending, review: row.friends_review },
  }
}
