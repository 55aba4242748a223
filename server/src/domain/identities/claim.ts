/**
 * Claims: the first owner of an exclusive identity, for ever. Works on sets of people.
 *
 * A statement that may wait for another transaction cannot see that transaction's rows. So each claim is an insert, and
 * the next statement reads the owners of lost claims. Rows are inserted by digest, then arrival: two batches cannot
 * deadlock, and one batch cannot split a person between two requests. Reads are lateral look-ups, because joins were
 * planned as scans while a table was young, and stayed so.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import type { IdentityKind } from '../../db/rows.js'
import type { IdentityDigest } from './digest.js'

export interface UserClaim {
  readonly digest: string
  /** The id of the account if nobody owns the user id yet. */
  readonly ownerId: string
}

export interface UserOwner {
  readonly ownerId: string
  /** Whether a signup of this account was decided before. */
  readonly signedUp: boolean
}

export interface Use extends IdentityDigest {
  readonly ownerId: string
}

/** Claims user ids in order of arrival. Returns the new ids. */
export async function insertUserClaims(
  tx: Tx,
  programId: number,
  claims: readonly UserClaim[],
  signedUp: boolean,
): Promise<Set<string>> {
  const won = await tx<{ owner_id: string }[]>`
    insert into identity_claims (program_id, kind, digest, owner_id, signed_up)
    select ${programId}, 'user', digest, owner_id, ${signedUp}
    from unnest(
      ${arrayText(claims.map((claim) => claim.digest))}::uuid[],
      ${arrayText(claims.map((claim) => claim.ownerId))}::uuid[]
    ) with ordinality as c (digest, owner_id, arrival)
    order by digest, arrival
    on conflict do nothing
    returning owner_id`
  return new Set(won.map((row) => row.owner_id))
}

/**
 * Takes the one right to decide the signup of accounts known before it (imported or joined). Returns the digests taken
 * here.
 */
export async function takeFirstSignups(tx: Tx, programId: number, digests: readonly string[]): Promise<Set<string>> {
  await tx`
    select c.digest
    from unnest(${arrayText(digests)}::uuid[]) as d (digest)
    join identity_claims c on c.program_id = ${programId} and c.kind = 'user' and c.digest = d.digest
    where not c.signed_up
    order by c.digest
    for no key update of c`
  const taken = await tx<{ digest: string }[]>`
    update identity_claims c
    set signed_up = true
    from unnest(${arrayText(digests)}::uuid[]) as d (digest)
    where c.program_id = ${programId} and c.kind = 'user' and c.digest = d.digest and not c.signed_up
    returning c.digest`
  return new Set(taken.map((row) => row.digest))
}

export async function readUserOwners(
  sql: Sql | Tx,
  programId: number,
  digests: readonly string[],
): Promise<Map<string, UserOwner>> {
  const rows = await sql<{ digest: string; owner_id: string; signed_up: boolean }[]>`
    select d.digest, c.owner_id, c.signed_up
    from unnest(${arrayText(digests)}::uuid[]) as d (digest), lateral (
      select owner_id, signed_up from identity_claims
      where program_id = ${programId} and kind = 'user' and digest = d.digest
      limit 1) as c`
  return new Map(rows.map((row) => [row.digest, { ownerId: row.owner_id, signedUp: row.signed_up }]))
}

/** Claims identities in order of arrival. Returns the uses that belong to another owner, with that owner. */
export async function claimIdentities(
  tx: Tx,
  programId: number,
  uses: readonly Use[],
): Promise<(Use & { claimedBy: string })[]> {
  if (uses.length === 0) return []
  const won = await tx<{ kind: IdentityKind; digest: string; owner_id: string }[]>`
    insert into identity_claims (program_id, kind, digest, owner_id, signed_up)
    select ${programId}, kind, digest, owner_id, false
    from unnest(
      ${arrayText(uses.map((use) => use.kind))}::identity_kind[],
      ${arrayText(uses.map((use) => use.digest))}::uuid[],
      ${arrayText(uses.map((use) => use.ownerId))}::uuid[]
    ) with ordinality as c (kind, digest, owner_id, arrival)
    order by kind, digest, arrival
    on conflict do nothing
    returning kind, digest, owner_id`
  if (won.count === uses.length) return []
  const mine = new Set(won.map((row) => `${row.kind} ${row.digest} ${row.owner_id}`))
  const others = uses.filter((use) => !mine.has(`${use.kind} ${use.digest} ${use.ownerId}`))
  const owners = await readClaims(tx, programId, others)
  return others
    .map((use) => ({ ...use, claimedBy: owners.get(`${use.kind} ${use.digest}`) ?? use.ownerId }))
    .filter((use) => use.claimedBy !== use.ownerId)
}

/** The owner of each `kind digest`. */
export async function readClaims(tx: Tx, programId: number, uses: readonly Use[]): Promise<Map<string, string>> {
  const rows = await tx<{ kind: IdentityKind; digest: string; owner_id: string }[]>`
    select u.kind, u.digest, c.owner_id
    from unnest(
      ${arrayText(uses.map((use) => use.kind))}::identity_kind[],
      ${arrayText(uses.map((use) => use.digest))}::uuid[]
    ) as u (kind, digest), lateral (
      select owner_id from identity_claims
      where program_id = ${programId} and kind = u.kind and digest = u.digest
      limit 1) as c`
  return new Map(rows.map((row) => [`${row.kind} ${row.digest}`, row.owner_id]))
}

/** Stores uses of identities that belong to another owner. A claim already counts as its owner's sighting. */
export async function recordSightings(tx: Tx, programId: number, uses: readonly Use[]): Promise<void> {
  if (uses.length === 0) return
  await tx`
    insert into sightings (program_id, kind, digest, owner_id)
    select ${programId}, kind, digest, owner_id
    from unnest(
      ${arrayText(uses.map((use) => use.kind))}::identity_kind[],
      ${arrayText(uses.map((use) => use.digest))}::uuid[],
      ${arrayText(uses.map((use) => use.ownerId))}::uuid[]
    ) as s (kind, digest, owner_id)
    order by kind, digest, owner_id
    on conflict do nothing`
}

/** Which of these uses their named owner has been seen with, as `kind digest owner`. */
export async function seenWith(sql: Sql | Tx, programId: number, uses: readonly Use[]): Promise<Set<string>> {
  if (uses.length === 0) return new Set()
  const rows = await sql<{ kind: IdentityKind; digest: string; owner_id: string }[]>`
    select u.kind, u.digest, u.owner_id
    from unnest(
      ${arrayText(uses.map((use) => use.kind))}::identity_kind[],
      ${arrayText(uses.map((use) => use.digest))}::uuid[],
      ${arrayText(uses.map((use) => use.ownerId))}::uuid[]
    ) as u (kind, digest, owner_id), lateral (
      select from sightings
      where program_id = ${programId} and kind = u.kind and digest = u.digest and owner_id = u.owner_id
      limit 1) as s`
  return new Set(rows.map((row) => `${row.kind} ${row.digest} ${row.owner_id}`))
}

/** Whether an identity has only one owner. Families share phones, so a program may leave devices free. */
export function isExclusive(kind: IdentityKind, oneRewardPerDevice: boolean): boolean {
  return kind === 'wallet' ? false : isDevice({ kind }) ? oneRewardPerDevice : true
}

export function isDevice({ kind }: { readonly kind: IdentityKind }): boolean {
  return kind === 'device' || kind === 'install'
}
