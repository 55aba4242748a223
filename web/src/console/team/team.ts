import type { ItemOf } from '../lib/api.js'
import type { Role } from '../lib/session.svelte.js'

export type Operator = ItemOf<'GET /v1/team/operators'>
export type RoleIn = Operator['grants'][number]
export type Invitation = ItemOf<'GET /v1/team/invitations'>

export const roles = ['owner', 'finance', 'support', 'viewer'] as const satisfies readonly Role[]
