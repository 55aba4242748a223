/** Appeals, oldest first: who waits longest is answered first. */
import type { Sql } from '../../db/connect.js'
import type { AppealState, DecisionReason } from '../../db/rows.js'
import type { Appeal } from './open.js'

export interface AppealItem extends Appeal {
  readonly friend_user_id: string
  readonly advocate_user_id: string
  /** Why the referral was refused. */
  readonly refused_for: DecisionReason | null
}

export async function listAppeals(
  sql: Sql,
  programId: number,
  state: AppealState,
  limit: number,
  afterId: string | undefined,
): Promise<AppealItem[]> {
  return sql<AppealItem[]>`
    select a.id, a.referral_id, a.state, a.text, a.reserved_minor, a.opened_at, a.answer, a.answered_by, a.answered_at,
      f.user_id as friend_user_id, p.user_id as advocate_user_id, r.reason as refused_for
    from appeals a
    join referrals r on r.program_id = ${programId} and r.id = a.referral_id
    join participants f on f.program_id = ${programId} and f.id = r.id
    join participants p on p.program_id = ${programId} and p.id = r.advocate_id
    where a.program_id = ${programId} and a.state = ${state}
      ${afterId === undefined ? sql`` : sql`and a.id > ${afterId}::uuid`}
    order by a.id
    limit ${limit}`
}
