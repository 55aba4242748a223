/** Who brought most friends in a period: their clicks, friends and cost, and the friends of each part of the period. */
import { dayMs } from '../../clock.js'
import { arrayText } from '../../db/array-text.js'
import { snapshot, type Tx } from '../../db/connect.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { rangeOf, type PeriodQuery } from './period.js'
import { changedSinceFold } from './ranks.js'

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

/** So many of the advocates who ever had most friends are looked at first, and then so many. */
const candidates = [100, 1000]

/** Sums the days on which an advocate's friends counted; clicks are about three minutes behind. */
export async function readLeaders(context: Context, program: Program, query: PeriodQuery): Promise<Leaders> {
  const standing = await standingOf(context, program.id)
  const { from, to } = rangeOf(query, standing)
  const rows = await snapshot(context.sql, async (tx) => {
    for (const count of candidates) {
      const best = await bestOfCandidates(tx, program.id, from, to, count)
      if (best !== undefined) return readRows(tx, program.id, from, to, best)
    }
    return readRows(tx, program.id, from, to, await bestOfAll(tx, program.id, from, to))
  })
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

interface Best {
  readonly advocate_id: string
  readonly counted: number
}

/**
 * Who brought most, of those who ever had most friends and those whose friends changed since the ranks were folded.
 * @returns undefined if somebody else may have brought as many: nobody brings more in a period than ever
 */
async function bestOfCandidates(
  tx: Tx,
  programId: number,
  from: string,
  to: string,
  count: number,
): Promise<Best[] | undefined> {
  const ranked = tx`
    select advocate_id, friends_most from advocate_ranks
    where program_id = ${programId} order by friends_most desc, advocate_id`
  const best = await tx<Best[]>`
    with candidates as materialized (
      select advocate_id from (${ranked} limit ${count}) as r
      union
      select id from (${changedSinceFold(tx, programId)}) as c
    )
    select c.advocate_id, d.counted
    from candidates c, lateral (
      select sum(counted)::int as counted from advocate_days
      where program_id = ${programId} and advocate_id = c.advocate_id and day between ${from}::date and ${to}::date
    ) as d
    where d.counted > 0
    order by d.counted desc, c.advocate_id
    limit ${leadersMax}`
  const [next] = await tx<{ advocate_id: string; friends_most: bigint }[]>`${ranked} offset ${count} limit 1`
  const last = best[leadersMax - 1]
  if (next === undefined) return best
  if (last === undefined) return undefined
  const counted = BigInt(last.counted)
  const isSettled =
    counted > next.friends_most || (counted === next.friends_most && last.advocate_id < next.advocate_id)
  return isSettled ? best : undefined
}

async function bestOfAll(tx: Tx, programId: number, from: string, to: string): Promise<Best[]> {
  return tx<Best[]>`
    select advocate_id, sum(counted)::int as counted
    from advocate_days
    where program_id = ${programId} and day between ${from}::date and ${to}::date
    group by advocate_id
    having sum(counted) > 0
    order by sum(counted) desc, advocate_id
    limit ${leadersMax}`
}

async function readRows(tx: Tx, programId: number, from: string, to: string, best: readonly Best[]): Promise<Row[]> {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  const parts = Math.min(days, partsMax)
  return tx<Row[]>`
    select p.user_id, p.display_name, s.counted, s.counted_by_link, s.cost_minor, coalesce((
        select sum(c.clicks)::int from click_days c
        where c.program_id = ${programId} and c.advocate_id = p.id
          and c.day between ${from}::date and ${to}::date), 0) as clicks,
      array(
        select coalesce(sum(d.counted), 0)::int
        from unnest(${arrayText(Array.from({ length: parts }, (_, index) => index))}::integer[]) as part (n)
        left join advocate_days d on d.program_id = ${programId} and d.advocate_id = p.id
          and d.day between ${from}::date and ${to}::date
          and (d.day - ${from}::date) * ${parts}::integer / ${days}::integer = part.n
        group by part.n
        order by part.n) as parts
    from participants p, lateral (
      select sum(counted)::int as counted, sum(counted_by_link)::int as counted_by_link,
        sum(cost_minor)::bigint as cost_minor
      from advocate_days
      where program_id = ${programId} and advocate_id = p.id and day between ${from}::date and ${to}::date
    ) as s
    where p.program_id = ${programId} and p.id = any(${arrayText(best.map((one) => one.advocate_id))}::uuid[])
    order by s.counted desc, p.id`
}
