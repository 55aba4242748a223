/**
 * A program that continues others: people whom those know are no new friends here. Who signs up here is also claimed
 * there, so the unique key of the claims decides between two programs of a chain that count at the same time: one of them
 * waits for the other, and finds the person known. Nothing is copied.
 *
 * Every transaction claims here first and then from the newest program to the oldest, so two of a chain cannot deadlock.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { IdentityKind } from '../../db/rows.js'
import { claimIdentities, insertUserClaims, isDevice, type Use, type UserClaim } from './claim.js'

/** @returns the accounts, by their ids here, whose user id is known there. */
export async function knownBefore(
  tx: Tx,
  continuedIds: readonly number[],
  people: readonly UserClaim[],
): Promise<ReadonlySet<string>> {
  const known = new Set<string>()
  if (people.length === 0) return known
  for (const programId of continuedIds) {
    const won = await insertUserClaims(tx, programId, people, false)
    for (const { ownerId } of people) if (!won.has(ownerId)) known.add(ownerId)
  }
  return known
}

/** @returns the uses that belong to somebody there. */
export async function claimContinued(
  tx: Tx,
  continuedIds: readonly number[],
  uses: readonly Use[],
): Promise<(Use & { readonly claimedBy: string })[]> {
  const lost: (Use & { readonly claimedBy: string })[] = []
  for (const programId of continuedIds) {
    lost.push(
      ...(await claimIdentities(
        tx,
        programId,
        uses.filter((use) => !isDevice(use)),
      )),
    )
    lost.push(...(await devicesOf(tx, programId, uses.filter(isDevice))))
  }
  return lost
}

/** Devices are looked up and not claimed: families share phones, and the other program may allow it. */
async function devicesOf(
  tx: Tx,
  programId: number,
  uses: readonly Use[],
): Promise<(Use & { readonly claimedBy: string })[]> {
  if (uses.length === 0) return []
  const rows = await tx<{ kind: IdentityKind; digest: string; owner_id: string; claimed_by: string }[]>`
    select u.kind, u.digest, u.owner_id, c.owner_id as claimed_by
    from unnest(
      ${arrayText(uses.map(({ kind }) => kind))}::identity_kind[],
      ${arrayText(uses.map(({ digest }) => digest))}::uuid[],
      ${arrayText(uses.map(({ ownerId }) => ownerId))}::uuid[]
    ) as u (kind, digest, owner_id), lateral (
      select owner_id from identity_claims
      where program_id = ${programId} and kind = u.kind and digest = u.digest
      limit 1) as c
    where c.owner_id <> u.owner_id`
  return rows.map(({ kind, digest, owner_id: ownerId, claimed_by: claimedBy }) => ({
    kind,
    digest,
    ownerId,
    claimedBy,
  }))
}
