/** Every transfer of a program in the order of its key, for accountants. The order is always the same. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { TransfersRow } from '../../db/rows.js'

export interface ExportedTransfer extends Omit<TransfersRow, 'program_id' | 'participant_id'> {
  /** Null if both accounts are the program's own. */
  readonly user_id: string | null
}

export async function exportTransfers(
  sql: Sql,
  programId: number,
  { limit, after }: Page<Pick<TransfersRow, 'cause_kind' | 'cause_id' | 'step'>>,
): Promise<ExportedTransfer[]> {
  return sql<ExportedTransfer[]>`
    select t.id, t.from_account, t.to_account, t.amount_minor, t.cause_kind, t.cause_id, t.step, t.made_at, p.user_id
    from (
      select * from transfers
      where program_id = ${programId}
        ${
          after === undefined
            ? sql``
            : sql`and (cause_kind, cause_id, step)
                > (${after.cause_kind}::cause_kind, ${after.cause_id}::uuid, ${after.step}::transfer_step)`
        }
      order by cause_kind, cause_id, step
      limit ${limit}
    ) as t
    left join participants p on p.program_id = ${programId} and p.id = t.participant_id
    order by t.cause_kind, t.cause_id, t.step`
}
