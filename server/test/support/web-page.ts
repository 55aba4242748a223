/** The web page of an app: it records the requests and gives the answer that the test has set. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { atEnd } from './database.js'

export interface WebPage {
  readonly url: string
  /** The methods of the requests, in order. */
  readonly asked: readonly string[]
}

export async function startPage(
  t: { after(work: () => unknown): void },
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebPage> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.method ?? '')
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, async () => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/join` }
}
