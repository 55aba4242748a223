/** Appeals, oldest first, so that the longest wait is answered first. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { AppealState, DecisionReason, ReferralState } from '../../db/rows.js'
import { must } from '../../errors.js'
import { uuidTimeMs } from '../../ids.js'
import type { EvidenceRow } from '../referrals/evidence.js'
import type { Appeal } from './open.js'

export interface AppealItem extends Appeal, EvidenceRow {
  readonly friend_user_id: string
  readonly friend_name: string | null
  readonly advocate_user_id: string
  readonly advocate_name: string | null
  /** Why the referral was refused. */
  readonly refused_for: DecisionReason | null
  readonly referral_state: ReferralState
  /** By the terms that the friend came under. */
  readonly version: number
  readonly occurred_at: Date
  /** The account that had the friend's phone, email or device before: see `matchedOf`. */
  readonly matched_id: string | null
  readonly matched_user_id: string | null
  readonly matched_seen_at: Date | null
  readonly matched_erased_at: Date | null
}

/** What the answering person sees of the matched account. */
export interface Matched {
  /** Null for an imported member without a stored user id, and after an erasure. */
  readonly userId: string | null
  readonly firstSeenAt: Date | null
  readonly erasedAt: Date | null
}

/** An imported member is known only by its id, whose time is when the account was opened; zero if unknown. */
export function matchedOf(item: AppealItem): Matched | null {
  if (item.matched_id === null) return null
  const idMs = uuidTimeMs(item.matched_id)
  return {
    userId: item.matched_erased_at === null ? item.matched_user_id : null,
    firstSeenAt: item.matched_seen_at ?? (idMs === 0 ? null : new Date(idMs)),
    erasedAt: item.matched_erased_at,
  }
}

/** How many wait for a person. */
export async function countOpenAppeals(sql: Sql, programId: number): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from appeals where program_id = ${programId} and state = 'open'`
  return must(row, 'a count').open
}

export interface AppealFilter {
  readonly state: AppealState
  readonly friendUserId?: string | undefined
}

export async function listAppeals(
  sql: Sql,
  programId: number,
  { state, friendUserId }: AppealFilter,
  { limit, after }: Page<string>,
): Promise<AppealItem[]> {
  return sql<AppealItem[]>`
    select a.id, a.referral_id, a.state, a.text, a.reserved_minor, a.opened_at, a.answer, a.answered_by, a.answered_at,
      f.user_id as friend_user_id, f.display_name as friend_name, p.user_id as advocate_user_id,
      p.display_name as advocate_name, r.reason as refused_for,
      r.state as referral_state, r.version, r.occurred_at, s.attributed_by, coalesce(s.late, false) as late,
      c.clicked_at, c.via, c.platform, r.matched_id, m.user_id as matched_user_id, m.erased_at as matched_erased_at,
      least(ms.decided_at, m.joined_at) as matched_seen_at
    from appeals a
    join referrals r on r.program_id = ${programId} and r.id = a.referral_id
    join participants f on f.program_id = ${programId} and f.id = r.id
    join participants p on p.program_id = ${programId} and p.id = r.advocate_id
    left join signups s on s.program_id = ${programId} and s.participant_id = r.id
    left join participants m on m.program_id = ${programId} and m.id = r.matched_id
    left join signups ms on ms.program_id = ${programId} and ms.participant_id = r.matched_id
    left join clicks c on c.program_id = ${programId} and c.id = r.click_id
    where a.program_id = ${programId} and a.state = ${state}
      ${friendUserId === undefined ? sql`` : sql`and f.user_id = ${friendUserId}`}
      ${after === undefined ? sql`` : sql`and a.id > ${after}::uuid`}
    order by a.id
    limit ${limit}`
}
