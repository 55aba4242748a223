/** Requests as a hostile caller writes them: `fetch` tidies paths and refuses headers, and would hide what is asked here. */
import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import type { Api, Body } from '../support/api.js'

export interface Sent {
  readonly method: string
  /** As it stands in the request line. */
  readonly path: string
  readonly body?: string | Buffer | undefined
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** The owner's when absent; null sends none. */
  readonly token?: string | null
}

export interface Received {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

export function send(api: Api, { method, path, body, headers = {}, token = api.token }: Sent): Promise<Received> {
  const { hostname, port } = new URL(api.url)
  const given = {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method, path, headers: given }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8')
        const type = response.headers['content-type'] ?? ''
        resolve({ status: response.statusCode ?? 0, type, headers: response.headers, text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Bytes on a socket, and all that comes back until the server is done with it. */
export function sendRaw(api: Api, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(api.url)
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    const done = () => {
      socket.destroy()
      resolve(Buffer.concat(parts).toString('latin1'))
    }
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setTimeout(1500, done)
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('error', done)
    socket.on('close', done)
  })
}

/** What every refusal is: RFC 9457, with a code that the documentation lists. */
export function assertProblem(answer: Received, codes: ReadonlySet<string>, what: string): Body {
  const said = `${what}: ${answer.status} ${answer.type} ${answer.text.slice(0, 300)}`
  assert.ok(answer.status >= 400 && answer.status < 500, said)
  assert.match(answer.type, /^application\/problem\+json/, said)
  const problem: Body = JSON.parse(answer.text)
  assert.equal(problem.status, answer.status, said)
  assert.ok(codes.has(problem.code), said)
  for (const name of ['type', 'title', 'detail']) assert.ok(typeof problem[name] === 'string' && problem[name], said)
  return problem
}

export function short(sent: Sent): string {
  const body = sent.body === undefined ? '' : ` ${sent.body.toString('utf8').slice(0, 160)}`
  return `${sent.method} ${sent.path.slice(0, 160)}${body}`
}

/** In order, several at a time. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>, abreast = 12): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T)
  }
  await Promise.all(Array.from({ length: abreast }, worker))
}

/** Of the same kind and time, and nobody's. */
export function unknownIdLike(id: string): string {
  return id.slice(0, -8) + id.slice(-8).replace(/[0-9a-z]/g, (letter) => (letter === 'a' ? 'b' : 'a'))
}
