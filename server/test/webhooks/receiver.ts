/** What an app puts up to hear of changes: a server that keeps what it was sent, and answers as it is told. */
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Webhook as Signer } from 'standardwebhooks'
import type { Body } from '../support/api.js'
import { atEnd } from '../support/database.js'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly event: Body
  readonly status: number
}

export interface Receiver {
  readonly url: string
  /** In the order in which they came, refused ones too. */
  readonly received: Received[]
  /** What it accepted. */
  accepted(): Body[]
  /** How it answers: a status, or nothing at all. */
  answer: (event: Body) => number | 'silence' | Promise<number>
}

export async function startReceiver(t: { after(work: () => unknown): void }, answer = 200): Promise<Receiver> {
  const received: Received[] = []
  const receiver: Receiver = {
    url: '',
    received,
    accepted: () => received.filter(({ status }) => status < 300).map(({ event }) => event),
    answer: () => answer,
  }
  const server: Server = createServer((request, response) => {
    void (async () => {
      let text = ''
      for await (const part of request) text += String(part)
      const event: Body = JSON.parse(text)
      const status = await receiver.answer(event)
      if (status === 'silence') return
      received.push({ headers: request.headers, text, event, status })
      response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end()
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, async () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return Object.assign(receiver, { url: `http://127.0.0.1:${port}/bondhu` })
}

/** Which of these secrets a delivery was signed with, as Standard Webhooks writes it. */
export function signedWith({ headers, text }: Received, secrets: readonly string[]): string[] {
  const id = String(headers['webhook-id'])
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const signatures = String(headers['webhook-signature']).split(' ')
  return secrets.filter((secret) => signatures.includes(new Signer(secret).sign(id, at, text)))
}

/** For each account, what concerns it comes in the order of the feed; a repeat of what came before is no step back. */
export function assertInOrder(came: readonly Body[], feed: readonly Body[]): void {
  const places = new Map(feed.map(({ id }, place) => [id, place]))
  const last = new Map<string, number>()
  const seen = new Set<string>()
  for (const { id, type, data } of came) {
    if (seen.has(id)) continue
    seen.add(id)
    const place = places.get(id)
    assert.ok(place !== undefined, `${type} is in the feed`)
    const people = [data.userId, data.advocateUserId, data.friendUserId].filter(Boolean)
    for (const person of people.length === 0 ? ['program'] : people) {
      assert.ok(place > (last.get(person) ?? -1), `${type} of ${person} came late`)
      last.set(person, place)
    }
  }
}
