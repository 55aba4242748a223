/**
 * What is known of the clusters of some accounts: the size, the label, and how many advocates are in it. It sees the
 * unions that are committed and those of its own transaction. A union that another transaction is making is not seen;
 * the check at release sees it.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Sql, Tx } from '../../../db/connect.js'
import type { Sharing } from '../../identities/use.js'
import { Joined, readRoots } from './roots.js'

export interface Cluster {
  /** The smallest participant id of the cluster. Two accounts are in the same cluster if their labels are equal. */
  readonly label: string
  /** The number of accounts, imported members included. */
  readonly accounts: number
  /** How many of them have brought somebody. Of a large cluster, only the first `lookedAtMax` accounts are asked. */
  readonly advocates: number
}

/** An advocate of a hundred thousand customers in one cluster is not asked about each of them. */
export const lookedAtMax = 64

/**
 * The clusters of these participants. Somebody who shares nothing is absent.
 * @param pairs accounts that share something and are not united yet, such as those of this batch
 */
export async function clustersOf(
  sql: Sql | Tx,
  programId: number,
  participantIds: readonly string[],
  pairs: readonly Sharing[] = [],
): Promise<Map<string, Cluster>> {
  const ids = [...new Set([...participantIds, ...pairs.flat()])]
  const joined = new Joined(await readRoots(sql, programId, ids))
  const parts = new Map(ids.map((id) => [joined.of(id).id, joined.of(id)]))
  for (const pair of pairs) joined.join(pair)
  const asked = participantIds.filter((id) => joined.of(id).size > 1)
  const wanted = new Set(asked.map((id) => joined.of(id).id))
  const rootIds = [...parts.keys()].filter((id) => wanted.has(joined.of(id).id))
  const advocates = new Map<string, number>()
  for (const [id, count] of await countAdvocates(sql, programId, rootIds)) {
    const whole = joined.of(id).id
    advocates.set(whole, (advocates.get(whole) ?? 0) + count)
  }
  return new Map(
    asked.map((id) => {
      const { id: root, label, size } = joined.of(id)
      return [id, { label, accounts: size, advocates: advocates.get(root) ?? 0 }]
    }),
  )
}

/** A page of the accounts of a cluster, nearest to the root first. At most `max`. */
export async function membersOf(
  sql: Sql | Tx,
  programId: number,
  participantId: string,
  max: number,
): Promise<string[]> {
  const root = (await readRoots(sql, programId, [participantId])).get(participantId)
  if (root === undefined) return [participantId]
  const rows = await sql<{ owner_id: string }[]>`
    with recursive members (owner_id) as (select ${root.id}::uuid ${andBelow(sql, programId, max)})
    select owner_id from members limit ${max}`
  return rows.map((row) => row.owner_id)
}

/** The rest of a recursive query of `members`: the accounts below them. It stops when the limit of its reader is reached. */
function andBelow(sql: Sql | Tx, programId: number, max: number) {
  return sql`
    union all
    select c.owner_id
    from members m, lateral (
      select owner_id from cluster_members
      where program_id = ${programId} and parent_id = m.owner_id and parent_id <> owner_id
      order by owner_id
      limit ${max}) as c`
}

/** For each root, or account alone, how many of its first accounts are advocates. */
async function countAdvocates(
  sql: Sql | Tx,
  programId: number,
  rootIds: readonly string[],
): Promise<[string, number][]> {
  if (rootIds.length === 0) return []
  const rows = await sql<{ id: string; advocates: number }[]>`
    select r.id, a.advocates
    from unnest(${arrayText(rootIds)}::uuid[]) as r (id), lateral (
      with recursive members (owner_id) as (select r.id ${andBelow(sql, programId, lookedAtMax)})
      select count(*)::int as advocates
      from (select owner_id from members limit ${lookedAtMax}) as m
      where exists (select from referrals where program_id = ${programId} and advocate_id = m.owner_id)) as a`
  return rows.map(({ id, advocates }) => [id, advocates])
}
