/**
 * A stop of the server as its callers see it: requests read before it are answered normally, later ones get a problem
 * document that says to retry. Both answers close the connection, so that nobody sends another request into it.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.js'
import { problemOf, type Problem } from './problems.js'

const retryAfterSeconds = '5'
const lingerMsStep = 20

export class LastAnswers {
  private readonly open = new Set<ServerResponse>()
  /** Of pipelined requests the last: only its answer may close the connection. */
  private readonly newest = new WeakMap<Socket, ServerResponse>()
  private readonly told: (problem: Problem) => void
  private begun = false

  constructor(told: (problem: Problem) => void) {
    this.told = told
  }

  /** For every request, when it is read. */
  watch(response: ServerResponse): void {
    const { socket } = response.req
    const before = this.newest.get(socket)
    this.newest.set(socket, response)
    this.open.add(response)
    response.once('close', () => this.open.delete(response))
    if (!this.begun) return
    if (before !== undefined && this.open.has(before) && !before.headersSent) before.shouldKeepAlive = true
    response.shouldKeepAlive = false
  }

  /** @returns whether the request comes too late. If so, it is answered here. */
  turnAway(request: IncomingMessage, response: ServerResponse): boolean {
    if (!this.begun) return false
    const error = new AppError('shutting_down', 'The service is stopping. Send the same request again in a moment.')
    const { problem } = problemOf(error)
    this.told(problem)
    const body = JSON.stringify(problem)
    // After the requests in the same chunk were seen: otherwise this answer would close the connection before the
    // others.
    setImmediate(() => {
      response.writeHead(problem.status, {
        'content-type': 'application/problem+json',
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
        'retry-after': retryAfterSeconds,
        'x-content-type-options': 'nosniff',
      })
      response.end(request.method === 'HEAD' ? undefined : body)
    })
    return true
  }

  stop(): void {
    this.begun = true
    for (const response of this.open) {
      if (this.newest.get(response.req.socket) === response && !response.headersSent) response.shouldKeepAlive = false
    }
  }
}

/**
 * Until nobody is connected, or this time has passed; at least until everything received by now is read, which takes
 * two turns of the event loop.
 */
export async function linger(server: Server, msMax: number): Promise<void> {
  await nextTurn()
  await nextTurn()
  const untilMs = performance.now() + msMax
  while (performance.now() < untilMs && (await connectionsOf(server)) > 0) await sleep(lingerMsStep)
}

async function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0)))
}
