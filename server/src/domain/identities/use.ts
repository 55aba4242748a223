/**
 * What accounts were seen with: claims what is exclusive, stores every other use, and tells which accounts share an
 * identity. Works on sets of people, in the locking order of claim.ts.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { claimIdentities, isDevice, isExclusive, recordSightings, type Use } from './claim.js'
import { claimContinued } from './continued.js'

/** A use of an identity that belongs to another account. */
export type LostUse = Use & { readonly claimedBy: string }

/** Two accounts that share an identity. */
export type Sharing = readonly [string, string]

export interface DeviceRule {
  /** Whether a device or install has one owner, by the terms in force. */
  readonly oneRewardPerDevice: boolean
  /** Whether any version of the terms, in force or not, lets several people use one. */
  readonly devicesWereFree: boolean
}

/** Whether these uses are right only while no terms let several people use a device: they have no row in `first_uses`. */
export function relyOnOneOwner(uses: readonly Use[], { devicesWereFree }: DeviceRule): boolean {
  return !devicesWereFree && uses.some(isDevice)
}

export interface Claimed {
  readonly uses: readonly Use[]
  readonly lost: readonly LostUse[]
  /** Uses of identities that have no owner. */
  readonly free: readonly Use[]
}

/** Claims in order of arrival. @param claim of members, who are claimed in another way */
export async function claimUses(
  tx: Tx,
  programId: number,
  uses: readonly Use[],
  { oneRewardPerDevice }: DeviceRule,
  claim: typeof claimIdentities = claimIdentities,
): Promise<Claimed> {
  const lost = await claim(
    tx,
    programId,
    uses.filter(({ kind }) => isExclusive(kind, oneRewardPerDevice)),
  )
  return { uses, lost, free: uses.filter(({ kind }) => !isExclusive(kind, oneRewardPerDevice)) }
}

/**
 * Claims the same in the programs that this one continues.
 * @returns with the uses that belong to somebody there; one that is lost here already is not listed twice.
 */
export async function withContinued(
  tx: Tx,
  continuedIds: readonly number[],
  { uses, lost, free }: Claimed,
): Promise<readonly LostUse[]> {
  if (continuedIds.length === 0) return lost
  const keyOf = ({ kind, digest, ownerId }: Use) => `${kind} ${digest} ${ownerId}`
  const settled = new Set([...lost, ...free].map(keyOf))
  const open = uses.filter((use) => !settled.has(keyOf(use)))
  return [...lost, ...(await claimContinued(tx, continuedIds, open))]
}

/** Stores the uses that are not claims. @returns the pairs of accounts that share one. */
export async function recordUses(
  tx: Tx,
  programId: number,
  { uses, lost, free }: Claimed,
  { devicesWereFree }: DeviceRule,
): Promise<Sharing[]> {
  await recordSightings(tx, programId, [...lost, ...free])
  const pairs = lost.map(({ ownerId, claimedBy }): Sharing => [ownerId, claimedBy])
  if (!devicesWereFree) return pairs
  return [...pairs, ...(await sharedDevices(tx, programId, uses.filter(isDevice)))]
}

/**
 * Two first users at once would not see each other's sightings. So the first of them is a row with a key of its own, as
 * a claim is, and the next statement reads it. The owner of a claim made under other terms shares the device too.
 */
async function sharedDevices(tx: Tx, programId: number, uses: readonly Use[]): Promise<Sharing[]> {
  if (uses.length === 0) return []
  const kinds = arrayText(uses.map(({ kind }) => kind))
  const digests = arrayText(uses.map(({ digest }) => digest))
  const owners = arrayText(uses.map(({ ownerId }) => ownerId))
  await tx`
    insert into first_uses (program_id, kind, digest, owner_id)
    select ${programId}, kind, digest, owner_id
    from unnest(${kinds}::identity_kind[], ${digests}::uuid[], ${owners}::uuid[])
      with ordinality as u (kind, digest, owner_id, arrival)
    order by kind, digest, arrival
    on conflict do nothing`
  const rows = await tx<{ owner_id: string; other_id: string }[]>`
    select u.owner_id, o.owner_id as other_id
    from unnest(${kinds}::identity_kind[], ${digests}::uuid[], ${owners}::uuid[]) as u (kind, digest, owner_id), lateral (
      (select owner_id from first_uses
        where program_id = ${programId} and kind = u.kind and digest = u.digest limit 1)
      union all
      (select owner_id from identity_claims
        where program_id = ${programId} and kind = u.kind and digest = u.digest limit 1)) as o
    where o.owner_id <> u.owner_id`
  return rows.map((row) => [row.owner_id, row.other_id])
}
