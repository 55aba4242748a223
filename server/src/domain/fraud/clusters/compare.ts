/**
 * Compares the clusters of a program with what its identities say, in one snapshot: uses and unions are committed
 * together, so they agree at every moment. Reads in pages and changes nothing.
 */
import { snapshot, type Sql, type Tx } from '../../../db/connect.js'
import type { IdentityKind } from '../../../db/rows.js'
import type { Sharing } from '../../identities/use.js'
import { Partition } from './partition.js'

export interface Comparison {
  /** How many accounts share something with another one. */
  readonly accounts: number
  /** Pairs that share something and are not united. One for each account that is not where it belongs. */
  readonly missing: readonly Sharing[]
  /** Accounts that are united with others without evidence, or that count their cluster wrongly. */
  readonly extra: readonly string[]
}

const pageMax = 5000

/** An account takes about 250 bytes while it is compared. */
export const accountsMax = 1_000_000

/** @throws Error if more accounts than `accountsMax` share something */
export async function compareClusters(sql: Sql, programId: number): Promise<Comparison> {
  return snapshot(sql, async (tx) => {
    const found = await readEvidence(tx, programId)
    const stored = await readStored(tx, programId)
    const missing: Sharing[] = []
    for (const id of found.all()) {
      const group = found.groupOf(id)
      if (stored.partition.groupOf(id) !== stored.partition.groupOf(group)) missing.push([id, group])
    }
    const extra = new Set(stored.miscounted)
    for (const id of stored.partition.all()) {
      const group = stored.partition.groupOf(id)
      if (found.groupOf(id) !== found.groupOf(group)) extra.add(id)
    }
    return { accounts: found.count, missing, extra: [...extra] }
  })
}

/** Everybody who was seen with an identity shares it with the owner of its claim, or else with the first who was seen. */
async function readEvidence(tx: Tx, programId: number): Promise<Partition> {
  const found = new Partition()
  let first: Seen | undefined
  await eachPage<Seen>(
    found,
    ({ kind, digest, owner_id: after } = { kind: 'user', digest: noId, owner_id: noId, claimed_by: null }) => tx<
      Seen[]
    >`
      select s.kind, s.digest, s.owner_id, c.owner_id as claimed_by
      from sightings s
      left join lateral (
        select owner_id from identity_claims
        where program_id = ${programId} and kind = s.kind and digest = s.digest
        limit 1) as c on true
      where s.program_id = ${programId} and (s.kind, s.digest, s.owner_id) > (${kind}::identity_kind, ${digest}::uuid, ${after}::uuid)
      order by s.kind, s.digest, s.owner_id
      limit ${pageMax}`,
    (row) => {
      if (first?.kind !== row.kind || first.digest !== row.digest) first = row
      const other = row.claimed_by ?? first.owner_id
      if (other !== row.owner_id) found.join(row.owner_id, other)
    },
  )
  return found
}

interface Seen {
  readonly kind: IdentityKind
  readonly digest: string
  readonly owner_id: string
  readonly claimed_by: string | null
}

interface Stored {
  readonly partition: Partition
  /** Roots with a wrong size or label. */
  readonly miscounted: readonly string[]
}

async function readStored(tx: Tx, programId: number): Promise<Stored> {
  const partition = new Partition()
  const roots: Member[] = []
  await eachPage<Member>(
    partition,
    ({ owner_id: after } = { owner_id: noId, parent_id: noId, size: null, label: null }) => tx<Member[]>`
      select owner_id, parent_id, size, label from cluster_members
      where program_id = ${programId} and owner_id > ${after}
      order by owner_id
      limit ${pageMax}`,
    (row) => {
      partition.join(row.owner_id, row.parent_id)
      if (row.size !== null) roots.push(row)
    },
  )
  const oldest = new Map<string, string>()
  for (const id of partition.all()) {
    const group = partition.groupOf(id)
    const known = oldest.get(group)
    if (known === undefined || id < known) oldest.set(group, id)
  }
  const miscounted = roots.filter(
    ({ owner_id: id, size, label }) =>
      size !== partition.sizeOf(id) || label !== oldest.get(partition.groupOf(id)) || size === 1,
  )
  return { partition, miscounted: miscounted.map((root) => root.owner_id) }
}

interface Member {
  readonly owner_id: string
  readonly parent_id: string
  readonly size: number | null
  readonly label: string | null
}

const noId = '00000000-0000-0000-0000-000000000000'

async function eachPage<Row>(
  into: Partition,
  page: (last: Row | undefined) => PromiseLike<readonly Row[]>,
  add: (row: Row) => void,
): Promise<void> {
  for (let last: Row | undefined; ;) {
    const rows = await page(last)
    for (const row of rows) add(row)
    if (into.count > accountsMax) throw new Error(`More than ${accountsMax} accounts share something.`)
    if (rows.length < pageMax) return
    last = rows.at(-1)
  }
}
