/**
 * Advocates' questions, for operators: the accounts with the given phone number or email, and the decisions about them.
 * The participant who asked sees none of this.
 */
import type { Sql, Tx } from '../../db/connect.js'
import type { Moment, Page } from '../../db/page.js'
import type { DecisionReason, MissingFriendsRow, ReferralState, SignupOutcome } from '../../db/rows.js'
import { must } from '../../errors.js'

export const missingFriendStates = ['open', 'resolved'] as const
export type MissingFriendState = (typeof missingFriendStates)[number]

export interface MissingFriendItem extends Omit<MissingFriendsRow, 'program_id' | 'day' | 'digest'> {
  readonly user_id: string
  readonly name: string | null
  readonly accounts: readonly MissingAccount[]
}

/** An account seen with the given value. */
export interface MissingAccount {
  readonly user_id: string
  readonly name: string | null
  readonly outcome: SignupOutcome | null
  readonly reason: DecisionReason | null
  readonly referral_id: string | null
  readonly state: ReferralState | null
  /** Came through the participant who asks. */
  readonly own: boolean
}

export interface MissingFriendFilter {
  readonly state: MissingFriendState
  readonly userId: string | undefined
}

/** A phone shared by a family has several accounts. More than these add nothing. */
const accountsMax = 5

export async function countOpenMissingFriends(sql: Sql, programId: number): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from missing_friends where program_id = ${programId} and resolved_at is null`
  return must(row, 'a count').open
}

/** Open ones: longest wait first. Resolved ones: latest first. */
export async function listMissingFriends(
  sql: Sql,
  programId: number,
  { state, userId }: MissingFriendFilter,
  { limit, after }: Page<Moment>,
): Promise<MissingFriendItem[]> {
  const isOpen = state === 'open'
  return sql<MissingFriendItem[]>`
    select ${columnsOf(sql, programId)}
    from missing_friends m
    join participants p on p.program_id = ${programId} and p.id = m.participant_id
    where m.program_id = ${programId} and m.resolved_at is ${isOpen ? sql`null` : sql`not null`}
      ${userId === undefined ? sql`` : sql`and p.user_id = ${userId}`}
      ${
        after === undefined
          ? sql``
          : isOpen
            ? sql`and (m.asked_at, m.id) > (${after.at}, ${after.id}::uuid)`
            : sql`and (m.resolved_at, m.id) < (${after.at}, ${after.id}::uuid)`
      }
    order by ${isOpen ? sql`m.asked_at, m.id` : sql`m.resolved_at desc, m.id desc`}
    limit ${limit}`
}

export async function readMissingFriend(tx: Tx, programId: number, id: string): Promise<MissingFriendItem | undefined> {
  const [row] = await tx<MissingFriendItem[]>`
    select ${columnsOf(tx, programId)}
    from missing_friends m
    join participants p on p.program_id = ${programId} and p.id = m.participant_id
    where m.program_id = ${programId} and m.id = ${id}`
  return row
}

/** The position in the list. */
export function placeOf({ asked_at: askedAt, resolved_at: resolvedAt, id }: MissingFriendItem): Moment {
  return { at: resolvedAt ?? askedAt, id }
}

/** Friends of the participant who asks come first. */
function columnsOf(sql: Sql | Tx, programId: number) {
  return sql`
    m.id, m.participant_id, m.kind, m.came, m.opened, m.answer, m.times, m.first_asked_at, m.asked_at, m.note,
    m.resolved_by, m.resolved_at, p.user_id, p.display_name as name, coalesce((
      select jsonb_agg(to_jsonb(a)) from (
        select f.user_id, f.display_name as name, s.outcome, case when r.id is null then s.reason else r.reason end as reason,
          r.id as referral_id, r.state, coalesce(r.advocate_id = m.participant_id, false) as own
        from (
          select owner_id from identity_claims
          where program_id = ${programId} and kind = m.kind and digest = m.digest
          union
          select owner_id from sightings
          where program_id = ${programId} and kind = m.kind and digest = m.digest) as seen
        join participants f on f.program_id = ${programId} and f.id = seen.owner_id
        left join signups s on s.program_id = ${programId} and s.participant_id = f.id
        left join referrals r on r.program_id = ${programId} and r.id = f.id
        order by own desc, f.id desc
        limit ${accountsMax}) as a), '[]'::jsonb) as accounts`
}
