/** The clusters of a program by another way than the product's: a search over everything that accounts were seen with. */
import assert from 'node:assert/strict'
import { snapshot, type Sql, type Tx } from '../../src/db/connect.js'

/** From the label to the accounts, in order. Accounts that share nothing are left out. */
export type Clusters = ReadonlyMap<string, readonly string[]>

/** Both in one snapshot: they agree at every moment, not only at the end. */
export async function readBoth(sql: Sql, programId: number): Promise<{ stored: Clusters; found: Clusters }> {
  return snapshot(sql, async (tx) => ({
    stored: await storedClusters(tx, programId),
    found: await foundClusters(tx, programId),
  }))
}

async function foundClusters(tx: Tx, programId: number): Promise<Clusters> {
  const uses = await tx<{ identity: string; owner_id: string }[]>`
    select kind || ' ' || digest as identity, owner_id from identity_claims
    where program_id = ${programId} and kind <> 'user'
    union
    select kind || ' ' || digest, owner_id from sightings where program_id = ${programId}`
  const owners = groups(uses, 'identity', 'owner_id')
  const identities = groups(uses, 'owner_id', 'identity')
  const seen = new Set<string>()
  const clusters = new Map<string, string[]>()
  for (const start of identities.keys()) {
    if (seen.has(start)) continue
    seen.add(start)
    const members = [start]
    for (const one of members) {
      for (const other of (identities.get(one) ?? []).flatMap((identity) => owners.get(identity) ?? [])) {
        if (seen.has(other)) continue
        seen.add(other)
        members.push(other)
      }
    }
    if (members.length > 1) addCluster(clusters, members)
  }
  return clusters
}

async function storedClusters(tx: Tx, programId: number): Promise<Clusters> {
  const rows = await tx<
    { owner_id: string; parent_id: string; size: number | null; label: string | null }[]
  >`select owner_id, parent_id, size, label from cluster_members where program_id = ${programId}`
  const byId = new Map(rows.map((row) => [row.owner_id, row]))
  const rootOf = (id: string): string => {
    const parent = byId.get(id)?.parent_id
    assert.ok(parent, 'a parent has a row')
    return parent === id ? id : rootOf(parent)
  }
  const clusters = new Map<string, string[]>()
  for (const [rootId, members] of groups(
    rows.map((row) => ({ root: rootOf(row.owner_id), id: row.owner_id })),
    'root',
    'id',
  )) {
    addCluster(clusters, members)
    const root = byId.get(rootId)
    assert.equal(root?.size, members.length, 'the root knows the size')
    assert.equal(root.label, members.toSorted()[0], 'the root knows the oldest')
  }
  return clusters
}

function addCluster(clusters: Map<string, string[]>, members: readonly string[]): void {
  const ordered = members.toSorted()
  clusters.set(ordered[0] ?? '', ordered)
}

function groups<Key extends string, Value extends string>(
  rows: readonly Readonly<Record<Key | Value, string>>[],
  key: Key,
  value: Value,
): Map<string, string[]> {
  const all = new Map<string, string[]>()
  for (const row of rows) {
    const group = all.get(row[key])
    if (group === undefined) all.set(row[key], [row[value]])
    else group.push(row[value])
  }
  return all
}
