/**
 * A friend as the look at the release reads it: what the signup left behind, and what the friend did since. Every
 * statement that reads such friends calls their row of `traces` `t`, and takes its columns and joins from here.
 */
import type { Sql, Tx } from '../../../db/connect.js'
import { dayMs } from '../../../clock.js'
import { returnDaysMin, type Activity, type Trace } from '../signals/case.js'

export interface KnownFriend extends Trace, Activity {
  readonly friendId: string
  readonly advocateId: string
  readonly occurredAt: Date
  /** The first later day with activity; null without one. */
  readonly firstBackAt: Date | null
}

export interface FriendRow extends Omit<KnownFriend, 'laterDays' | 'clickMs'> {
  days: number | null
  clickMs: bigint | null
}

export function columnsOf(sql: Sql | Tx) {
  return sql`t.friend_id as "friendId", t.advocate_id as "advocateId", t.occurred_at as "occurredAt", t.address, t.subnet,
      t.agent, t.number_block as "numberBlock", t.mail_block as "mailBlock", t.click_id as "clickId",
      t.click_ms as "clickMs", t.network, t.address_country as "addressCountry", t.integrity,
      t.disposable_mail as "disposableMail", a.first_at as "firstBackAt", ${daysOf(sql)}`
}

/** The days of `activityOf`. */
export function daysOf(sql: Sql | Tx) {
  return sql`coalesce(a.days, q.days) as days`
}

/** Joins the activity of `t`. No row of activity means 0 days if the app reports activity at all, or else null. */
export function activityOf(sql: Sql | Tx, programId: number) {
  return sql`
    cross join (
      select case when exists (select from activity where program_id = ${programId}) then 0 end as days) as q
    left join lateral (
      select days, first_at from activity where program_id = ${programId} and friend_id = t.friend_id limit 1) as a on true`
}

export function knownFriendOf<Row extends FriendRow>(row: Row, now: Date) {
  const { days, clickMs, ...friend } = row
  return {
    ...friend,
    clickMs: clickMs === null ? null : Number(clickMs),
    laterDays: laterDaysOf(days, row.occurredAt, now),
  }
}

/** A young account that has not come back yet says nothing. */
export function laterDaysOf(days: number | null, openedAt: Date, now: Date): number | null {
  const isYoung = now.getTime() - openedAt.getTime() < returnDaysMin * dayMs
  return days === 0 && isYoung ? null : days
}
