/** Reconciliations for display: what was compared, and the result. Newest first. */
import type { Sql } from '../../../db/connect.js'
import type { Page } from '../../../db/page.js'
import type { ReconciliationPartsRow, ReconciliationsRow } from '../../../db/rows.js'

export interface ReconciliationPart {
  /** Null: the ledger against the payouts. */
  readonly provider: string | null
  /** The name of an attached provider; null for others. */
  readonly providerName: string | null
  readonly payouts: number
  /** Of the provider's statement, as it was read this time. */
  readonly lines: number
  /** `none`: there is no statement, so only ledger and payouts are compared. */
  readonly statement: 'read' | 'unread' | 'kept' | 'none'
  /** Until when statements of this provider were read without a gap at the end; null if none was. */
  readonly statementTo: Date | null
  readonly done: boolean
}

export interface Reconciliation {
  readonly id: string
  readonly state: 'working' | 'finished'
  readonly to: Date
  readonly askedBy: string | null
  readonly opened: number
  readonly explained: number
  /** It reached its limit of new differences; the next one opens the rest. */
  readonly cut: boolean
  readonly finishedAt: Date | null
  readonly parts: readonly ReconciliationPart[]
}

type PartRow = ReconciliationPartsRow & { read_to: Date | null; provider_name: string | null }

export async function listReconciliations(
  sql: Sql,
  programId: number,
  { id }: { readonly id?: string },
  { limit, after }: Page<string>,
): Promise<Reconciliation[]> {
  const runs = await sql<ReconciliationsRow[]>`
    select * from reconciliations
    where program_id = ${programId}
      ${id === undefined ? sql`` : sql`and id = ${id}`}
      ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
    order by id desc
    limit ${limit}`
  const parts = await sql<PartRow[]>`
    select p.*, (select max(s.to_at) from provider_statements s
      where s.program_id = ${programId} and s.provider = p.provider and s.read_at is not null) as read_to,
      (select a.name from attached_providers a
       where a.program_id = ${programId} and a.provider = p.provider) as provider_name
    from reconciliation_parts p
    where p.program_id = ${programId} and p.reconciliation_id = any (${`{${runs.map((run) => run.id).join(',')}}`}::uuid[])
    order by p.place`
  return runs.map((run) => ({
    id: run.id,
    state: run.finished_at === null ? 'working' : 'finished',
    to: run.to_at,
    askedBy: run.asked_by,
    opened: run.opened,
    explained: run.explained,
    cut: run.cut,
    finishedAt: run.finished_at,
    parts: parts.filter((part) => part.reconciliation_id === run.id).map(partOf),
  }))
}

function partOf(row: PartRow): ReconciliationPart {
  const { provider, payouts, lines, unread, step, statement_to: statementTo } = row
  const { read_to: readTo, provider_name: providerName } = row
  const statement = statementTo !== null ? 'read' : unread ? 'unread' : readTo === null ? 'none' : 'kept'
  return {
    provider,
    providerName,
    payouts,
    lines,
    statement,
    statementTo: statementTo ?? readTo,
    done: step === 'done',
  }
}
