/** Sums of tallies over days of the program's zone: folded ones and those that are not folded yet. */
import type { Tx } from '../../db/connect.js'

export interface PeriodSum {
  readonly metric: string
  readonly detail: string
  readonly count: number
  readonly amountMinor: bigint
  /** Of the period before. */
  readonly isBefore: boolean
}

export interface DaySum extends Omit<PeriodSum, 'isBefore'> {
  readonly day: string
}

interface Days {
  readonly from: string
  readonly to: string
  readonly previousFrom: string
}

interface Row {
  metric: string
  detail: string
  count: bigint
  amount_minor: bigint
}

/** The metrics that are added up. A longer period has larger sums and not more rows. */
const summed = [
  'click',
  'join',
  'signup',
  'signup_again',
  'friend',
  'loss',
  'signup_by',
  'signup_in',
  'delay',
  'counted_by',
  'counted_in',
]
const drawn = ['click', 'signup', 'signup_again', 'friend', 'counted_by', 'life', 'transfer']

function daysOf(tx: Tx, programId: number, timeZone: string, { from, to }: { from: string; to: string }) {
  return tx`
    select day, metric, detail, count, amount_minor from day_totals
    where program_id = ${programId} and day between ${from}::date and ${to}::date
    union all
    select (quarter at time zone ${timeZone})::date, metric, detail, count, amount_minor from tallies
    where program_id = ${programId} and (quarter at time zone ${timeZone})::date between ${from}::date and ${to}::date`
}

export async function readPeriodSums(tx: Tx, programId: number, timeZone: string, days: Days): Promise<PeriodSum[]> {
  const rows = await tx<(Row & { is_before: boolean })[]>`
    select day < ${days.from}::date as is_before, metric, detail, sum(count)::bigint as count,
      sum(amount_minor)::bigint as amount_minor
    from (${daysOf(tx, programId, timeZone, { from: days.previousFrom, to: days.to })}) as d
    where metric = any(${summed}::text[])
    group by is_before, metric, detail`
  return rows.map((row) => ({ ...sumOf(row), isBefore: row.is_before }))
}

/** What a chart shows of each day: clicks of all channels, friends who count, their cost, fundings, and pauses. */
export async function readDaySums(tx: Tx, programId: number, timeZone: string, days: Days): Promise<DaySum[]> {
  const rows = await tx<(Row & { day: string })[]>`
    select day::text, metric, case when metric in ('friend', 'transfer', 'life') then detail else '' end as detail,
      sum(count)::bigint as count, sum(amount_minor)::bigint as amount_minor
    from (${daysOf(tx, programId, timeZone, days)}) as d
    where metric = any(${drawn}::text[]) and (metric <> 'transfer' or detail like 'funding:budget:%')
    group by day, metric, 3
    order by day`
  return rows.map((row) => ({ ...sumOf(row), day: row.day }))
}

function sumOf(row: Row): Omit<PeriodSum, 'isBefore'> {
  return { metric: row.metric, detail: row.detail, count: Number(row.count), amountMinor: row.amount_minor }
}
