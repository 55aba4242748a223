/** Links that were reported or ruled on, one row per link, with reports and ruling. */
import type { Sql, Tx } from '../../db/connect.js'
import type { Moment, Page } from '../../db/page.js'
import type { LinkReportReason, LinkRuling } from '../../db/rows.js'
import { must } from '../../errors.js'
import type { Program } from '../standing/find.js'
import { readCode } from '../../readers/code.js'

/**
 * `open`: a report waits for an answer. `stopped`: the link is stopped. `answered`: nothing waits, and the link is
 * active.
 */
export const reportedLinkStates = ['open', 'stopped', 'answered'] as const
export type ReportedLinkState = (typeof reportedLinkStates)[number]

export interface ReportedLink {
  readonly id: string
  readonly userId: string
  readonly displayName: string | null
  readonly code: string | null
  readonly stoppedAt: Date | null
  readonly friendsCounted: number
  readonly openReports: number
  readonly reports: number
  /** Of the open reports; of all if none is open. */
  readonly reasons: readonly { readonly reason: LinkReportReason; readonly count: number }[]
  readonly firstReportedAt: Date | null
  readonly lastReportedAt: Date | null
  readonly lastReport: string | null
  readonly lastRuling: LinkAnswer | null
  /** The order of the list: since when somebody waits, or the time of the last answer. */
  readonly at: Date
}

export interface LinkAnswer {
  readonly ruling: LinkRuling
  readonly reason: string
  readonly by: string
  readonly at: Date
}

interface Row {
  id: string
  user_id: string
  display_name: string | null
  code: string | null
  stopped_at: Date | null
  friends_counted: number
  open_reports: number
  reports: number
  reasons: { reason: LinkReportReason; count: number }[] | null
  first_reported_at: Date | null
  last_reported_at: Date | null
  last_report: string | null
  ruling: LinkRuling | null
  reason: string | null
  ruled_by: string | null
  ruled_at: Date | null
  at: Date
}

export interface ReportedLinkFilter {
  readonly state: ReportedLinkState
  /** A complete user id or code. */
  readonly typed: string | undefined
}

/** How many links wait for a person. */
export async function countReportedLinks(sql: Sql, programId: number): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(distinct advocate_id)::int as open from link_reports
    where program_id = ${programId} and ruling_id is null`
  return must(row, 'a count').open
}

/** Open links: longest wait first. Others: latest answer first. */
export async function listReportedLinks(
  sql: Sql,
  program: Program,
  { state, typed }: ReportedLinkFilter,
  { limit, after }: Page<Moment>,
): Promise<ReportedLink[]> {
  const listed = listedOf(sql, program.id, state)
  const rows = await sql<Row[]>`
    with listed as (${listed})
    select ${columnsOf(sql, program.id)}, l.at
    from listed l
    join participants p on p.program_id = ${program.id} and p.id = l.advocate_id
    ${joinsOf(sql, program.id)}
    where true
      ${typed === undefined ? sql`` : sql`and (p.user_id = ${typed} or p.code = ${readCode(typed) ?? null})`}
      ${afterOf(sql, state, after)}
    order by ${state === 'open' ? sql`l.at, l.advocate_id` : sql`l.at desc, l.advocate_id desc`}
    limit ${limit}`
  return rows.map(linkOf)
}

/** @param id of an existing participant. */
export async function readReportedLink(tx: Tx, programId: number, id: string): Promise<ReportedLink> {
  const [row] = await tx<Row[]>`
    select ${columnsOf(tx, programId)}, coalesce(n.first_reported_at, a.ruled_at, p.joined_at) as at
    from participants p
    ${joinsOf(tx, programId)}
    where p.program_id = ${programId} and p.id = ${id}`
  return linkOf(must(row, 'a participant that was found before'))
}

function listedOf(sql: Sql, programId: number, state: ReportedLinkState) {
  if (state === 'open') {
    return sql`
      select advocate_id, min(reported_at) as at from link_reports
      where program_id = ${programId} and ruling_id is null
      group by advocate_id`
  }
  return sql`
    select r.advocate_id, max(r.ruled_at) as at
    from link_rulings r
    join participants p on p.program_id = ${programId} and p.id = r.advocate_id
    where r.program_id = ${programId} and p.stopped_at is ${state === 'stopped' ? sql`not null` : sql`null`}
      ${
        state === 'stopped'
          ? sql``
          : sql`and not exists (
              select from link_reports o
              where o.program_id = ${programId} and o.advocate_id = r.advocate_id and o.ruling_id is null)`
      }
    group by r.advocate_id`
}

function afterOf(sql: Sql, state: ReportedLinkState, after: Moment | undefined) {
  if (after === undefined) return sql``
  return state === 'open'
    ? sql`and (l.at, l.advocate_id) > (${after.at}, ${after.id}::uuid)`
    : sql`and (l.at, l.advocate_id) < (${after.at}, ${after.id}::uuid)`
}

function columnsOf(sql: Sql | Tx, programId: number) {
  return sql`
    p.id, p.user_id, p.display_name, p.code, p.stopped_at, p.friends_counted, n.open_reports, n.reports, n.first_reported_at,
    n.last_reported_at, n.last_report, a.ruling, a.reason, a.ruled_by, a.ruled_at, (
      select jsonb_agg(jsonb_build_object('reason', reason, 'count', count) order by count desc, reason) from (
        select reason, count(*)::int as count from link_reports
        where program_id = ${programId} and advocate_id = p.id and (ruling_id is null or n.open_reports = 0)
        group by reason) as by_reason) as reasons`
}

function joinsOf(sql: Sql | Tx, programId: number) {
  return sql`
    cross join lateral (
      select (count(*) filter (where ruling_id is null))::int as open_reports, count(*)::int as reports,
        min(reported_at) filter (where ruling_id is null) as first_reported_at, max(reported_at) as last_reported_at,
        (array_agg(id order by id desc))[1] as last_report
      from link_reports
      where program_id = ${programId} and advocate_id = p.id) as n
    left join lateral (
      select ruling, reason, ruled_by, ruled_at from link_rulings
      where program_id = ${programId} and advocate_id = p.id
      order by id desc
      limit 1) as a on true`
}

function linkOf(row: Row): ReportedLink {
  return {
    id: row.id,
    userId: row.user_id,
    displayName: row.display_name,
    code: row.code,
    stoppedAt: row.stopped_at,
    friendsCounted: row.friends_counted,
    openReports: row.open_reports,
    reports: row.reports,
    reasons: row.reasons ?? [],
    firstReportedAt: row.first_reported_at,
    lastReportedAt: row.last_reported_at,
    lastReport: row.last_report,
    lastRuling: answerOf(row),
    at: row.at,
  }
}

function answerOf({ ruling, reason, ruled_by: by, ruled_at: at }: Row): LinkAnswer | null {
  if (ruling === null || reason === null || by === null || at === null) return null
  return { ruling, reason, by, at }
}
