/**
 * Totals for statistics. They are appended beside what they count, in its transaction, so that no counter is a hot row;
 * a sweep folds them. A reader adds both.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import { hourMs } from '../../clock.js'
import { newId } from '../../ids.js'
import type { Transfer } from './transfers.js'

export interface Tally {
  /** `click`, `signup` or `transfer`. */
  readonly metric: string
  /** For a signup `outcome` or `outcome:reason`, for a transfer `from:to`. */
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
      select metric, detail, count, amount_minor from totals where program_id = ${programId}
    ) as both_kinds
    group by metric, detail`
  return rows.map((row) => ({
    metric: row.metric,
    detail: row.detail,
    count: Number(row.count),
    amountMinor: row.amount_minor,
  }))
}
