/** An attached provider as it is in the world: the receiver of `examples/`, a process, and what stands between it and us. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Api, Answer, Body, TestProgram } from '../support/api.js'
import { atEnd, scratchFolder } from '../support/database.js'
import { until } from '../support/until.js'

const script = fileURLToPath(new URL('../../../../examples/payout-receiver/receiver.mjs', import.meta.url))

export interface ReceiverProcess {
  readonly port: number
  kill(signal?: NodeJS.Signals): Promise<void>
}

export async function startReceiver(
  t: Pick<TestContext, 'after'>,
  env: Readonly<Record<string, string>>,
): Promise<ReceiverProcess> {
  const child: ChildProcess = spawn(process.execPath, [script], {
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (output += part.toString()))
  const ended = once(child, 'exit')
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  atEnd(t, kill)
  const port = () => /ready at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]
  await until(`the receiver is ready: ${output}`, () => port() !== undefined || child.exitCode !== null)
  assert.ok(port(), output)
  return { port: Number(port()), kill }
}

export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answered {
  readonly status: number
  readonly signature: string
  readonly body: string
}

/** Whoever stands between us and a provider: hands on what it is given, unless it was told otherwise. */
export interface Middle {
  readonly url: string
  port: number
  readonly seen: { readonly call: Call; readonly answer: Answered | undefined }[]
  /** Awaited before the call is handed on; `silence` cuts the line instead. */
  before: (call: Call) => Promise<'silence' | undefined | void>
  /** What is answered instead. */
  after: (call: Call, answer: Answered) => Answered | 'silence'
}

export async function startMiddle(t: Pick<TestContext, 'after'>): Promise<Middle> {
  const middle: Middle = { url: '', port: 0, seen: [], before: async () => {}, after: (_call, answer) => answer }
  const server = createServer((request, response) => {
    const work = async () => {
      let body = ''
      for await (const part of request) body += String(part)
      const call = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
      const cut = (await middle.before(call)) === 'silence'
      const given = cut ? undefined : await handOn(middle.port, call)
      middle.seen.push({ call, answer: given })
      const answer = given === undefined ? 'silence' : middle.after(call, given)
      if (answer === 'silence') {
        response.destroy()
        return
      }
      const { status, signature, body: text } = answer
      response.writeHead(status, { 'content-type': 'application/json', 'bondhu-signature': signature }).end(text)
    }
    work().catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, async () => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(middle, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

async function handOn(port: number, { method, path, headers, body }: Call): Promise<Answered | undefined> {
  return new Promise((resolve) => {
    const call = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => (text += part.toString()))
      answer.on('error', () => resolve(undefined))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          signature: String(answer.headers['bondhu-signature'] ?? ''),
          body: text,
        }),
      )
    })
    call.on('error', () => resolve(undefined)).end(body)
  })
}

/** Written anew from the document, so that two who understand it the same way agree. */
export function sign(secret: string, ...lines: readonly (string | number)[]): string {
  return `v1=${createHmac('sha256', secret).update(lines.join('\n')).digest('hex')}`
}

/** An answer that a provider which has the secret could give to this call. */
export function signedAnswer(
  secret: string,
  { headers }: Call,
  status: number,
  said: Body,
  body = JSON.stringify(said),
): Answered {
  return { status, body, signature: sign(secret, 'bondhu-answer', String(headers['bondhu-request']), status, body) }
}

export interface Attached {
  readonly middle: Middle
  readonly secret: string
  readonly books: string
  /** As it was attached: its view. */
  readonly provider: Body
  readonly path: string
  /** Ends the receiver as it is, and starts it again on the same books. */
  readonly again: (env?: Readonly<Record<string, string>>) => Promise<unknown>
}

export const recharging = { name: 'Recharge', kinds: ['recharge'], minimumMinor: 1000, maximumMinor: 100_000 }

/** A receiver, attached to the program and named by its terms. */
export async function attach(
  t: Pick<TestContext, 'after'>,
  app: Api,
  { slug }: TestProgram,
  env: Readonly<Record<string, string>> = {},
): Promise<Attached> {
  const middle = await startMiddle(t)
  const base = `/v1/programs/${slug}`
  const { secret, ...provider } = await app.ok('POST', `${base}/payout-providers`, { ...recharging, url: middle.url })
  await app.ok('PATCH', base, { payouts: { providers: { recharge: provider.provider } } })
  const books = join(await scratchFolder(t), 'books')
  const { mode } = await app.ok('GET', base)
  const usual = {
    SECRET: secret,
    CALLBACK_URL: provider.callbackUrl,
    MODE: mode,
    FLOAT_MINOR: '100000000',
    BOOKS: books,
    ...env,
  }
  let receiver = await startReceiver(t, usual)
  middle.port = receiver.port
  return {
    middle,
    secret,
    books,
    provider,
    path: `${base}/payout-providers/${provider.id}`,
    again: async (other = {}) => {
      await receiver.kill()
      receiver = await startReceiver(t, { ...usual, ...other })
      middle.port = receiver.port
    },
  }
}

export const recharge = (account = '01712345678') => ({ kind: 'recharge', account })

/** What the receiver's seller sold, by our references. */
export async function sold(books: string): Promise<string[]> {
  return entriesOf(join(books, 'airtime.log'))
}

/** What the receiver has written down. */
export async function written(books: string): Promise<string> {
  return readFile(join(books, 'payments.log'), 'utf8')
}

async function entriesOf(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line).reference)
}

/** A call of a provider, as it stands in the document. */
export async function callBack(
  url: string,
  secret: string,
  said: Body,
  { at = Date.now(), id = 'cb-1', body = JSON.stringify(said), signature = '' } = {},
): Promise<Pick<Answer, 'status' | 'body'>> {
  const timestamp = String(Math.floor(at / 1000))
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'bondhu-request': id,
      'bondhu-timestamp': timestamp,
      'bondhu-signature': signature || sign(secret, 'bondhu-callback', id, timestamp, body),
    },
    body,
  })
  return { status: response.status, body: await response.json() }
}
