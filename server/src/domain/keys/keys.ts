/**
 * API keys: 32 random bytes, shown once and stored as a digest. A key belongs to one program and has its mode in the
 * prefix, so a test key in a live configuration is easy to see, and is refused.
 */
import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import type { Statement } from '../../db/sql.js'
import { AppError, must } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import * as field from '../../schema.js'
import type { ApiKeysRow, ProgramMode } from '../../db/rows.js'
import { deployment, recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { deploymentToken, holdAuthority, type Authority } from '../operators/authority.js'
import type { Program } from '../standing/find.js'
import { defaultPermissions, permissions, type Permission } from '../operators/permissions.js'

export const keySchema = z.strictObject({
  name: field.text(100),
  permissions: z
    .array(z.enum(permissions))
    .min(1)
    .max(permissions.length)
    .optional()
    .describe('What an app’s server needs when absent; `clock:write` only in a test program'),
  expiresAt: field.instant.nullish(),
  callsPerSecondMax: z
    .int()
    .min(1)
    .max(100_000)
    .nullish()
    .describe('How many calls a second each process takes of this key; 10,000 when absent'),
})

export interface ApiKey {
  readonly id: string
  readonly programId: number
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
  readonly callsPerSecondMax: number | null
  /** The key, the operator or (null) the deployment's token that created it. */
  readonly madeBy: Maker | null
  /** The operator at the start of its chain of keys; null: the deployment's token. */
  readonly operator: Maker | null
}

export interface Maker {
  readonly kind: 'opr' | 'key'
  readonly id: string
  readonly name: string
}

/**
 * A key created by a key has no more permissions than its maker, expires no later, and is revoked with it.
 * @returns the key with its secret, which is returned only here.
 * @throws AppError `request_invalid`, `permission_denied`, `unauthenticated`
 */
export async function makeKey(
  context: Context,
  program: Program,
  input: z.output<typeof keySchema>,
): Promise<{ key: ApiKey; secret: string }> {
  const createdAt = new Date(context.clock.nowMs())
  if (input.expiresAt && input.expiresAt <= createdAt) throw badExpiry('must lie ahead')
  const by = context.cause?.by ?? deploymentToken
  const id = newId()
  const secret = `bk_${program.mode}_${randomBytes(32).toString('base64url')}`
  const key = await retryingTransaction(context.sql, async (tx) => {
    const maker = await holdAuthority(tx, program.id, by, 'keys:write', createdAt.getTime())
    const { name, permissions: permitted = defaultsOf(program) } = input
    refuseMore(maker, permitted, input.expiresAt)
    const expiresAt = input.expiresAt ?? maker.expiresAt
    const callsPerSecondMax = input.callsPerSecondMax ?? null
    await tx`
      insert into api_keys (id, program_id, hash, name, permissions, created_at, expires_at, calls_per_second_max,
        made_by_keys, operator_id)
      values (${id}, ${program.id}, ${hashOf(secret)}, ${name}, ${[...permitted]}::text[], ${createdAt}, ${expiresAt},
        ${callsPerSecondMax}, ${arrayText(maker.keyIds)}::uuid[], ${maker.operatorId})`
    const after = { name, permissions: permitted, expiresAt, callsPerSecondMax }
    await recordChange(context, tx, program.id, { subject: toWire('key', id), after })
    const [made] = await readKeys(tx, tx`k.program_id = ${program.id} and k.id = ${id}`)
    return must(made, 'the key just made')
  })
  return { key, secret }
}

/** The clock of a live program cannot be moved. */
function defaultsOf({ mode }: Program): readonly Permission[] {
  return defaultPermissions.filter((permission) => mode === 'test' || permission !== 'clock:write')
}

function refuseMore(maker: Authority, wanted: readonly Permission[], expiresAt: Date | null | undefined): void {
  if (wanted.some((permission) => !maker.permissions.has(permission))) {
    throw new AppError('permission_denied', 'A key can give no permission that it lacks.')
  }
  if (expiresAt && maker.expiresAt !== null && expiresAt > maker.expiresAt) {
    throw badExpiry('must not be later than the expiry of the key that makes it')
  }
  if (maker.keyIds.length > keysInChainMax) {
    throw new AppError('permission_denied', `A chain of keys that made each other has ${keysInChainMax + 1} at most.`)
  }
}

function badExpiry(message: string): AppError {
  return new AppError('request_invalid', `expiresAt ${message}`, { fields: [{ path: 'expiresAt', message }] })
}

/** The largest number of makers above a key. */
const keysInChainMax = 8

/** Newest first. */
export async function listKeys(context: Context, program: Program): Promise<ApiKey[]> {
  return readKeys(context.sql, context.sql`k.program_id = ${program.id}`)
}

/** The valid keys that an operator created in any program, and keys created by those; also for a removed operator. */
export async function listKeysOf(context: Context, operatorId: string): Promise<ApiKey[]> {
  await requireKnown(context.sql, operatorId)
  const now = new Date(context.clock.nowMs())
  const valid = context.sql`k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now})`
  return readKeys(context.sql, context.sql`k.operator_id = ${operatorId} and ${valid}`)
}

type Fragment = Statement<readonly object[]>

const keysMax = 500

type KeyRow = Omit<ApiKeysRow, 'hash' | 'permissions' | 'made_by_keys'> & {
  permissions: Permission[]
  parent_id: string | null
  parent_name: string | null
  operator_name: string | null
}

async function readKeys(sql: Sql | Tx, condition: Fragment): Promise<ApiKey[]> {
  const rows = await sql<KeyRow[]>`
    select k.id, k.program_id, k.name, k.permissions, k.created_at, k.expires_at, k.revoked_at, k.last_used_at,
      k.calls_per_second_max, k.operator_id, o.name as operator_name, parent.id as parent_id, parent.name as parent_name
    from api_keys k
    left join operators o on o.id = k.operator_id
    left join api_keys parent
      on parent.program_id = k.program_id and parent.id = k.made_by_keys[cardinality(k.made_by_keys)]
    where ${condition}
    order by k.created_at desc, k.id desc
    limit ${keysMax}`
  return rows.map(keyOf)
}

function keyOf(row: KeyRow): ApiKey {
  const operator =
    row.operator_id === null ? null : ({ kind: 'opr', id: row.operator_id, name: row.operator_name ?? '' } as const)
  return {
    id: row.id,
    programId: row.program_id,
    name: row.name,
    permissions: row.permissions,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    callsPerSecondMax: row.calls_per_second_max,
    madeBy: row.parent_id === null ? operator : { kind: 'key', id: row.parent_id, name: row.parent_name ?? '' },
    operator,
  }
}

/**
 * Also revokes the keys created by it, directly or through others. Repeating is harmless. @throws AppError
 * `key_not_found`
 */
export async function revokeKey(context: Context, program: Program, keyId: string): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    // Lock and revoke the key first: a call that creates a key under it holds it. The next statement then sees that new
    // key too.
    const known = await tx`
      select id from api_keys where program_id = ${program.id} and id = ${keyId} for no key update`
    if (known.count === 0) throw new AppError('key_not_found', 'This program has no key of this id.')
    const ended = tx`program_id = ${program.id} and (id = ${keyId} or made_by_keys @> array[${keyId}::uuid])`
    await revokeThose(context, tx, ended)
  })
}

/**
 * Revokes all keys of an operator, and keys created by those. Repeating is harmless.
 * @returns how many it revoked.
 * @throws AppError `operator_not_found`
 */
export async function revokeKeysOf(context: Context, operatorId: string): Promise<number> {
  return retryingTransaction(context.sql, async (tx) => {
    // Every call that creates a key on this operator's authority locks this row, so a new key is either seen here or
    // not created.
    await tx`select id from operators where id = ${operatorId} for no key update`
    await requireKnown(tx, operatorId)
    const revoked = await revokeThose(context, tx, tx`operator_id = ${operatorId}`)
    await recordChange(context, tx, deployment, { subject: toWire('opr', operatorId), after: { revokedKeys: revoked } })
    return revoked
  })
}

async function revokeThose(context: Context, tx: Tx, condition: Fragment): Promise<number> {
  const revoked = await tx<{ id: string; program_id: number; name: string }[]>`
    update api_keys set revoked_at = ${new Date(context.clock.nowMs())}
    where ${condition} and revoked_at is null
    returning id, program_id, name`
  for (const { id, program_id: programId, name } of revoked) {
    const after = { revoked: true }
    await recordChange(context, tx, programId, { subject: toWire('key', id), before: { name }, after })
  }
  return revoked.length
}

/** @throws AppError `operator_not_found` */
async function requireKnown(sql: Sql | Tx, operatorId: string): Promise<void> {
  const known = await sql`select id from operators where id = ${operatorId}`
  if (known.count === 0) throw new AppError('operator_not_found', 'There is no operator of this id.')
}

export function modeOfSecret(secret: string): ProgramMode | undefined {
  const match = /^bk_(test|live)_[A-Za-z0-9_-]{43}$/.exec(secret)
  return match === null ? undefined : match[1] === 'live' ? 'live' : 'test'
}

/** The secret has 256 random bits, so a plain digest cannot be searched. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
