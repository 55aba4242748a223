/** The statement of one participant: the transfers of their accounts, newest first, a page at a time. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { Account, CauseKind, TransferStep, TransfersRow } from '../../db/rows.js'
import type { Program } from '../standing/find.js'

export interface TransferItem {
  readonly id: string
  readonly from: Account
  readonly to: Account
  readonly amountMinor: bigint
  readonly cause: CauseKind
  readonly step: TransferStep
  readonly madeAt: Date
}

export async function listTransfers(
  sql: Sql,
  program: Program,
  participantId: string,
  { limit, after }: Page<string>,
): Promise<TransferItem[]> {
  const rows = await sql<Omit<TransfersRow, 'program_id' | 'participant_id' | 'cause_id'>[]>`
    select id, from_account, to_account, amount_minor, cause_kind, step, made_at
    from transfers
    where program_id = ${program.id} and participant_id = ${participantId}
      ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
    order by id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    from: row.from_account,
    to: row.to_account,
    amountMinor: row.amount_minor,
    cause: row.cause_kind,
    step: row.step,
    madeAt: row.made_at,
  }))
}
