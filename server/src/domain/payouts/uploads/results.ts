/** Results files for display: what each would change or has changed, and its rows. */
import type { Sql, Tx } from '../../../db/connect.js'
import type { Page } from '../../../db/page.js'
import type { PayoutResultRowsRow, PayoutResultsRow, PayoutState, ResultState } from '../../../db/rows.js'
import { AppError } from '../../../errors.js'
import type { Program } from '../../standing/find.js'
import type { Verdict } from './verdicts.js'

export interface Results {
  readonly id: string
  readonly state: ResultState
  readonly rows: number
  /** Rows that move a payout, according to the preview. */
  readonly moves: number
  /** Rows that change nothing and should be checked. */
  readonly odd: number
  /** Rows that are not applied yet. */
  readonly waiting: number
  readonly uploadedAt: Date
  readonly appliedAt: Date | null
}

/** Newest first. */
export async function listResults(
  sql: Sql | Tx,
  program: Program,
  { id }: { readonly id?: string },
  { limit, after }: Page<string>,
): Promise<Results[]> {
  const rows = await sql<(PayoutResultsRow & { waiting: number })[]>`
    select r.*,
      (select count(*)::int from payout_result_rows w
        where w.program_id = ${program.id} and w.result_id = r.id and w.told and w.taken_at is null) as waiting
    from payout_results r
    where r.program_id = ${program.id} and r.state <> 'reading'
      ${id === undefined ? sql`` : sql`and r.id = ${id}`}
      ${after === undefined ? sql`` : sql`and r.id < ${after}::uuid`}
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
  const [found] = await listResults(sql, program, { id }, { limit: 1 })
  if (found !== undefined) return found
  throw new AppError('payout_results_not_found', 'This program has no file of results of this id.')
}

/** How many rows have this verdict in the preview. */
export interface Found {
  readonly verdict: Verdict
  readonly rows: number
  /** Of the rows with a readable amount. */
  readonly amountMinor: bigint
}

export async function foundIn(sql: Sql | Tx, program: Program, resultId: string): Promise<Found[]> {
  const rows = await sql<{ verdict: string; rows: number; amount_minor: bigint }[]>`
    select verdict, count(*)::int as rows, coalesce(sum(amount_minor), 0)::bigint as amount_minor
    from payout_result_rows
    where program_id = ${program.id} and result_id = ${resultId}
    group by verdict
    order by verdict`
  return rows.map((row) => ({ verdict: row.verdict as Verdict, rows: row.rows, amountMinor: row.amount_minor }))
}

/** The current states of the payouts whose rows were applied. */
export interface Standing {
  readonly state: PayoutState
  readonly payouts: number
  readonly amountMinor: bigint
}

export async function standingsOf(sql: Sql | Tx, program: Program, resultId: string): Promise<Standing[]> {
  const rows = await sql<{ state: PayoutState; payouts: number; amount_minor: bigint }[]>`
    select p.state, count(*)::int as payouts, sum(p.amount_minor)::bigint as amount_minor
    from payout_result_rows r
    join payouts p on p.program_id = ${program.id} and p.id = r.payout_id
    where r.program_id = ${program.id} and r.result_id = ${resultId} and r.taken_at is not null and not r.odd
    group by p.state
    order by p.state`
  return rows.map((row) => ({ state: row.state, payouts: row.payouts, amountMinor: row.amount_minor }))
}

export interface JudgedRow {
  readonly line: number
  readonly reference: string
  readonly amountMinor: bigint | null
  /** The portal's number of the payment. */
  readonly providerReference: string | null
  readonly verdict: Verdict
  readonly firstLine: number | null
  /** The payout's amount, if the row has another one. */
  readonly oursMinor: bigint | null
}

/** In the file's order. */
export async function listResultRows(
  sql: Sql | Tx,
  program: Program,
  resultId: string,
  odd: boolean | undefined,
  { limit, after = 0 }: Page<number>,
): Promise<JudgedRow[]> {
  const rows = await sql<(PayoutResultRowsRow & { ours_minor: bigint | null })[]>`
    select r.*, p.amount_minor as ours_minor
    from payout_result_rows r
    left join payouts p on p.program_id = ${program.id} and p.id = r.payout_id and r.verdict = 'wrong_amount'
    where r.program_id = ${program.id} and r.result_id = ${resultId} and r.line > ${after}
      ${odd === undefined ? sql`` : sql`and r.odd = ${odd}`}
    order by r.line
    limit ${limit}`
  return rows.map((row) => ({
    line: row.line,
    reference: row.reference,
    amountMinor: row.amount_minor,
    providerReference: row.provider_reference,
    verdict: row.verdict as Verdict,
    firstLine: row.first_line,
    oursMinor: row.ours_minor,
  }))
}
