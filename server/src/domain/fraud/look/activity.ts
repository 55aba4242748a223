/**
 * What a friend does in the app after the signup, as the app reports it by events of any name. Only later days say
 * something: what happens within hours of the signup belongs to it.
 */
import type { Tx } from '../../../db/connect.js'
import { dayMs, hourMs } from '../../../clock.js'
import { appendTallies } from '../../ledger/tallies.js'
import { weekIn } from '../../standing/calendar.js'
import { ownHours } from '../signals/case.js'

/** How many weeks after the opening of an account are told apart. */
export const weeksMax = 12

interface Activity {
  /** When the friend's account was opened. */
  readonly openedAt: Date
  readonly at: Date
  readonly timeZone: string
  /** Whether the friend counts: only those are tallied, for the retention of weekly cohorts. */
  readonly counts: boolean
  readonly now: Date
}

/** At most one write a friend and day. Days that are reported out of order count once, the latest. */
export async function recordActivity(
  tx: Tx,
  programId: number,
  friendId: string,
  { openedAt, at, timeZone, counts, now }: Activity,
): Promise<void> {
  const sinceMs = at.getTime() - openedAt.getTime()
  if (sinceMs < ownHours * hourMs) return
  // The lock waits for an erasure, which deletes the days.
  const isNewDay = await tx`
    insert into activity (program_id, friend_id, first_at, last_at, days)
    select program_id, id, ${at}::timestamptz, ${at}::timestamptz, 1
    from participants
    where program_id = ${programId} and id = ${friendId} and erased_at is null
    for share
    on conflict (program_id, friend_id) do update set last_at = excluded.last_at, days = activity.days + 1
      where (activity.last_at at time zone ${timeZone})::date < (excluded.last_at at time zone ${timeZone})::date`
  const week = Math.floor(sinceMs / (7 * dayMs))
  if (isNewDay.count === 0 || !counts || week > weeksMax) return
  // Of two reports of one week only one finds the week unmarked.
  const mark = 2 ** week
  const isFirst = await tx`
    update activity set weeks = weeks | ${mark}::integer
    where program_id = ${programId} and friend_id = ${friendId} and weeks & ${mark}::integer = 0`
  if (isFirst.count === 0) return
  const detail = `${weekIn(timeZone, openedAt)}:${week}`
  await appendTallies(tx, programId, [{ metric: 'active', detail, count: 1, amountMinor: 0n }], now)
}
