/** All referrals of a program, newest first by when the friend became known: filtered by state, reason or advocate. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { DecisionReason, ReferralState, RewardState } from '../../db/rows.js'
import type { Program } from '../standing/find.js'

export interface ReferralFilter {
  readonly state?: ReferralState | undefined
  readonly reason?: DecisionReason | undefined
  readonly advocateUserId?: string | undefined
}

export interface ProgramReferral {
  readonly id: string
  readonly state: ReferralState
  readonly reason: DecisionReason | null
  readonly advocateUserId: string
  readonly advocateName: string | null
  readonly friendName: string | null
  readonly friendUserId: string
  readonly occurredAt: Date
  readonly decidedAt: Date
  readonly expiresAt: Date | null
  readonly rewardState: RewardState | null
  readonly rewardMinor: bigint | null
}

export async function listProgramReferrals(
  sql: Sql,
  program: Program,
  { state, reason, advocateUserId }: ReferralFilter,
  { limit, after }: Page<string>,
): Promise<ProgramReferral[]> {
  return sql<ProgramReferral[]>`
    select r.id, r.state, r.reason, a.user_id as "advocateUserId", f.user_id as "friendUserId",
      a.display_name as "advocateName", f.display_name as "friendName",
      r.occurred_at as "occurredAt", r.decided_at as "decidedAt", r.expires_at as "expiresAt",
      w.state as "rewardState", w.amount_minor as "rewardMinor"
    from (
      select * from referrals
      where program_id = ${program.id}
        ${state === undefined ? sql`` : sql`and state = ${state}`}
        ${reason === undefined ? sql`` : sql`and reason = ${reason}`}
        ${
          advocateUserId === undefined
            ? sql``
            : sql`and advocate_id = (
                select id from participants where program_id = ${program.id} and user_id = ${advocateUserId})`
        }
        ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
      order by id desc
      limit ${limit}
    ) as r
    join participants a on a.program_id = ${program.id} and a.id = r.advocate_id
    join participants f on f.program_id = ${program.id} and f.id = r.id
    left join rewards w on w.program_id = ${program.id} and w.referral_id = r.id and w.side = 'advocate'
    order by r.id desc`
}
