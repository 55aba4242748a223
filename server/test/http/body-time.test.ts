/** A body that does not come holds a connection for a bounded time, whoever sends it; a file that may come has longer. */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { allowLongBody, limitBodyTime } from '../../src/http/common/body-time.js'
import { atEnd } from '../support/database.js'

const msMax = 200

async function startServer(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    limitBodyTime(request, response, msMax)
    answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  atEnd(t, async () => void server.close())
  return (server.address() as AddressInfo).port
}

/** Sends the head and one byte, and the other byte when `more` says so. @returns what came until the connection ended. */
async function sendSlowly(port: number, more: Promise<void> = new Promise(() => {})): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n1')
  void more.then(() => socket.write('2'))
  let came = ''
  for await (const part of socket.setEncoding('utf8')) came += String(part)
  return came
}

const whole = (request: IncomingMessage, response: ServerResponse) =>
  void request.resume().on('end', () => response.end('done'))

test('a body that never arrives gets a 408; a slow one does not', async (t) => {
  const port = await startServer(t, whole)
  const came = await sendSlowly(port)
  assert.match(came, /^HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"/)
  assert.match(await sendSlowly(port, Promise.resolve()), /^HTTP\/1\.1 200 [\s\S]*done/)
})

test('a refused client that keeps sending is disconnected without a second answer', async (t) => {
  const port = await startServer(t, (_, response) => {
    response.writeHead(401, { connection: 'keep-alive', 'content-length': 2 }).end('no')
  })
  assert.equal((await sendSlowly(port)).match(/HTTP\/1\.1/g)?.length, 1)
})

test('a slow upload gets its longer time limit', async (t) => {
  let arrive = () => {}
  const more = new Promise<void>((resolve) => (arrive = resolve))
  const port = await startServer(t, (request, response) => {
    allowLongBody(request)
    whole(request, response)
    setTimeout(arrive, msMax * 2)
  })
  assert.match(await sendSlowly(port, more), /^HTTP\/1\.1 200 [\s\S]*done/)
})
