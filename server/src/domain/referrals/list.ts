/** All referrals of a program, newest first by when the friend became known: filtered by state, reason or advocate. */
import type { Sql, Tx } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { DecisionReason, EvidenceKind, ReferralState, RewardState } from '../../db/rows.js'
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
  readonly by: EvidenceKind | null
  /** Of the click, while it is kept. */
  readonly channel: string | null
  readonly rewardState: RewardState | null
  readonly rewardMinor: bigint | null
}

export async function listProgramReferrals(
  sql: Sql | Tx,
  program: Program,
  filter: ReferralFilter,
  page: Page<string>,
): Promise<ProgramReferral[]> {
  return sql<ProgramReferral[]>`
    select r.id, r.state, r.reason, a.user_id as "advocateUserId", f.user_id as "friendUserId",
      a.display_name as "advocateName", f.display_name as "friendName",
      r.occurred_at as "occurredAt", r.decided_at as "decidedAt", r.expires_at as "expiresAt",
      s.attributed_by as "by", c.via as channel, w.state as "rewardState", w.amount_minor as "rewardMinor"
    from (${filter.advocateUserId === undefined ? ofProgram(sql, program.id, filter, page) : ofAdvocate(sql, program.id, filter, page)}) as r
    join participants a on a.program_id = ${program.id} and a.id = r.advocate_id
    join participants f on f.program_id = ${program.id} and f.id = r.id
    left join signups s on s.program_id = ${program.id} and s.participant_id = r.id
    left join clicks c on c.program_id = ${program.id} and c.id = r.click_id
    left join rewards w on w.program_id = ${program.id} and w.referral_id = r.id and w.side = 'advocate'
    order by r.id desc`
}

function ofProgram(sql: Sql | Tx, programId: number, { state, reason }: ReferralFilter, page: Page<string>) {
  return sql`
    select * from referrals
    where program_id = ${programId}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${state === undefined || state === 'counted' ? sql`` : sql`and state <> 'counted'`}
      ${newest(sql, reason, page)}`
}

/** The newest of each state are read by the index, and the newest of these are the newest of all. */
function ofAdvocate(
  sql: Sql | Tx,
  programId: number,
  { state, reason, advocateUserId }: ReferralFilter,
  page: Page<string>,
) {
  const states = state === undefined ? sql`enum_range(null::referral_state)` : sql`array[${state}::referral_state]`
  return sql`
    select one.*
    from participants p, unnest(${states}) as of_state, lateral (
      select * from referrals
      where program_id = ${programId} and advocate_id = p.id and state = of_state
        ${newest(sql, reason, page)}
    ) as one
    where p.program_id = ${programId} and p.user_id = ${advocateUserId ?? null}
    order by one.id desc
    limit ${page.limit}`
}

function newest(sql: Sql | Tx, reason: DecisionReason | undefined, { limit, after }: Page<string>) {
  return sql`
    ${reason === undefined ? sql`` : sql`and reason = ${reason}`}
    ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
    order by id desc
    limit ${limit}`
}
