/** Limits the time for the body of a request. Node has one limit for all requests, and a file needs a longer one. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerUnreadable } from './problems.js'

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/** Closes the connection of a request whose body is late. Requests without a body cost nothing. */
export function limitBodyTime(request: IncomingMessage, response: ServerResponse, msMax: number): void {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
  if (length === '0' && coding === undefined) return
  const timer = setTimeout(() => {
    // Refused already for another reason: a second answer would be read as that of the next request.
    if (response.headersSent) request.socket.destroy()
    else answerUnreadable(Object.assign(new Error('slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), request.socket)
  }, msMax)
  timers.set(request, timer)
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
}

/** For callers who may send a file: the limit that Node gives every request. */
export function allowLongBody(request: IncomingMessage): void {
  clearTimeout(timers.get(request))
}
