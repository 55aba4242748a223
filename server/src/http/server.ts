/** The HTTP server: links first, then the API's table of routes, then the few pages of its own. */
import { randomBytes } from 'node:crypto'
import proxyAddr from '@fastify/proxy-addr'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { databaseUnavailable } from '../db/connect.js'
import { publicKeys } from '../domain/close/sign.js'
import { AppError } from '../errors.js'
import { readAddress } from '../readers/address.js'
import type { Service } from '../service.js'
import { Authenticator, nameOf } from './common/authentication.js'
import { CallRates } from './common/call-rates.js'
import { mountConsolePage } from './console/page.js'
import { mountConsoleRoutes } from './console/route.js'
import { consoleRoutes } from './console/routes.js'
import { SignIn } from './console/sign-in.js'
import { addDocuments } from './docs/routes.js'
import { LastAnswers, linger } from './common/last-answers.js'
import { answerLinksOnSockets, type LinkSockets } from './links/link-sockets.js'
import { takeJsonOnly } from './common/json-body.js'
import { Links } from './links/links.js'
import { mountAppLinks } from './links/app-links.js'
import { mountPages } from './pages/pages.js'
import { mountScripts } from './pages/scripts.js'
import { mountPayoutCallbacks } from './api/routes/payout-callbacks.js'
import { mountOpening } from './portal/open.js'
import { mountPortalFiles } from './portal/files.js'
import { mountPortalPage } from './portal/page.js'
import { mountPortalRoutes } from './portal/route.js'
import { portalRoutes } from './portal/routes.js'
import { limitBodyTime } from './common/body-time.js'
import {
  answerUnreadable,
  failureRecorder,
  problemSender,
  type FailureRecorder,
  type Problem,
  type ProblemSender,
} from './common/problems.js'
import { pathOfTarget } from './common/request-target.js'
import { methodsAt, mount } from './common/route.js'
import { routes } from './api/router.js'
import { Visits } from './pages/visits.js'

/** A user id of 200 characters, each of three percent-encoded bytes. */
const pathLengthMax = 2_400
const headersMsMax = 30_000
const bodyMsMax = 30_000
/** For a file: 64 MB take this long at 2 Mbit/s. */
const requestMsMax = 300_000
const keepAliveMs = 65_000
/**
 * The kernel's queue of connections while the process is busy. Of a thousand that arrived at once, Node's default of
 * 511 let some be reset. A lower `net.core.somaxconn` limits it (4096 on Linux).
 */
const waitingConnectionsMax = 4096
const idleMsStep = 50

export interface HttpServer {
  readonly app: FastifyInstance
  /** @returns the address where it listens. */
  listen(): Promise<string>
  /**
   * Answers every request that was read, and closes each connection with its answer.
   * @param lingerMs how long an idle connection may still send one request, which is answered
   */
  close(lingerMs?: number): Promise<void>
}

export async function createHttpServer(
  service: Service,
  config: Pick<Config, 'port' | 'host' | 'publicUrl' | 'adminToken' | 'trustedProxies'>,
  log: Logger,
  pages: (app: FastifyInstance) => Promise<void> = () => Promise.resolve(),
): Promise<HttpServer> {
  const trust = proxyAddr.compile([...config.trustedProxies])
  const visits = new Visits(service, trust)
  const links = new Links(service, visits, log)
  const recordFailure = failureRecorder((problem, request) => {
    service.metrics.problems.inc({ code: problem.code })
    noteRefusal(service, problem, request)
  })
  const sendProblem = problemSender(recordFailure)
  const lastAnswers = new LastAnswers(({ code }) => service.metrics.problems.inc({ code }))
  let linkSockets: LinkSockets | undefined
  // Our own messages replace the framework's.
  const logger: FastifyBaseLogger = log.child({}, { level: log.isLevelEnabled('info') ? 'warn' : log.level })
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    // A line per request would cost more than the request, and contain addresses of people's links.
    logController: new LogController({ disableRequestLogging: true }),
    // A proxy may append its port to the address.
    trustProxy: (address, hop) => trust(readAddress(address) ?? address, hop),
    // In the log, and in the answer of a failed call: see problems.ts.
    genReqId: requestIds(),
    routerOptions: { maxParamLength: pathLengthMax },
    requestTimeout: requestMsMax,
    forceCloseConnections: 'idle',
    // A problem document is more helpful: see LastAnswers.
    return503OnClosing: false,
    serverFactory: (handler): Server => {
      const server = newServer(handler, links, lastAnswers)
      linkSockets = answerLinksOnSockets(server, links, keepAliveMs)
      return server
    },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerUnreadable,
  })
  takeJsonOnly(app)
  app.decorateRequest('actor', undefined)
  app.decorateRequest('program', undefined)
  setHeaders(app)
  app.setErrorHandler(sendProblem)
  answerUnknown(app, sendProblem)
  await mountAll(app, service, config.adminToken, visits, recordFailure, log)
  await pages(app)
  return {
    app,
    async listen() {
      const address = await app
        .listen({ port: config.port, host: config.host, backlog: waitingConnectionsMax })
        .catch(cannotListen)
      service.publicUrl = config.publicUrl ?? new URL(address).origin
      return address
    },
    async close(lingerMs = 0) {
      lastAnswers.stop()
      linkSockets?.finish()
      await linger(app.server, lingerMs)
      linkSockets?.endIdle()
      // A connection that was answering when the close began would be kept alive and awaited.
      const idle = setInterval(() => app.server.closeIdleConnections(), idleMsStep)
      await app.close()
      clearInterval(idle)
      await service.drained()
    },
  }
}

/** A server that offers each request to the links and the last answers before the framework. */
function newServer(handler: RequestListener, links: Links, lastAnswers: LastAnswers): Server {
  return createServer(
    {
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersMsMax,
      requestTimeout: requestMsMax,
      requireHostHeader: false,
    },
    (request, response) => {
      request.url = pathOfTarget(request.url ?? '')
      lastAnswers.watch(response)
      limitBodyTime(request, response, bodyMsMax)
      // Links redirect until the end.
      if (links.handle(request, response) || lastAnswers.turnAway(request, response)) return
      handler(request, response)
    },
  )
}

function setHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
    // No frames: a page over the console could trick people into pressing its buttons. Pages set more headers
    // themselves.
    // By the route, because an address can be spelled in many ways (`/%63onsole`).
    if ((request.routeOptions.url ?? request.url).startsWith('/console')) {
      reply.header('x-frame-options', 'DENY').header('content-security-policy', "frame-ancestors 'none'")
    }
  })
}

function answerUnknown(app: FastifyInstance, sendProblem: ProblemSender): void {
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(routes, request.url)
    if (allowed.length > 0) reply.header('allow', allowed.join(', '))
    const code = allowed.length > 0 ? 'method_not_allowed' : 'not_found'
    sendProblem(new AppError(code, `There is no ${request.method} at this address. See /docs.`), request, reply)
  })
}

async function mountAll(
  app: FastifyInstance,
  service: Service,
  adminToken: string | undefined,
  visits: Visits,
  recordFailure: FailureRecorder,
  log: Logger,
): Promise<void> {
  const signIn = new SignIn(service, log)
  const authenticator = new Authenticator(adminToken, service.keyHolders, signIn)
  mount(app, { service, authenticator, rates: new CallRates(), recordFailure }, routes)
  mountConsoleRoutes(app, service, signIn, consoleRoutes)
  await mountConsolePage(app)
  mountPayoutCallbacks(app, service)
  mountOpening(app, service)
  mountPortalRoutes(app, service, portalRoutes)
  mountPortalFiles(app, service)
  await mountPortalPage(app, service)
  mountAppLinks(app, service)
  await mountScripts(app, service)
  addOperations(app, service)
  await addDocuments(app, service.publicUrl)
  await mountPages(app, service, visits, log)
}

function cannotListen(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = code === 'EADDRINUSE' ? 'another process listens there' : code
  throw new Error(`The service cannot listen where HOST and PORT say (${why}).`, { cause: error })
}

/** Stores the refused calls of keys and operators in a program, for its developers: see domain/refusals. */
function noteRefusal(service: Service, { status, code, detail, errors = [] }: Problem, request: FastifyRequest): void {
  const { actor, program, method, routeOptions } = request
  // A caller above its rate is refused before its target is known.
  const ownId = code === 'too_many_calls' && actor?.kind === 'key' ? actor.programId : undefined
  const programId = program?.id ?? ownId
  if (actor === undefined || programId === undefined || status >= 500) return
  service.refusedCalls.note({
    programId,
    at: new Date(service.context.clock.nowMs()),
    actor: nameOf(actor),
    method,
    path: routeOptions.url ?? '',
    status,
    code,
    detail,
    fields: errors,
  })
}

function addOperations(app: FastifyInstance, service: Service): void {
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    try {
      await service.context.sql`select 1`
    } catch (error) {
      if (databaseUnavailable(error)) throw new AppError('database_unavailable', 'The database cannot be reached.')
      throw error
    }
    return { status: 'ready' }
  })
  app.get('/metrics', async (_request, reply) => {
    reply.type(service.metrics.registry.contentType)
    return service.metrics.registry.metrics()
  })
  app.get('/.well-known/jwks.json', () => publicKeys(service.context.keys))
}

/** Different ones in each process and after each start, all of one length. */
function requestIds(): () => string {
  const process = randomBytes(6).toString('hex')
  let count = 0
  return () => `${process}-${(count++).toString(36).padStart(8, '0')}`
}
