/** Declarations of the console's own calls. The console's types are generated from them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { SessionHolder } from '../../domain/operators/sessions.js'
import { AppError } from '../../errors.js'
import type { Service } from '../../service.js'
import { serializerOf } from '../common/json-schema.js'
import { requireOwnOrigin } from '../common/origin.js'
import type { SignIn, Visit } from './sign-in.js'

type Shape = z.ZodType

export interface ConsoleCall<Body> {
  readonly service: Service
  readonly signIn: SignIn
  readonly visit: Visit
  readonly params: Readonly<Record<string, string>>
  readonly body: Body
  /** @throws AppError `unauthenticated` */
  readonly holder: () => Promise<SessionHolder>
}

interface ConsoleRouteSpec<B extends Shape, R extends Shape> {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/console/api`. */
  readonly path: string
  readonly body?: B
  readonly response: R
  readonly handle: (call: ConsoleCall<z.output<B>>) => Promise<z.input<R>>
}

/** A route whose types were checked where it was declared. */
export interface ConsoleRoute extends Omit<ConsoleRouteSpec<Shape, Shape>, 'handle'> {
  readonly handle: (call: ConsoleCall<never>) => Promise<unknown>
}

const nothing = z.undefined()

export function consoleRoute<R extends Shape, B extends Shape = typeof nothing>(
  spec: ConsoleRouteSpec<B, R>,
): ConsoleRoute {
  return { ...spec, path: `/console/api${spec.path}` }
}

const bodyBytesMax = 8 * 1024

/** Each call must come from the console's own pages. A body is limited and checked before anything is done. */
export function mountConsoleRoutes(
  app: FastifyInstance,
  service: Service,
  signIn: SignIn,
  routes: readonly ConsoleRoute[],
): void {
  for (const { method, path, body = nothing, response, handle } of routes) {
    const serialize = serializerOf(response)
    app.route({
      method,
      url: path,
      bodyLimit: bodyBytesMax,
      onRequest: async (request) => requireOwnOrigin(method, request.headers, service.publicUrl),
      handler: async (request, reply) => {
        const visit = visitOf(request, reply)
        const call = {
          service,
          signIn,
          visit,
          params: request.params as Record<string, string>,
          body: body.parse(request.body ?? undefined, { reportInput: true }),
          holder: () => holderOf(signIn, visit, method),
        }
        const value = await handle(call as ConsoleCall<never>)
        reply.header('content-type', 'application/json; charset=utf-8')
        return serialize(value)
      },
    })
  }
}

async function holderOf(signIn: SignIn, visit: Visit, method: string): Promise<SessionHolder> {
  const holder = await signIn.holderOf({ method, ...visit })
  if (holder === undefined) throw new AppError('unauthenticated', 'Sign in first.')
  return holder
}

function visitOf(request: FastifyRequest, reply: FastifyReply): Visit {
  return {
    headers: request.headers,
    address: request.ip,
    setCookies: (cookies) => void reply.header('set-cookie', [...cookies]),
  }
}
