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
}

export interface ActivityRow {
  days: number | null
  firstBackAt: Date | null
  lastBackAt: Date | null
}

export interface FriendRow extends Omit<KnownFriend, keyof Activity | 'clickMs'>, ActivityRow {
  clickMs: bigint | null
}

export function columnsOf(sql: Sql | Tx) {
  return sql`t.friend_id as "friendId", t.advocate_id as "advocateId", t.occurred_at as "occurredAt", t.address, t.subnet,
      t.agent, t.number_block as "numberBlock", t.mail_block as "mailBlock", t.click_id as "clickId",
      t.click_ms as "clickMs", t.network, t.address_country as "addressCountry", t.integrity,
      t.disposable_mail as "disposableMail", ${daysOf(sql)}`
}

/** The columns of an `ActivityRow`, of `activityOf`. */
export function daysOf(sql: Sql | Tx) {
  return sql`coalesce(a.days, q.days) as days, a.first_at as "firstBackAt", a.last_at as "lastBackAt"`
}

/** Joins the activity of `t`. No row of activity means 0 days if the app reports activity at all, or else null. */
export function activityOf(sql: Sql | Tx, programId: number) {
  return sql`
    cross join (
      select case when exists (select from activity where program_id = ${programId}) then 0 end as days) as q
    left join lateral (
      select days, first_at, last_at from activity where program_id = ${programId} and friend_id = t.friend_id limit 1) as a on true`
}

export function knownFriendOf<Row extends FriendRow>(row: Row, now: Date) {
  const { days, firstBackAt, lastBackAt, clickMs, ...friend } = row
  return {
    ...friend,
    clickMs: clickMs === null ? null : Number(clickMs),
    ...activityIn({ days, firstBackAt, lastBackAt }, row.occurredAt, now),
  }
}

export function activityIn({ days, firstBackAt, lastBackAt }: ActivityRow, openedAt: Date, now: Date): Activity {
  const last = lastBackAt === null || lastBackAt.getTime() === firstBackAt?.getTime() ? [] : [lastBackAt]
  return {
    laterDays: laterDaysOf(days, openedAt, now),
    backAt: firstBackAt === null ? [] : [firstBackAt, ...last],
  }
}

/** A young account that has not come back yet says nothing. */
function laterDaysOf(days: number | null, openedAt: Date, now: Date): number | null {
  const isYoung = now.getTime() - openedAt.getTime() < returnDaysMin * dayMs
  return days === 0 && isYoung ? null : days
}
