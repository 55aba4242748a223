/**
 * How friends came, for statistics. A friend who starts to count, or counts no more, is tallied in that transaction with
 * the full amount of both rewards, so that the sums by origin, by country, by week and by advocate are equal. A batch of
 * signups makes the same tallies from memory; every other verb reads the friend.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { dayMs, hourMs, minuteMs } from '../../clock.js'
import { newId } from '../../ids.js'
import { quarterOf, type Tally } from './tallies.js'
import type { FriendChange } from './transfer.js'

export interface Origin {
  readonly by: 'click' | 'code' | null
  /** Of a click. */
  readonly channel: string | null
  readonly country: string | null
}

/** `click:whatsapp`, `code`, or `none` for people who came on their own. */
function originName({ by, channel }: Origin): string {
  if (by === null) return 'none'
  return by === 'code' ? 'code' : `click:${channel ?? 'other'}`
}

/** The longest waits from a click to a signup, by the name of their tally. */
export const delays = [
  { name: '10m', ms: 10 * minuteMs },
  { name: '1h', ms: hourMs },
  { name: '6h', ms: 6 * hourMs },
  { name: '1d', ms: dayMs },
  { name: '3d', ms: 3 * dayMs },
  { name: '7d', ms: 7 * dayMs },
  { name: '30d', ms: 30 * dayMs },
  { name: 'more', ms: Infinity },
] as const
export type DelayName = (typeof delays)[number]['name']

/** @param count -1 takes back what was tallied before */
export function signupOrigin(origin: Origin, waitedMs: number | null, count: 1 | -1 = 1): Tally[] {
  const one = { count, amountMinor: 0n }
  const tallies: Tally[] = [{ metric: 'signup_by', detail: originName(origin), ...one }]
  if (origin.by !== null) tallies.push({ metric: 'signup_in', detail: origin.country ?? '', ...one })
  const delay = waitedMs === null ? undefined : delays.find(({ ms }) => waitedMs < ms)
  if (delay !== undefined) tallies.push({ metric: 'delay', detail: delay.name, ...one })
  return tallies
}

/** @param week the Monday of the week in which the account was opened */
export function countedOrigin(origin: Origin, week: string, costMinor: bigint): Tally[] {
  const one = { count: 1, amountMinor: costMinor }
  return [
    { metric: 'counted_by', detail: originName(origin), ...one },
    { metric: 'counted_in', detail: origin.country ?? '', ...one },
    { metric: 'cohort', detail: week, ...one },
  ]
}

/**
 * The rows of the advocates are locked, so no two transactions wait for each other at a row of `advocate_days`. Days are
 * of the program's zone.
 */
export async function tallyOrigins(
  tx: Tx,
  programId: number,
  friends: readonly FriendChange[],
  at: Date,
): Promise<void> {
  const changed = friends.filter(({ counted = 0 }) => counted !== 0)
  if (changed.length === 0) return
  await tx`
    with zone as (
      select v.terms ->> 'timeZone' as name
      from books b
      join program_versions v on v.program_id = b.program_id and v.version = b.version
      where b.program_id = ${programId}
    ), changed as (
      select c.advocate_id, c.counted, r.channel, p.country, r.occurred_at, c.counted * coalesce((
        select sum(w.amount_minor) from rewards w
        where w.program_id = ${programId} and w.referral_id = c.friend_id), 0) as cost_minor
      from unnest(
        ${arrayText(changed.map(({ friendId }) => friendId))}::uuid[],
        ${arrayText(changed.map(({ participantId }) => participantId))}::uuid[],
        ${arrayText(changed.map(({ counted = 0 }) => counted))}::integer[]
      ) as c (friend_id, advocate_id, counted)
      join referrals r on r.program_id = ${programId} and r.id = c.friend_id
      join participants p on p.program_id = ${programId} and p.id = c.friend_id
    ), of_days as (
      insert into advocate_days (program_id, advocate_id, day, granted, counted, counted_by_link, cost_minor)
      select ${programId}, advocate_id, (${at}::timestamptz at time zone zone.name)::date as day, 0, sum(counted),
        coalesce(sum(counted) filter (where channel is not null), 0), sum(cost_minor)
      from changed, zone
      group by advocate_id, day
      order by advocate_id
      on conflict (program_id, advocate_id, day) do update
        set counted = advocate_days.counted + excluded.counted,
            counted_by_link = advocate_days.counted_by_link + excluded.counted_by_link,
            cost_minor = advocate_days.cost_minor + excluded.cost_minor
    )
    insert into tallies (program_id, batch_id, quarter, metric, detail, count, amount_minor)
    select ${programId}, ${newId()}, ${quarterOf(at)}, t.metric, t.detail, sum(counted), sum(cost_minor)
    from changed, zone, lateral (values
      ('counted_by', coalesce('click:' || channel, 'code')),
      ('counted_in', coalesce(country, '')),
      ('cohort', date_trunc('week', occurred_at at time zone zone.name)::date::text)) as t (metric, detail)
    group by t.metric, t.detail`
}
