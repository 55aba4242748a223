/**
 * What is usual in a program: a sample of the friends who came before, of other advocates than the one in question. The
 * newest `sampleMax` are read, once for all friends of a release. Pure, but for the reading.
 */
import type { Sql, Tx } from '../../../db/connect.js'
import { countDays } from '../signals/crowds.js'
import { marks, type Mark, type Trace, type Usual } from '../signals/case.js'
import { laterDaysOf, quietDays } from './mates.js'
import type { Place } from './blocks.js'

const sampleMax = 600
/** Fewer friends of whom the days are known say nothing about all. */
const daysKnownMin = 20
/** An advocate of fewer friends is no crowd. */
const crowdMin = 4

export interface Sampled extends Place, Readonly<Record<Mark, string | null>>, Pick<Trace, 'clickId'> {
  readonly laterDays: number | null
}

/** @param before the youngest friend of the release: who came later had less time to come back */
export async function readSample(sql: Sql | Tx, programId: number, before: string, now: Date): Promise<Sampled[]> {
  const rows = await sql<(Omit<Sampled, 'laterDays'> & { days: number | null })[]>`
    select t.friend_id as "friendId", t.advocate_id as "advocateId", t.occurred_at as "occurredAt", t.address, t.subnet,
      t.agent, t.number_block as "numberBlock", t.mail_block as "mailBlock", t.click_id as "clickId",
      coalesce(a.days, r.days) as days
    from (
      select * from traces
      where program_id = ${programId} and friend_id <= ${before}
      order by friend_id desc
      limit ${sampleMax}) as t
    cross join (${quietDays(sql, programId)}) as r
    left join lateral (
      select days from activity where program_id = ${programId} and friend_id = t.friend_id limit 1) as a on true`
  return rows.map(({ days, ...one }) => ({ ...one, laterDays: laterDaysOf(days, one.occurredAt, now) }))
}

export class Sample {
  private readonly all: readonly Sampled[]
  private readonly byAdvocate: ReadonlyMap<string, readonly Sampled[]>

  constructor(sampled: readonly Sampled[]) {
    const byAdvocate = new Map<string, Sampled[]>()
    for (const one of sampled) byAdvocate.set(one.advocateId, [...(byAdvocate.get(one.advocateId) ?? []), one])
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
function isLikeRing(friends: readonly Sampled[]): boolean {
  const known = friends.flatMap(({ laterDays }) => laterDays ?? [])
  const silent = known.filter((days) => days === 0).length
  return (
    known.length >= crowdMin && silent >= silentShare * known.length && marks.some((mark) => isAlike(friends, mark))
  )
}

const silentShare = 0.85

/** Half of these friends share one value. */
function isAlike(friends: readonly Sampled[], mark: Mark): boolean {
  const counts = new Map<string, number>()
  for (const one of friends) {
    const value = one[mark]
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values()) * 2 >= friends.length
}
