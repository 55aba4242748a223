/**
 * The other friends of advocates, with what they left behind and did since: at most `friendsMax`, the newest first. An
 * advocate who shares a device or a wallet with other advocates may be one person with several accounts, so their
 * friends are looked at together.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'
import { membersOf, type Cluster } from '../clusters/read.js'
import { friendsMax, type Sibling } from '../signals/case.js'
import { laterDaysOf, quietDays } from './mates.js'

/** How many accounts of an advocate's cluster are asked for friends. */
const accountsMax = 16

export interface Circle {
  /** The advocate, and the advocates in the same cluster. */
  readonly advocateIds: ReadonlySet<string>
  readonly friends: readonly OfAdvocate[]
}

export interface OfAdvocate extends Sibling {
  readonly advocateId: string
}

/** @returns the circle of each advocate */
export async function readCircles(
  sql: Sql,
  programId: number,
  advocateIds: readonly string[],
  clusters: ReadonlyMap<string, Cluster>,
  now: Date,
): Promise<Map<string, Circle>> {
  const accounts = await Promise.all(
    advocateIds.map(async (id) => {
      const several = (clusters.get(id)?.advocates ?? 0) > 1
      return [id, several ? [...new Set([id, ...(await membersOf(sql, programId, id, accountsMax))])] : [id]] as const
    }),
  )
  const all = [...new Set(accounts.flatMap(([, ids]) => ids))]
  const friends = await readFriends(sql, programId, all, now)
  return new Map(
    accounts.map(([id, ids]) => {
      const together = ids.flatMap((one) => friends.get(one) ?? [])
      const newest = together.toSorted((a, b) => (a.friendId < b.friendId ? 1 : -1)).slice(0, friendsMax)
      return [id, { advocateIds: new Set(ids), friends: newest }]
    }),
  )
}

async function readFriends(
  sql: Sql,
  programId: number,
  advocateIds: readonly string[],
  now: Date,
): Promise<Map<string, OfAdvocate[]>> {
  const rows = await sql<
    (Omit<OfAdvocate, 'laterDays' | 'clickMs'> & { days: number | null; clickMs: bigint | null })[]
  >`
    select t.advocate_id as "advocateId", t.friend_id as "friendId", t.occurred_at as "occurredAt", t.address, t.subnet,
      t.agent, t.number_block as "numberBlock", t.mail_block as "mailBlock", t.click_id as "clickId",
      t.click_ms as "clickMs", t.network, t.address_country as "addressCountry", t.integrity,
      t.disposable_mail as "disposableMail", a.last_at as "lastActiveAt", coalesce(a.days, q.days) as days
    from unnest(${arrayText(advocateIds)}::uuid[]) as v (id), lateral (
      select id from referrals
      where program_id = ${programId} and advocate_id = v.id
      order by decided_at desc, id desc
      limit ${friendsMax}) as r, lateral (
      select * from traces where program_id = ${programId} and friend_id = r.id limit 1) as t
    cross join (${quietDays(sql, programId)}) as q
    left join lateral (
      select days, last_at from activity where program_id = ${programId} and friend_id = t.friend_id limit 1) as a on true`
  const found = new Map<string, OfAdvocate[]>()
  for (const { days, clickMs, ...row } of rows) {
    const one = {
      ...row,
      clickMs: clickMs === null ? null : Number(clickMs),
      laterDays: laterDaysOf(days, row.occurredAt, now),
    }
    const known = found.get(row.advocateId)
    if (known === undefined) found.set(row.advocateId, [one])
    else known.push(one)
  }
  return found
}
