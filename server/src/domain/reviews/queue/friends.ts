/** The friends of one review, with what the rules found and what was decided. Those who wait come first. */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'
import type { DecisionReason, FraudFamily, FraudStage, ReferralState, ReviewState } from '../../../db/rows.js'
import * as z from 'zod'
import type { EvidenceRow } from '../../referrals/evidence.js'
import { latestSignals } from './latest-signals.js'

/** A person does not read more. The figures of the review count all. */
export const friendsMax = 200

export interface FriendInReview extends EvidenceRow {
  readonly id: string
  readonly user_id: string
  readonly name: string | null
  readonly advocate_id: string
  readonly advocate_user_id: string
  readonly advocate_name: string | null
  readonly state: ReferralState
  readonly reason: DecisionReason | null
  readonly occurred_at: Date
  /** The awaited action was reported during the review. */
  readonly acted_at: Date | null
  readonly expires_at: Date | null
  /** Days with activity after the signup, as the app reported them; null without a report. */
  readonly active_days: number | null
  readonly last_active_at: Date | null
  /** For advocate and friend together. */
  readonly amount_minor: bigint
  /** What the app said before the grant or, once asked there, before the release; null if it was not asked. */
  readonly veto_stage: FraudStage | null
  /** Null without an answer. */
  readonly veto_said: boolean | null
  readonly veto_asked_at: Date | null
  readonly decision: ReviewState | null
  readonly decision_reason: string | null
  readonly decided_by: string | null
  readonly decided_at: Date | null
}

/** What one rule found about one friend, at the last time when the friend was looked at. */
export interface FoundSignal {
  readonly rule: string
  readonly stage: FraudStage
  readonly family: FraudFamily
  readonly weight: number
  readonly flag_only: boolean
  readonly figures: Readonly<Record<string, number>>
}

export async function readFriendsOf(sql: Sql, programId: number, reviewId: string): Promise<FriendInReview[]> {
  return sql<FriendInReview[]>`
    select r.id, f.user_id, f.display_name as name, r.advocate_id, a.user_id as advocate_user_id,
      a.display_name as advocate_name, r.state, r.reason, r.occurred_at, r.acted_at,
      r.expires_at, r.version, s.attributed_by, coalesce(s.late, false) as late, c.clicked_at, c.via, c.platform,
      v.days as active_days, v.last_at as last_active_at, coalesce((
        select sum(amount_minor) from rewards where program_id = ${programId} and referral_id = r.id), 0)::bigint
        as amount_minor,
      o.stage as veto_stage, o.said as veto_said, o.asked_at as veto_asked_at,
      d.decision, d.reason as decision_reason, d.decided_by, d.decided_at
    from referrals r
    join participants f on f.program_id = ${programId} and f.id = r.id
    join participants a on a.program_id = ${programId} and a.id = r.advocate_id
    left join signups s on s.program_id = ${programId} and s.participant_id = r.id
    left join clicks c on c.program_id = ${programId} and c.id = r.click_id
    left join activity v on v.program_id = ${programId} and v.friend_id = r.id
    left join lateral (
      select stage, said, asked_at from veto_answers
      where program_id = ${programId} and referral_id = r.id
      order by stage desc
      limit 1) as o on true
    left join review_decisions d on d.program_id = ${programId} and d.referral_id = r.id and d.review_id = ${reviewId}
    where r.program_id = ${programId} and r.review_id = ${reviewId}
    order by (r.state = 'review') desc, r.id
    limit ${friendsMax}`
}

const figuresSchema = z.record(z.string(), z.number())

/** @returns for each friend its signals, the strongest first. */
export async function readSignalsOf(
  sql: Sql,
  programId: number,
  referralIds: readonly string[],
): Promise<Map<string, FoundSignal[]>> {
  if (referralIds.length === 0) return new Map()
  const rows = await sql<(Omit<FoundSignal, 'figures'> & { referral_id: string; figures: unknown })[]>`
    select referral_id, rule, stage, family, weight, flag_only, figures
    from signals
    where program_id = ${programId} and referral_id = any(${arrayText([...referralIds])}::uuid[])
    order by referral_id, weight desc, rule`
  const found = new Map<string, FoundSignal[]>()
  for (const { referral_id: id, figures, ...signal } of rows) {
    const list = found.get(id) ?? []
    list.push({ ...signal, figures: figuresSchema.parse(figures) })
    found.set(id, list)
  }
  return new Map([...found].map(([id, signals]) => [id, latestSignals(signals)]))
}
