/** Checks that the statistics agree with the transfers and shortfalls. */
import type { Tx } from '../../db/connect.js'
import type { Difference, Flow } from './verify.js'

export async function tallyDifferences(sql: Tx, programId: number, flows: readonly Flow[]): Promise<Difference[]> {
  const told = await sql<{ metric: string; detail: string; amount: bigint }[]>`
    select metric, detail, sum(amount_minor)::bigint as amount
    from (
      select metric, detail, amount_minor from tallies where program_id = ${programId}
      union all
      select metric, detail, amount_minor from lifetime_totals where program_id = ${programId}
    ) as both_kinds
    where metric in ('transfer', 'loss')
    group by metric, detail`
  const [lost] = await sql<{ amount: bigint }[]>`
    select coalesce(sum(left_minor), 0)::bigint as amount
    from shortfalls
    where program_id = ${programId}`
  const accounts = new Map<string, { recordedMinor: bigint; recomputedMinor: bigint }>()
  const of = (account: string) => {
    const one = accounts.get(account) ?? { recordedMinor: 0n, recomputedMinor: 0n }
    accounts.set(account, one)
    return one
  }
  for (const { metric, detail, amount } of told) of(detail === '' ? metric : detail).recordedMinor += amount
  for (const { from, to, step, amountMinor } of flows) of(`${from}:${to}:${step}`).recomputedMinor += amountMinor
  of('loss').recomputedMinor += lost?.amount ?? 0n
  return [...accounts].flatMap(([account, sums]) =>
    sums.recordedMinor === sums.recomputedMinor ? [] : [{ kind: 'tally', account, ...sums }],
  )
}
