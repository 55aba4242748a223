/** The part of shortfalls that is still on its way to a wallet and may come back. */
import type { Sql, Tx } from '../../db/connect.js'
import { must } from '../../errors.js'

/**
 * The sum, in minor units, that would come back if every payout now under way did. A payout settles only shortfalls
 * that came after its request. So for each person it is the minimum of all remaining shortfalls and, for each
 * shortfall, the money under way that could settle it or an earlier one plus the remainder of later ones.
 */
export async function readUnderWay(sql: Sql | Tx, programId: number): Promise<bigint> {
  const [row] = await sql<{ under_way: bigint }[]>`
    with cuts as (
      select s.participant_id, s.left_minor,
        coalesce(sum(s.left_minor) over later, 0) + (
          select coalesce(sum(p.amount_minor), 0) from payouts p
          where p.program_id = ${programId} and p.participant_id = s.participant_id
            and p.state in ('requested', 'approved', 'sending', 'unknown') and p.shortfalls_before < s.ordinal
        ) as cut_minor
      from shortfalls s
      where s.program_id = ${programId} and s.left_minor > 0
      window later as (
        partition by s.participant_id order by s.ordinal desc rows between unbounded preceding and 1 preceding)
    )
    select coalesce(sum(of_one), 0)::bigint as under_way
    from (select least(sum(left_minor), min(cut_minor)) as of_one from cuts group by participant_id) as people`
  return must(row, 'a sum').under_way
}
