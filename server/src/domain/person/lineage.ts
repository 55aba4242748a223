/**
 * Who brought whom: a friend's advocate, the advocate's own advocate, and so on. A code of a friend's own descendant
 * never counts, so no line is a circle.
 *
 * Only an organic account can get an advocate after it has friends, by a late code or a ruling. Both lock the friend's
 * row and the row at the top of the advocate's line. No other transaction can put anything above these two meanwhile,
 * so what is read under the locks stays true until the commit.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'

/** Longer lines are not followed: the code does not count, which is safe. A step is one look-up by primary key. */
export const lineMax = 1000

export interface Pair {
  readonly friendId: string
  readonly advocateId: string
}

export interface Line {
  /** The top of the advocate's line; the friend if the line leads back to them. */
  readonly topId: string
  readonly tooLong: boolean
}

/**
 * The lines of friends who might be above their advocate: those who have friends already, or are the advocate of
 * another pair here. Others have nobody below them and are left out. A refused referral brought nobody; a lapsed or
 * reversed one did, although its money was returned.
 */
export async function readLines(sql: Sql | Tx, programId: number, pairs: readonly Pair[]): Promise<Map<string, Line>> {
  const asked = pairs.filter(({ friendId, advocateId }) => friendId !== advocateId)
  if (asked.length === 0) return new Map()
  const advocates = arrayText(asked.map(({ advocateId }) => advocateId))
  const rows = await sql<{ friend_id: string; id: string; depth: number }[]>`
    select p.friend_id, top.id, top.depth
    from unnest(${arrayText(asked.map(({ friendId }) => friendId))}::uuid[], ${advocates}::uuid[])
      as p (friend_id, advocate_id), lateral (
      with recursive line (id, depth) as (
        select p.advocate_id, 0
        union all
        select above.advocate_id, line.depth + 1
        from line, lateral (
          select advocate_id from referrals
          where program_id = ${programId} and id = line.id and state <> 'refused'
          limit 1) as above
        where line.id <> p.friend_id and line.depth < ${lineMax})
      select id, depth from line order by depth desc limit 1) as top
    where p.friend_id = any (${advocates}::uuid[]) or exists (
      select from referrals
      where program_id = ${programId} and advocate_id = p.friend_id and state <> 'refused')`
  return new Map(rows.map((row) => [row.friend_id, { topId: row.id, tooLong: row.depth === lineMax }]))
}

/** The lines as read, plus what one batch adds to them, in order of arrival. Pure. */
export class Lineage {
  private readonly lines: ReadonlyMap<string, Line>
  /** A friend who got an advocate in this batch, and the top of that advocate's line. */
  private readonly added = new Map<string, string>()

  constructor(lines: ReadonlyMap<string, Line>) {
    this.lines = lines
  }

  /** Whether this friend is above the advocate, or may be because the line is too long. */
  leadsBack(friendId: string): boolean {
    const line = this.lines.get(friendId)
    return line !== undefined && (line.tooLong || this.topOf(line) === friendId)
  }

  add(friendId: string): void {
    const line = this.lines.get(friendId)
    if (line !== undefined) this.added.set(friendId, this.topOf(line))
  }

  /** Ends, because each step leads to another friend of the batch, and no added line leads back to itself. */
  private topOf({ topId }: Line): string {
    let top = topId
    for (let above = this.added.get(top); above !== undefined; above = this.added.get(top)) top = above
    return top
  }
}
