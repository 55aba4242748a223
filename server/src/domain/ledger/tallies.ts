/**
 * Totals for statistics. Tallies are appended in the transaction of what they count, so no counter is a hot row. A
 * sweep folds them. Readers add tallies and totals.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import type { Account, TransferStep } from '../../db/rows.js'
import { minuteMs } from '../../clock.js'
import { newId } from '../../ids.js'
import type { FriendChange, Transfer } from './transfer.js'

export interface Tally {
  /**
   * `click`, `first_click`, `join`, `signup`, `signup_again`, `friend`, `transfer`, `loss`, `life`; how friends came:
   * `signup_by`, `signup_in`, `delay`, `counted_by`, `counted_in`, `cohort`, `active`.
   */
  readonly metric: string
  /**
   * For a signup `outcome` or `outcome:reason`, for a transfer `from:to:step`, for a friend the state entered or left.
   * See origins.ts for how friends came.
   */
  readonly detail: string
  readonly count: number
  readonly amountMinor: bigint
}

export async function appendTallies(tx: Tx, programId: number, tallies: readonly Tally[], at: Date): Promise<void> {
  const sums = summed(tallies)
  if (sums.length === 0) return
  await tx`
    insert into tallies (program_id, batch_id, quarter, metric, detail, count, amount_minor)
    select ${programId}, ${newId()}, ${quarterOf(at)}, metric, detail, count, amount_minor
    from unnest(
      ${sums.map((tally) => tally.metric)}::text[],
      ${sums.map((tally) => tally.detail)}::text[],
      ${arrayText(sums.map((tally) => tally.count))}::bigint[],
      ${arrayText(sums.map((tally) => tally.amountMinor))}::bigint[]
    ) as t (metric, detail, count, amount_minor)`
}

export function transferTallies(transfers: readonly Transfer[]): Tally[] {
  return transfers.map((transfer) => ({
    metric: 'transfer',
    detail: `${transfer.from}:${transfer.to}:${transfer.step}`,
    count: 1,
    amountMinor: transfer.amountMinor,
  }))
}

/** A signup first counted as `before` that is `referred` now, by a late code or by a ruling. */
export function decidedAgain(before: string): Tally[] {
  const one = { count: 1, amountMinor: 0n }
  return [
    { metric: 'signup', detail: 'referred', ...one },
    { metric: 'signup_again', detail: before, ...one },
  ]
}

/** How many friends entered a state, minus those that left it. */
export function friendTallies(changes: readonly FriendChange[]): Tally[] {
  return (['counted', 'pending', 'review'] as const).flatMap((state) => {
    const count = changes.reduce((sum, change) => sum + (change[state] ?? 0), 0)
    return count === 0 ? [] : [{ metric: 'friend', detail: state, count, amountMinor: 0n }]
  })
}

const quarterMs = 15 * minuteMs

/**
 * The quarter hour of a moment. Days and hours of every time zone start on a quarter hour, also at an offset of 05:45.
 */
export function quarterOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / quarterMs) * quarterMs)
}

function summed(tallies: readonly Tally[]): Tally[] {
  const sums = new Map<string, { -readonly [Key in keyof Tally]: Tally[Key] }>()
  for (const tally of tallies) {
    const key = `${tally.metric} ${tally.detail}`
    const sum = sums.get(key)
    if (sum === undefined) {
      sums.set(key, { ...tally })
    } else {
      sum.count += tally.count
      sum.amountMinor += tally.amountMinor
    }
  }
  return [...sums.values()]
}

/**
 * Folds at most `tallyMax` rows into the totals by hour, by day (in the program's zone) and of all time.
 * @returns how many rows it took; as many as allowed means there may be more.
 */
export async function foldTallies(sql: Sql, programId: number, timeZone: string, tallyMax: number): Promise<number> {
  const [folded] = await sql<{ count: number }[]>`
    with taken as (
      delete from tallies
      where program_id = ${programId} and (batch_id, quarter, metric, detail) in (
        select batch_id, quarter, metric, detail
        from tallies
        where program_id = ${programId}
        order by batch_id
        limit ${tallyMax}
        for update skip locked)
      returning quarter, metric, detail, count, amount_minor
    ), added as (
      insert into totals (program_id, hour, metric, detail, count, amount_minor)
      select ${programId}, date_trunc('hour', quarter, ${timeZone}) as hour, metric, detail, sum(count),
        sum(amount_minor)
      from taken
      group by hour, metric, detail
      order by hour, metric, detail
      on conflict (program_id, hour, metric, detail) do update
        set count = totals.count + excluded.count, amount_minor = totals.amount_minor + excluded.amount_minor
    ), of_days as (
      insert into day_totals (program_id, day, metric, detail, count, amount_minor)
      select ${programId}, (quarter at time zone ${timeZone})::date as day, metric, detail, sum(count), sum(amount_minor)
      from taken
      group by day, metric, detail
      order by day, metric, detail
      on conflict (program_id, day, metric, detail) do update
        set count = day_totals.count + excluded.count,
            amount_minor = day_totals.amount_minor + excluded.amount_minor
    ), ever as (
      insert into lifetime_totals (program_id, metric, detail, count, amount_minor)
      select ${programId}, metric, detail, sum(count), sum(amount_minor)
      from taken
      group by metric, detail
      order by metric, detail
      on conflict (program_id, metric, detail) do update
        set count = lifetime_totals.count + excluded.count,
            amount_minor = lifetime_totals.amount_minor + excluded.amount_minor
    )
    select count(*)::int as count from taken`
  return folded?.count ?? 0
}

/** Counts and sums of all time, by metric and detail. One statement, so that a row being folded is counted once. */
export async function readTallies(sql: Sql | Tx, programId: number): Promise<Tally[]> {
  const rows = await sql<SumRow[]>`
    select metric, detail, sum(count)::bigint as count, sum(amount_minor)::bigint as amount_minor
    from (
      select metric, detail, count, amount_minor from tallies where program_id = ${programId}
      union all
      select metric, detail, count, amount_minor from lifetime_totals where program_id = ${programId}
    ) as both_kinds
    group by metric, detail`
  return rows.map(sumOf)
}

interface SumRow {
  metric: string
  detail: string
  count: bigint
  amount_minor: bigint
}

function sumOf({ metric, detail, count, amount_minor: amountMinor }: SumRow): Tally {
  return { metric, detail, count: Number(count), amountMinor }
}

export function countOf(tallies: readonly Tally[], metric: string, detail?: string): number {
  return tallies
    .filter((tally) => tally.metric === metric && (detail === undefined || tally.detail === detail))
    .reduce((sum, { count }) => sum + count, 0)
}

export interface Movement {
  readonly from: Account
  readonly to: Account
  readonly step: TransferStep
  readonly amountMinor: bigint
}

/** The movements, among all tallies. */
export function movementsOf(tallies: readonly Tally[]): Movement[] {
  return tallies.flatMap(({ metric, detail, amountMinor }) => {
    if (metric !== 'transfer') return []
    const [from, to, step] = detail.split(':') as [Account, Account, TransferStep]
    return [{ from, to, step, amountMinor }]
  })
}

/** The balance of each account, from all its transfers. */
export function balancesOf(tallies: readonly Tally[]): (account: Account) => bigint {
  const balances = new Map<Account, bigint>()
  for (const { from, to, amountMinor } of movementsOf(tallies)) {
    balances.set(from, (balances.get(from) ?? 0n) - amountMinor)
    balances.set(to, (balances.get(to) ?? 0n) + amountMinor)
  }
  return (account) => balances.get(account) ?? 0n
}

export interface TallyOf extends Tally {
  /** `2026-12-01`, or `2026-12-01T14` by the hour, in the program's zone. */
  readonly at: string
}

interface SeriesRow extends SumRow {
  at: string
}

export interface SeriesQuery {
  readonly from: Date
  readonly to: Date
  readonly timeZone: string
  /** Those that are wanted: an hour has many others. */
  readonly metrics: readonly string[]
}

const seriesRowsMax = 200_000

/** By the days that a range touches, in the program's zone. */
export async function readDays(
  sql: Sql | Tx,
  programId: number,
  { from, to, timeZone, metrics }: SeriesQuery,
): Promise<TallyOf[]> {
  const dayOf = (at: Date) => sql`(${at}::timestamptz at time zone ${timeZone})::date`
  const rows = await sql<SeriesRow[]>`
    select day::text as at, ${seriesSums(sql)}
    from (
      select day, metric, detail, count, amount_minor from day_totals where program_id = ${programId}
      union all
      select (quarter at time zone ${timeZone})::date, metric, detail, count, amount_minor from tallies
      where program_id = ${programId}
    ) as both_kinds
    where day between ${dayOf(from)} and ${dayOf(to)} and metric = any(${metrics}::text[])
    group by day, metric, 3
    limit ${seriesRowsMax}`
  return rows.map(tallyOf)
}

/** By the hours that a range touches, in the program's zone. */
export async function readHours(sql: Sql | Tx, programId: number, query: SeriesQuery): Promise<TallyOf[]> {
  const rows = await sql<SeriesRow[]>`
    select to_char(hour at time zone ${query.timeZone}, 'YYYY-MM-DD"T"HH24') as at, ${seriesSums(sql)}
    from (${hoursOf(sql, programId, query)}) as both_kinds
    group by hour, metric, 3
    limit ${seriesRowsMax}`
  return rows.map(tallyOf)
}

/** The sums over the hours that a range touches. */
export async function readHourSums(sql: Sql | Tx, programId: number, query: SeriesQuery): Promise<Tally[]> {
  const rows = await sql<SumRow[]>`
    select metric, detail, sum(count)::bigint as count, sum(amount_minor)::bigint as amount_minor
    from (${hoursOf(sql, programId, query)}) as both_kinds
    group by metric, detail`
  return rows.map(sumOf)
}

/** Clicks of all channels together: a chart shows no channels, and they are half of the rows. */
function seriesSums(sql: Sql | Tx) {
  return sql`metric, case metric when 'click' then '' else detail end as detail, sum(count)::bigint as count,
      sum(amount_minor)::bigint as amount_minor`
}

function hoursOf(sql: Sql | Tx, programId: number, { from, to, timeZone, metrics }: SeriesQuery) {
  return sql`
    select hour, metric, detail, count, amount_minor
    from (
      select hour, metric, detail, count, amount_minor from totals where program_id = ${programId}
      union all
      select date_trunc('hour', quarter, ${timeZone}), metric, detail, count, amount_minor from tallies
      where program_id = ${programId}
    ) as hours
    where hour between date_trunc('hour', ${from}::timestamptz, ${timeZone}) and ${to}
      and metric = any(${metrics}::text[])`
}

function tallyOf(row: SeriesRow): TallyOf {
  return { at: row.at, ...sumOf(row) }
}
