/**
 * Friends who share something with a newcomer, newest first, at most `matesMax` of each: an index finds them. Each
 * reader works on all newcomers of a batch, and asks nothing if none of them left such a trace.
 */
import type { Integrity } from '../../../readers/integrity.js'
import { arrayText } from '../../../db/array-text.js'
import type { Sql, Tx } from '../../../db/connect.js'
import { activityIn, activityOf, daysOf, type ActivityRow } from './known-friends.js'
import { matesMax, placeMax, type Mark, type Mate, type OwnMarks, type Stage } from '../signals/case.js'

/** The marks by which an index finds friends. */
export type IndexedMark = Extract<Mark, 'address' | 'subnet' | 'numberBlock' | 'mailBlock'>

interface NearRow {
  friend_id: string
  advocate_id: string
  address: string | null
  occurred_at: Date
}

export interface MateRow extends NearRow, ActivityRow {
  agent: string | null
  integrity: Integrity | null
}

/** @returns for each digest the friends with it. */
export async function readMates(
  tx: Sql | Tx,
  programId: number,
  mark: IndexedMark,
  digests: readonly string[],
  at: { readonly stage: Stage; readonly now: Date },
): Promise<Map<string, Mate[]>> {
  if (digests.length === 0) return new Map()
  // Inside a signup no rule looks at the devices or the later days of others, so these columns are not read.
  const [columns, activity] =
    at.stage === 'signup'
      ? [tx`t.friend_id, t.advocate_id, t.address, t.occurred_at`, tx``]
      : [
          tx`t.friend_id, t.advocate_id, t.address, t.agent, t.integrity, t.occurred_at, ${daysOf(tx)}`,
          activityOf(tx, programId),
        ]
  const rows = await tx<(MateRow & { digest: string })[]>`
    select d.digest, ${columns}
    from unnest(${arrayText(digests)}::uuid[]) as d (digest), lateral (
      select friend_id, advocate_id, address, agent, integrity, occurred_at from traces
      where program_id = ${programId} and ${ofMark(tx, mark)} = d.digest
      order by friend_id desc
      limit ${mark === 'address' ? placeMax : matesMax}) as t${activity}`
  const found = new Map<string, Mate[]>()
  for (const row of rows) addTo(found, row.digest, at.stage === 'signup' ? neighbourOf(row) : mateOf(row, at.now))
  return found
}

function neighbourOf({
  friend_id: friendId,
  advocate_id: advocateId,
  address,
  occurred_at: occurredAt,
}: NearRow): Mate {
  return { friendId, advocateId, address, occurredAt, agent: null, integrity: null, laterDays: null, backAt: [] }
}

function ofMark(tx: Sql | Tx, mark: IndexedMark) {
  if (mark === 'address') return tx`address`
  if (mark === 'subnet') return tx`subnet`
  return mark === 'numberBlock' ? tx`number_block` : tx`mail_block`
}

export function mateOf(row: MateRow, now: Date): Mate {
  return {
    friendId: row.friend_id,
    advocateId: row.advocate_id,
    address: row.address,
    agent: row.agent,
    integrity: row.integrity,
    occurredAt: row.occurred_at,
    ...activityIn(row, row.occurred_at, now),
  }
}

/** @returns for each click how many friends have it, at most `matesMax`. */
export async function countOfClicks(
  tx: Sql | Tx,
  programId: number,
  clickIds: readonly string[],
): Promise<Map<string, number>> {
  if (clickIds.length === 0) return new Map()
  const rows = await tx<{ click_id: string; friends: number }[]>`
    select c.id as click_id, count(*)::int as friends
    from unnest(${arrayText(clickIds)}::uuid[]) as c (id), lateral (
      select from traces where program_id = ${programId} and click_id = c.id limit ${matesMax}) as t
    group by c.id`
  return new Map(rows.map((row) => [row.click_id, row.friends]))
}

/** @returns for each advocate when the newest friends came, counted or not. One row an advocate. */
export async function readTimes(
  tx: Sql | Tx,
  programId: number,
  advocateIds: readonly string[],
): Promise<Map<string, Date[]>> {
  if (advocateIds.length === 0) return new Map()
  // As text of whole numbers: times as text, or `extract`, which is numeric, cost a third more.
  const rows = await tx<{ advocate_id: string; times: string }[]>`
    select a.id as advocate_id, array(
      select (date_part('epoch', occurred_at) * 1000)::bigint from referrals
      where program_id = ${programId} and advocate_id = a.id
      order by decided_at desc, id desc
      limit ${matesMax})::text as times
    from unnest(${arrayText(advocateIds)}::uuid[]) as a (id)`
  return new Map(
    rows.map(({ advocate_id: id, times }) => [
      id,
      times === '{}'
        ? []
        : times
            .slice(1, -1)
            .split(',')
            .map((ms) => new Date(Number(ms))),
    ]),
  )
}

/** What the advocates' own signups or joins left behind. Of a signup that credited nobody it is kept for a month. */
export async function readOwnMarks(
  tx: Sql | Tx,
  programId: number,
  advocateIds: readonly string[],
): Promise<Map<string, OwnMarks>> {
  if (advocateIds.length === 0) return new Map()
  const rows = await tx<(OwnMarks & { id: string })[]>`
    select a.id, o.*
    from unnest(${arrayText(advocateIds)}::uuid[]) as a (id), lateral (
      (select address, subnet, agent from traces where program_id = ${programId} and friend_id = a.id limit 1)
      union all
      (select address, subnet, agent from join_marks where program_id = ${programId} and participant_id = a.id limit 1)
      union all
      (select (f.seen ->> 'address')::uuid, (f.seen ->> 'subnet')::uuid, (f.seen ->> 'agent')::uuid
        from (select facts -> 'seen' as seen from signups
          where program_id = ${programId} and participant_id = a.id and facts is not null limit 1) as f)
      limit 1) as o`
  return new Map(rows.map(({ id, ...own }) => [id, own]))
}

export function addTo<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
