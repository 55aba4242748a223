/**
 * A plain request for a link is answered on its socket, and every other one by Node. Whoever asks must not be able to tell
 * which: each way of writing a request is sent in one piece, and in two, which is always Node's.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectDatabase, transaction } from '../../src/db/connect.js'
import { readPlainLink } from '../../src/http/links/plain-link.js'
import { person, type Api } from '../support/api.js'
import { sharedApp, startApp } from '../support/app.js'
import { atEnd } from '../support/database.js'

const host = 'Host: bondhu.example'
const agent = `User-Agent: ${person}`
const request = (line: string, ...headers: string[]) => [line, ...headers, '', ''].join('\r\n')

/** Ways to ask for a link; `CODE` stands for somebody's code. */
const plainWays = {
  'as a phone does': request(
    'GET /r/golpo/CODE?via=whatsapp HTTP/1.1',
    host,
    agent,
    'Accept: */*',
    'Accept-Language: bn',
  ),
  'with names in capitals': request('GET /r/golpo/CODE HTTP/1.1', host, agent.toUpperCase(), 'CONNECTION: Keep-Alive'),
  'without a space after the colon': request('GET /r/golpo/CODE HTTP/1.1', host, agent.replace(': ', ':')),
  'with two browsers': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'User-Agent: curl/8'),
  'as a crawler': request('GET /r/golpo/CODE HTTP/1.1', host, 'User-Agent: WhatsApp/2.23.20'),
  'without a browser': request('GET /r/golpo/CODE HTTP/1.1', host),
  'fetched ahead': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'Sec-Purpose: prefetch;prerender'),
  'from behind a proxy': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'X-Forwarded-For: 203.0.113.7, 10.0.0.1'),
  'with an unknown code': request('GET /r/golpo/1234567890 HTTP/1.1', host, agent),
  'with an unknown program': request('GET /r/nobody/CODE HTTP/1.1', host, agent),
  'with an encoded code': request('GET /r/golpo/%20CODE HTTP/1.1', host, agent),
  'with a bent code': request('GET /r/golpo/%E0%A4%A HTTP/1.1', host, agent),
  'with nothing behind the program': request('GET /r/golpo HTTP/1.1', host, agent),
  'with letters beyond ASCII in a header': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'X-Note: \xe9\xff'),
}
const otherWays = {
  'of HTTP/1.0': request('GET /r/golpo/CODE HTTP/1.0', host, agent),
  'for its head': request('HEAD /r/golpo/CODE HTTP/1.1', host, agent),
  'with a body': `${request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'Content-Length: 5')}hello`,
  'with a length of nothing': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'Content-Length: 0'),
  'in chunks': `${request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'for the last time': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'Connection: close'),
  'with a space before a colon': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'Content-Length : 5'),
  'with a line that goes on': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'X-Long: a', ' b'),
  'with bare line feeds': request('GET /r/golpo/CODE HTTP/1.1', host, agent).replaceAll('\r\n', '\n'),
  'with a NUL': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'X-Note: a\0b'),
  'with a space in its address': request('GET /r/golpo/ CODE HTTP/1.1', host, agent),
  'with a header that is none': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'nonsense'),
  'that expects': request('GET /r/golpo/CODE HTTP/1.1', host, agent, 'Expect: 100-continue'),
  'that would change the protocol': request(
    'GET /r/golpo/CODE HTTP/1.1',
    host,
    agent,
    'Connection: Upgrade',
    'Upgrade: x',
  ),
  'of another kind': request('DELETE /r/golpo/CODE HTTP/1.1', host, agent),
  'for health': request('GET /healthz HTTP/1.1', host),
  'that is no HTTP': 'hello\r\n\r\n',
}

test('a request gets the same answer in one piece and in two, in any spelling', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ slug: 'golpo' })
  const { code } = await app.join(program, 'rina')
  for (const [way, text] of Object.entries({ ...plainWays, ...otherWays })) {
    const bytes = Buffer.from(text.replaceAll('CODE', code), 'latin1')
    assert.equal(readPlainLink(bytes) !== undefined, way in plainWays, `${way}: whose it is`)
    const [whole, inTwo] = [await ask(app, [bytes]), await ask(app, [bytes.subarray(0, 7), bytes.subarray(7)])]
    assert.deepEqual(comparable(whole), comparable(inTwo), way)
    assert.notEqual(whole, '', way)
  }
})

test('a phone’s connection follows many links, and then calls the API', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const link = request(`GET /r/${program.slug}/${code} HTTP/1.1`, host, agent)
  const socket = dial(app)
  for (let visit = 0; visit < 20; visit++) {
    socket.write(link)
    assert.match(await answerOn(socket), /^HTTP\/1\.1 302 Found\r\nlocation: .*bondhu_click=clk_/s)
  }
  const body = JSON.stringify({ userId: 'karim', code, identities: { phone: '01712345678' } })
  const call = (path: string, text: string) =>
    request(
      `POST /v1/programs/${program.slug}/${path} HTTP/1.1`,
      host,
      `Authorization: Bearer ${app.token}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
    ) + text
  socket.write(call('signups', body))
  assert.match(await answerOn(socket), /"outcome":"referred"/)
  socket.write(link)
  assert.match(await answerOn(socket), /^HTTP\/1\.1 302/, 'and again, on Node’s side')
  // A body that is longer than one piece.
  socket.write(
    call('members', JSON.stringify({ members: Array.from({ length: 900 }, (_, n) => ({ userId: `m-${n}` })) })),
  )
  assert.match(await answerOn(socket), /^HTTP\/1\.1 200/)
  socket.destroy()
  assert.equal((await app.stats(program)).clicks, 21)
})

test('pipelined requests are answered in order', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  const link = request(`GET /r/${program.slug}/${code} HTTP/1.1`, host, agent)
  const last = request('GET /healthz HTTP/1.1', host, 'Connection: close')
  const socket = dial(app)
  let text = ''
  socket.on('data', (part: string) => (text += part))
  for (const piece of [link, link + link, last]) socket.write(piece)
  await once(socket, 'close')
  assert.deepEqual(
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
    ['302', '302', '302', '200'],
  )
  assert.equal((await app.stats(program)).clicks, 3)
})

test('a stop closes idle connections and answers pending requests', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram({ slug: 'golpo' })
  const { code } = await app.join(program, 'rina')
  const [waiting, asking] = [dial(app), dial(app)]
  waiting.write(request(`GET /r/golpo/${code} HTTP/1.1`, host, agent))
  await answerOn(waiting)
  const ended = once(waiting, 'close')
  const owner = connectDatabase(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => owner.end({ timeout: 5 }))
  const stopped = await transaction(owner, async (tx) => {
    // The click cannot be written while this is held: its visitor is being answered when the stop comes.
    await tx`lock table clicks in access exclusive mode`
    asking.write(request(`GET /r/golpo/${code} HTTP/1.1`, host, agent))
    while ((await tx`select from pg_locks where relation = 'clicks'::regclass and not granted`).count === 0)
      await sleep(10)
    const stopping = app.stop()
    await ended
    return { stopping }
  })
  assert.match(await answerOn(asking), /^HTTP\/1\.1 302/)
  await stopped.stopping
  asking.destroy()
})

function dial(api: Api): Socket {
  const { hostname, port } = new URL(api.url)
  return connect(Number(port), hostname).setEncoding('latin1')
}

/** One answer, to its end. */
async function answerOn(socket: Socket): Promise<string> {
  let text = ''
  for (;;) {
    text += ((await once(socket, 'data')) as [string])[0]
    const head = text.indexOf('\r\n\r\n')
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (head !== -1 && text.length >= head + 4 + length) return text
  }
}

/** What comes back for these pieces, until the server is done or has been silent. */
async function ask(api: Api, pieces: readonly Buffer[]): Promise<string> {
  const socket = dial(api)
  let text = ''
  socket.on('data', (part: string) => (text += part)).on('error', () => {})
  const closed = once(socket, 'close')
  const answered = once(socket, 'data')
  for (const piece of pieces) {
    socket.write(piece)
    await sleep(15)
  }
  // Node answers nobody who has hung up: on a busy machine the answer takes longer than a piece.
  await Promise.race([answered, closed])
  await sleep(15)
  socket.end()
  await closed
  return text
}

/** Without what differs between any two answers, and in no order of headers. */
function comparable(answer: string): string[] {
  const same = answer.replaceAll(/clk_[\w-]+/g, 'clk_').replaceAll(/^(date|x-request-id): .*$/gim, '$1:')
  const [head = '', ...body] = same.split('\r\n\r\n')
  return [...head.split('\r\n').toSorted(), ...body]
}
