/**
 * A stop of the server as its callers see it: what was read before is answered as always, and what is read after that is
 * told to come back, by a problem document. In both cases the answer says that the connection ends, so that nobody sends
 * another request into a connection that is about to close.
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
  /** Of requests that were sent ahead of their answers, the last: only its answer may end the connection. */
  private readonly newest = new WeakMap<Socket, ServerResponse>()
  private readonly told: (problem: Problem) => void
  private begun = false

  constructor(told: (problem: Problem) => void) {
    this.told = told
  }

  /** Of every request, when it is read. */
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
    // After what came in the same piece was seen: else this answer would end the connection before the others.
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
 * Until nobody is connected, or for so long. At least until what the system has received by now is read: two turns of
 * the event loop.
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
