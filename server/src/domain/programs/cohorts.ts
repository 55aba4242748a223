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

/** The newest cohorts up to a day, the oldest of them first. Empty where the app reports no events. */
export function cohortsOf(sums: readonly CohortSum[], to: string): Cohort[] {
  if (!sums.some(({ metric }) => metric === 'active')) return []
  const active = new Map(sums.flatMap(({ metric, detail, count }) => (metric === 'active' ? [[detail, count]] : [])))
  return sums
    .filter(({ metric, detail, count }) => metric === 'cohort' && detail <= to && count > 0)
    .toSorted((one, other) => (one.detail < other.detail ? -1 : 1))
    .slice(-cohortsMax)
    .map(({ detail: week, count: counted }) => {
      const begun = Math.floor((Date.parse(to) - Date.parse(week)) / (7 * dayMs)) + 1
      const weeks = Array.from({ length: Math.min(begun, weeksMax + 1) }, (_, index) => active.get(`${week}:${index}`))
      return { week, counted, active: weeks.map((acted = 0) => acted) }
    })
}
