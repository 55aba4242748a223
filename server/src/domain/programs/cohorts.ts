/** Retention: of the friends whose accounts were opened in a week and who count, how many acted in each later week. */
import { dayMs } from '../../clock.js'
import type { Tx } from '../../db/connect.js'
import { weeksMax } from '../fraud/look/activity.js'

export interface Cohort {
  /** The Monday of the week in which the accounts were opened. */
  readonly week: string
  readonly counted: number
  /** Friends who acted in the first, second, … week after their account was opened; only weeks that have begun. */
  readonly active: readonly number[]
}

export interface CohortSum {
  readonly metric: string
  readonly detail: string
  readonly count: number
}

const cohortsMax = 12
const weekMs = 7 * dayMs

export async function readCohorts(tx: Tx, programId: number): Promise<CohortSum[]> {
  const rows = await tx<{ metric: string; detail: string; count: bigint }[]>`
    select metric, detail, sum(count)::bigint as count
    from (
      select metric, detail, count from tallies where program_id = ${programId}
      union all
      select metric, detail, count from lifetime_totals where program_id = ${programId}
    ) as both_kinds
    where metric in ('cohort', 'active')
    group by metric, detail`
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** The newest weeks up to a day, the oldest of them first; a week without friends is a zero. Empty where the app reports no events. */
export function cohortsOf(sums: readonly CohortSum[], to: string): Cohort[] {
  if (!sums.some(({ metric }) => metric === 'active')) return []
  const countsOf = (of: string) =>
    new Map(sums.flatMap(({ metric, detail, count }) => (metric === of ? [[detail, count]] : [])))
  const [counted, active] = [countsOf('cohort'), countsOf('active')]
  const weeks = [...counted].flatMap(([week, count]) => (week <= to && count > 0 ? [week] : [])).toSorted()
  return weeksBetween(weeks[0], weekOf(to)).map((week) => {
    const begun = Math.floor((Date.parse(to) - Date.parse(week)) / weekMs) + 1
    const acted = Array.from(
      { length: Math.min(begun, weeksMax + 1) },
      (_, index) => active.get(`${week}:${index}`) ?? 0,
    )
    return { week, counted: Math.max(0, counted.get(week) ?? 0), active: acted }
  })
}

/** Its Monday, as the database truncates a week. */
function weekOf(day: string): string {
  const ms = Date.parse(day)
  return dayOf(ms - ((new Date(ms).getUTCDay() + 6) % 7) * dayMs)
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** At most the last `cohortsMax` of them. */
function weeksBetween(first: string | undefined, last: string): string[] {
  if (first === undefined) return []
  const many = Math.min(cohortsMax, (Date.parse(last) - Date.parse(first)) / weekMs + 1)
  return Array.from({ length: many }, (_, index) => dayOf(Date.parse(last) - (many - 1 - index) * weekMs))
}
