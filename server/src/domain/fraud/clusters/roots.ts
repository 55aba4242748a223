/** Finds the clusters of accounts: from each account up to the root of its cluster, which knows the size and the label. */
import { arrayText } from '../../../db/array-text.js'
import type { Sql, Tx } from '../../../db/connect.js'
import type { Sharing } from '../../identities/use.js'

/** A cluster, or an account that is alone. */
export interface Root {
  readonly id: string
  /** The number of accounts, imported members included. */
  readonly size: number
  /** The smallest id of the cluster: the oldest account. */
  readonly label: string
}

/** A smaller cluster joins a larger one, so a path doubles the size with each step: 2^40 accounts fit. */
const stepsMax = 40

/** The root of each account that shares something. The others are absent. */
export async function readRoots(
  sql: Sql | Tx,
  programId: number,
  ownerIds: readonly string[],
): Promise<Map<string, Root>> {
  if (ownerIds.length === 0) return new Map()
  const rows = await sql<{ owner_id: string; id: string; size: number; label: string }[]>`
    with recursive path (owner_id, at_id, parent_id, size, label, step) as (
      select o.id, o.id, m.parent_id, m.size, m.label, 0
      from unnest(${arrayText([...new Set(ownerIds)])}::uuid[]) as o (id), lateral (
        select parent_id, size, label from cluster_members
        where program_id = ${programId} and owner_id = o.id
        limit 1) as m
      union all
      select p.owner_id, p.parent_id, m.parent_id, m.size, m.label, p.step + 1
      from path p, lateral (
        select parent_id, size, label from cluster_members
        where program_id = ${programId} and owner_id = p.parent_id
        limit 1) as m
      where p.size is null and p.step < ${stepsMax}
    )
    select owner_id, at_id as id, size, label from path where size is not null`
  return new Map(rows.map(({ owner_id: ownerId, ...root }) => [ownerId, root]))
}

/** The clusters as they are after these accounts have joined. Works in memory on roots that were read. */
export class Joined {
  private readonly roots: Map<string, Root>
  /** From a root to the one that it joined. */
  private readonly into = new Map<string, Root>()

  constructor(roots: ReadonlyMap<string, Root>) {
    this.roots = new Map(roots)
  }

  of(ownerId: string): Root {
    let root = this.roots.get(ownerId) ?? { id: ownerId, size: 1, label: ownerId }
    for (let next = this.into.get(root.id); next !== undefined && next !== root; next = this.into.get(root.id))
      root = next
    return root
  }

  /** The smaller joins the larger; of two equal ones, the younger joins the older. @returns whether they were apart. */
  join([one, other]: Sharing): boolean {
    const [a, b] = [this.of(one), this.of(other)]
    if (a.id === b.id) return false
    const aLeads = a.size > b.size || (a.size === b.size && a.id < b.id)
    const id = aLeads ? a.id : b.id
    const root = { id, size: a.size + b.size, label: a.label < b.label ? a.label : b.label }
    this.into.set(a.id, root)
    this.into.set(b.id, root)
    return true
  }

  /** Every root that joined or was joined, with the root it belongs to now. */
  changed(): [string, Root][] {
    return [...this.into.keys()].map((id) => [id, this.of(id)])
  }
}
