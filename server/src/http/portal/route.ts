/**
 * The portal's own calls, declared like those of the API. The cookie of a visit identifies the caller as one
 * participant of one program: no call names another.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { findVisit, type PortalVisit } from '../../domain/portal/sessions.js'
import type { Program } from '../../domain/standing/find.js'
import { AppError } from '../../errors.js'
import type { Service } from '../../service.js'
import { serializerOf } from '../common/json-schema.js'
import { requireOwnOrigin } from '../common/origin.js'
import type { Described } from '../common/route.js'
import { cookieIn } from './cookie.js'

type Shape = z.ZodType

/** A visit, with its cookie. */
export interface Visitor extends PortalVisit {
  readonly cookie: string
}

export interface PortalCall<Query, Body> {
  readonly service: Service
  readonly program: Program
  readonly visitor: Visitor
  readonly query: Query
  readonly body: Body
}

interface PortalRouteSpec<Q extends Shape, B extends Shape, R extends Shape> {
  readonly method: 'GET' | 'POST'
  /** Below `/portal/:program/api`. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly query?: Q
  readonly body?: B
  readonly response: R
  readonly handle: (call: PortalCall<z.output<Q>, z.output<B>>) => Promise<z.input<R>>
}

export interface PortalRoute extends Described {
  readonly handle: (call: PortalCall<never, never>) => Promise<unknown>
}

const nothing = z.unknown()
type Nothing = typeof nothing

export function portalRoute<R extends Shape, Q extends Shape = Nothing, B extends Shape = Nothing>(
  spec: PortalRouteSpec<Q, B, R>,
): PortalRoute {
  const path = `/portal/:program/api${spec.path}`
  return { ...spec, path, tag: 'portal', permission: 'the cookie of a visit to the portal' }
}

const bodyBytesMax = 8 * 1024
const withInput = { reportInput: true }

export function mountPortalRoutes(app: FastifyInstance, service: Service, routes: readonly PortalRoute[]): void {
  for (const one of routes) {
    const serialize = serializerOf(one.response)
    app.route({
      method: one.method,
      url: one.path,
      bodyLimit: bodyBytesMax,
      onRequest: async (request) => requireOwnOrigin(one.method, request.headers, service.publicUrl),
      handler: async (request, reply) => {
        const { program, visitor } = await visitorOf(service, request)
        const query = one.query?.parse(request.query, withInput)
        const body = one.body?.parse(request.body, withInput)
        const call = { service, program, visitor, query, body }
        const value = await one.handle(call as unknown as PortalCall<never, never>)
        reply.header('content-type', 'application/json; charset=utf-8')
        return serialize(value)
      },
    })
  }
}

/** @throws AppError `program_not_found`, `visit_over` */
export async function visitorOf(
  service: Service,
  request: FastifyRequest,
): Promise<{ program: Program; visitor: Visitor }> {
  const program = await service.programs.get((request.params as { program: string }).program)
  const cookie = cookieIn(request.headers)
  const found = cookie === undefined ? undefined : await findVisit(service.context, program, cookie)
  if (cookie === undefined || found === undefined || !('visit' in found)) {
    throw new AppError('visit_over', 'This visit is over. Open the portal again from the app.')
  }
  return { program, visitor: { ...found.visit, cookie } }
}
