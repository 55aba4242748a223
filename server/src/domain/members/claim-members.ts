/**
 * Claims for members, of whom nearly all are new. `on conflict` writes each row twice: it took twice as long as a plain
 * insert. So the plain one is tried first. If one of them is known it fails alone, often at its first row, and is repeated
 * with `on conflict`. It waits in the order of claim.ts.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { isUniqueViolation } from '../../db/retry.js'
import type { IdentityKind } from '../../db/rows.js'
import type { AnyRow, Statement } from '../../db/sql.js'
import { readClaims, readUserOwners, type Use, type UserClaim, type UserOwner } from '../identities/claim.js'

/** @returns the owners of the user ids, or none if all of them are new and belong to the given owners. */
export async function claimMembers(
  tx: Tx,
  programId: number,
  claims: readonly UserClaim[],
): Promise<Map<string, UserOwner>> {
  if (await allNew(tx, programId, 'user', claims)) return new Map()
  return readUserOwners(tx, programId, [...new Set(claims.map(({ digest }) => digest))])
}

/** In the order of the type in the database. The compiler asks for each of them: one that is missing would not be claimed. */
const places: Readonly<Record<Exclude<IdentityKind, 'user'>, number>> = {
  phone: 1,
  email: 2,
  device: 3,
  install: 4,
  wallet: 5,
}
const kinds = Object.keys(places) as (keyof typeof places)[]

/** @returns the uses that belong to another owner, with that owner. */
export async function claimOfMembers(
  tx: Tx,
  programId: number,
  uses: readonly Use[],
): Promise<(Use & { claimedBy: string })[]> {
  const lost: (Use & { claimedBy: string })[] = []
  for (const kind of kinds) {
    const claims = uses.filter((use) => use.kind === kind)
    if (await allNew(tx, programId, kind, claims)) continue
    const owners = await readClaims(tx, programId, claims)
    for (const use of claims) {
      const claimedBy = owners.get(`${kind} ${use.digest}`) ?? use.ownerId
      if (claimedBy !== use.ownerId) lost.push({ ...use, claimedBy })
    }
  }
  return lost
}

async function allNew(tx: Tx, programId: number, kind: IdentityKind, claims: readonly UserClaim[]): Promise<boolean> {
  if (claims.length === 0) return true
  const insert = (part: Tx, onConflict = part``) => insertClaims(part, programId, kind, claims, onConflict)
  try {
    return (await tx.savepoint((part) => insert(part))) === claims.length
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return (await insert(tx, tx`on conflict do nothing`)) === claims.length
  }
}

/** The first to arrive wins. @returns how many are new */
async function insertClaims(
  tx: Tx,
  programId: number,
  kind: IdentityKind,
  claims: readonly UserClaim[],
  onConflict: Statement<AnyRow[]>,
): Promise<number> {
  const { count } = await tx`
    insert into identity_claims (program_id, kind, digest, owner_id, signed_up)
    select distinct on (digest) ${programId}::integer, ${kind}::identity_kind, digest, owner_id, false
    from unnest(
      ${arrayText(claims.map((claim) => claim.digest))}::uuid[],
      ${arrayText(claims.map((claim) => claim.ownerId))}::uuid[]
    ) with ordinality as c (digest, owner_id, arrival)
    order by digest, arrival
    ${onConflict}`
  return count
}
