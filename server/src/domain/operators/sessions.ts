/** Sessions of operators: finding their rights, listing and ending them. */
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'
import { cutoffOf, ending } from '../../retention.js'
import type { OperatorRole } from '../../db/rows.js'
import { retryingTransaction } from '../../db/retry.js'
import { deployment, recordChange, writeEntry } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import type { Grant } from './roles.js'

/** A session ends after this time, however much it is used. */
export const sessionMsMax = ending.operatorSessions.keptMs

export interface SessionHolder {
  readonly operatorId: string
  readonly sessionId: string
  readonly name: string
  readonly email: string
  readonly secondFactor: boolean
  readonly secondFactorRequired: boolean
  readonly grants: readonly Grant[]
}

interface HolderRow {
  operator_id: string
  name: string
  email: string
  two_factor_enabled: boolean
  second_factor_required: boolean
  program_id: number | null
  role: OperatorRole | null
}

/**
 * The operator and current rights of a session. They are read each time, so a removed role is gone at the next call.
 */
export async function sessionHolder(context: Context, sessionId: string): Promise<SessionHolder | undefined> {
  const oldest = new Date(context.clock.nowMs() - sessionMsMax)
  const rows = await context.sql<HolderRow[]>`
    select s.operator_id, o.name, o.email, o.two_factor_enabled, g.program_id, g.role,
      coalesce((select second_factor_required from team_policy), false) as second_factor_required
    from operator_sessions s
    join operators o on o.id = s.operator_id and o.removed_at is null
    left join operator_grants g on g.operator_id = o.id
    where s.id = ${sessionId} and s.created_at > ${oldest}`
  const [first] = rows
  if (first === undefined) return undefined
  return {
    operatorId: first.operator_id,
    sessionId,
    name: first.name,
    email: first.email,
    secondFactor: first.two_factor_enabled,
    secondFactorRequired: first.second_factor_required,
    grants: rows.flatMap(({ program_id: programId, role }) =>
      programId === null || role === null ? [] : [{ programId, role }],
    ),
  }
}

export interface Session {
  readonly id: string
  readonly userAgent: string
  /** Equal digests mean equal addresses; the address cannot be read from them. */
  readonly address: string | null
  readonly createdAt: Date
  readonly usedAt: Date
  readonly expiresAt: Date
}

const sessionsMax = 100

export async function listSessions(context: Context, operatorId: string): Promise<Session[]> {
  const now = new Date(context.clock.nowMs())
  const rows = await context.sql<
    {
      id: string
      user_agent: string
      address: string | null
      created_at: Date
      updated_at: Date
      expires_at: Date
    }[]
  >`
    select id, user_agent, address, created_at, updated_at, expires_at
    from operator_sessions
    where operator_id = ${operatorId} and expires_at > ${now}
    order by created_at desc, id desc
    limit ${sessionsMax}`
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at,
    usedAt: row.updated_at,
    expiresAt: row.expires_at,
  }))
}

/** @throws AppError `session_not_found` */
export async function endSession(context: Context, operatorId: string, sessionId: string): Promise<void> {
  await retryingTransaction(context.sql, async (tx) => {
    const ended = await tx`
      delete from operator_sessions where operator_id = ${operatorId} and id = ${sessionId}`
    if (ended.count === 0) throw new AppError('session_not_found', 'There is no such session, or it has ended.')
    await recordChange(context, tx, deployment, {
      subject: toWire('opr', operatorId),
      before: { session: toWire('ses', sessionId) },
    })
  })
}

/** Where a sign-in came from, as a keyed digest, and its browser, shortened for a list. */
export async function placeSession(context: Context, token: string, address: string): Promise<void> {
  const at = new Date(context.clock.nowMs())
  await retryingTransaction(context.sql, async (tx) => {
    const [session] = await tx<{ id: string; operator_id: string }[]>`
      update operator_sessions set address = ${address}, user_agent = left(user_agent, 200) where token = ${token}
      returning id, operator_id`
    if (session === undefined) return
    const by = toWire('opr', session.operator_id)
    const after = { session: toWire('ses', session.id) }
    await writeEntry(tx, deployment, { by, action: 'operator.sign_in', address }, { subject: by, after }, at)
  })
}

/** Deletes expired sessions and challenges, codes that can no longer be replayed, and old unaccepted invitations. */
export async function dropExpired(context: Context): Promise<void> {
  const now = new Date(context.clock.nowMs())
  await context.sql`delete from operator_sessions where expires_at < ${now}`
  await context.sql`delete from operator_challenges where expires_at < ${now}`
  await context.sql`delete from operator_codes_used where used_at < ${cutoffOf('operatorCodes', now)}`
  await context.sql`
    delete from invitations where accepted_at is null and expires_at < ${cutoffOf('invitations', now)}`
}
