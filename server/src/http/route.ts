/**
 * A route is a declaration: what it takes, what it answers, what its caller must be allowed. This file turns it into a
 * handler; router.ts holds them all.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Permission } from '../domain/keys/permissions.js'
import type { Program } from '../domain/programs/find.js'
import { must } from '../errors.js'
import type { Service } from '../service.js'
import { requireOwner, requirePermission, requireProgram, type Actor, type Authenticator } from './authentication.js'
import { serializerOf } from './json-schema.js'

type Shape = z.ZodType

export interface Call<Params, Query, Body> {
  readonly service: Service
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly actor: Actor
  /** Of a route under `/v1/programs/:program`, which the caller was found to be allowed. */
  readonly program: Program
  readonly setStatus: (status: number) => void
}

export interface RouteSpec<P extends Shape, Q extends Shape, B extends Shape, R extends Shape> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly summary: string
  /** More than a sentence, for the documentation. */
  readonly description?: string
  /** `owner`: an owner of the deployment, or its token. `any`: whoever is authenticated. */
  readonly permission: Permission | 'owner' | 'any'
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response: R
  /** The usual status, 200 when absent; others are set by the handler. */
  readonly status?: number
  readonly bodyBytesMax?: number
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R>>
}

/** A route whose types were checked where it was declared. */
export interface Route extends Omit<RouteSpec<Shape, Shape, Shape, Shape>, 'handle'> {
  readonly handle: (call: Call<never, never, never>) => Promise<unknown>
}

const nothing = z.unknown()
type Nothing = typeof nothing

export function route<R extends Shape, P extends Shape = Nothing, Q extends Shape = Nothing, B extends Shape = Nothing>(
  spec: RouteSpec<P, Q, B, R>,
): Route {
  return spec
}

/** An error knows what was sent, and so whether anything was. */
const withInput = { reportInput: true }

const bodyBytesMaxDefault = 64 * 1024

export function mount(
  server: FastifyInstance,
  service: Service,
  authenticator: Authenticator,
  routes: readonly Route[],
): void {
  for (const one of routes) {
    const serialize = serializerOf(one.response)
    server.route({
      method: one.method,
      url: one.path,
      bodyLimit: one.bodyBytesMax ?? bodyBytesMaxDefault,
      // Who may not call learns nothing of what a body should be, and costs no parsing.
      onRequest: async (request, reply) => {
        request.actor = await authenticator.actorOf({
          method: request.method,
          headers: request.headers,
          setCookies: (cookies) => void (cookies.length > 0 && reply.header('set-cookie', [...cookies])),
        })
      },
      handler: async (request, reply) => answer(service, one, request, reply, serialize),
    })
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | undefined
  }
}

async function answer(
  service: Service,
  one: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  serialize: (value: unknown) => string,
): Promise<string> {
  const actor = must(request.actor, 'an authenticated caller')
  const program = await authorize(service, one, actor, request)
  reply.code(one.status ?? 200)
  const call = {
    service,
    actor,
    program,
    params: one.params?.parse(request.params, withInput),
    query: one.query?.parse(request.query, withInput),
    body: one.body?.parse(request.body, withInput),
    setStatus: (status: number) => void reply.code(status),
  }
  const value = await one.handle(call as unknown as Call<never, never, never>)
  reply.header('content-type', 'application/json; charset=utf-8')
  return serialize(value)
}

async function authorize(
  service: Service,
  one: Route,
  actor: Actor,
  request: FastifyRequest,
): Promise<Program | undefined> {
  if (one.permission === 'owner') requireOwner(actor)
  const reference = (request.params as { program?: string }).program
  const program = reference === undefined ? undefined : await service.programs.get(reference)
  if (program !== undefined) requireProgram(actor, program)
  if (one.permission === 'owner' || one.permission === 'any') return program
  requirePermission(actor, one.permission, must(program, 'a program that the permission is for'))
  return program
}
