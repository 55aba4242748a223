/**
 * What is usual in a program: a sample of the friends who came before, of other advocates than the one in question. The
 * newest `sampleMax` are read, once for all friends who are looked at together. Pure, but for the reading.
 */
import type { Sql, Tx } from '../../../db/connect.js'
import { dayMs } from '../../../clock.js'
import { countDays } from '../signals/crowds.js'
import { ageDaysOf, marks, slowClickMs, type Mark, type Usual } from '../signals/case.js'
import { countTied } from '../signals/ties.js'
import { logChance } from '../signals/weight.js'
import { activityOf, columnsOf, knownFriendOf, type FriendRow, type KnownFriend } from './known-friends.js'
import { addTo } from './mates.js'

const sampleMax = 600
/** Fewer friends of whom the days are known say nothing about all. */
const daysKnownMin = 20
/** An advocate of fewer friends is no crowd. */
const crowdMin = 4
/** After so many days hardly anybody comes back for the first time. */
const silentDaysMax = 14

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
  /** By advocate, whether half of the friends share a value of each mark, and a phone, a number or a wallet. */
  private readonly crowds: ReadonlyMap<string, Record<Mark | 'ties', boolean>>
  private readonly ties: ReadonlyMap<string, string>
  private readonly sharing: Record<Mark, ReadonlyMap<string, readonly KnownFriend[]>>
  private readonly unique: Record<Mark, number>
  private readonly spread: number
  /** When friends were active on later days, in order of time. */
  private readonly backAt: readonly { readonly advocateId: string; readonly at: number }[]
  private readonly now: Date

  /** @param ties the label of the cluster of each friend who shares a phone, a number or a wallet with anybody */
  constructor(sampled: readonly KnownFriend[], ties: ReadonlyMap<string, string>, now: Date) {
    const byAdvocate = new Map<string, KnownFriend[]>()
    for (const one of sampled) addTo(byAdvocate, one.advocateId, one)
    // A program with many rings would make them usual.
    for (const [id, friends] of byAdvocate) if (isLikeRing(friends)) byAdvocate.delete(id)
    this.all = [...byAdvocate.values()].flat()
    this.crowds = new Map(
      [...byAdvocate].flatMap(([id, friends]) =>
        friends.length < crowdMin
          ? []
          : [[id, { ...byMark((mark) => isAlike(friends, mark)), ties: areTied(friends, ties) }] as const],
      ),
    )
    this.sharing = byMark((mark) => sharersOf(this.all, mark))
    this.unique = byMark((mark) => [...this.sharing[mark].values()].filter(({ length }) => length === 1).length)
    this.spread = spreadOf([...byAdvocate.values()])
    this.ties = ties
    this.backAt = this.all
      .flatMap(({ advocateId, backAt }) => backAt.map((at) => ({ advocateId, at: at.getTime() })))
      .toSorted((a, b) => a.at - b.at)
    this.now = now
  }

  /**
   * @param own the advocates in question
   * @param ageDays of the friend in question: what others did when they were older is not compared
   */
  besides(own: ReadonlySet<string>, trace: Readonly<Record<Mark, string | null>>, ageDays: number): Usual {
    const others = this.all.filter(({ advocateId }) => !own.has(advocateId))
    const crowds = [...this.crowds].flatMap(([id, alike]) => (own.has(id) ? [] : [alike]))
    const countOf = (mark: Mark, value: string) =>
      this.sharing[mark].get(value)?.filter(({ advocateId }) => !own.has(advocateId)).length ?? 0
    const clicks = others.flatMap(({ clickMs }) => clickMs ?? [])
    const typed = others.filter(({ clickId }) => clickId === null).length
    return {
      friends: others.length,
      ...this.daysOf(others, Math.min(ageDays, silentDaysMax)),
      spread: this.spread,
      backAt: this.backAt.flatMap(({ advocateId, at }) => (own.has(advocateId) ? [] : [at])),
      typed: others.length === 0 ? 0 : typed / others.length,
      clicks: { friends: clicks.length, slow: clicks.filter((ms) => ms > slowClickMs).length },
      tied: others.filter(({ friendId }) => this.ties.has(friendId)).length,
      tiedCrowds: crowds.filter(({ ties }) => ties).length,
      countOf,
      unique: this.unique,
      sharing: byMark((mark) => {
        const value = trace[mark]
        return value === null ? 0 : countOf(mark, value)
      }),
      crowds: crowds.length,
      alike: byMark((mark) => crowds.filter((alike) => alike[mark]).length),
    }
  }

  private daysOf(others: readonly KnownFriend[], ageDays: number): Pick<Usual, 'days' | 'silentAfter'> {
    const old = others.filter((one) => ageDaysOf(one.occurredAt, this.now) >= ageDays)
    if (old.length < daysKnownMin) return { days: null, silentAfter: [] }
    const weights = weightsOf(old)
    const days = countDays(
      old.map((one) => daysAfter(one, ageDays)),
      (at) => weights[at] ?? 1,
    )
    const known = days.reduce((sum, count) => sum + count, 0)
    if (known === 0) return { days: null, silentAfter: [] }
    const silent = Array.from({ length: ageDays + 1 }, () => 0)
    // Who is back on a day is back on each later one.
    for (const [at, one] of old.entries())
      for (let day = 0; day <= ageDays && isSilentAfter(one, day); day++)
        silent[day] = (silent[day] ?? 0) + (weights[at] ?? 1)
    return { days: days.map((count) => count / known), silentAfter: silent.map((count) => count / known) }
  }
}

/** A ring that is not recognised yet, or one large audience, must not be what is usual: so many friends of each count. */
const eachMax = 6

function weightsOf(friends: readonly KnownFriend[]): number[] {
  const counts = new Map<string, number>()
  for (const { advocateId, laterDays } of friends)
    if (laterDays !== null) counts.set(advocateId, (counts.get(advocateId) ?? 0) + 1)
  return friends.map(({ advocateId }) => Math.min(1, eachMax / (counts.get(advocateId) ?? 1)))
}

function isSilentAfter({ backAt: [firstBackAt], occurredAt, laterDays }: KnownFriend, days: number): boolean {
  if (laterDays === null || laterDays === 0) return laterDays === 0
  return firstBackAt !== undefined && firstBackAt.getTime() - occurredAt.getTime() > days * dayMs
}

/**
 * Later days up to an age. Only their number, the first and the last are known: those between are taken to lie evenly. They are
 * not spread over the whole life of the account, because many people come for a week and leave.
 */
function daysAfter(one: KnownFriend, ageDays: number): number | null {
  const { laterDays, occurredAt, backAt } = one
  const [first, last] = [backAt[0], backAt.at(-1)]
  if (laterDays === null || first === undefined || last === undefined) return laterDays
  const until = occurredAt.getTime() + (ageDays + 1) * dayMs
  if (last.getTime() < until) return laterDays
  if (first.getTime() >= until) return 0
  const share = (until - first.getTime()) / (last.getTime() - first.getTime())
  return Math.max(1, Math.round(laterDays * share))
}

const spreads = [4, 8, 16, 32]
/** Before the program shows otherwise, the friends of some advocates are a good deal more loyal than those of others. */
const spreadBefore = 8
const evidenceBefore = 3

/** The likeliest of `spreads`, by the shares of silent friends of the sample's advocates. */
function spreadOf(byAdvocate: readonly (readonly KnownFriend[])[]): number {
  const counts = byAdvocate
    .map((friends) => friends.flatMap(({ laterDays }) => laterDays ?? []))
    .filter((days) => days.length >= crowdMin)
    .map((days) => {
      const silent = days.filter((one) => one === 0).length
      return [silent, days.length - silent]
    })
  const total = counts.reduce((sum, [silent = 0, back = 0]) => sum + silent + back, 0)
  if (total === 0) return spreadBefore
  const share = (counts.reduce((sum, [silent = 0]) => sum + silent, 0) + 1) / (total + 2)
  const chances = spreads.map(
    (spread) =>
      counts.reduce((sum, one) => sum + logChance(one, [share * spread, (1 - share) * spread]), 0) -
      evidenceBefore * Math.abs(Math.log2(spread / spreadBefore)),
  )
  return spreads[chances.indexOf(Math.max(...chances))] ?? spreadBefore
}

function byMark<T>(of: (mark: Mark) => T): Record<Mark, T> {
  return Object.fromEntries(marks.map((mark) => [mark, of(mark)])) as Record<Mark, T>
}

function sharersOf(friends: readonly KnownFriend[], mark: Mark): Map<string, KnownFriend[]> {
  const sharers = new Map<string, KnownFriend[]>()
  for (const one of friends) {
    const value = one[mark]
    if (value !== null) addTo(sharers, value, one)
  }
  return sharers
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

/** Half of these friends share a phone, a number or a wallet with another one of them. */
function areTied(friends: readonly KnownFriend[], ties: ReadonlyMap<string, string>): boolean {
  return countTied(friends.map(({ friendId }) => ties.get(friendId))).friends * 2 >= friends.length
}

/** Half of these friends share one value. */
function isAlike(friends: readonly KnownFriend[], mark: Mark): boolean {
  const counts = new Map<string, number>()
  for (const one of friends) {
    const value = one[mark]
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values()) * 2 >= friends.length
}
