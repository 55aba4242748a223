/**
 * What an operator may do: one table of permission × role, with the permissions of API keys. A role is given in one
 * program or in all of them. Pure.
 */
import type { OperatorRole } from '../../db/rows.js'
import { permissions, type Permission } from './permissions.js'

export const roles = ['owner', 'finance', 'support', 'viewer'] as const satisfies readonly OperatorRole[]

/** The owner is in none of these lists: an owner may do everything. */
const others: Readonly<Record<Permission, readonly Exclude<OperatorRole, 'owner'>[]>> = {
  'programs:read': ['finance', 'support', 'viewer'],
  'programs:write': [],
  'fundings:write': ['finance'],
  'participants:read': ['finance', 'support'],
  'participants:write': [],
  'portal:write': [],
  'signups:write': [],
  'members:write': [],
  'rewards:write': ['support'],
  'payouts:read': ['finance', 'support'],
  'payouts:request': [],
  'payouts:approve': ['finance'],
  'statistics:read': ['finance', 'support', 'viewer'],
  'ledger:read': ['finance', 'viewer'],
  'changes:read': ['finance', 'support'],
  'clock:write': [],
  'keys:write': [],
  'webhooks:write': [],
  'providers:write': [],
  'audit:read': ['finance'],
}

const allowed: Readonly<Record<OperatorRole, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  finance: permissionsOfRole('finance'),
  support: permissionsOfRole('support'),
  viewer: permissionsOfRole('viewer'),
}

function permissionsOfRole(role: Exclude<OperatorRole, 'owner'>): ReadonlySet<Permission> {
  return new Set(permissions.filter((permission) => others[permission].includes(role)))
}

/** Program 0 means all programs and the deployment itself. */
export const allPrograms = 0

export interface Grant {
  readonly programId: number
  readonly role: OperatorRole
}

/** What these grants allow in a program: the union of its roles there and everywhere. */
export function permissionsIn(grants: readonly Grant[], programId: number): ReadonlySet<Permission> {
  const here = grants.filter((grant) => grant.programId === programId || grant.programId === allPrograms)
  const [first, second] = here
  if (first === undefined) return new Set()
  if (second === undefined) return allowed[first.role]
  return new Set(here.flatMap(({ role }) => [...allowed[role]]))
}

export function seesProgram(grants: readonly Grant[], programId: number): boolean {
  return grants.some((grant) => grant.programId === programId || grant.programId === allPrograms)
}

/** Who may create programs and manage the team. */
export function ownsDeployment(grants: readonly Grant[]): boolean {
  return grants.some(({ programId, role }) => programId === allPrograms && role === 'owner')
}
