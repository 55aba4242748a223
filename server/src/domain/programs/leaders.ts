/** Who brought most friends in a period: their clicks, friends and cost, and the friends of each part of the period. */
import { dayMs } from '../../clock.js'
import { arrayText } from '../../db/array-text.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { rangeOf, type PeriodQuery } from './period.js'

export interface Leader {
  readonly userId: string
  readonly displayName: string | null
  readonly clicks: number
  readonly counted: number
  readonly countedByLink: number
  readonly costMinor: bigint
  /** The period in `partsMax` parts, or a part a day if it is shorter: friends who count, the oldest part first. */
  readonly parts: readonly number[]
}

export interface Leaders {
  readonly currency: string
  readonly items: readonly Leader[]
}

const leadersMax = 8
const partsMax = 12

interface Row {
  user_id: string
  display_name: string | null
  clicks: number
  counted: number
  counted_by_link: number
  cost_minor: bigint
  parts: number[]
}

/** Sums the days on which an advocate's friends counted; clicks are about three minutes behind. */
export async function readLeaders(context: Context, program: Program, query: PeriodQuery): Promise<Leaders> {
  const standing = await standingOf(context, program.id)
  const { from, to } = rangeOf(query, standing)
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  const parts = Math.min(days, partsMax)
  const rows = await context.sql<Row[]>`
    with best as (
      select advocate_id, sum(counted)::int as counted, sum(counted_by_link)::int as counted_by_link,
        sum(cost_minor)::bigint as cost_minor
      from advocate_days
      where program_id = ${program.id} and day between ${from}::date and ${to}::date
      group by advocate_id
      having sum(counted) > 0
      order by sum(counted) desc, advocate_id
      limit ${leadersMax}
    )
    select p.user_id, p.display_name, b.counted, b.counted_by_link, b.cost_minor, coalesce((
        select sum(c.clicks)::int from click_days c
        where c.program_id = ${program.id} and c.advocate_id = b.advocate_id
          and c.day between ${from}::date and ${to}::date), 0) as clicks,
      array(
        select coalesce(sum(d.counted), 0)::int
        from unnest(${arrayText(Array.from({ length: parts }, (_, index) => index))}::integer[]) as part (n)
        left join advocate_days d on d.program_id = ${program.id} and d.advocate_id = b.advocate_id
          and d.day between ${from}::date and ${to}::date
          and (d.day - ${from}::date) * ${parts}::integer / ${days}::integer = part.n
        group by part.n
        order by part.n) as parts
    from best b
    join participants p on p.program_id = ${program.id} and p.id = b.advocate_id
    order by b.counted desc, b.advocate_id`
  return {
    currency: standing.inForce.terms.currency,
    items: rows.map((row) => ({
      userId: row.user_id,
      displayName: row.display_name,
      clicks: row.clicks,
      counted: row.counted,
      countedByLink: row.counted_by_link,
      costMinor: row.cost_minor,
      parts: row.parts,
    })),
  }
}
