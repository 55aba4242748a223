/**
 * The console's own addresses: signing in and out, sessions, the second factor, invitations. Everything else in the
 * console comes from /v1, by the same calls as for keys. Not in the API's document, because they change with the pages.
 */
import * as z from 'zod'
import { permissions } from '../../domain/operators/permissions.js'
import { countAttempt, operatorAddress } from '../../domain/operators/attempts.js'
import { acceptInvitation, hasOwner, operatorEmail, readInvitation } from '../../domain/operators/invitations.js'
import { allPrograms, ownsDeployment, permissionsIn } from '../../domain/operators/roles.js'
import { endSession, listSessions, type Session, type SessionHolder } from '../../domain/operators/sessions.js'
import {
  noticeFields,
  noticeSettingsSchema,
  readNoticeSettings,
  saveNoticeSettings,
} from '../../domain/notices/settings.js'
import { AppError, must } from '../../errors.js'
import { fromWire, toWire } from '../../ids.js'
import { digitsOf } from '../../readers/text.js'
import * as field from '../../schema.js'
import type { Service } from '../../service.js'
import { grantView, viewGrants } from '../common/views.js'
import { passwordLengthMax, passwordLengthMin } from './limits.js'
import { consoleRoute, type ConsoleRoute } from './route.js'

const password = z.string().min(1).max(passwordLengthMax)
const newPassword = z
  .string()
  .min(passwordLengthMin)
  .max(passwordLengthMax)
  .describe('Twelve characters or more: a sentence is easier to keep than a puzzle')
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the end of an invitation link')

const holderView = z.object({
  operator: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  secondFactor: z.boolean(),
  secondFactorRequired: z.boolean(),
  ownsDeployment: z.boolean(),
  grants: z.array(grantView.required()),
})

const sessionView = z.object({
  id: z.string(),
  userAgent: z.string(),
  address: z.string().nullable(),
  createdAt: z.date(),
  usedAt: z.date(),
  expiresAt: z.date(),
  current: z.boolean(),
})

const noticesView = noticeFields
  .omit({ chatUrl: true })
  .required()
  .extend({
    chatHost: z.string().nullable().describe('Where the chat is; its address is a secret'),
    failedAt: z.date().nullable(),
    error: z.string().nullable(),
    chatFailedAt: z.date().nullable(),
    chatError: z.string().nullable(),
  })

/** What the page does next. */
const next = <Step extends string>(...steps: Step[]) => z.object({ next: z.enum(steps) })
const done = { next: 'done' as const }

export const consoleRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'POST',
    path: '/sign-in',
    body: z.strictObject({ email: operatorEmail, password }),
    response: next('done', 'second_factor'),
    handle: ({ signIn, visit, body }) => signIn.withPassword(visit, body.email, body.password),
  }),
  consoleRoute({
    method: 'POST',
    path: '/sign-in/code',
    body: z.strictObject({ code: field.text(20).transform(digitsOf) }),
    response: next('done'),
    handle: async ({ signIn, visit, body }) => {
      await signIn.withCode(visit, body.code)
      return done
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/sign-in/backup-code',
    body: z.strictObject({ code: field.text(40).transform((typed) => typed.trim()) }),
    response: next('done'),
    handle: async ({ signIn, visit, body }) => {
      await signIn.withBackupCode(visit, body.code)
      return done
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/sign-out',
    response: next('sign_in'),
    handle: async ({ signIn, visit }) => {
      await signIn.out(visit)
      return { next: 'sign_in' as const }
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/door',
    response: z.object({ hasOwner: z.boolean().describe('False before the first owner: nobody can sign in') }),
    handle: async ({ service }) => ({ hasOwner: await hasOwner(service.context.sql) }),
  }),
  consoleRoute({
    method: 'GET',
    path: '/session',
    response: holderView,
    handle: async ({ service, holder }) => viewHolder(service, await holder()),
  }),
  consoleRoute({
    method: 'GET',
    path: '/sessions',
    response: z.object({ items: z.array(sessionView) }),
    handle: async ({ service, holder }) => {
      const { operatorId, sessionId } = await holder()
      const sessions = await listSessions(service.context, operatorId)
      return { items: sessions.map((session) => ({ ...viewSession(session), current: session.id === sessionId })) }
    },
  }),
  consoleRoute({
    method: 'DELETE',
    path: '/sessions/:session',
    response: z.object({ ended: z.literal(true) }),
    handle: async ({ service: { context }, visit, params, holder }) => {
      const { operatorId } = await holder()
      const address = operatorAddress(context, visit.address)
      const cause = { by: toWire('opr', operatorId), action: 'operator.session.end', address }
      await endSession({ ...context, cause }, operatorId, sessionIdOf(params['session']))
      return { ended: true as const }
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/notifications',
    response: noticesView,
    handle: async ({ service, holder }) => {
      const { kinds, ...settings } = await readNoticeSettings(service.context.sql, (await holder()).operatorId)
      return { ...settings, kinds: [...kinds] }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/notifications',
    body: noticeSettingsSchema,
    response: noticesView,
    handle: async ({ service: { context }, visit, body, holder }) => {
      const { operatorId } = await holder()
      const address = operatorAddress(context, visit.address)
      const cause = { by: toWire('opr', operatorId), action: 'operator.notifications', address }
      await saveNoticeSettings({ ...context, cause }, operatorId, body)
      const { kinds, ...settings } = await readNoticeSettings(context.sql, operatorId)
      return { ...settings, kinds: [...kinds] }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/second-factor',
    body: z.strictObject({ password }),
    response: z.object({ uri: z.string(), backupCodes: z.array(z.string()) }),
    handle: async ({ signIn, visit, body, holder }) => signIn.prepareSecondFactor(visit, await holder(), body.password),
  }),
  consoleRoute({
    method: 'POST',
    path: '/password',
    body: z.strictObject({ current: password, next: newPassword }),
    response: next('done'),
    handle: async ({ signIn, visit, body, holder }) => {
      await signIn.changePassword(visit, await holder(), body.current, body.next)
      return done
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/invitations/look',
    body: z.strictObject({ token }),
    response: z.object({ email: z.string().nullable(), grant: grantView, expiresAt: z.date() }),
    handle: async ({ service, visit, body }) => {
      await countAttempt(service.context, { address: visit.address })
      const { email, role, programId, expiresAt } = await readInvitation(service.context, body.token)
      const [grant] = await viewGrants(service, [{ programId, role }])
      return { email, grant: must(grant, 'the grant of an invitation'), expiresAt }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/invitations/accept',
    body: z.strictObject({ token, name: field.text(100), email: operatorEmail.nullish(), password: newPassword }),
    response: next('done', 'second_factor'),
    handle: async ({ service: { context }, signIn, visit, body }) => {
      await countAttempt(context, { address: visit.address })
      await readInvitation(context, body.token)
      const passwordHash = await signIn.passwordHash(body.password)
      const address = operatorAddress(context, visit.address)
      const { email } = await acceptInvitation(context, {
        ...body,
        email: body.email ?? undefined,
        passwordHash,
        address,
      })
      return signIn.withPassword(visit, email, body.password)
    },
  }),
]

/** The signed-in operator and their rights, so that the page shows only what is allowed. */
async function viewHolder(service: Service, holder: SessionHolder): Promise<z.input<typeof holderView>> {
  const grants = await viewGrants(service, holder.grants)
  return {
    operator: { id: toWire('opr', holder.operatorId), name: holder.name, email: holder.email },
    secondFactor: holder.secondFactor,
    secondFactorRequired: holder.secondFactorRequired,
    ownsDeployment: ownsDeployment(holder.grants),
    grants: grants.map((grant, index) => ({
      ...grant,
      permissions: permissions.filter((permission) =>
        permissionsIn(holder.grants, holder.grants[index]?.programId ?? allPrograms).has(permission),
      ),
    })),
  }
}

export function viewSession(session: Session) {
  return { ...session, id: toWire('ses', session.id) }
}

/** @throws AppError `session_not_found` */
export function sessionIdOf(wire: string | undefined): string {
  const id = fromWire('ses', wire ?? '')
  if (id === undefined) throw new AppError('session_not_found', 'There is no such session, or it has ended.')
  return id
}
