/** Files of results as they are shown: what each would change or has changed, and its rows. */
import type { Sql, Tx } from '../../../db/connect.js'
import type { PayoutResultRowsRow, PayoutResultsRow, ResultState } from '../../../db/rows.js'
import { AppError } from '../../../errors.js'
import type { Program } from '../../programs/find.js'
import type { Verdict } from './verdicts.js'

export interface Results {
  readonly id: string
  readonly state: ResultState
  readonly rows: number
  /** Rows that move a payout, of the preview. */
  readonly moves: number
  /** Rows that change nothing and should be looked at. */
  readonly odd: number
  /** Of what is handed on, how many rows were not yet. */
  readonly waiting: number
  readonly uploadedAt: Date
  readonly appliedAt: Date | null
}

/** Newest first. @param afterId where the page before ended */
export async function listResults(
  sql: Sql | Tx,
  program: Program,
  limit: number,
  filter: { id?: string; afterId?: string | undefined } = {},
): Promise<Results[]> {
  const { id, afterId } = filter
  const rows = await sql<(PayoutResultsRow & { waiting: number })[]>`
    select r.*,
      (select count(*)::int from payout_result_rows w
        where w.program_id = ${program.id} and w.result_id = r.id and w.told and w.taken_at is null) as waiting
    from payout_results r
    where r.program_id = ${program.id} and r.state <> 'reading'
      ${id === undefined ? sql`` : sql`and r.id = ${id}`}
      ${afterId === undefined ? sql`` : sql`and r.id < ${afterId}::uuid`}
    order by r.id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    rows: row.rows,
    moves: row.moves,
    odd: row.odd,
    waiting: row.waiting,
    uploadedAt: row.uploaded_at,
    appliedAt: row.applied_at,
  }))
}

/** @throws AppError `payout_results_not_found` */
export async function findResults(sql: Sql | Tx, program: Program, id: string): Promise<Results> {
  const [found] = await listResults(sql, program, 1, { id })
  if (found !== undefined) return found
  throw new AppError('payout_results_not_found', 'This program has no file of results of this id.')
}

export interface JudgedRow {
  readonly line: number
  readonly reference: string
  readonly amountMinor: bigint | null
  readonly verdict: Verdict
  readonly firstLine: number | null
}

/** In the file's order. @param afterLine where the page before ended */
export async function listResultRows(
  sql: Sql | Tx,
  program: Program,
  resultId: string,
  { odd, limit, afterLine = 0 }: { odd: boolean | undefined; limit: number; afterLine?: number },
): Promise<JudgedRow[]> {
  const rows = await sql<PayoutResultRowsRow[]>`
    select * from payout_result_rows
    where program_id = ${program.id} and result_id = ${resultId} and line > ${afterLine}
      ${odd === undefined ? sql`` : sql`and odd = ${odd}`}
    order by line
    limit ${limit}`
  return rows.map((row) => ({
    line: row.line,
    reference: row.reference,
    amountMinor: row.amount_minor,
    verdict: row.verdict as Verdict,
    firstLine: row.first_line,
  }))
}
