/**
 * A program at a glance: its funnel, money, history by day or hour, and when the budget runs out. Everything is read
 * from totals and the books, without a scan.
 */
import { dayMs, hourMs } from '../../clock.js'
import { snapshot, type Tx } from '../../db/connect.js'
import type { DecisionReason } from '../../db/rows.js'
import type { Context } from '../standing/context.js'
import { countOf, movementsOf, readDays, readHours, readHourSums, type Tally, type TallyOf } from '../ledger/tallies.js'
import { dayIn, hourIn } from '../standing/calendar.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { figuresAt, type Statistics } from './statistics.js'

export interface OverviewQuery {
  readonly from: Date | undefined
  readonly to: Date | undefined
  readonly by: 'day' | 'hour'
}

export const seriesDaysMax = { day: 366, hour: 14 } as const
const seriesDaysDefault = { day: 30, hour: 2 } as const
/** What a point of the series is made of. */
const pointMetrics = ['join', 'click', 'signup', 'signup_again', 'friend', 'transfer'] as const
/** The days of the current rate. A quiet week alone would suggest that the money never runs out. */
const rateDays = [7, 30] as const

export interface Point {
  /** `2026-12-01`, or `2026-12-01T14`, in the program's zone. */
  readonly at: string
  readonly joined: number
  readonly clicks: number
  readonly signups: number
  readonly referred: number
  readonly counted: number
  readonly promisedMinor: bigint
  readonly paidMinor: bigint
}

export interface Overview {
  readonly now: Date
  readonly currency: string
  readonly timeZone: string
  readonly from: Date
  readonly to: Date
  readonly statistics: Statistics
  readonly joined: number
  /** About three minutes behind: a sweep folds clicks. */
  readonly advocatesClicked: number
  readonly friends: { readonly pending: number; readonly review: number; readonly counted: number }
  readonly promisedMinor: bigint
  readonly spentPerDayMinor: bigint
  /** The number of days averaged: 7 or 30, or the age of a younger program. */
  readonly spentOverDays: number
  readonly runsOutAt: Date | null
  readonly costPerCountedMinor: bigint | null
  readonly refusals: Readonly<Partial<Record<DecisionReason, number>>>
  readonly points: readonly Point[]
}

export async function readOverview(context: Context, program: Program, query: OverviewQuery): Promise<Overview> {
  const standing = await standingOf(context, program.id)
  const { now } = standing
  const { currency, timeZone } = standing.inForce.terms
  const to = query.to ?? now
  const from = query.from ?? new Date(to.getTime() - seriesDaysDefault[query.by] * dayMs)
  const [{ statistics, tallies }, series, recent] = await snapshot(context.sql, async (tx) =>
    Promise.all([
      figuresAt(tx, program.id),
      (query.by === 'day' ? readDays : readHours)(tx, program.id, { from, to, timeZone, metrics: pointMetrics }),
      readRecent(tx, program, standing),
    ]),
  )
  const counted = countOf(tallies, 'friend', 'counted')
  const promisedMinor = promisedOf(tallies)
  const since = bornAt(standing)
  // The faster rate, so that one quiet week does not hide an end.
  const rate = ratesOf(recent, { now, since }).reduce((fastest, one) =>
    one.spentPerDayMinor >= fastest.spentPerDayMinor ? one : fastest,
  )
  return {
    now,
    currency,
    timeZone,
    from,
    to,
    statistics,
    joined: countOf(tallies, 'join'),
    advocatesClicked: countOf(tallies, 'first_click'),
    friends: {
      counted,
      pending: countOf(tallies, 'friend', 'pending'),
      review: countOf(tallies, 'friend', 'review'),
    },
    promisedMinor,
    ...rate,
    runsOutAt: endAt(now, statistics.budgetMinor, rate.spentPerDayMinor),
    costPerCountedMinor: counted > 0 ? grantedMinor(statistics) / BigInt(counted) : null,
    refusals: statistics.reasons,
    points: pointsOf(series, placesOf(query.by, { from: from < since ? since : from, to, timeZone })),
  }
}

/**
 * The cost of friends who count. What others may still earn is promised; losses are for friends who do not count, and
 * opening balances for none.
 */
function grantedMinor(sums: Statistics): bigint {
  return sums.rewardsHeldMinor + sums.rewardsAvailableMinor + sums.clearingMinor + sums.paidMinor - sums.openedMinor
}

/** Granted from the budget, minus what came back to the budget or the funder. */
export function promisedOf(tallies: readonly Tally[]): bigint {
  return movementsOf(tallies).reduce((sum, { from, to, amountMinor }) => {
    if (from === 'budget') return to === 'returned' ? sum : sum + amountMinor
    return from !== 'funding' && (to === 'budget' || to === 'returned') ? sum - amountMinor : sum
  }, 0n)
}

/** How fast the budget was spent on each day of the last week and of the last month; in a younger program, on its days. */
export function ratesOf(recent: Recent, { now, since }: { now: Date; since: Date }) {
  const ageMs = Math.max(hourMs, now.getTime() - since.getTime())
  return recent.map(({ days, moved }) => {
    const spanMs = Math.min(days * dayMs, ageMs)
    // Opening balances are granted once: they say nothing of the days to come.
    const spentMinor = promisedOf(moved.filter(({ detail }) => !detail.endsWith(':open')))
    return {
      spentPerDayMinor: (spentMinor * BigInt(dayMs)) / BigInt(Math.ceil(spanMs)),
      spentOverDays: Math.max(1, Math.round(spanMs / dayMs)),
    }
  })
}

/** What was moved in the last week and in the last month: what the rates are made of. */
export type Recent = readonly { readonly days: number; readonly moved: readonly Tally[] }[]

export function readRecent(tx: Tx, program: Program, { now, inForce }: Standing): Promise<Recent> {
  const { timeZone } = inForce.terms
  const readDaysUntilNow = async (days: number) => {
    const from = new Date(now.getTime() - days * dayMs)
    return { days, moved: await readHourSums(tx, program.id, { from, to: now, timeZone, metrics: ['transfer'] }) }
  }
  return Promise.all(rateDays.map(readDaysUntilNow))
}

export function bornAt({ versions, now }: Standing): Date {
  return versions.all[0]?.announcedAt ?? now
}

/** Null if nothing is spent, or if it lasts longer than anybody plans. */
export function endAt(now: Date, budgetMinor: bigint, perDayMinor: bigint): Date | null {
  if (perDayMinor <= 0n) return null
  const inMs = (budgetMinor * BigInt(dayMs)) / perDayMinor
  return inMs > BigInt(3660 * dayMs) ? null : new Date(now.getTime() + Number(inMs))
}

/** The days or hours of a range, as the series names them. A range has at most `seriesDaysMax`. */
function placesOf(
  by: OverviewQuery['by'],
  { from, to, timeZone }: { from: Date; to: Date; timeZone: string },
): string[] {
  if (from > to) return []
  const nameOf = by === 'day' ? dayIn : hourIn
  const places = new Set<string>()
  // By the hour for days too: a day of a clock change has 23 or 25.
  for (let at = from.getTime(); at < to.getTime(); at += hourMs) places.add(nameOf(timeZone, new Date(at)))
  return [...places.add(nameOf(timeZone, to))]
}

/** One per day or hour, zero if nothing happened: a chart without them hides a week without events. */
function pointsOf(series: readonly TallyOf[], places: readonly string[]): Point[] {
  const byTime = new Map<string, TallyOf[]>(places.map((at) => [at, []]))
  for (const tally of series) byTime.set(tally.at, [...(byTime.get(tally.at) ?? []), tally])
  return [...byTime].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([at, tallies]) => pointOf(at, tallies))
}

function pointOf(at: string, tallies: readonly TallyOf[]): Point {
  const again = countOf(tallies, 'signup_again')
  const referred = tallies.filter(({ metric, detail }) => metric === 'signup' && detail === 'referred')
  const paid = movementsOf(tallies).filter(({ step }) => step === 'pay')
  return {
    at,
    joined: countOf(tallies, 'join'),
    clicks: countOf(tallies, 'click'),
    signups: countOf(tallies, 'signup') - again,
    referred: referred.reduce((sum, { count }) => sum + count, 0),
    counted: countOf(tallies, 'friend', 'counted'),
    promisedMinor: promisedOf(tallies),
    paidMinor: paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  }
}
