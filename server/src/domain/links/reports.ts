/**
 * Reports of links by visitors without an account. A report stores only a keyed digest of the visitor, and no typed
 * text. Limits are per link and per program, because one address may be a whole village.
 */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { LinkReportReason, LinkRuling } from '../../db/rows.js'
import { must } from '../../errors.js'
import { newId } from '../../ids.js'
import type { Program } from '../standing/find.js'

/** After fifty reports of a link in a day another one adds nothing. */
const perLinkADayMax = 50
const perProgramADayMax = 5000

export interface NewLinkReport {
  readonly advocateId: string
  readonly reason: LinkReportReason
  readonly reader: string
  /** The day in the program's time zone, `2026-12-01`. */
  readonly day: string
  readonly at: Date
}

/**
 * Both limits are checked without a lock: concurrent reports may exceed them slightly, which is harmless.
 * @returns `full` if the program accepts no more today; a repeat, or a report beyond a link's limit, is `taken`.
 */
export async function reportLink(sql: Sql, program: Program, report: NewLinkReport): Promise<'taken' | 'full'> {
  const [row] = await sql<{ of_program: number }[]>`
    with today as (
      select count(*)::int as of_program, (count(*) filter (where advocate_id = ${report.advocateId}))::int as of_link
      from link_reports
      where program_id = ${program.id} and day = ${report.day}
    ), inserted as (
      insert into link_reports (program_id, id, advocate_id, reason, reader, day, reported_at)
      select ${program.id}, ${newId()}, ${report.advocateId}, ${report.reason}, ${report.reader}, ${report.day},
        ${report.at}
      from today
      where of_link < ${perLinkADayMax} and of_program < ${perProgramADayMax}
      on conflict (program_id, day, advocate_id, reason, reader) do nothing
    )
    select of_program from today`
  return must(row, 'a count').of_program < perProgramADayMax ? 'taken' : 'full'
}

export interface LinkReport {
  readonly id: string
  readonly userId: string
  readonly code: string | null
  readonly reason: LinkReportReason
  readonly reportedAt: Date
  /** The ruling that answered it; null while it is open. */
  readonly ruling: LinkRuling | null
  readonly answeredAt: Date | null
}

/** Newest first. @param userId only reports of this account's link. */
export async function listLinkReports(
  sql: Sql,
  program: Program,
  userId: string | undefined,
  { limit, after }: Page<string>,
): Promise<LinkReport[]> {
  const rows = await sql<
    {
      id: string
      user_id: string
      code: string | null
      reason: LinkReportReason
      reported_at: Date
      ruling: LinkRuling | null
      ruled_at: Date | null
    }[]
  >`
    select r.id, p.user_id, p.code, r.reason, r.reported_at, a.ruling, a.ruled_at
    from link_reports r
    join participants p on p.program_id = ${program.id} and p.id = r.advocate_id
    left join link_rulings a on a.program_id = ${program.id} and a.id = r.ruling_id
    where r.program_id = ${program.id}
      ${userId === undefined ? sql`` : sql`and p.user_id = ${userId}`}
      ${after === undefined ? sql`` : sql`and r.id < ${after}::uuid`}
    order by r.id desc
    limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    code: row.code,
    reason: row.reason,
    reportedAt: row.reported_at,
    ruling: row.ruling,
    answeredAt: row.ruled_at,
  }))
}
