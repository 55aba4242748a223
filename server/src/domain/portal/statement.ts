/** A person's statement: each movement of their money, described from their point of view, newest first. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { Account, TransferStep } from '../../db/rows.js'

export interface StatementEntry {
  readonly id: string
  readonly step: TransferStep
  readonly from: Account
  readonly to: Account
  readonly amountMinor: bigint
  /** The person's own bonus for having come, not for a friend. */
  readonly ownBonus: boolean
  readonly madeAt: Date
}

export async function readStatement(
  sql: Sql,
  programId: number,
  participantId: string,
  { limit, after }: Page<string>,
): Promise<StatementEntry[]> {
  const rows = await sql<
    {
      id: string
      step: TransferStep
      from_account: Account
      to_account: Account
      amount_minor: bigint
      own_bonus: boolean
      made_at: Date
    }[]
  >`
    select t.id, t.step, t.from_account, t.to_account, t.amount_minor, w.id is not null as own_bonus, t.made_at
    from transfers t
    left join rewards w on w.program_id = ${programId} and w.referral_id = ${participantId} and w.side = 'friend'
      and t.cause_kind in ('reward', 'appeal') and t.cause_id = w.id
    where t.program_id = ${programId} and t.participant_id = ${participantId}
      ${after === undefined ? sql`` : sql`and t.id < ${after}::uuid`}
    order by t.id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    step: row.step,
    from: row.from_account,
    to: row.to_account,
    amountMinor: row.amount_minor,
    ownBonus: row.own_bonus,
    madeAt: row.made_at,
  }))
}
