/** The team: its members, their roles and the policy. The deployment always keeps an owner. */
import type { Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'
import type { OperatorRole } from '../../db/rows.js'
import { deployment, recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { deploymentToken } from './authority.js'
import { hasOwner, isOwner, lockTeam, requireStandingOwner, revokeInvitationsOf } from './invitations.js'
import type { Grant } from './roles.js'

export interface Operator {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly secondFactor: boolean
  readonly grants: readonly Grant[]
  readonly createdAt: Date
  /** Null if nobody has signed in as them. */
  readonly seenAt: Date | null
}

const operatorsMax = 500

/** Of a larger team, the first five hundred by name. */
export async function listOperators(context: Context): Promise<Operator[]> {
  return readOperators(context.sql, undefined)
}

/** @throws AppError `operator_not_found` */
export async function findOperator(context: Context, id: string): Promise<Operator> {
  const [operator] = await readOperators(context.sql, id)
  if (operator === undefined) throw notFound()
  return operator
}

async function readOperators(sql: Context['sql'], id: string | undefined): Promise<Operator[]> {
  const rows = await sql<
    {
      id: string
      name: string
      email: string
      two_factor_enabled: boolean
      created_at: Date
      seen_at: Date | null
      program_ids: number[] | null
      roles: OperatorRole[] | null
    }[]
  >`
    select o.id, o.name, o.email, o.two_factor_enabled, o.created_at, s.seen_at, g.program_ids, g.roles
    from operators o
    left join lateral (
      select max(updated_at) as seen_at from operator_sessions where operator_id = o.id) as s on true
    left join lateral (
      select array_agg(program_id order by program_id) as program_ids, array_agg(role::text order by program_id) as roles
      from operator_grants where operator_id = o.id) as g on true
    where o.removed_at is null ${id === undefined ? sql`` : sql`and o.id = ${id}`}
    order by o.name, o.id
    limit ${operatorsMax}`
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    secondFactor: row.two_factor_enabled,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    grants: (row.program_ids ?? []).map((programId, index) => ({
      programId,
      role: row.roles?.[index] ?? 'viewer',
    })),
  }))
}

/**
 * Replaces all roles. An operator who stops being an owner of the deployment loses their open invitations.
 * @throws AppError `operator_not_found`, `last_owner`, `permission_denied`
 */
export async function setGrants(
  context: Context,
  operatorId: string,
  grants: readonly Grant[],
  grantedBy: string,
): Promise<void> {
  const at = new Date(context.clock.nowMs())
  await onOperator(context, operatorId, async (tx) => {
    await tx`delete from operator_grants where operator_id = ${operatorId}`
    for (const { programId, role } of grants) {
      await tx`
        insert into operator_grants (operator_id, program_id, role, granted_by, granted_at)
        values (${operatorId}, ${programId}, ${role}, ${grantedBy}, ${at})`
    }
  })
}

/**
 * Ends their sessions, blocks further sign-ins, and cancels their open invitations. Their keys keep only what an app's
 * server needs, until they are revoked (`revokeKeysOf`).
 * @throws AppError `operator_not_found`, `last_owner`, `permission_denied`
 */
export async function removeOperator(context: Context, operatorId: string): Promise<void> {
  const at = new Date(context.clock.nowMs())
  await onOperator(context, operatorId, async (tx) => {
    await tx`update operators set removed_at = ${at}, two_factor_enabled = false where id = ${operatorId}`
    await tx`delete from operator_grants where operator_id = ${operatorId}`
    await tx`delete from operator_credentials where operator_id = ${operatorId}`
    await tx`delete from operator_second_factors where operator_id = ${operatorId}`
    await tx`delete from operator_sessions where operator_id = ${operatorId}`
  })
}

/** For an operator who lost their phone and backup codes. All their sessions end. */
export async function resetSecondFactor(context: Context, operatorId: string): Promise<void> {
  await onOperator(context, operatorId, async (tx) => {
    await tx`update operators set two_factor_enabled = false where id = ${operatorId}`
    await tx`delete from operator_second_factors where operator_id = ${operatorId}`
    await tx`delete from operator_sessions where operator_id = ${operatorId}`
  })
}

export async function endAllSessions(context: Context, operatorId: string): Promise<void> {
  await onOperator(context, operatorId, async (tx) => {
    await tx`delete from operator_sessions where operator_id = ${operatorId}`
  })
}

async function onOperator(context: Context, operatorId: string, change: (tx: Tx) => Promise<void>): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    await lockTeam(tx)
    await requireStandingOwner(tx, context.cause?.by ?? deploymentToken)
    // Locked: a concurrent action on this operator's authority happens before, or is refused.
    const known = await tx`
      select id from operators where id = ${operatorId} and removed_at is null for no key update`
    if (known.count === 0) throw notFound()
    const ownedBefore = await hasOwner(tx)
    const before = await standingOf(tx, operatorId)
    await change(tx)
    if (!(await isOwner(tx, operatorId))) await revokeInvitationsOf(tx, operatorId, new Date(context.clock.nowMs()))
    const after = await standingOf(tx, operatorId)
    await recordChange(context, tx, deployment, { subject: toWire('opr', operatorId), before, after })
    if (ownedBefore && !(await hasOwner(tx))) {
      throw new AppError('last_owner', 'The deployment would have no owner left. Add another owner first.')
    }
  })
}

/** An operator as the audit record describes them. */
async function standingOf(tx: Tx, operatorId: string): Promise<object> {
  const [operator] = await tx<{ name: string; removed: boolean; secondFactor: boolean }[]>`
    select name, removed_at is not null as removed, two_factor_enabled as "secondFactor"
    from operators where id = ${operatorId}`
  const grants = await tx<Grant[]>`
    select program_id as "programId", role from operator_grants
    where operator_id = ${operatorId} order by program_id`
  const [{ sessions } = { sessions: 0 }] = await tx<{ sessions: number }[]>`
    select count(*)::int as sessions from operator_sessions where operator_id = ${operatorId}`
  const [{ invitations } = { invitations: 0 }] = await tx<{ invitations: number }[]>`
    select count(*)::int as invitations from invitations
    where invited_by = ${toWire('opr', operatorId)} and revoked_at is null and accepted_at is null`
  return { ...operator, grants: [...grants], sessions, invitations }
}

export interface TeamPolicy {
  readonly secondFactorRequired: boolean
}

export async function readPolicy(context: Context): Promise<TeamPolicy> {
  const [row] = await context.sql<{ second_factor_required: boolean }[]>`
    select second_factor_required from team_policy`
  return { secondFactorRequired: row?.second_factor_required ?? false }
}

/** From their next call on, operators without a second factor can only set one up. */
export async function setPolicy(context: Context, policy: TeamPolicy): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    await lockTeam(tx)
    await requireStandingOwner(tx, context.cause?.by ?? deploymentToken)
    const changed = await tx`
      update team_policy set second_factor_required = ${policy.secondFactorRequired}
      where second_factor_required <> ${policy.secondFactorRequired}`
    if (changed.count === 0) return
    const before = { secondFactorRequired: !policy.secondFactorRequired }
    await recordChange(context, tx, deployment, { before, after: policy })
  })
}

function notFound(): AppError {
  return new AppError('operator_not_found', 'There is no operator of this id.')
}
