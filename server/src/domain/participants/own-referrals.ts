/** The friends of one participant: the referrals that they brought, newest first, a page at a time. */
import type { Sql } from '../../db/connect.js'
import type { Moment, Page } from '../../db/page.js'
import type { DecisionReason, ReferralState, RewardState } from '../../db/rows.js'
import type { Program } from '../standing/find.js'

export interface ReferralItem {
  readonly id: string
  readonly state: ReferralState
  readonly reason: DecisionReason | null
  readonly friendUserId: string
  readonly reward: {
    readonly id: string
    readonly state: RewardState
    readonly amountMinor: bigint
    readonly availableAt: Date | null
  } | null
  readonly decidedAt: Date
}

export async function listReferrals(
  sql: Sql,
  program: Program,
  advocateId: string,
  { limit, after }: Page<Moment>,
): Promise<ReferralItem[]> {
  const rows = await sql<
    {
      id: string
      state: ReferralState
      reason: DecisionReason | null
      user_id: string
      reward_id: string | null
      reward_state: RewardState | null
      amount_minor: bigint | null
      available_at: Date | null
      decided_at: Date
    }[]
  >`
    select r.id, r.state, r.reason, f.user_id, w.id as reward_id, w.state as reward_state, w.amount_minor, w.available_at,
      r.decided_at
    from referrals r
    join participants f on f.program_id = ${program.id} and f.id = r.id
    left join rewards w on w.program_id = ${program.id} and w.referral_id = r.id and w.side = 'advocate'
    where r.program_id = ${program.id} and r.advocate_id = ${advocateId}
      ${after === undefined ? sql`` : sql`and (r.decided_at, r.id) < (${after.at}, ${after.id}::uuid)`}
    order by r.decided_at desc, r.id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    reason: row.reason,
    friendUserId: row.user_id,
    reward:
      row.reward_id === null || row.reward_state === null || row.amount_minor === null
        ? null
        : { id: row.reward_id, state: row.reward_state, amountMinor: row.amount_minor, availableAt: row.available_at },
    decidedAt: row.decided_at,
  }))
}
