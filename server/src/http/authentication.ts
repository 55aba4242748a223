/** Who calls: the deployment's owner by its token, or an app's server by a key of one program. */
import { timingSafeEqual } from 'node:crypto'
import type { KeyHolders } from '../domain/keys/keys.js'
import type { Permission } from '../domain/keys/permissions.js'
import type { Program } from '../domain/programs/find.js'
import { AppError } from '../errors.js'

export type Actor =
  | { readonly kind: 'owner' }
  | {
      readonly kind: 'key'
      readonly keyId: string
      readonly programId: number
      readonly permissions: ReadonlySet<string>
    }

const owner: Actor = { kind: 'owner' }

export class Authenticator {
  private readonly adminToken: Buffer | undefined
  private readonly keys: KeyHolders

  constructor(adminToken: string | undefined, keys: KeyHolders) {
    this.adminToken = adminToken === undefined ? undefined : Buffer.from(adminToken)
    this.keys = keys
  }

  /** @throws AppError `unauthenticated` */
  async actorOf(authorization: string | undefined): Promise<Actor> {
    const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) {
      throw new AppError('unauthenticated', 'Send an API key in the Authorization header: "Bearer bk_…".')
    }
    if (token.startsWith('bk_')) {
      const holder = await this.keys.find(token)
      if (holder === undefined) throw new AppError('unauthenticated', 'This key is unknown, expired or revoked.')
      return { kind: 'key', ...holder }
    }
    if (this.adminToken !== undefined && sameText(this.adminToken, token)) return owner
    throw new AppError('unauthenticated', 'This token is unknown.')
  }
}

/** @throws AppError `permission_denied` */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.kind === 'owner' || actor.permissions.has(permission)) return
  throw new AppError('permission_denied', `This key may not do that: it lacks the permission "${permission}".`)
}

/** A key sees its own program only; of any other it does not even learn that it exists. @throws AppError `program_not_found` */
export function requireProgram(actor: Actor, program: Program): void {
  if (actor.kind === 'owner' || actor.programId === program.id) return
  throw new AppError('program_not_found', 'There is no program of this id or slug.')
}

/** @throws AppError `permission_denied` */
export function requireOwner(actor: Actor): void {
  if (actor.kind === 'owner') return
  throw new AppError('permission_denied', 'Only the owner of the deployment may do that, with BONDHU_ADMIN_TOKEN.')
}

/** In a time that tells the length and nothing else. */
function sameText(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}
