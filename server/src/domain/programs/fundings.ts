/** The fundings of a program for its public page: the newest one by one, the rest as a sum. */
import type { Sql } from '../../db/connect.js'

export interface FundingsSummary {
  readonly newest: readonly { readonly reference: string; readonly amountMinor: bigint; readonly fundedAt: Date }[]
  readonly earlier: { readonly count: number; readonly amountMinor: bigint }
}

export async function summarizeFundings(sql: Sql, programId: number, newestMax: number): Promise<FundingsSummary> {
  const rows = await sql<
    {
      reference: string
      amount_minor: bigint
      funded_at: Date
      count: number
      sum_minor: bigint
    }[]
  >`
    select reference, amount_minor, funded_at,
      (count(*) over ())::int as count, (sum(amount_minor) over ())::bigint as sum_minor
    from fundings
    where program_id = ${programId}
    order by funded_at desc, id desc
    limit ${newestMax}`
  const newest = rows.map((row) => ({
    reference: row.reference,
    amountMinor: row.amount_minor,
    fundedAt: row.funded_at,
  }))
  const shownMinor = newest.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  const [first] = rows
  return {
    newest,
    earlier: {
      count: (first?.count ?? 0) - newest.length,
      amountMinor: (first?.sum_minor ?? 0n) - shownMinor,
    },
  }
}
