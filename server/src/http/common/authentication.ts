/**
 * Identifies the caller: the deployment's owner by its token, an app's server by a program's key, or an operator by a
 * session cookie. Permissions are checked only here.
 */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { KeyHolders } from '../../domain/keys/holders.js'
import { permissions, type Permission } from '../../domain/operators/permissions.js'
import { ownsDeployment, permissionsIn, seesProgram } from '../../domain/operators/roles.js'
import type { SessionHolder } from '../../domain/operators/sessions.js'
import type { Program } from '../../domain/standing/find.js'
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'

export type Actor =
  | { readonly kind: 'owner' }
  | {
      readonly kind: 'key'
      readonly keyId: string
      readonly programId: number
      readonly permissions: ReadonlySet<string>
      readonly callsPerSecondMax: number | null
    }
  | ({ readonly kind: 'operator' } & SessionHolder)

/** The caller's credentials in a request. */
export interface Credentials {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** Using a session prolongs it. */
  readonly setCookies: (cookies: readonly string[]) => void
}

/** Sessions of operators, as far as the API needs them. */
export interface Sessions {
  /** Undefined without a session cookie. @throws AppError `unauthenticated`, `origin_refused` */
  holderOf(credentials: Credentials): Promise<SessionHolder | undefined>
}

const owner: Actor = { kind: 'owner' }

export class Authenticator {
  private readonly adminToken: Buffer | undefined
  private readonly keys: KeyHolders
  private readonly sessions: Sessions

  constructor(adminToken: string | undefined, keys: KeyHolders, sessions: Sessions) {
    this.adminToken = adminToken === undefined ? undefined : Buffer.from(adminToken)
    this.keys = keys
    this.sessions = sessions
  }

  /** @throws AppError `unauthenticated`, `origin_refused`, `second_factor_required` */
  async actorOf(credentials: Credentials): Promise<Actor> {
    const { authorization } = credentials.headers
    const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) return this.operatorOf(credentials)
    if (token.startsWith('bk_')) {
      const holder = await this.keys.find(token)
      if (holder === undefined) throw new AppError('unauthenticated', 'This key is unknown, expired or revoked.')
      return { kind: 'key', ...holder }
    }
    if (this.adminToken !== undefined && sameText(this.adminToken, token)) return owner
    throw new AppError('unauthenticated', 'This token is unknown.')
  }

  private async operatorOf(credentials: Credentials): Promise<Actor> {
    // A caller with another kind of authorization means that one, and not the cookie that the browser adds.
    const holder =
      credentials.headers.authorization === undefined ? await this.sessions.holderOf(credentials) : undefined
    if (holder === undefined) {
      throw new AppError('unauthenticated', 'Send an API key in the Authorization header: "Bearer bk_…".')
    }
    if (holder.secondFactorRequired && !holder.secondFactor) {
      throw new AppError('second_factor_required', 'Set up a second factor first: the team asks for one.')
    }
    return { kind: 'operator', ...holder }
  }
}

const everything: ReadonlySet<string> = new Set(permissions)

/** The caller's permissions in a program. */
export function permissionsOf(actor: Actor, programId: number): ReadonlySet<string> {
  if (actor.kind === 'owner') return everything
  return actor.kind === 'key' ? actor.permissions : permissionsIn(actor.grants, programId)
}

/** @throws AppError `permission_denied` */
export function requirePermission(actor: Actor, permission: Permission, program: Program): void {
  if (permissionsOf(actor, program.id).has(permission)) return
  const whose = actor.kind === 'operator' ? 'Your role' : 'This key, or the operator who made it,'
  throw new AppError('permission_denied', `${whose} may not do that: the permission "${permission}" is missing.`)
}

/** Whether the caller may know that a program exists. */
export function sees(actor: Actor, programId: number): boolean {
  if (actor.kind === 'owner') return true
  return actor.kind === 'key' ? actor.programId === programId : seesProgram(actor.grants, programId)
}

/** A caller must not learn that another program exists. @throws AppError `program_not_found` */
export function requireProgram(actor: Actor, program: Program): void {
  if (sees(actor, program.id)) return
  throw new AppError('program_not_found', 'There is no program of this id or slug.')
}

/** @throws AppError `permission_denied` */
export function requireOwner(actor: Actor): void {
  if (actor.kind === 'owner' || (actor.kind === 'operator' && ownsDeployment(actor.grants))) return
  throw new AppError('permission_denied', 'Only an owner of the deployment may do that, or BONDHU_ADMIN_TOKEN.')
}

/** The actor in an audit entry. */
export function nameOf(actor: Actor): string {
  if (actor.kind === 'owner') return 'owner'
  return actor.kind === 'key' ? toWire('key', actor.keyId) : toWire('opr', actor.operatorId)
}

/** In a time that reveals only the length. */
function sameText(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}
