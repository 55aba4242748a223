/** The team as /v1 tells of it. */
import type { Role } from '../lib/session.svelte.js'

export interface RoleIn {
  /** A slug; null for all programs. */
  readonly program: string | null
  readonly role: Role
}

export interface Operator {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly secondFactor: boolean
  readonly grants: readonly RoleIn[]
  readonly seenAt: string | null
}

export interface Invitation {
  readonly id: string
  readonly email: string
  readonly grant: RoleIn
  readonly invitedBy: string
  readonly expiresAt: string
}

export const roles = ['owner', 'finance', 'support', 'viewer'] as const satisfies readonly Role[]
