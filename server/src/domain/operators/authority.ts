/**
 * The authority behind an action. A key acts for the first maker of its chain: an operator, or the deployment's token.
 * A removed operator or a revoked key has no authority, also for what they started.
 */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { fromWire, toWire } from '../../ids.js'
import { defaultPermissions, permissions, type Permission } from './permissions.js'
import { permissionsIn, type Grant } from './roles.js'

/** The record's name for the deployment's token. */
export const deploymentToken = 'owner'

export interface Authority {
  /** The first maker, as the record names it. Equal names are one person. */
  readonly person: string
  /** Null: the deployment's token. */
  readonly operatorId: string | null
  /** The chain of keys, first one first; empty without a key. */
  readonly keyIds: readonly string[]
  readonly permissions: ReadonlySet<Permission>
  /** When the key expires. */
  readonly expiresAt: Date | null
}

/**
 * What a key may do now. It keeps all its permissions that an app's server needs. The others (money, terms, keys) it
 * has only while the operator at the start of its chain has them.
 */
export function permissionsOfKey(
  given: readonly Permission[],
  maker: { readonly operatorId: string | null; readonly grants: readonly Grant[] },
  programId: number,
): ReadonlySet<Permission> {
  if (maker.operatorId === null) return new Set(given)
  const held = permissionsIn(maker.grants, programId)
  return new Set(given.filter((permission) => defaultPermissions.includes(permission) || held.has(permission)))
}

/**
 * Locks the operator and the keys behind a recorded name until the end of the transaction, so that nothing is done on
 * an authority that ends at the same moment.
 * @throws AppError `unauthenticated`, `permission_denied`
 */
export async function holdAuthority(
  tx: Tx,
  programId: number,
  by: string,
  needed: Permission,
  nowMs: number,
): Promise<Authority> {
  const authority = await findAuthority(tx, programId, by, nowMs)
  if (authority === undefined) throw new AppError('unauthenticated', 'This key is unknown, expired or revoked.')
  if (authority.permissions.has(needed)) return authority
  throw new AppError('permission_denied', `The permission "${needed}" was taken away.`)
}

/** @returns undefined for a key that has ended */
async function findAuthority(tx: Tx, programId: number, by: string, nowMs: number): Promise<Authority | undefined> {
  if (by === deploymentToken) {
    return { person: by, operatorId: null, keyIds: [], permissions: new Set(permissions), expiresAt: null }
  }
  const operatorId = fromWire('opr', by)
  if (operatorId !== undefined) {
    const held = permissionsIn(await holdGrants(tx, operatorId), programId)
    return { person: by, operatorId, keyIds: [], permissions: held, expiresAt: null }
  }
  const keyId = fromWire('key', by)
  return keyId === undefined ? undefined : findKeyAuthority(tx, programId, keyId, nowMs)
}

interface KeyRow {
  readonly id: string
  readonly permissions: Permission[]
  readonly operatorId: string | null
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}

async function findKeyAuthority(
  tx: Tx,
  programId: number,
  keyId: string,
  nowMs: number,
): Promise<Authority | undefined> {
  const [known] = await tx<{ chain: string[]; operatorId: string | null }[]>`
    select made_by_keys || id as chain, operator_id as "operatorId" from api_keys
    where program_id = ${programId} and id = ${keyId}`
  if (known === undefined) return undefined
  const grants = known.operatorId === null ? [] : await holdGrants(tx, known.operatorId)
  const keys = await tx<KeyRow[]>`
    select id, permissions, operator_id as "operatorId", expires_at as "expiresAt", revoked_at as "revokedAt"
    from api_keys
    where program_id = ${programId} and id = any (${arrayText(known.chain)}::uuid[])
    order by cardinality(made_by_keys)
    for share`
  const key = keys.at(-1)
  const ended = keys.some(({ expiresAt, revokedAt }) => revokedAt !== null || hasExpired(expiresAt, nowMs))
  if (key === undefined || ended) return undefined
  const { operatorId, expiresAt } = key
  return {
    person: operatorId === null ? deploymentToken : toWire('opr', operatorId),
    operatorId,
    keyIds: known.chain,
    permissions: permissionsOfKey(key.permissions, { operatorId, grants }, programId),
    expiresAt,
  }
}

function hasExpired(expiresAt: Date | null, nowMs: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= nowMs
}

/** None for a removed operator. The row is locked first; a change of the grants locks it too. */
async function holdGrants(tx: Tx, operatorId: string): Promise<Grant[]> {
  await tx`select id from operators where id = ${operatorId} for share`
  return tx<Grant[]>`
    select program_id as "programId", role from operator_grants where operator_id = ${operatorId}`
}

/**
 * Requires two people for money, if the terms say so: the confirming person is an operator and did not make the
 * request. A request ends with the authority of the person who made it.
 * @throws AppError `second_person_needed`, `permission_denied`
 */
export async function requireSecondPerson(
  tx: Tx,
  programId: number,
  { askedBy, by, needed, nowMs }: { askedBy: string; by: string; needed: Permission; nowMs: number },
): Promise<void> {
  if (fromWire('opr', by) === undefined) {
    throw new AppError(
      'second_person_needed',
      'Only a person signed in to the console can confirm this, no key or token.',
    )
  }
  await holdAuthority(tx, programId, by, needed, nowMs)
  const asker = await findAuthority(tx, programId, askedBy, nowMs)
  if (!(asker?.permissions.has(needed) ?? false)) {
    throw new AppError(
      'second_person_needed',
      'The person or key that asked may no longer do this. Withdraw the request and ask again.',
    )
  }
  if (asker?.person === by) {
    throw new AppError('second_person_needed', 'You requested this yourself: another person must confirm it.')
  }
}
