/**
 * A route is a declaration: its input, its answer and its permission. This file turns it into a handler; router.ts
 * lists them all.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import * as z from 'zod'
import type { Permission } from '../../domain/operators/permissions.js'
import type { Program } from '../../domain/standing/find.js'
import { AppError, assert, must } from '../../errors.js'
import type { Service } from '../../service.js'
import { operatorAddress } from '../../domain/operators/attempts.js'
import { allowLongBody } from './body-time.js'
import type { CallRates } from './call-rates.js'
import {
  nameOf,
  requireOwner,
  requirePermission,
  requireProgram,
  type Actor,
  type Authenticator,
} from './authentication.js'
import { refuseEncoded } from './json-body.js'
import { serializerOf } from './json-schema.js'
import type { FailureRecorder, Problem } from './problems.js'

type Shape = z.ZodType

/** The groups of the documentation, in order. */
export const tags = [
  'programs',
  'participants',
  'signups',
  'referrals',
  'payouts',
  'changes',
  'operations',
  'team',
] as const

export interface Call<Params, Query, Body> {
  readonly service: Service
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly actor: Actor
  /** For a route under `/v1/programs/:program`, after the caller's permission was checked. */
  readonly program: Program
  readonly setStatus: (status: number) => void
  /** The problem of a failed part of the call, recorded like that of a failed call. */
  readonly failPart: (error: unknown) => Problem
  /** The caller's key, for an `idempotent` route. */
  readonly idempotencyKey: string
  /** For a route with a file: its bytes as they arrive. */
  readonly upload: AsyncIterable<Buffer>
}

export interface RouteSpec<P extends Shape, Q extends Shape, B extends Shape, R extends Shape> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly tag: (typeof tags)[number]
  /** The name of the call in the document, which never changes: clients are generated with it. */
  readonly operationId: string
  readonly summary: string
  /** More than a sentence, for the documentation. */
  readonly description?: string
  /** `owner`: an owner of the deployment, or its token. `any`: every authenticated caller. */
  readonly permission: Permission | 'owner' | 'any'
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response: R
  /** The usual status, default 200. */
  readonly status?: number
  /** Other statuses of success that the handler sets, such as 200 for a repeat. */
  readonly otherStatuses?: readonly number[]
  /** For a POST: sent again after a lost answer, it does nothing twice. Clients may repeat it by themselves. */
  readonly repeatable?: true
  readonly bodyBytesMax?: number
  /** How many calls this one counts as, for the rate of a key; default 1. */
  readonly callsIn?: (body: z.output<B>) => number
  /** Requires an `Idempotency-Key`. */
  readonly idempotent?: true
  /** Accepts a file (`text/csv`) instead of JSON; its verb limits the size. */
  readonly upload?: true
  /**
   * The name of the call in the audit record; its verb writes the entry (`standing/audit-record.ts`). `app`: a report of the
   * app, which has no entry. A test checks that every writing call has one of them.
   */
  readonly audit?: string
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R>>
}

/** A list as a file: see csv.ts. */
export interface FileSpec<P extends Shape, Q extends Shape> extends Pick<
  RouteSpec<P, Q, Shape, Shape>,
  'path' | 'tag' | 'operationId' | 'summary' | 'description' | 'permission' | 'params' | 'query'
> {
  /** The file's name; default: the last part of the path. The parameters are those of `lines`. */
  readonly fileNameOf?: (params: z.output<P>) => string
  /**
   * May refuse before the first byte is sent. After that a failure cuts the connection, so that half a file is not
   * taken for a whole one.
   */
  readonly lines: (call: Call<z.output<P>, z.output<Q>, undefined>) => Promise<AsyncIterable<string>>
}

/** A route whose types were checked at its declaration. */
export interface Route extends Omit<RouteSpec<Shape, Shape, Shape, Shape>, 'handle' | 'callsIn'> {
  readonly handle: (call: Call<never, never, never>) => Promise<unknown>
  readonly callsIn?: (body: never) => number
  readonly lines?: (call: Call<never, never, never>) => Promise<AsyncIterable<string>>
  readonly fileNameOf?: (params: never) => string
}

const nothing = z.unknown()
type Nothing = typeof nothing

/** The parts of a route in the document. */
export interface Described extends Omit<Route, 'tag' | 'permission' | 'handle'> {
  readonly tag: string
  readonly permission: string
}

export function route<R extends Shape, P extends Shape = Nothing, Q extends Shape = Nothing, B extends Shape = Nothing>(
  spec: RouteSpec<P, Q, B, R>,
): Route {
  return spec
}

export function fileRoute<P extends Shape = Nothing, Q extends Shape = Nothing>(spec: FileSpec<P, Q>): Route {
  const { lines, fileNameOf, ...rest } = spec
  return {
    ...rest,
    method: 'GET',
    response: z.string().describe('CSV, RFC 4180, UTF-8'),
    handle: lines as Route['handle'],
    lines: lines as Route['lines'] & object,
    ...(fileNameOf && { fileNameOf }),
  }
}

/** An error knows the input, and so whether there was any. */
const withInput = { reportInput: true }

const bodyBytesMaxDefault = 64 * 1024

/** What every call goes through. */
interface Gate {
  readonly service: Service
  readonly authenticator: Authenticator
  readonly rates: CallRates
  readonly recordFailure: FailureRecorder
}

export function mount(server: FastifyInstance, gate: Gate, routes: readonly Route[]): void {
  const { authenticator, rates } = gate
  for (const one of routes) {
    const serialize = serializerOf(one.response)
    const declared = {
      method: one.method,
      url: one.path,
      bodyLimit: one.bodyBytesMax ?? bodyBytesMaxDefault,
      // A caller without permission learns nothing about the body, and costs no parsing.
      onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
        const actor = await authenticator.actorOf({
          method: request.method,
          headers: request.headers,
          setCookies: (cookies) => void (cookies.length > 0 && reply.header('set-cookie', [...cookies])),
        })
        request.actor = actor
        if (actor.kind === 'key') rates.count(actor.keyId, actor.callsPerSecondMax)
        refuseEncoded(request.headers['content-encoding'])
      },
      handler: async (request: FastifyRequest, reply: FastifyReply) => answer(gate, one, request, reply, serialize),
    }
    if (one.upload === undefined) server.route(declared)
    else {
      // A separate scope: everywhere else a file is no valid body.
      void server.register(async (scope) => {
        scope.removeAllContentTypeParsers()
        scope.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload))
        scope.route(declared)
      })
    }
  }
}

/** The methods of an address, if it is one of these routes. */
export function methodsAt(routes: readonly Route[], url: string): string[] {
  const parts = (url.split('?', 1)[0] ?? '').split('/')
  const isAt = ({ path }: Route) => {
    const wanted = path.split('/')
    return (
      wanted.length === parts.length && wanted.every((part, index) => part.startsWith(':') || part === parts[index])
    )
  }
  const methods = routes.filter(isAt).map(({ method }) => method)
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method])))]
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | undefined
    /** After it was checked that the caller may know of it. */
    program: Program | undefined
  }
}

async function answer(
  { service, rates, recordFailure }: Gate,
  one: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  serialize: (value: unknown) => string,
): Promise<string | Readable> {
  const actor = must(request.actor, 'an authenticated caller')
  const program = await authorize(service, one, actor, request)
  reply.code(one.status ?? 200)
  const call = {
    service: one.audit === undefined || one.audit === 'app' ? service : causedBy(service, actor, one.audit, request.ip),
    actor,
    program,
    params: one.params?.parse(request.params, withInput),
    query: one.query?.parse(request.query, withInput),
    body: one.body?.parse(request.body, withInput),
    setStatus: (status: number) => {
      assert(one.otherStatuses?.includes(status), 'the document has every status')
      reply.code(status)
    },
    failPart: (error: unknown) => recordFailure(error, request).problem,
    idempotencyKey: one.idempotent === true ? idempotencyKeyOf(request) : undefined,
    upload: one.upload === undefined ? undefined : uploadOf(request),
  }
  if (one.callsIn !== undefined && actor.kind === 'key') {
    rates.countMore(actor.keyId, actor.callsPerSecondMax, one.callsIn(call.body as never) - 1)
  }
  if (one.lines !== undefined) {
    const lines = await one.lines(call as never)
    return file(reply, one.fileNameOf?.(call.params as never) ?? lastPartOf(one.path), lines)
  }
  const value = await one.handle(call as unknown as Call<never, never, never>)
  reply.header('content-type', 'application/json; charset=utf-8')
  return serialize(value)
}

/**
 * The header's draft requires a quoted string of RFC 8941; most callers send the bare key. Both are the same key,
 * otherwise they would be two payouts. @returns undefined for unclosed quotes
 */
export function keyOfHeader(sent: string): string | undefined {
  if (!sent.startsWith('"')) return sent
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(sent)?.[1]
  return quoted?.replace(/\\(.)/g, '$1')
}

/** @throws AppError `idempotency_key_required` */
function idempotencyKeyOf({ headers }: FastifyRequest): string {
  const sent = headers['idempotency-key']
  const key = typeof sent === 'string' ? keyOfHeader(sent) : undefined
  if (key !== undefined && /^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new AppError(
    'idempotency_key_required',
    'Send an Idempotency-Key header: 1 to 200 letters, digits and signs of your own, without blanks, the same ones when you send this again.',
  )
}

function uploadOf({ body, raw }: FastifyRequest): Readable {
  allowLongBody(raw)
  if (body instanceof Readable) return body
  throw new AppError('request_invalid', 'Send the file as the body, as text/csv.')
}

function lastPartOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function file(reply: FastifyReply, name: string, lines: AsyncIterable<string>): Readable {
  reply.header('content-type', 'text/csv; charset=utf-8')
  reply.header('content-disposition', `attachment; filename="${name}"`)
  return Readable.from(lines)
}

/** The same service, with the caller known to its verbs. */
function causedBy(service: Service, actor: Actor, action: string, address: string): Service {
  const { context } = service
  const cause = { by: nameOf(actor), action, address: operatorAddress(context, address) }
  return Object.create(service, { context: { value: { ...context, cause }, enumerable: true } }) as Service
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
  request.program = program
  if (one.permission === 'owner' || one.permission === 'any') return program
  requirePermission(actor, one.permission, must(program, 'a program that the permission is for'))
  return program
}
