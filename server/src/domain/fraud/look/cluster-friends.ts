/** The friends in the clusters of some accounts: members with a trace, at most `matesMax` of each cluster. */
import { arrayText } from '../../../db/array-text.js'
import type { Sql, Tx } from '../../../db/connect.js'
import { membersOf } from '../clusters/read.js'
import { matesMax, type Mate } from '../signals/case.js'
import { activityOf, daysOf } from './known-friends.js'
import { mateOf, type MateRow } from './mates.js'

/** @returns for each account the friends in its cluster as it is stored, itself included. */
export async function readClusterFriends(
  tx: Sql | Tx,
  programId: number,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, Mate[]>> {
  const parts = await Promise.all(ids.map(async (id) => [id, await membersOf(tx, programId, id, matesMax)] as const))
  const mates = await readMatesById(tx, programId, [...new Set(parts.flatMap(([, members]) => members))], now)
  return new Map(parts.map(([id, members]) => [id, members.flatMap((member) => mates.get(member) ?? [])]))
}

async function readMatesById(
  tx: Sql | Tx,
  programId: number,
  friendIds: readonly string[],
  now: Date,
): Promise<Map<string, Mate>> {
  if (friendIds.length === 0) return new Map()
  const rows = await tx<MateRow[]>`
    select t.friend_id, t.advocate_id, t.address, t.agent, t.integrity, t.occurred_at, ${daysOf(tx)}
    from unnest(${arrayText(friendIds)}::uuid[]) as f (id), lateral (
      select friend_id, advocate_id, address, agent, integrity, occurred_at from traces
      where program_id = ${programId} and friend_id = f.id
      limit 1) as t
    ${activityOf(tx, programId)}`
  return new Map(rows.map((row) => [row.friend_id, mateOf(row, now)]))
}
