/**
 * The other friends of advocates, with what they left behind and did since: at most `friendsMax`, the newest first. An
 * advocate who shares a device or a wallet with other advocates may be one person with several accounts, and advocates
 * whose friends are paid to one wallet fill one purse, so their friends are looked at together.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'
import { membersOf, type Cluster } from '../clusters/read.js'
import { friendsMax } from '../signals/case.js'
import { activityOf, columnsOf, knownFriendOf, type FriendRow, type KnownFriend } from './known-friends.js'
import { addTo } from './mates.js'
import { partnersOf, readPayees, type Payee } from './purses.js'

/** How many accounts of an advocate's cluster are asked for friends. */
const accountsMax = 16

export interface Circle {
  /** The advocate, the advocates in the same cluster, and those who fill the same purse. */
  readonly advocateIds: ReadonlySet<string>
  readonly friends: readonly KnownFriend[]
}

export interface Circles {
  readonly byAdvocate: ReadonlyMap<string, Circle>
  /** Of these friends the wallets are read already. */
  readonly paidIds: ReadonlySet<string>
  readonly payees: readonly (readonly Payee[])[]
}

export async function readCircles(
  sql: Sql,
  programId: number,
  advocateIds: readonly string[],
  clusters: ReadonlyMap<string, Cluster>,
  now: Date,
): Promise<Circles> {
  const accounts = await Promise.all(
    advocateIds.map(async (id) => {
      const several = (clusters.get(id)?.advocates ?? 0) > 1
      return [id, several ? [...new Set([id, ...(await membersOf(sql, programId, id, accountsMax))])] : [id]] as const
    }),
  )
  const friends = await readFriends(sql, programId, [...new Set(accounts.flatMap(([, ids]) => ids))], now)
  const paidIds = new Set([...friends.values()].flat().map(({ friendId }) => friendId))
  const payees = await readPayees(sql, programId, [...paidIds])
  const whole = accounts.map(([id, ids]) => {
    const own = new Set(ids.flatMap((one) => friends.get(one) ?? []).map(({ friendId }) => friendId))
    return [id, [...new Set([...ids, ...partnersOf(own, payees)])].slice(0, accountsMax)] as const
  })
  const further = new Set(whole.flatMap(([, ids]) => ids.filter((one) => !friends.has(one))))
  if (further.size > 0)
    for (const [id, list] of await readFriends(sql, programId, [...further], now)) friends.set(id, list)
  const byAdvocate = new Map(
    whole.map(([id, ids]) => {
      const together = ids.flatMap((one) => friends.get(one) ?? [])
      const newest = together.toSorted((a, b) => (a.friendId < b.friendId ? 1 : -1)).slice(0, friendsMax)
      return [id, { advocateIds: new Set(ids), friends: newest }]
    }),
  )
  return { byAdvocate, paidIds, payees }
}

async function readFriends(
  sql: Sql,
  programId: number,
  advocateIds: readonly string[],
  now: Date,
): Promise<Map<string, KnownFriend[]>> {
  const rows = await sql<FriendRow[]>`
    select ${columnsOf(sql)}
    from unnest(${arrayText(advocateIds)}::uuid[]) as v (id), lateral (
      select id from referrals
      where program_id = ${programId} and advocate_id = v.id
      order by decided_at desc, id desc
      limit ${friendsMax}) as r, lateral (
      select * from traces where program_id = ${programId} and friend_id = r.id limit 1) as t
    ${activityOf(sql, programId)}`
  const found = new Map<string, KnownFriend[]>()
  for (const row of rows) addTo(found, row.advocateId, knownFriendOf(row, now))
  return found
}
