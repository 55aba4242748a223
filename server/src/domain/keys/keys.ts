/**
 * API keys: 32 random bytes, shown once and stored as a digest. A key belongs to one program and carries its mode in its
 * prefix, so that a test key in a live setting is seen at a glance and refused.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { retryingTransaction } from '../../db/retry.js'
import { AppError } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import * as field from '../../schema.js'
import type { ApiKeysRow, ProgramMode } from '../../db/rows.js'
import { recordChange } from '../audit/record.js'
import type { Context } from '../context.js'
import type { Program } from '../programs/find.js'
import { defaultPermissions, permissions, type Permission } from './permissions.js'

export const keySchema = z.strictObject({
  name: field.text(100),
  permissions: z
    .array(z.enum(permissions))
    .min(1)
    .max(permissions.length)
    .default([...defaultPermissions]),
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
  readonly name: string
  readonly permissions: readonly Permission[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
  readonly callsPerSecondMax: number | null
}

export interface KeyHolder {
  readonly keyId: string
  readonly programId: number
  readonly permissions: ReadonlySet<string>
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly callsPerSecondMax: number | null
}

/** @returns the key with its secret, which is told this once. */
export async function makeKey(
  context: Context,
  program: Program,
  input: z.output<typeof keySchema>,
): Promise<{ key: ApiKey; secret: string }> {
  const createdAt = new Date(context.clock.nowMs())
  if (input.expiresAt && input.expiresAt <= createdAt) {
    throw new AppError('request_invalid', 'The key would be expired already.', {
      fields: [{ path: 'expiresAt', message: 'must lie ahead' }],
    })
  }
  const secret = `bk_${program.mode}_${randomBytes(32).toString('base64url')}`
  const key: ApiKey = {
    id: newId(),
    name: input.name,
    permissions: input.permissions,
    createdAt,
    expiresAt: input.expiresAt ?? null,
    revokedAt: null,
    lastUsedAt: null,
    callsPerSecondMax: input.callsPerSecondMax ?? null,
  }
  await retryingTransaction(context.sql, async (tx) => {
    await tx`
      insert into api_keys (id, program_id, hash, name, permissions, created_at, expires_at, calls_per_second_max)
      values (${key.id}, ${program.id}, ${hashOf(secret)}, ${key.name}, ${[...key.permissions]}::text[],
        ${createdAt}, ${key.expiresAt}, ${key.callsPerSecondMax})`
    const { name, permissions: permitted, expiresAt, callsPerSecondMax } = key
    const after = { name, permissions: permitted, expiresAt, callsPerSecondMax }
    await recordChange(context, tx, program.id, { subject: toWire('key', key.id), after })
  })
  return { key, secret }
}

export async function listKeys(context: Context, program: Program): Promise<ApiKey[]> {
  const rows = await context.sql<
    (Omit<ApiKeysRow, 'program_id' | 'hash' | 'permissions'> & { permissions: Permission[] })[]
  >`
    select id, name, permissions, created_at, expires_at, revoked_at, last_used_at, calls_per_second_max
    from api_keys
    where program_id = ${program.id}
    order by created_at desc, id desc
    limit 500`
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    permissions: row.permissions,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    callsPerSecondMax: row.calls_per_second_max,
  }))
}

/** The same again is harmless. @throws AppError `key_not_found` */
export async function revokeKey(context: Context, program: Program, keyId: string): Promise<void> {
  const at = new Date(context.clock.nowMs())
  await retryingTransaction(context.sql, async (tx) => {
    const known = await tx`select id from api_keys where program_id = ${program.id} and id = ${keyId}`
    if (known.count === 0) throw new AppError('key_not_found', 'This program has no key of this id.')
    const [revoked] = await tx<{ name: string }[]>`
      update api_keys set revoked_at = ${at}
      where program_id = ${program.id} and id = ${keyId} and revoked_at is null
      returning name`
    if (revoked === undefined) return
    await recordChange(context, tx, program.id, {
      subject: toWire('key', keyId),
      before: revoked,
      after: { revoked: true },
    })
  })
}

export function modeOfSecret(secret: string): ProgramMode | undefined {
  const match = /^bk_(test|live)_[A-Za-z0-9_-]{43}$/.exec(secret)
  return match === null ? undefined : match[1] === 'live' ? 'live' : 'test'
}

const cachedMsMax = 5_000
const cachedMax = 10_000
const lastUsedMsStep = 60_000

/**
 * Who holds a key. A key that was revoked in another process is refused here within five seconds: one look-up a request
 * cost a fifth of the signups.
 */
export class KeyHolders {
  private readonly context: Context
  private readonly cached = new Map<string, { readonly holder: KeyHolder; readonly readAtMs: number }>()
  private readonly noted = new Map<string, number>()

  constructor(context: Context) {
    this.context = context
  }

  async find(secret: string): Promise<KeyHolder | undefined> {
    if (modeOfSecret(secret) === undefined) return undefined
    const nowMs = this.context.clock.nowMs()
    const known = this.cached.get(secret)
    const holder =
      known !== undefined && nowMs - known.readAtMs < cachedMsMax ? known.holder : await this.read(secret, nowMs)
    if (holder === undefined || holder.revokedAt !== null) return undefined
    if (holder.expiresAt !== null && holder.expiresAt.getTime() <= nowMs) return undefined
    this.noteUse(holder, nowMs)
    return holder
  }

  /** Forgets what is cached, after a key was revoked here. */
  forget(): void {
    this.cached.clear()
  }

  private async read(secret: string, nowMs: number): Promise<KeyHolder | undefined> {
    const [row] = await this.context.sql<
      Pick<ApiKeysRow, 'id' | 'program_id' | 'permissions' | 'expires_at' | 'revoked_at' | 'calls_per_second_max'>[]
    >`
      select id, program_id, permissions, expires_at, revoked_at, calls_per_second_max from api_keys where hash = ${hashOf(secret)}`
    if (row === undefined) return undefined
    const holder: KeyHolder = {
      keyId: row.id,
      programId: row.program_id,
      permissions: new Set(row.permissions),
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
      callsPerSecondMax: row.calls_per_second_max,
    }
    if (this.cached.size >= cachedMax) this.cached.clear()
    this.cached.set(secret, { holder, readAtMs: nowMs })
    return holder
  }

  /** Once a minute is enough to tell a key that is used from one that can be thrown away. */
  private noteUse(holder: KeyHolder, nowMs: number): void {
    if (nowMs - (this.noted.get(holder.keyId) ?? 0) < lastUsedMsStep) return
    if (this.noted.size >= cachedMax) this.noted.clear()
    this.noted.set(holder.keyId, nowMs)
    this.context.sql`
      update api_keys set last_used_at = ${new Date(nowMs)}
      where id = ${holder.keyId}`.catch(() => this.noted.delete(holder.keyId))
  }
}

/** The secret has 256 random bits: a plain digest cannot be searched. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
