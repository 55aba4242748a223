/**
 * What is usual in a program: a sample of the friends who came before, of other advocates than the one in question. The
 * newest `sampleMax` are read, once for all friends who are looked at together. Pure, but for the reading.
 */
import type { Sql, Tx } from '../../../db/connect.js'
import { countDays } from '../signals/crowds.js'
import { marks, type Mark, type Usual } from '../signals/case.js'
import { activityOf, columnsOf, knownFriendOf, type FriendRow, type KnownFriend } from './known-friends.js'
import { addTo } from './mates.js'

const sampleMax = 600
/** Fewer friends of whom the days are known say nothing about all. */
const daysKnownMin = 20
/** An advocate of fewer friends is no crowd. */
const crowdMin = 4

/** @param before the youngest friend of the release: who came later had less time to come back */
export async function readSample(sql: Sql | Tx, programId: number, before: string, now: Date): Promise<KnownFriend[]> {
  const rows = await sql<FriendRow[]>`
    select ${columnsOf(sql)}
    from (
      select * from traces
      where program_id = ${programId} and friend_id <= ${before}
      order by friend_id desc
      limit ${sampleMax}) as t
    ${activityOf(sql, programId)}`
  return rows.map((row) => knownFriendOf(row, now))
}

export class Sample {
  private readonly all: readonly KnownFriend[]
  private readonly byAdvocate: ReadonlyMap<string, readonly KnownFriend[]>

  constructor(sampled: readonly KnownFriend[]) {
    const byAdvocate = new Map<string, KnownFriend[]>()
    for (const one of sampled) addTo(byAdvocate, one.advocateId, one)
    // A program with many rings would make them usual.
    for (const [id, friends] of byAdvocate) if (isLikeRing(friends)) byAdvocate.delete(id)
    this.all = [...byAdvocate.values()].flat()
    this.byAdvocate = byAdvocate
  }

  /** @param own the advocates in question */
  besides(own: ReadonlySet<string>, trace: Readonly<Record<Mark, string | null>>): Usual {
    const others = this.all.filter(({ advocateId }) => !own.has(advocateId))
    const crowds = [...this.byAdvocate].flatMap(([id, friends]) =>
      own.has(id) || friends.length < crowdMin ? [] : [friends],
    )
    const days = countDays(others.map(({ laterDays }) => laterDays))
    const known = days.reduce((sum, count) => sum + count, 0)
    const typed = others.filter(({ clickId }) => clickId === null).length
    return {
      friends: others.length,
      days: known < daysKnownMin ? null : days.map((count) => count / known),
      typed: others.length === 0 ? 0 : typed / others.length,
      sharing: byMark((mark) => others.filter((one) => one[mark] !== null && one[mark] === trace[mark]).length),
      crowds: crowds.length,
      alike: byMark((mark) => crowds.filter((friends) => isAlike(friends, mark)).length),
    }
  }
}

function byMark(count: (mark: Mark) => number): Record<Mark, number> {
  return Object.fromEntries(marks.map((mark) => [mark, count(mark)])) as Record<Mark, number>
}

/** Friends who share something and of whom nearly none comes back: people who live together are not all like that. */
function isLikeRing(friends: readonly KnownFriend[]): boolean {
  const known = friends.flatMap(({ laterDays }) => laterDays ?? [])
  const silent = known.filter((days) => days === 0).length
  return (
    known.length >= crowdMin && silent >= silentShare * known.length && marks.some((mark) => isAlike(friends, mark))
  )
}

const silentShare = 0.85

/** Half of these friends share one value. */
function isAlike(friends: readonly KnownFriend[], mark: Mark): boolean {
  const counts = new Map<string, number>()
  for (const one of friends) {
    const value = one[mark]
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values()) * 2 >= friends.length
}
