/** The inbox: what waits for a person, of all kinds, the longest wait first. One bounded statement a kind, sent together. */
import type { Sql, Tx } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { Statement } from '../../db/sql.js'
import { AppError } from '../../errors.js'
import type { Program, Standing } from '../standing/find.js'
import { worthOf } from '../standing/worth.js'
import { inboxKinds, type InboxKind } from './kinds.js'
import { queues } from './queues.js'

export interface InboxItem {
  readonly kind: InboxKind
  /** As its table has it: see `wireOf`. */
  readonly id: string
  readonly since: Date
  readonly userId: string | null
  readonly displayName: string | null
  /** Of an appeal. */
  readonly advocateName: string | null
  readonly amountMinor: bigint | null
  readonly code: string | null
  readonly label: string | null
  readonly owner: string | null
  readonly snoozedUntil: Date | null
  readonly snoozedBy: string | null
  readonly reason: string | null
}

export interface InboxFilter {
  readonly kinds: readonly InboxKind[]
  readonly state: 'open' | 'snoozed'
  /** `none`: those that nobody has taken. */
  readonly owner?: string | undefined
}

export interface InboxPlace {
  readonly at: Date
  readonly kind: InboxKind
  readonly id: string
}

interface Row {
  kind: InboxKind
  id: string
  at: Date
  user_id: string | null
  name: string | null
  advocate_name: string | null
  amount_minor: bigint | null
  version: number | null
  code: string | null
  label: string | null
  owner: string | null
  snoozed_until: Date | null
  snoozed_by: string | null
  reason: string | null
}

type Fragment = Statement<object[]>

/** @param now real time, by which a snooze ends */
export async function listInbox(
  sql: Sql,
  program: Program,
  standing: Standing,
  { kinds, state, owner }: InboxFilter,
  now: Date,
  { limit, after }: Page<InboxPlace>,
): Promise<InboxItem[]> {
  if (kinds.length === 0) return []
  const branches = kinds.map((kind) => {
    const here = sql`${inState(sql, state, now)} ${ownedBy(sql, owner)} ${behind(sql, kind, after)}`
    return branch(sql, program.id, kind, here, limit)
  })
  const rows = await sql<Row[]>`
    select * from (${unionOf(sql, branches)}) as i
    order by at, rank, id collate "C"
    limit ${limit}`
  return rows.map((row) => itemOf(row, standing))
}

/** What waits about one person, put off or not, the longest wait first. */
export async function listInboxOf(
  sql: Sql,
  program: Program,
  standing: Standing,
  kinds: readonly InboxKind[],
  participantId: string,
  limit: number,
): Promise<InboxItem[]> {
  const branches = kinds.flatMap((kind) => {
    const own = queues[kind].ofPerson?.(sql, program.id, participantId)
    return own === undefined ? [] : [branch(sql, program.id, kind, sql`w.id in (${own})`, limit)]
  })
  if (branches.length === 0) return []
  const rows = await sql<Row[]>`
    select * from (${unionOf(sql, branches)}) as i
    order by at, rank, id collate "C"
    limit ${limit}`
  return rows.map((row) => itemOf(row, standing))
}

/** @throws AppError `inbox_item_not_found` when it waits no longer, or never did */
export async function findInboxItem(
  sql: Sql | Tx,
  program: Program,
  standing: Standing,
  kind: InboxKind,
  id: string,
): Promise<InboxItem> {
  const [row] = await sql<Row[]>`${branch(sql, program.id, kind, sql`w.id::text = ${id}`, 1)}`
  if (row === undefined) throw inboxItemNotFound()
  return itemOf(row, standing)
}

export function inboxItemNotFound(): AppError {
  return new AppError('inbox_item_not_found', 'Nothing of this kind and id waits for a person.')
}

/** Of one kind, what is counted at most. */
export const countedMax = 1000

/** How many wait and are not put off, by kind; more than `countedMax` are not counted. */
export async function countInbox(
  sql: Sql,
  programId: number,
  kinds: readonly InboxKind[],
  now: Date,
): Promise<ReadonlyMap<InboxKind, number>> {
  if (kinds.length === 0) return new Map()
  const branches = kinds.map(
    (kind) => sql`
      select ${kind}::text as kind, count(*)::int as count
      from (
        select from (${queues[kind].waiting(sql, programId)}) as w
        ${marksOf(sql, programId, kind)}
        where ${inState(sql, 'open', now)}
        limit ${countedMax}) as q`,
  )
  const rows = await sql<{ kind: InboxKind; count: number }[]>`${unionOf(sql, branches)}`
  return new Map(rows.map(({ kind, count }) => [kind, count]))
}

function branch(sql: Sql | Tx, programId: number, kind: InboxKind, condition: Fragment, limit: number): Fragment {
  const { waiting, facts } = queues[kind]
  return sql`
    (select ${inboxKinds.indexOf(kind)}::int as rank, ${kind}::text as kind, q.id::text as id, q.at, q.owner,
      q.snoozed_until, q.snoozed_by, q.reason, f.user_id, f.name, f.advocate_name, f.amount_minor, f.version, f.code, f.label
    from (
      select w.id, w.at, coalesce(w.owner, m.owner) as owner, m.snoozed_until, m.snoozed_by, m.reason
      from (${waiting(sql, programId)}) as w
      ${marksOf(sql, programId, kind)}
      where ${condition}
      order by w.at, w.id
      limit ${limit}) as q
    cross join lateral (${facts(sql, programId)}) as f)`
}

/** A mark of an earlier wait is not meant. */
function marksOf(sql: Sql | Tx, programId: number, kind: InboxKind): Fragment {
  return sql`
    left join inbox_marks m on m.program_id = ${programId} and m.kind = ${kind} and m.item = w.id::text and m.since = w.at`
}

function unionOf(sql: Sql | Tx, branches: readonly Fragment[]): Fragment {
  return branches.reduce((all, one) => sql`${all} union all ${one}`)
}

function inState(sql: Sql | Tx, state: InboxFilter['state'], now: Date): Fragment {
  return state === 'open' ? sql`(m.snoozed_until is null or m.snoozed_until <= ${now})` : sql`m.snoozed_until > ${now}`
}

function ownedBy(sql: Sql | Tx, owner: string | undefined): Fragment {
  if (owner === undefined) return sql``
  return owner === 'none' ? sql`and coalesce(w.owner, m.owner) is null` : sql`and coalesce(w.owner, m.owner) = ${owner}`
}

/** In the order of the inbox: by time, then by kind, then by id. */
function behind(sql: Sql | Tx, kind: InboxKind, after: InboxPlace | undefined): Fragment {
  if (after === undefined) return sql``
  if (kind === after.kind) {
    return kind === 'failing_provider'
      ? sql`and (w.at, w.id) > (${after.at}, ${after.id}::text)`
      : sql`and (w.at, w.id) > (${after.at}, ${after.id}::uuid)`
  }
  const isLater = inboxKinds.indexOf(kind) > inboxKinds.indexOf(after.kind)
  return isLater ? sql`and w.at >= ${after.at}` : sql`and w.at > ${after.at}`
}

function itemOf(row: Row, { versions }: Standing): InboxItem {
  const worthMinor = row.version === null ? null : worthOf(versions.get(row.version).terms).totalMinor
  return {
    kind: row.kind,
    id: row.id,
    since: row.at,
    userId: row.user_id,
    displayName: row.name,
    advocateName: row.advocate_name,
    amountMinor: row.amount_minor ?? worthMinor,
    code: row.code,
    label: row.label,
    owner: row.owner,
    snoozedUntil: row.snoozed_until,
    snoozedBy: row.snoozed_by,
    reason: row.reason,
  }
}
