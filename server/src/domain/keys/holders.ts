/**
 * Finds who holds a key. A key revoked in another process is refused here within five seconds: a query per request cost
 * a fifth of the signups. Calls that move money or create a key ask the database (`holdAuthority`).
 */
import { BoundedCache } from '../../bounded-cache.js'
import type { ApiKeysRow, OperatorRole } from '../../db/rows.js'
import type { Context } from '../standing/context.js'
import { permissionsOfKey } from '../operators/authority.js'
import { hashOf, modeOfSecret } from './keys.js'
import type { Permission } from '../operators/permissions.js'

export interface KeyHolder {
  readonly keyId: string
  readonly programId: number
  readonly permissions: ReadonlySet<Permission>
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly callsPerSecondMax: number | null
}

type HolderRow = Pick<
  ApiKeysRow,
  'id' | 'program_id' | 'expires_at' | 'revoked_at' | 'calls_per_second_max' | 'operator_id'
> & { permissions: Permission[]; program_ids: number[] | null; roles: OperatorRole[] | null }

const cachedMsMax = 5_000
const cachedMax = 10_000
const lastUsedMsStep = 60_000

export class KeyHolders {
  private readonly context: Context
  private readonly cached = new BoundedCache<string, { readonly holder: KeyHolder; readonly readAtMs: number }>(
    cachedMax,
  )
  private readonly noted = new BoundedCache<string, number>(cachedMax)

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

  /** Clears the cache after a key was revoked in this process. */
  forget(): void {
    this.cached.clear()
  }

  private async read(secret: string, nowMs: number): Promise<KeyHolder | undefined> {
    const [row] = await this.context.sql<HolderRow[]>`
      select k.id, k.program_id, k.permissions, k.expires_at, k.revoked_at, k.calls_per_second_max, k.operator_id,
        g.program_ids, g.roles
      from api_keys k
      left join lateral (
        select array_agg(program_id order by program_id) as program_ids,
          array_agg(role::text order by program_id) as roles
        from operator_grants
        where operator_id = k.operator_id and program_id in (0, k.program_id)) as g on true
      where k.hash = ${hashOf(secret)}`
    if (row === undefined) return undefined
    const grants = (row.program_ids ?? []).map((programId, index) => ({
      programId,
      role: row.roles?.[index] ?? 'viewer',
    }))
    const holder: KeyHolder = {
      keyId: row.id,
      programId: row.program_id,
      permissions: permissionsOfKey(row.permissions, { operatorId: row.operator_id, grants }, row.program_id),
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
      callsPerSecondMax: row.calls_per_second_max,
    }
    this.cached.set(secret, { holder, readAtMs: nowMs })
    return holder
  }

  /** Once a minute is enough to see which keys are in use. */
  private noteUse(holder: KeyHolder, nowMs: number): void {
    if (nowMs - (this.noted.get(holder.keyId) ?? 0) < lastUsedMsStep) return
    this.noted.set(holder.keyId, nowMs)
    this.context.sql`
      update api_keys set last_used_at = ${new Date(nowMs)}
      where id = ${holder.keyId}`.catch(() => this.noted.delete(holder.keyId))
  }
}
