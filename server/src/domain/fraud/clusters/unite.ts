/**
 * Unites the clusters of accounts that share a strong identifier, in the transaction in which they were seen with it. A
 * cluster has any number of accounts, and uniting two of them writes two rows.
 *
 * The roots are locked in order of id, after the participants and before everything that moves money. While it waits
 * for a root, another transaction may have united that root with one of a smaller id. So the locks are given back, by a
 * savepoint, and taken again in order. Two transactions that unite never wait for each other.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Tx } from '../../../db/connect.js'
import type { Sharing } from '../../identities/use.js'
import { Joined, readRoots, type Root } from './roots.js'

/** Each attempt that fails means that another transaction united something. */
const attemptsMax = 100

/**
 * Once in a transaction, because the second time might lock a smaller id. Accounts that were united before cost one
 * read.
 * @throws Error of code 40001, for the caller to do its transaction again
 */
export async function unite(tx: Tx, programId: number, pairs: readonly Sharing[]): Promise<void> {
  let apart = pairs.filter(([one, other]) => one !== other)
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const roots = await readRoots(tx, programId, apart.flat())
    const known = new Joined(roots)
    apart = apart.filter(([one, other]) => known.of(one).id !== known.of(other).id)
    if (apart.length === 0) return
    const alone = apart.flat().filter((id) => !roots.has(id))
    const [, all] = await Promise.all([addAlone(tx, programId, alone), readRoots(tx, programId, apart.flat())])
    if (await uniteLocked(tx, programId, apart, all)) return
  }
  throw Object.assign(new Error('The clusters of these accounts change too fast.'), { code: '40001' })
}

async function addAlone(tx: Tx, programId: number, ownerIds: readonly string[]): Promise<void> {
  if (ownerIds.length === 0) return
  const ordered = [...new Set(ownerIds)].toSorted()
  await tx`
    insert into cluster_members (program_id, owner_id, parent_id, size, label)
    select ${programId}, id, id, 1, id
    from unnest(${arrayText(ordered)}::uuid[]) as o (id)
    order by id
    on conflict do nothing`
}

class RootsMoved extends Error {}

/** @returns false if a root was united with another while this transaction waited for it. */
async function uniteLocked(
  tx: Tx,
  programId: number,
  pairs: readonly Sharing[],
  roots: ReadonlyMap<string, Root>,
): Promise<boolean> {
  const ids = [...new Set([...roots.values()].map(({ id }) => id))].toSorted()
  try {
    await tx.savepoint(async (inner) => {
      // Sent together, but the second statement sees what the first one waited for.
      const [, now] = await Promise.all([lockRoots(inner, programId, ids), readRoots(inner, programId, pairs.flat())])
      const held = new Set(ids)
      if (pairs.flat().some((id) => !held.has(now.get(id)?.id ?? ''))) throw new RootsMoved()
      const joined = new Joined(now)
      for (const pair of pairs) joined.join(pair)
      await writeRoots(inner, programId, joined.changed())
    })
    return true
  } catch (error) {
    if (error instanceof RootsMoved) return false
    throw error
  }
}

/** In order of id. Two transactions that unite insert their accounts first and wait for roots afterwards. */
export async function lockRoots(tx: Tx, programId: number, ids: readonly string[]): Promise<void> {
  await tx`
    select m.owner_id
    from unnest(${arrayText(ids)}::uuid[]) as i (id), lateral (
      select owner_id from cluster_members
      where program_id = ${programId} and owner_id = i.id
      limit 1
      for no key update) as m`
}

async function writeRoots(tx: Tx, programId: number, changed: readonly [string, Root][]): Promise<void> {
  if (changed.length === 0) return
  const own = ([id, root]: readonly [string, Root]) => (id === root.id ? root : undefined)
  // An update of a list was planned as a scan while the table was young; this finds each row by its key.
  await tx`
    insert into cluster_members (program_id, owner_id, parent_id, size, label)
    select ${programId}, owner_id, parent_id, size, label
    from unnest(
      ${arrayText(changed.map(([id]) => id))}::uuid[],
      ${arrayText(changed.map(([, root]) => root.id))}::uuid[],
      ${arrayText(changed.map((one) => own(one)?.size ?? null))}::integer[],
      ${arrayText(changed.map((one) => own(one)?.label ?? null))}::uuid[]
    ) as u (owner_id, parent_id, size, label)
    on conflict (program_id, owner_id) do update
      set parent_id = excluded.parent_id, size = excluded.size, label = excluded.label`
}
