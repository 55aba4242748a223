/** The days of one advocate: clicks, friends who signed up and friends who count, beside what happened in the program. */
import { snapshot, type Tx } from '../../db/connect.js'
import { annotationsOf, daysOfPeriod, rangeOf, type Period, type PeriodQuery } from '../programs/period.js'
import { readDaySums } from '../programs/period-sums.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'

export type ParticipantPeriod = Pick<Period, 'now' | 'currency' | 'timeZone' | 'from' | 'to' | 'points' | 'annotations'>

interface Row {
  day: string
  clicks: number
  signups: number
  counted: number
  cost_minor: bigint
}

/** @throws AppError `request_invalid` */
export async function readParticipantPeriod(
  context: Context,
  program: Program,
  participantId: string,
  query: PeriodQuery,
): Promise<ParticipantPeriod> {
  const standing = await standingOf(context, program.id)
  const { currency, timeZone } = standing.inForce.terms
  const range = rangeOf(query, standing)
  const [rows, days] = await snapshot(context.sql, (tx) =>
    Promise.all([
      readRows(tx, program.id, participantId, { ...range, timeZone }),
      readDaySums(tx, program.id, timeZone, range),
    ]),
  )
  const byDay = new Map(rows.map((row) => [row.day, row]))
  return {
    now: standing.now,
    currency,
    timeZone,
    from: range.from,
    to: range.to,
    points: daysOfPeriod(range, standing).map((day) => {
      const { clicks = 0, signups = 0, counted = 0, cost_minor: costMinor = 0n } = byDay.get(day) ?? {}
      return { day, clicks, signups, counted, costMinor }
    }),
    annotations: annotationsOf(days, standing, range),
  }
}

/** Days without an event have no row. */
async function readRows(
  tx: Tx,
  programId: number,
  participantId: string,
  { from, to, timeZone }: { from: string; to: string; timeZone: string },
): Promise<Row[]> {
  return tx<Row[]>`
    select day::text, sum(clicks)::int as clicks, sum(signups)::int as signups, sum(counted)::int as counted,
      sum(cost_minor)::bigint as cost_minor
    from (
      select day, clicks, 0 as signups, 0 as counted, 0 as cost_minor from click_days
      where program_id = ${programId} and advocate_id = ${participantId}
        and day between ${from}::date and ${to}::date
      union all
      select day, 0, 0, counted, cost_minor from advocate_days
      where program_id = ${programId} and advocate_id = ${participantId}
        and day between ${from}::date and ${to}::date
      union all
      select (decided_at at time zone ${timeZone})::date, 0, 1, 0, 0 from referrals
      where program_id = ${programId} and advocate_id = ${participantId}
        and decided_at >= ${from}::date::timestamp at time zone ${timeZone}
        and decided_at < (${to}::date + 1)::timestamp at time zone ${timeZone}
    ) as events
    group by day`
}
