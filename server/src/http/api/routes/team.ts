/** The team: operators, their roles and sessions, invitations, and the policy. */
import * as z from 'zod'
import { listKeysOf, revokeKeysOf } from '../../../domain/keys/keys.js'
import {
  invite,
  listInvitations,
  operatorEmail,
  revokeInvitation,
  roleSchema,
  type Invitation,
} from '../../../domain/operators/invitations.js'
import { allPrograms, type Grant } from '../../../domain/operators/roles.js'
import { endSession, listSessions } from '../../../domain/operators/sessions.js'
import {
  endAllSessions,
  findOperator,
  listOperators,
  readPolicy,
  removeOperator,
  resetSecondFactor,
  setGrants,
  setPolicy,
  type Operator,
} from '../../../domain/operators/team.js'
import { AppError } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { nameOf } from '../../common/authentication.js'
import { invitationLink } from '../../console/links.js'
import { sessionIdOf, viewSession } from '../../console/routes.js'
import { wholeList } from '../../common/list.js'
import { route, type Route } from '../../common/route.js'
import { grantView, keyView, viewGrants, viewKey } from '../../common/views.js'

const program = field.text(40).nullable().describe('An id or a slug; null for all programs and the deployment')
const grant = z.strictObject({ program, role: roleSchema })

const grantList = z
  .array(grant)
  .max(100)
  .refine((list) => new Set(list.map((one) => one.program)).size === list.length, 'must name each program once')

const policy = z.strictObject({
  secondFactorRequired: z.boolean().describe('Operators without a second factor can only set one up'),
})

const operatorView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  secondFactor: z.boolean(),
  grants: z.array(grantView),
  createdAt: z.date(),
  seenAt: z.date().nullable(),
})

const invitationView = z.object({
  id: z.string(),
  email: z.string(),
  grant: grantView,
  invitedBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
})

const operatorKeyView = keyView.extend({ program: z.string().describe('A slug') })

const sessionView = z.object({
  id: z.string(),
  userAgent: z.string(),
  address: z
    .string()
    .nullable()
    .describe('A digest: equal for two sessions from one address; it does not reveal the address'),
  createdAt: z.date(),
  usedAt: z.date(),
  expiresAt: z.date(),
})

const operatorParams = z.object({ operator: z.string() })
const done = z.object({ done: z.literal(true) })
const isDone = { done: true } as const

async function viewOperator(service: Service, operator: Operator): Promise<z.input<typeof operatorView>> {
  return {
    ...operator,
    id: toWire('opr', operator.id),
    grants: await viewGrants(service, operator.grants),
  }
}

async function viewInvitation(service: Service, invitation: Invitation): Promise<z.input<typeof invitationView>> {
  const { id, email, programId, role, invitedBy, createdAt, expiresAt } = invitation
  const [granted = { program: null, role }] = await viewGrants(service, [{ programId, role }])
  return { id: toWire('inv', id), email: email ?? '', grant: granted, invitedBy, createdAt, expiresAt }
}

/** @throws AppError `program_not_found` */
async function grantOf(service: Service, { program: reference, role }: z.output<typeof grant>): Promise<Grant> {
  return { programId: reference === null ? allPrograms : (await service.programs.get(reference)).id, role }
}

function operatorIdOf(wire: string): string {
  const id = fromWire('opr', wire)
  if (id === undefined) throw new AppError('operator_not_found', 'There is no operator of this id.')
  return id
}

/** `owner everywhere, finance in golpo` */
function grantsText(grants: readonly z.input<typeof grantView>[]): string {
  return grants
    .map(({ program: slug, role }) => (slug === null ? `${role} everywhere` : `${role} in ${slug}`))
    .join(', ')
}

export const teamRoutes: readonly Route[] = [
  ...wholeList({
    path: '/v1/team/operators',
    tag: 'team',
    operationId: 'listOperators',
    summary: 'The operators, with their roles',
    permission: 'owner',
    item: operatorView,
    read: async ({ service }) => {
      const operators = await listOperators(service.context)
      return Promise.all(operators.map((one) => viewOperator(service, one)))
    },
    file: {
      summary: 'The operators as a file',
      columns: [
        'id',
        'name',
        'email',
        ['roles', ({ grants }) => grantsText(grants)],
        'secondFactor',
        'createdAt',
        'seenAt',
      ],
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/team/operators/:operator/grants',
    tag: 'team',
    operationId: 'setOperatorGrants',
    audit: 'operator.grants',
    summary: 'Replace the roles of an operator, from their next call on',
    permission: 'owner',
    params: operatorParams,
    body: z.strictObject({ grants: grantList }),
    response: operatorView,
    handle: async ({ service, params, body, actor }) => {
      const id = operatorIdOf(params.operator)
      const wanted = await Promise.all(body.grants.map((one) => grantOf(service, one)))
      await setGrants(service.context, id, onceEach(wanted), nameOf(actor))
      service.keyHolders.forget()
      return viewOperator(service, await findOperator(service.context, id))
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/team/operators/:operator',
    tag: 'team',
    operationId: 'removeOperator',
    audit: 'operator.remove',
    summary: 'Remove an operator: their sessions end and their open invitations are cancelled',
    description: 'Keys that they created keep only what an app’s server needs. Revoke them by …/keys.',
    permission: 'owner',
    params: operatorParams,
    response: done,
    handle: async ({ service, params }) => {
      await removeOperator(service.context, operatorIdOf(params.operator))
      service.keyHolders.forget()
      return isDone
    },
  }),
  ...wholeList({
    path: '/v1/team/operators/:operator/keys',
    tag: 'team',
    operationId: 'listOperatorKeys',
    summary: 'The valid keys that an operator created, and keys created by those; also for a removed operator',
    permission: 'owner',
    params: operatorParams,
    item: operatorKeyView,
    read: async ({ service, params }) => {
      const keys = await listKeysOf(service.context, operatorIdOf(params.operator))
      const slugs = new Map((await service.programs.list()).map(({ id, slug }) => [id, slug]))
      return keys.map((key) => ({ ...viewKey(key), program: slugs.get(key.programId) ?? '' }))
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/team/operators/:operator/keys',
    tag: 'team',
    operationId: 'revokeOperatorKeys',
    audit: 'operator.keys.revoke',
    summary: 'Revoke all keys that an operator created, and keys created by those; also for a removed operator',
    permission: 'owner',
    params: operatorParams,
    response: z.object({ revoked: z.int() }),
    handle: async ({ service, params }) => {
      const revoked = await revokeKeysOf(service.context, operatorIdOf(params.operator))
      service.keyHolders.forget()
      return { revoked }
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/team/operators/:operator/second-factor',
    tag: 'team',
    operationId: 'resetSecondFactor',
    audit: 'operator.second_factor.reset',
    summary: 'Remove the second factor of an operator who lost it',
    permission: 'owner',
    params: operatorParams,
    response: done,
    handle: async ({ service, params }) => {
      await resetSecondFactor(service.context, operatorIdOf(params.operator))
      return isDone
    },
  }),
  ...wholeList({
    path: '/v1/team/operators/:operator/sessions',
    tag: 'team',
    operationId: 'listOperatorSessions',
    summary: 'The sessions of an operator, newest first',
    permission: 'owner',
    params: operatorParams,
    item: sessionView,
    read: async ({ service, params }) => {
      const { id } = await findOperator(service.context, operatorIdOf(params.operator))
      return (await listSessions(service.context, id)).map(viewSession)
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/team/operators/:operator/sessions',
    tag: 'team',
    operationId: 'endOperatorSessions',
    audit: 'operator.sessions.end',
    summary: 'Sign an operator out everywhere',
    permission: 'owner',
    params: operatorParams,
    response: done,
    handle: async ({ service, params }) => {
      await endAllSessions(service.context, operatorIdOf(params.operator))
      return isDone
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/team/operators/:operator/sessions/:session',
    tag: 'team',
    operationId: 'endOperatorSession',
    audit: 'operator.session.end',
    summary: 'End one session of an operator',
    permission: 'owner',
    params: operatorParams.extend({ session: z.string() }),
    response: done,
    handle: async ({ service, params }) => {
      await endSession(service.context, operatorIdOf(params.operator), sessionIdOf(params.session))
      return isDone
    },
  }),
  route({
    method: 'POST',
    path: '/v1/team/invitations',
    tag: 'team',
    operationId: 'createInvitation',
    audit: 'invitation.make',
    summary: 'Invite a person; the link is shown once, and you pass it on',
    permission: 'owner',
    body: z.strictObject({ email: operatorEmail, program, role: roleSchema }),
    response: invitationView.extend({ link: z.string() }),
    status: 201,
    handle: async ({ service, body, actor }) => {
      const wanted = { ...(await grantOf(service, body)), email: body.email }
      const { invitation, token } = await invite(service.context, wanted, nameOf(actor))
      return { ...(await viewInvitation(service, invitation)), link: invitationLink(service.publicUrl, token) }
    },
  }),
  ...wholeList({
    path: '/v1/team/invitations',
    tag: 'team',
    operationId: 'listInvitations',
    summary: 'Open invitations',
    permission: 'owner',
    item: invitationView,
    read: async ({ service }) => {
      const invitations = await listInvitations(service.context)
      return Promise.all(invitations.map((one) => viewInvitation(service, one)))
    },
    file: {
      summary: 'The invitations as a file',
      columns: [
        'id',
        'email',
        ['role', ({ grant: given }) => grantsText([given])],
        'invitedBy',
        'createdAt',
        'expiresAt',
      ],
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/team/invitations/:invitation',
    tag: 'team',
    operationId: 'revokeInvitation',
    audit: 'invitation.revoke',
    summary: 'Cancel an invitation',
    permission: 'owner',
    params: z.object({ invitation: z.string() }),
    response: done,
    handle: async ({ service, params }) => {
      const id = fromWire('inv', params.invitation)
      if (id === undefined) throw new AppError('invitation_not_found', 'There is no invitation of this id.')
      await revokeInvitation(service.context, id)
      return isDone
    },
  }),
  route({
    method: 'GET',
    path: '/v1/team/policy',
    tag: 'team',
    operationId: 'getTeamPolicy',
    summary: 'The team’s policy',
    permission: 'owner',
    response: policy,
    handle: ({ service }) => readPolicy(service.context),
  }),
  route({
    method: 'PUT',
    path: '/v1/team/policy',
    tag: 'team',
    operationId: 'setTeamPolicy',
    audit: 'team.policy',
    summary: 'Require a second factor from all operators, or stop requiring it',
    permission: 'owner',
    body: policy,
    response: policy,
    handle: async ({ service, body }) => {
      await setPolicy(service.context, body)
      return body
    },
  }),
]

/** A program named by both its id and its slug is one program: the last entry wins. */
function onceEach(grants: readonly Grant[]): Grant[] {
  return [...new Map(grants.map((one) => [one.programId, one])).values()]
}
