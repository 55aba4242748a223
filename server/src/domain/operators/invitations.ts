/**
 * Invitations: the only way to become an operator. A link works once and for a limited time; its token is stored as a
 * digest. The first owner's token is derived from the secret, so that all processes of a deployment print the same
 * link.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { Sql, Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'
import { dayMs } from '../../clock.js'
import type { InvitationsRow } from '../../db/rows.js'
import { AppError, must } from '../../errors.js'
import { fromWire, newId, toWire } from '../../ids.js'
import { deployment, recordChange, writeEntry } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { deploymentToken } from './authority.js'
import { allPrograms, roles } from './roles.js'

export const invitationDays = 7
const firstOwnerDays = 1
/** The shortest validity of a link that is printed at a start. */
const firstOwnerMsMin = dayMs / 2

/** One mailbox is one operator: compared in lower case. */
export const operatorEmail = z
  .email('must be a mail address, like rina@example.com')
  .max(254)
  .transform((value) => value.toLowerCase())

export const roleSchema = z.enum(roles)

export interface Invitation {
  readonly id: string
  readonly email: string | null
  readonly programId: number
  readonly role: InvitationsRow['role']
  readonly invitedBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

export interface NewInvitation {
  readonly email: string
  readonly programId: number
  readonly role: InvitationsRow['role']
}

/**
 * @returns the invitation and the token of its link, returned only here.
 * @throws AppError `operator_exists`, `permission_denied`
 */
export async function invite(
  context: Context,
  wanted: NewInvitation,
  invitedBy: string,
): Promise<{ invitation: Invitation; token: string }> {
  return retryingTransaction(context.sql, async (tx) => {
    await lockTeam(tx)
    await requireStandingOwner(tx, invitedBy)
    await refuseKnown(tx, wanted.email)
    const made = await insertInvitation(tx, context, { ...wanted, invitedBy }, invitationDays)
    const { invitation } = made
    await recordChange(context, tx, deployment, { subject: toWire('inv', invitation.id), after: termsOf(invitation) })
    return made
  })
}

/**
 * The link of the first owner, the same for all processes that start within half a day. Later a new one replaces it.
 * @returns undefined if there is an owner
 */
export async function inviteFirstOwner(context: Context): Promise<{ token: string; expiresAt: Date } | undefined> {
  return retryingTransaction(context.sql, async (tx) => {
    await lockTeam(tx)
    if (await hasOwner(tx)) return undefined
    const now = context.clock.nowMs()
    const [open] = await tx<InvitationsRow[]>`
      select * from invitations
      where email is null and revoked_at is null and accepted_at is null
        and expires_at >= ${new Date(now + firstOwnerMsMin)}
      order by id desc
      limit 1`
    const known = open === undefined ? '' : firstOwnerToken(context, open.id)
    if (open !== undefined && hashOf(known).equals(open.token_hash)) return { token: known, expiresAt: open.expires_at }
    await tx`
      update invitations set revoked_at = ${new Date(now)}
      where email is null and revoked_at is null and accepted_at is null`
    const first = { email: null, programId: allPrograms, role: 'owner' as const, invitedBy: 'first start' }
    const id = newId()
    const made = { id, token: firstOwnerToken(context, id) }
    const { invitation, token } = await insertInvitation(tx, context, first, firstOwnerDays, made)
    return { token, expiresAt: invitation.expiresAt }
  })
}

/** Every process of a deployment has the first secret of the ring. */
function firstOwnerToken({ keys }: Context, id: string): string {
  return createHmac('sha256', keys.key(1, 'first owner')).update(id).digest('base64url')
}

export async function listInvitations(context: Context): Promise<Invitation[]> {
  const rows = await context.sql<InvitationsRow[]>`
    select * from invitations
    where email is not null and revoked_at is null and accepted_at is null
      and expires_at > ${new Date(context.clock.nowMs())}
    order by id desc
    limit 500`
  return rows.map(invitationOf)
}

/**
 * Cancels an operator's invitations when they lose the right to invite. The caller holds the team. @returns how many
 * were open
 */
export async function revokeInvitationsOf(tx: Tx, operatorId: string, at: Date): Promise<number> {
  const revoked = await tx`
    update invitations set revoked_at = ${at}
    where invited_by = ${toWire('opr', operatorId)} and revoked_at is null and accepted_at is null and expires_at > ${at}`
  return revoked.count
}

/** @throws AppError `invitation_not_found` */
export async function revokeInvitation(context: Context, id: string): Promise<Invitation> {
  return retryingTransaction(context.sql, async (tx) => {
    const [row] = await tx<InvitationsRow[]>`
      update invitations set revoked_at = ${new Date(context.clock.nowMs())}
      where id = ${id} and email is not null and revoked_at is null and accepted_at is null
      returning *`
    if (row === undefined) throw notFound()
    const invitation = invitationOf(row)
    await recordChange(context, tx, deployment, { subject: toWire('inv', id), before: termsOf(invitation) })
    return invitation
  })
}

/** What an invitation offers, for the page that it opens. @throws AppError `invitation_not_found` */
export async function readInvitation(context: Context, token: string): Promise<Invitation> {
  const [row] = await context.sql<InvitationsRow[]>`
    select * from invitations
    where token_hash = ${hashOf(token)} and revoked_at is null and accepted_at is null
      and expires_at > ${new Date(context.clock.nowMs())}`
  if (row === undefined) throw notFound()
  return invitationOf(row)
}

export interface Acceptance {
  readonly token: string
  readonly name: string
  /** Only for the first owner. Others use the address that they were invited under. */
  readonly email: string | undefined
  /** Created by the sign-in. */
  readonly passwordHash: string
  /** A keyed digest. */
  readonly address: string
}

/**
 * Creates the operator. If two people follow one link at once, one of them becomes the operator.
 * @returns the new operator.
 * @throws AppError `invitation_not_found`, `operator_exists`, `request_invalid`
 */
export async function acceptInvitation(
  context: Context,
  acceptance: Acceptance,
): Promise<{ id: string; email: string }> {
  const at = new Date(context.clock.nowMs())
  return retryingTransaction(context.sql, async (tx) => {
    await lockTeam(tx)
    const [row] = await tx<InvitationsRow[]>`
      select * from invitations
      where token_hash = ${hashOf(acceptance.token)} and revoked_at is null and accepted_at is null
        and expires_at > ${at}
      for update`
    if (row === undefined) throw notFound()
    if (row.email === null && (await hasOwner(tx))) throw notFound()
    const email = row.email ?? acceptance.email
    if (email === undefined) throw emailMissing()
    await refuseKnown(tx, email)
    const id = await writeOperator(tx, { ...acceptance, email, at })
    await tx`
      insert into operator_grants (operator_id, program_id, role, granted_by, granted_at)
      values (${id}, ${row.program_id}, ${row.role}, ${row.invited_by}, ${at})`
    await tx`update invitations set accepted_at = ${at}, accepted_by = ${id} where id = ${row.id}`
    const cause = { by: toWire('opr', id), action: 'invitation.accept', address: acceptance.address }
    const after = { name: acceptance.name, ...termsOf(invitationOf(row)) }
    await writeEntry(tx, deployment, cause, { subject: toWire('inv', row.id), after }, at)
    return { id, email }
  })
}

/** A removed operator who is invited again is the same operator, without the old credentials. */
async function writeOperator(
  tx: Tx,
  { name, email, passwordHash, at }: Acceptance & { email: string; at: Date },
): Promise<string> {
  const [operator] = await tx<{ id: string }[]>`
    insert into operators (id, name, email, email_verified, two_factor_enabled, created_at, updated_at)
    values (${newId()}, ${name}, ${email}, true, false, ${at}, ${at})
    on conflict (email) do update
      set name = excluded.name, two_factor_enabled = false, updated_at = excluded.updated_at, removed_at = null
    returning id`
  const { id } = must(operator, 'an operator')
  await tx`
    insert into operator_credentials (id, operator_id, provider_id, account_id, password, created_at, updated_at)
    values (${newId()}, ${id}, 'credential', ${id}, ${passwordHash}, ${at}, ${at})`
  return id
}

async function insertInvitation(
  tx: Tx,
  context: Context,
  wanted: Omit<NewInvitation, 'email'> & { email: string | null; invitedBy: string },
  days: number,
  { id, token } = { id: newId(), token: randomBytes(32).toString('base64url') },
): Promise<{ invitation: Invitation; token: string }> {
  const createdAt = new Date(context.clock.nowMs())
  const [row] = await tx<InvitationsRow[]>`
    insert into invitations (id, token_hash, email, program_id, role, invited_by, created_at, expires_at)
    values (${id}, ${hashOf(token)}, ${wanted.email}, ${wanted.programId}, ${wanted.role}, ${wanted.invitedBy},
      ${createdAt}, ${new Date(createdAt.getTime() + days * dayMs)})
    returning *`
  return { invitation: invitationOf(must(row, 'an invitation')), token }
}

async function refuseKnown(tx: Tx, email: string): Promise<void> {
  const known = await tx`select id from operators where email = ${email} and removed_at is null`
  if (known.count > 0) {
    throw new AppError('operator_exists', 'This person is an operator already. Change their roles instead.')
  }
}

/**
 * Everything that changes the team's members or owners locks this row, so two owners cannot remove each other at once.
 */
export async function lockTeam(tx: Tx): Promise<void> {
  await tx`
    insert into team_policy (only_one, second_factor_required) values (true, false)
    on conflict (only_one) do nothing`
  await tx`select only_one from team_policy for update`
}

/**
 * The caller may have been removed or demoted since the call started. The caller holds the team.
 * @throws AppError `permission_denied`
 */
export async function requireStandingOwner(tx: Tx, by: string): Promise<void> {
  if (by === deploymentToken) return
  const id = fromWire('opr', by)
  if (id !== undefined && (await isOwner(tx, id))) return
  throw new AppError('permission_denied', 'Only an owner of the deployment may do that, or BONDHU_ADMIN_TOKEN.')
}

export async function isOwner(tx: Tx, operatorId: string): Promise<boolean> {
  const owned = await tx`
    select operator_id from operator_grants
    where operator_id = ${operatorId} and program_id = ${allPrograms} and role = 'owner'`
  return owned.count > 0
}

export async function hasOwner(tx: Sql | Tx): Promise<boolean> {
  const owners = await tx`
    select g.operator_id from operator_grants g
    join operators o on o.id = g.operator_id and o.removed_at is null
    where g.program_id = ${allPrograms} and g.role = 'owner'
    limit 1`
  return owners.count > 0
}

function invitationOf(row: InvitationsRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    programId: row.program_id,
    role: row.role,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

/** For the audit record, which stores ids: names are looked up while the operator is in the team. */
function termsOf({ programId, role, invitedBy, expiresAt }: Invitation): object {
  return { programId, role, invitedBy, expiresAt }
}

function notFound(): AppError {
  return new AppError(
    'invitation_not_found',
    'This invitation was used or taken back, has expired, or was sent by somebody who may no longer invite.',
  )
}

function emailMissing(): AppError {
  return new AppError('request_invalid', 'The first owner must choose an email address for signing in.', {
    fields: [{ path: 'email', message: 'is missing' }],
  })
}

/** 256 random bits, so a plain digest cannot be searched. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
