/** The list of participants for operators, with its filter and its order. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { ParticipantsRow } from '../../db/rows.js'
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

/** By id, which is the order in which the program first knew them; or by friends, which reads all of them. */
export async function listParticipants(
  sql: Sql,
  program: Program,
  { joined, available, sort }: ParticipantFilter,
  { limit, after }: Page<{ readonly friends: number; readonly id: string }>,
): Promise<ParticipantItem[]> {
  const byFriends = sort === 'friends'
  const rows = await sql<ParticipantsRow[]>`
    select * from participants
    where program_id = ${program.id}
      ${joined === undefined ? sql`` : joined ? sql`and code is not null` : sql`and code is null`}
      ${available ? sql`and available_minor > 0` : sql``}
      ${
        after === undefined
          ? sql``
          : byFriends
            ? sql`and (friends_counted, id) < (${after.friends}, ${after.id}::uuid)`
            : sql`and id < ${after.id}::uuid`
      }
    order by ${byFriends ? sql`friends_counted desc, id desc` : sql`id desc`}
    limit ${limit}`
  return rows.map(participantItemOf)
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
