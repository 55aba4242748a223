/**
 * Totals for statistics. They are appended beside what they count, in its transaction, so that no counter is a hot row;
 * a sweep folds them. A reader adds both.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import { hourMs } from '../../clock.js'
import { newId } from '../../ids.js'
import type { FriendChange, Transfer } from './transfers.js'

export interface Tally {
  /** `click`, `first_click`, `join`, `signup`, `friend`, `transfer`, `loss`. */
  readonly metric: string
  /** For a signup `outcome` or `outcome:reason`, for a transfer `from:to`, for a friend the state that was entered or left. */
  readonly detail: string
  readonly count: number
  readonly amountMinor: bigint
}

export async function appendTallies(tx: Tx, programId: number, tallies: readonly Tally[], at: Date): Promise<void> {
  const sums = summed(tallies)
  if (sums.length === 0) return
  await tx`
    insert into tallies (program_id, batch_id, hour, metric, detail, count, amount_minor)
    select ${programId}, ${newId()}, ${hourOf(at)}, metric, detail, count, amount_minor
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
    detail: `${transfer.from}:${transfer.to}`,
    count: 1,
    amountMinor: transfer.amountMinor,
  }))
}

/** How many friends entered a state, less those that left it. */
export function friendTallies(changes: readonly FriendChange[]): Tally[] {
  return (['counted', 'pending', 'review'] as const).flatMap((state) => {
    const count = changes.reduce((sum, change) => sum + (change[state] ?? 0), 0)
    return count === 0 ? [] : [{ metric: 'friend', detail: state, count, amountMinor: 0n }]
  })
}

export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs)
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

/** Folds at most `tallyMax` rows into the totals. Answers how many it took: a full bite means there may be more. */
export async function foldTallies(sql: Sql, programId: number, tallyMax: number): Promise<number> {
  const [folded] = await sql<{ count: number }[]>`
    with taken as (
      delete from tallies
      where program_id = ${programId} and (batch_id, hour, metric, detail) in (
        select batch_id, hour, metric, detail
        from tallies
        where program_id = ${programId}
        order by batch_id
        limit ${tallyMax}
        for update skip locked)
      returning hour, metric, detail, count, amount_minor
    ), added as (
      insert into totals (program_id, hour, metric, detail, count, amount_minor)
      select ${programId}, hour, metric, detail, sum(count), sum(amount_minor)
      from taken
      group by hour, metric, detail
      order by hour, metric, detail
      on conflict (program_id, hour, metric, detail) do update
        set count = totals.count + excluded.count, amount_minor = totals.amount_minor + excluded.amount_minor
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

/** Counts and sums since the beginning, by metric and detail. One statement: what is being folded is seen once. */
export async function readTallies(sql: Sql, programId: number): Promise<Tally[]> {
  const rows = await sql<{ metric: string; detail: string; count: bigint; amount_minor: bigint }[]>`
    select metric, detail, sum(count)::bigint as count, sum(amount_minor)::bigint as amount_minor
    from (
      select metric, detail, count, amount_minor from tallies where program_id = ${programId}
      union all
      select metric, detail, count, amount_minor from lifetime_totals where program_id = ${programId}
    ) as both_kinds
    group by metric, detail`
  return rows.map((row) => ({
    metric: row.metric,
    detail: row.detail,
    count: Number(row.count),
    amountMinor: row.amount_minor,
  }))
}

export interface TallyOf extends Tally {
  /** `2026-12-01`, or `2026-12-01T14` by the hour: in the zone that was asked for. */
  readonly at: string
}

const seriesRowsMax = 200_000

/** The same by day or hour of a zone. Whole hours are summed: where a zone is off by half an hour, so are its days. */
export async function readSeries(
  sql: Sql,
  programId: number,
  { from, to, by, timeZone }: { from: Date; to: Date; by: 'day' | 'hour'; timeZone: string },
): Promise<TallyOf[]> {
  const format = by === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM-DD"T"HH24'
  // By the hour first, then to days: a day's name is made once for each hour and not for each row.
  const rows = await sql<{ at: string; metric: string; detail: string; count: bigint; amount_minor: bigint }[]>`
    with hours as (
      select hour, to_char(hour at time zone ${timeZone}, ${format}) as at
      from generate_series(${hourOf(from)}::timestamptz, ${to}::timestamptz, interval '1 hour') as h (hour)
    ), sums as (
      select hour, metric, detail, count, amount_minor from totals
      where program_id = ${programId} and hour >= ${hourOf(from)} and hour < ${to}
      union all
      select hour, metric, detail, count, amount_minor from tallies
      where program_id = ${programId} and hour >= ${hourOf(from)} and hour < ${to}
    )
    select hours.at, metric, detail, sum(count)::bigint as count, sum(amount_minor)::bigint as amount_minor
    from sums join hours using (hour)
    group by hours.at, metric, detail
    order by hours.at
    limit ${seriesRowsMax}`
  return rows.map((row) => ({
    at: row.at,
    metric: row.metric,
    detail: row.detail,
    count: Number(row.count),
    amountMinor: row.amount_minor,
  }))
}
