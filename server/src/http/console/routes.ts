/**
 * The console's own addresses: signing in and out, one's own sessions and second factor, invitations. Everything else the
 * console shows comes from /v1, by the same calls that keys make. Not in the API's document: they are for its pages alone.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { permissions } from '../../domain/operators/permissions.js'
import { countAttempt, operatorAddress } from '../../domain/operators/attempts.js'
import { acceptInvitation, operatorEmail, readInvitation } from '../../domain/operators/invitations.js'
import { allPrograms, ownsDeployment, permissionsIn } from '../../domain/operators/roles.js'
import { endSession, listSessions, type Session, type SessionHolder } from '../../domain/operators/sessions.js'
import { AppError } from '../../errors.js'
import { fromWire, toWire } from '../../ids.js'
import { digitsOf } from '../../readers/text.js'
import * as field from '../../schema.js'
import type { Service } from '../../service.js'
import { grantView, viewGrants } from '../common/views.js'
import { passwordLengthMax, passwordLengthMin } from './limits.js'
import { requireOwnOrigin } from '../common/origin.js'
import type { SignIn, Visit } from './sign-in.js'

const bodyBytesMax = 8 * 1024

const password = z.string().min(1).max(passwordLengthMax)
const newPassword = z
  .string()
  .min(passwordLengthMin)
  .max(passwordLengthMax)
  .describe('Twelve characters or more: a sentence is easier to keep than a puzzle')
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the end of an invitation link')

const bodies = {
  signIn: z.strictObject({ email: operatorEmail, password }),
  code: z.strictObject({
    code: field.text(20).transform(digitsOf),
  }),
  backupCode: z.strictObject({ code: field.text(40).transform((typed) => typed.trim()) }),
  prepare: z.strictObject({ password }),
  password: z.strictObject({ current: password, next: newPassword }),
  look: z.strictObject({ token }),
  accept: z.strictObject({ token, name: field.text(100), email: operatorEmail.nullish(), password: newPassword }),
}

interface Handling<Body> {
  readonly body: Body
  readonly params: Readonly<Record<string, string>>
  readonly visit: Visit
}

export function mountConsole(app: FastifyInstance, service: Service, signIn: SignIn): void {
  const { context } = service

  /** Each comes from the console's own pages; a body is bounded and checked before anything is done. */
  function serve<Body>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: z.ZodType<Body>,
    handle: (call: Handling<Body>) => Promise<object>,
  ): void {
    app.route({
      method,
      url: `/console/api${path}`,
      bodyLimit: bodyBytesMax,
      onRequest: async (request) => requireOwnOrigin(method, request.headers, service.publicUrl),
      handler: async (request, reply) =>
        handle({
          body: body.parse(request.body ?? undefined, { reportInput: true }),
          params: request.params as Record<string, string>,
          visit: visitOf(request, reply),
        }),
    })
  }

  const nothing = z.undefined()
  const holderOf = async (visit: Visit, method: string): Promise<SessionHolder> => {
    const holder = await signIn.holderOf({ method, ...visit })
    if (holder === undefined) throw new AppError('unauthenticated', 'Sign in first.')
    return holder
  }

  serve('POST', '/sign-in', bodies.signIn, ({ body, visit }) => signIn.withPassword(visit, body.email, body.password))
  serve('POST', '/sign-in/code', bodies.code, async ({ body, visit }) => {
    await signIn.withCode(visit, body.code)
    return { next: 'done' }
  })
  serve('POST', '/sign-in/backup-code', bodies.backupCode, async ({ body, visit }) => {
    await signIn.withBackupCode(visit, body.code)
    return { next: 'done' }
  })
  serve('POST', '/sign-out', nothing, async ({ visit }) => {
    await signIn.out(visit)
    return { next: 'sign_in' }
  })
  serve('GET', '/session', nothing, async ({ visit }) => viewHolder(service, await holderOf(visit, 'GET')))
  serve('GET', '/sessions', nothing, async ({ visit }) => {
    const { operatorId, sessionId } = await holderOf(visit, 'GET')
    const sessions = await listSessions(context, operatorId)
    return { items: sessions.map((session) => ({ ...viewSession(session), current: session.id === sessionId })) }
  })
  serve('DELETE', '/sessions/:session', nothing, async ({ visit, params }) => {
    const { operatorId } = await holderOf(visit, 'DELETE')
    const address = operatorAddress(context, visit.address)
    const cause = { by: toWire('opr', operatorId), action: 'operator.session.end', address }
    await endSession({ ...context, cause }, operatorId, sessionIdOf(params['session']))
    return { ended: true }
  })
  serve('POST', '/second-factor', bodies.prepare, async ({ visit, body }) =>
    signIn.prepareSecondFactor(visit, await holderOf(visit, 'POST'), body.password),
  )
  serve('POST', '/password', bodies.password, async ({ visit, body }) => {
    await signIn.changePassword(visit, await holderOf(visit, 'POST'), body.current, body.next)
    return { next: 'done' }
  })
  serve('POST', '/invitations/look', bodies.look, async ({ visit, body }) => {
    await countAttempt(context, { address: visit.address })
    const { email, role, programId, expiresAt } = await readInvitation(context, body.token)
    const [grant] = await viewGrants(service, [{ programId, role }])
    return { email, grant, expiresAt }
  })
  serve('POST', '/invitations/accept', bodies.accept, async ({ visit, body }) => {
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
  })
}

function visitOf(request: FastifyRequest, reply: FastifyReply): Visit {
  return {
    headers: request.headers,
    address: request.ip,
    setCookies: (cookies) => void reply.header('set-cookie', [...cookies]),
  }
}

export const holderView = z.object({
  operator: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  secondFactor: z.boolean(),
  secondFactorRequired: z.boolean(),
  ownsDeployment: z.boolean(),
  grants: z.array(grantView),
})

/** Who is signed in and what they may do, for the page to show what works and to leave out the rest. */
async function viewHolder(service: Service, holder: SessionHolder): Promise<z.input<typeof holderView> & object> {
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
