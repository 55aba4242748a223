/** Checks that the statistics agree with the transfers and shortfalls. */
import type { Tx } from '../../db/connect.js'
import type { Difference } from './verify.js'

export async function tallyDifferences(sql: Tx, programId: number): Promise<Difference[]> {
  const rows = await sql<{ metric: string; detail: string; told: bigint; moved: bigint }[]>`
    with told as (
      select metric, detail, sum(amount_minor)::bigint as amount
      from (
        select metric, detail, amount_minor from tallies where program_id = ${programId}
        union all
        select metric, detail, amount_minor from lifetime_totals where program_id = ${programId}
      ) as both_kinds
      where metric in ('transfer', 'loss')
      group by metric, detail
    ), moved as (
      select 'transfer' as metric, from_account || ':' || to_account || ':' || step as detail, sum(amount_minor)::bigint as amount
      from transfers
      where program_id = ${programId}
      group by from_account, to_account, step
      union all
      select 'loss', '', sum(left_minor)::bigint
      from shortfalls
      where program_id = ${programId}
    )
    select metric, detail, coalesce(told.amount, 0) as told, coalesce(moved.amount, 0) as moved
    from told
    full join moved using (metric, detail)
    where coalesce(told.amount, 0) <> coalesce(moved.amount, 0)`
  return rows.map(({ metric, detail, told, moved }) => ({
    kind: 'tally',
    account: detail === '' ? metric : detail,
    recordedMinor: told,
    recomputedMinor: moved,
  }))
}
