/**
 * A period of a program in numbers, and the period of the same length before it. Read from folded tallies of days in the
 * program's time zone, so its cost grows with the days and not with people or clicks.
 */
import { dayMs } from '../../clock.js'
import { snapshot } from '../../db/connect.js'
import type { DecisionReason } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { delays, type DelayName } from '../ledger/origins.js'
import { countOf } from '../ledger/tallies.js'
import { dayIn } from '../standing/calendar.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { bornAt, readRecent } from './overview.js'
import { runwayOf, type Runway } from './runway.js'
import { cohortsOf, readCohorts, type Cohort } from './cohorts.js'
import { readDaySums, readPeriodSums, type DaySum, type PeriodSum } from './period-sums.js'
import { figuresAt, type Statistics } from './statistics.js'

export const periodDaysMax = 1100

export interface PeriodQuery {
  /** The days until `to`, instead of `from`. */
  readonly days?: number | undefined
  /** Days such as `2026-12-01`, in the program's time zone. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface Attributed {
  readonly signups: number
  readonly counted: number
  /** Of the friends who count, with the bonus of the friends. */
  readonly costMinor: bigint
}

export interface Sums {
  readonly joined: number
  readonly clicks: number
  readonly signups: number
  readonly byLink: Attributed
  readonly byCode: Attributed
  readonly onTheirOwn: number
  readonly counted: number
  readonly refused: number
  readonly costMinor: bigint
  readonly lossMinor: bigint
  readonly costPerCountedMinor: bigint | null
}

export interface PeriodPoint {
  readonly day: string
  readonly clicks: number
  readonly signups: number
  readonly counted: number
  readonly costMinor: bigint
}

export type Annotation =
  | { readonly kind: 'funded'; readonly day: string; readonly amountMinor: bigint }
  | { readonly kind: 'terms'; readonly day: string; readonly beforeMinor: bigint; readonly afterMinor: bigint }
  | { readonly kind: 'paused' | 'resumed' | 'launched'; readonly day: string }

export interface Period {
  readonly now: Date
  readonly currency: string
  readonly timeZone: string
  readonly from: string
  readonly to: string
  /** Of the period before; null if the program did not exist for the whole of it. */
  readonly previousFrom: string | null
  readonly current: Sums
  readonly previous: Sums | null
  readonly statistics: Statistics
  /** Since the beginning: who has a link, and whose link was followed. */
  readonly advocates: { readonly joined: number; readonly clicked: number }
  readonly runway: Runway
  readonly points: readonly PeriodPoint[]
  readonly annotations: readonly Annotation[]
  readonly channels: readonly (Attributed & { readonly channel: string; readonly clicks: number })[]
  readonly countries: readonly (Attributed & { readonly country: string })[]
  readonly delays: readonly { readonly within: DelayName; readonly count: number }[]
  readonly refusals: Readonly<Partial<Record<DecisionReason, number>>>
  readonly cohorts: readonly Cohort[]
}

interface Range {
  readonly from: string
  readonly to: string
  readonly previousFrom: string
}

/** @throws AppError `request_invalid` */
export async function readPeriod(context: Context, program: Program, query: PeriodQuery): Promise<Period> {
  const standing = await standingOf(context, program.id)
  const { now } = standing
  const { currency, timeZone } = standing.inForce.terms
  const range = rangeOf(query, standing)
  const [{ statistics, tallies }, sums, days, cohorts, recent] = await snapshot(context.sql, async (tx) =>
    Promise.all([
      figuresAt(tx, program.id),
      readPeriodSums(tx, program.id, timeZone, range),
      readDaySums(tx, program.id, timeZone, range),
      readCohorts(tx, program.id),
      readRecent(tx, program, standing),
    ]),
  )
  const [here, before] = [sums.filter(({ isBefore }) => !isBefore), sums.filter(({ isBefore }) => isBefore)]
  const hasPrevious = range.previousFrom >= dayIn(timeZone, bornAt(standing))
  return {
    now,
    currency,
    timeZone,
    from: range.from,
    to: range.to,
    previousFrom: hasPrevious ? range.previousFrom : null,
    current: sumsOf(here),
    previous: hasPrevious ? sumsOf(before) : null,
    statistics,
    advocates: { joined: countOf(tallies, 'join'), clicked: countOf(tallies, 'first_click') },
    runway: runwayOf(recent, standing, statistics.budgetMinor),
    points: pointsOf(days, daysOfPeriod(range, standing)),
    annotations: annotationsOf(days, standing, range),
    channels: channelsOf(here),
    countries: countriesOf(here),
    delays: delays.map(({ name }) => ({ within: name, count: countOf(here, 'delay', name) })),
    refusals: refusalsOf(here),
    cohorts: cohortsOf(cohorts, range.to),
  }
}

export function rangeOf(query: PeriodQuery, standing: Standing): Range {
  const { timeZone } = standing.inForce.terms
  const today = dayIn(timeZone, standing.now)
  const to = query.to ?? today
  const from = query.days === undefined ? (query.from ?? wholeFrom(to, standing)) : dayAfter(to, 1 - query.days)
  const length = daysApart(from, to) + 1
  if (length < 1 || length > periodDaysMax) {
    throw new AppError('request_invalid', `A period has 1 to ${periodDaysMax} days.`, {
      fields: [{ path: 'from', message: 'must be earlier than `to`, and not too far from it' }],
    })
  }
  return { from, to, previousFrom: dayAfter(from, -length) }
}

/** The whole program; of an old one, as many days as a period may have. */
function wholeFrom(to: string, standing: Standing): string {
  const bornOn = dayIn(standing.inForce.terms.timeZone, bornAt(standing))
  const earliest = dayAfter(to, 1 - periodDaysMax)
  return bornOn < earliest ? earliest : bornOn
}

function daysApart(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

/** The days of a range since the program was created. */
export function daysOfPeriod({ from, to }: Range, standing: Standing): string[] {
  const bornOn = dayIn(standing.inForce.terms.timeZone, bornAt(standing))
  const first = from < bornOn ? bornOn : from
  return Array.from({ length: Math.max(0, daysApart(first, to) + 1) }, (_, index) => dayAfter(first, index))
}

function sumsOf(sums: readonly PeriodSum[]): Sums {
  const refused = (metric: string) =>
    sums
      .filter((sum) => sum.metric === metric && sum.detail.startsWith('refused'))
      .reduce((all, { count }) => all + count, 0)
  const lossMinor = sums.filter(({ metric }) => metric === 'loss').reduce((all, one) => all + one.amountMinor, 0n)
  const byLink = attributedOf(sums, 'by', (detail) => detail.startsWith('click:'))
  const byCode = attributedOf(sums, 'by', (detail) => detail === 'code')
  const counted = countOf(sums, 'friend', 'counted')
  const costMinor = byLink.costMinor + byCode.costMinor
  return {
    joined: countOf(sums, 'join'),
    clicks: countOf(sums, 'click'),
    signups: countOf(sums, 'signup') - countOf(sums, 'signup_again'),
    byLink,
    byCode,
    onTheirOwn: countOf(sums, 'signup_by', 'none'),
    counted,
    refused: refused('signup') - refused('signup_again'),
    costMinor,
    lossMinor,
    costPerCountedMinor: counted > 0 ? (costMinor + lossMinor) / BigInt(counted) : null,
  }
}

/** @param of `by`: how friends came; `in`: their country */
function attributedOf(sums: readonly PeriodSum[], of: 'by' | 'in', wanted: (detail: string) => boolean): Attributed {
  const signups = sums.filter(({ metric, detail }) => metric === `signup_${of}` && wanted(detail))
  const counted = sums.filter(({ metric, detail }) => metric === `counted_${of}` && wanted(detail))
  return {
    signups: signups.reduce((all, { count }) => all + count, 0),
    counted: counted.reduce((all, { count }) => all + count, 0),
    costMinor: counted.reduce((all, { amountMinor }) => all + amountMinor, 0n),
  }
}

function channelsOf(sums: readonly PeriodSum[]): Period['channels'] {
  const named = sums.flatMap(({ metric, detail }) => {
    if (metric === 'click') return [detail]
    return /^(signup|counted)_by$/.test(metric) && detail.startsWith('click:') ? [detail.slice('click:'.length)] : []
  })
  return [...new Set(named)]
    .map((channel) => ({
      channel,
      clicks: countOf(sums, 'click', channel),
      ...attributedOf(sums, 'by', (detail) => detail === `click:${channel}`),
    }))
    .toSorted((one, other) => other.clicks - one.clicks || other.counted - one.counted)
}

function countriesOf(sums: readonly PeriodSum[]): Period['countries'] {
  const named = sums.filter(({ metric }) => metric === 'signup_in' || metric === 'counted_in')
  return [...new Set(named.map(({ detail }) => detail))]
    .map((country) => ({ country, ...attributedOf(sums, 'in', (detail) => detail === country) }))
    .toSorted((one, other) => other.signups - one.signups || other.counted - one.counted)
}

function refusalsOf(sums: readonly PeriodSum[]): Period['refusals'] {
  const reasons: Partial<Record<DecisionReason, number>> = {}
  for (const { metric, detail, count } of sums) {
    const [outcome, reason] = detail.split(':') as [string, DecisionReason | undefined]
    if ((metric !== 'signup' && metric !== 'signup_again') || outcome !== 'refused' || reason === undefined) continue
    reasons[reason] = (reasons[reason] ?? 0) + (metric === 'signup' ? count : -count)
  }
  return Object.fromEntries(Object.entries(reasons).filter(([, count]) => count !== 0))
}

function pointsOf(sums: readonly DaySum[], days: readonly string[]): PeriodPoint[] {
  const byDay = new Map<string, DaySum[]>(days.map((day) => [day, []]))
  for (const sum of sums) byDay.get(sum.day)?.push(sum)
  return [...byDay].map(([day, own]) => {
    const count = (metric: string, detail = '') =>
      own.filter((one) => one.metric === metric && one.detail === detail).reduce((all, one) => all + one.count, 0)
    const costMinor = own
      .filter(({ metric }) => metric === 'counted_by')
      .reduce((all, one) => all + one.amountMinor, 0n)
    const signups = count('signup') - count('signup_again')
    return { day, clicks: count('click'), signups, counted: count('friend', 'counted'), costMinor }
  })
}

const lifeKinds = { 'program.paused': 'paused', 'program.resumed': 'resumed', 'program.launched': 'launched' } as const

export function annotationsOf(
  days: readonly DaySum[],
  { versions, inForce, now }: Standing,
  range: Range,
): Annotation[] {
  const { timeZone } = inForce.terms
  const told = days.flatMap(({ day, metric, detail, amountMinor }): Annotation[] => {
    if (metric === 'transfer') return [{ kind: 'funded', day, amountMinor }]
    const kind = metric === 'life' ? lifeKinds[detail as keyof typeof lifeKinds] : undefined
    return kind === undefined ? [] : [{ kind, day }]
  })
  const changed = versions.all.flatMap(({ terms, effectiveAt }, index): Annotation[] => {
    const before = versions.all[index - 1]?.terms
    const day = dayIn(timeZone, effectiveAt)
    if (before === undefined || effectiveAt > now || day < range.from || day > range.to) return []
    return [{ kind: 'terms', day, beforeMinor: before.rewardMinor, afterMinor: terms.rewardMinor }]
  })
  return inOrder([...told, ...changed])
}

/** By day. Of a pause and a resumption on one day the pause comes first, unless the program was paused before. */
function inOrder(annotations: readonly Annotation[]): Annotation[] {
  const before = (kind: Annotation['kind'], day: string) =>
    annotations.filter((one) => one.kind === kind && one.day < day).length
  const place = ({ kind, day }: Annotation) => {
    if (kind !== 'resumed') return 0
    return before('paused', day) > before('resumed', day) ? -1 : 1
  }
  return annotations.toSorted((one, other) =>
    one.day === other.day ? place(one) - place(other) : one.day < other.day ? -1 : 1,
  )
}
