/** How an advocate does beside all others of the program since its beginning. Clicks are about three minutes behind. */
import { snapshot, type Sql, type Tx } from '../../db/connect.js'
import { must } from '../../errors.js'
import { countOf, readTallies } from '../ledger/tallies.js'
import { changedSinceFold } from '../programs/ranks.js'
import type { Program } from '../standing/find.js'

/** Who has more advocates before them than this is told no place. */
export const placeMax = 1000

export interface BesideOthers {
  /** By friends who count; as many friends are the same place. Null without such friends, and after `placeMax`. */
  readonly place: number | null
  /** Everybody who ever had a link. */
  readonly advocates: number
  readonly clicks: number
  readonly countedByLink: number
  /** Rewards and bonuses of the friends who count. */
  readonly costMinor: bigint
  readonly others: {
    readonly clicks: number
    readonly countedByLink: number
    /** This and the next null if not all friends of the advocate are known, who are to be taken out. */
    readonly signups: number | null
    readonly refused: number | null
  }
}

interface Own {
  friends: number
  clicks: number
  counted_by_link: number
  cost_minor: bigint
}

/** @param ofOwn the friends of this advocate, to be taken out of the others' */
export async function readBesideOthers(
  sql: Sql,
  program: Program,
  participantId: string,
  ofOwn: { readonly looked: number; readonly refused: number; readonly isCut: boolean },
): Promise<BesideOthers> {
  return snapshot(sql, async (tx) => {
    const [own, tallies] = await Promise.all([readOwn(tx, program.id, participantId), readTallies(tx, program.id)])
    const before = own.friends > 0 ? await countBefore(tx, program.id, own.friends) : placeMax
    const sumOf = (metric: string, start: string) =>
      tallies
        .filter((tally) => tally.metric === metric && tally.detail.startsWith(start))
        .reduce((sum, { count }) => sum + count, 0)
    const ofSignups = (outcome: string) => sumOf('signup', outcome) - sumOf('signup_again', outcome)
    const refused = ofSignups('refused')
    return {
      place: before < placeMax ? before + 1 : null,
      advocates: countOf(tallies, 'join'),
      clicks: own.clicks,
      countedByLink: own.counted_by_link,
      costMinor: own.cost_minor,
      others: {
        clicks: Math.max(0, sumOf('click', '') - own.clicks),
        countedByLink: sumOf('counted_by', 'click:') - own.counted_by_link,
        signups: ofOwn.isCut ? null : ofSignups('referred') + refused - ofOwn.looked,
        refused: ofOwn.isCut ? null : refused - ofOwn.refused,
      },
    }
  })
}

async function readOwn(tx: Tx, programId: number, participantId: string): Promise<Own> {
  const [own] = await tx<Own[]>`
    select p.friends_counted as friends, coalesce((
        select sum(clicks) from click_days where program_id = ${programId} and advocate_id = p.id), 0)::int as clicks,
      coalesce(d.counted_by_link, 0)::int as counted_by_link, coalesce(d.cost_minor, 0)::bigint as cost_minor
    from participants p, lateral (
      select sum(counted_by_link) as counted_by_link, sum(cost_minor) as cost_minor
      from advocate_days where program_id = ${programId} and advocate_id = p.id
    ) as d
    where p.program_id = ${programId} and p.id = ${participantId}`
  return must(own, 'a participant')
}

/** Advocates with more friends, `placeMax` at most: by their ranks, except where a rank may be no longer true. */
async function countBefore(tx: Tx, programId: number, friends: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    with changed as materialized (${changedSinceFold(tx, programId)})
    select count(*)::int as count
    from (
      select from (
        select advocate_id from advocate_ranks
        where program_id = ${programId} and friends > ${friends}
          and advocate_id not in (select id from changed)
        limit ${placeMax}) as folded
      union all
      select from changed c
      join participants p on p.program_id = ${programId} and p.id = c.id
      where p.friends_counted > ${friends}
    ) as before`
  return must(row, 'a count').count
}
