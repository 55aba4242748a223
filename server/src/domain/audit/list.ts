/** The audit record, newest first, by page; filtered by actor, action, subject and time. */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'

export interface AuditEntry {
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly subject: string | null
  readonly address: string | null
  readonly before: unknown
  readonly after: unknown
}

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly subject?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

export async function listAudit(
  sql: Sql,
  programId: number,
  { actor, action, subject, from, to }: AuditFilter,
  { limit, after }: Page<string>,
): Promise<AuditEntry[]> {
  return sql<AuditEntry[]>`
    select id, at, actor, action, subject, address, before, after
    from audit_entries
    where program_id = ${programId}
      ${actor === undefined ? sql`` : sql`and actor = ${actor}`}
      ${action === undefined ? sql`` : sql`and action = ${action}`}
      ${subject === undefined ? sql`` : sql`and subject = ${subject}`}
      ${from === undefined ? sql`` : sql`and at >= ${from}`}
      ${to === undefined ? sql`` : sql`and at < ${to}`}
      ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
    order by id desc
    limit ${limit}`
}

/** Names for a page of actors: operators, and keys of this program. Found by the ids inside their wire ids. */
export async function namesOf(
  sql: Sql,
  programId: number,
  ids: readonly { readonly kind: 'opr' | 'key'; readonly id: string }[],
): Promise<Map<string, string>> {
  const of = (kind: string) => `{${ids.flatMap((one) => (one.kind === kind ? [one.id] : [])).join(',')}}`
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from operators where id = any (${of('opr')}::uuid[])
    union all
    select id, name from api_keys where program_id = ${programId} and id = any (${of('key')}::uuid[])`
  return new Map(rows.map(({ id, name }) => [id, name]))
}
