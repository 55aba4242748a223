/** Differences, newest first, and the history of one. */
import type { Sql, Tx } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { DifferencesRow, DifferenceStepsRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import type { DifferenceKind, Resolution } from './core/difference-kinds.js'
import type { DifferenceDetail } from './core/differences.js'

export interface Difference {
  readonly id: string
  readonly kind: DifferenceKind
  readonly state: 'open' | 'resolved'
  readonly subject: string
  readonly payoutId: string | null
  /** The account that it is about, if there is one. */
  readonly userId: string | null
  readonly detail: DifferenceDetail
  /** The name of the attached provider that it is about; null for others. */
  readonly providerName: string | null
  readonly openedAt: Date
  readonly owner: string | null
  readonly resolution: Resolution | null
  readonly note: string | null
  readonly resolvedAt: Date | null
  readonly resolvedBy: string | null
}

export interface DifferenceFilter {
  readonly id?: string
  readonly state?: 'open' | 'resolved' | undefined
  readonly kind?: DifferenceKind | undefined
  readonly payoutId?: string | undefined
  /** `none`: those that nobody has taken. */
  readonly owner?: string | undefined
}

type Row = DifferencesRow & { user_id: string | null; provider_name: string | null }

export async function listDifferences(
  sql: Sql | Tx,
  programId: number,
  { id, state, kind, payoutId, owner }: DifferenceFilter,
  { limit, after }: Page<string>,
): Promise<Difference[]> {
  const rows = await sql<Row[]>`
    select d.*, u.user_id, a.name as provider_name
    from differences d
    left join payouts p on p.program_id = ${programId} and p.id = d.payout_id
    left join participants u on u.program_id = ${programId} and u.id = p.participant_id
    left join attached_providers a on a.program_id = ${programId} and a.provider = d.detail ->> 'provider'
    where d.program_id = ${programId}
      ${id === undefined ? sql`` : sql`and d.id = ${id}`}
      ${state === undefined ? sql`` : state === 'open' ? sql`and d.resolved_at is null` : sql`and d.resolved_at is not null`}
      ${kind === undefined ? sql`` : sql`and d.kind = ${kind}`}
      ${payoutId === undefined ? sql`` : sql`and d.payout_id = ${payoutId}`}
      ${owner === undefined ? sql`` : owner === 'none' ? sql`and d.owner is null` : sql`and d.owner = ${owner}`}
      ${after === undefined ? sql`` : sql`and d.id < ${after}::uuid`}
    order by d.id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as DifferenceKind,
    state: row.resolved_at === null ? 'open' : 'resolved',
    subject: row.subject,
    payoutId: row.payout_id,
    userId: row.user_id,
    detail: row.detail as DifferenceDetail,
    providerName: row.provider_name,
    openedAt: row.opened_at,
    owner: row.owner,
    resolution: row.resolution as Resolution | null,
    note: row.note,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  }))
}

/** @throws AppError `difference_not_found` */
export async function findDifference(sql: Sql | Tx, programId: number, id: string): Promise<Difference> {
  const [found] = await listDifferences(sql, programId, { id }, { limit: 1 })
  if (found === undefined) throw differenceNotFound()
  return found
}

export function differenceNotFound(): AppError {
  return new AppError('difference_not_found', 'This program has no difference of this id.')
}

export async function countOpen(sql: Sql, programId: number): Promise<{ open: number; untaken: number }> {
  const [counts] = await sql<{ open: number; untaken: number }[]>`
    select count(*)::int as open, count(*) filter (where owner is null)::int as untaken
    from differences
    where program_id = ${programId} and resolved_at is null`
  return { open: counts?.open ?? 0, untaken: counts?.untaken ?? 0 }
}

/** From the beginning; usually a handful, and at most this many are shown. */
const stepsMax = 200

export async function historyOf(sql: Sql, programId: number, id: string): Promise<DifferenceStepsRow[]> {
  return sql<DifferenceStepsRow[]>`
    select * from difference_steps
    where program_id = ${programId} and difference_id = ${id}
    order by id
    limit ${stepsMax}`
}
