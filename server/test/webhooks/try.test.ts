/** Test events: sent on request, and no part of what happened. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { Webhook as Signer } from 'standardwebhooks'
import { newId, toWire } from '../../src/ids.js'
import { sharedApp } from '../support/app.js'
import { startReceiver } from './receiver.js'

async function setTheStage(t: TestContext) {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const receiver = await startReceiver(t)
  const base = `/v1/programs/${program.slug}`
  const webhook = await app.ok('POST', `${base}/webhooks`, { url: receiver.url, types: ['payout.paid'] })
  return { app, program, base, receiver, webhook, path: `${base}/webhooks/${webhook.id}` }
}

test('a test event is sent at once, also to a disabled webhook, and is in neither the feed nor the deliveries', async (t) => {
  const { app, program, base, receiver, webhook, path } = await setTheStage(t)
  const feed = () => app.ok('GET', `${base}/changes`)
  assert.equal((await app.told(program, 'program.launched', 1)).length, 1)
  const before = await feed()
  assert.deepEqual(await app.ok('POST', `${path}/test`), { accepted: true, status: 200, error: null })
  const [one] = receiver.received
  const headers = { ...one?.headers } as Record<string, string>
  assert.deepEqual(new Signer(webhook.secret).verify(one?.text ?? '', headers), one?.event)
  assert.deepEqual([one?.event.type, one?.event.id], ['test', headers['webhook-id']])
  await app.ok('PATCH', path, { state: 'disabled' })
  receiver.answer = () => 503
  assert.deepEqual(await app.ok('POST', `${path}/test`), { accepted: false, status: 503, error: 'It answered 503.' })
  const other = toWire('whk', newId())
  assert.equal((await app.call('POST', `${base}/webhooks/${other}/test`)).body.code, 'webhook_not_found')
  assert.deepEqual((await app.ok('GET', `${path}/deliveries`)).items, [])
  assert.deepEqual(await feed(), before)
})

test('a hundred test events that are asked for at once are few, one at a time', async (t) => {
  const { app, base, receiver, path } = await setTheStage(t)
  let underWay = 0
  let most = 0
  receiver.answer = async () => {
    most = Math.max(most, ++underWay)
    await new Promise((resolve) => setTimeout(resolve, 300))
    underWay -= 1
    return 200
  }
  const others = await Promise.all([1, 2, 3].map(() => app.ok('POST', `${base}/webhooks`, { url: receiver.url })))
  const paths = [...Array.from({ length: 100 }, () => path), ...others.map(({ id }) => `${base}/webhooks/${id}`)]
  const answers = await Promise.all(paths.map((one) => app.call('POST', `${one}/test`)))
  assert.equal(most, 1)
  assert.ok(receiver.received.length < 10, `${receiver.received.length} were sent`)
  for (const { status, body } of answers) assert.ok(status === 200 || body.code === 'overloaded')
})

const talkative: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  'says more than anybody reads': (response) => response.end('x'.repeat(1_000_000)),
  'never ends what it says': (response) => response.write('x'),
}

for (const [what, talk] of Object.entries(talkative)) {
  test(`a receiver that accepts and ${what} has the event`, async (t) => {
    const { app, path } = await setTheStage(t)
    const server = createServer((_, response) => {
      response.writeHead(200)
      talk(response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    await app.ok('PATCH', path, { url: `http://127.0.0.1:${port}/` })
    assert.deepEqual(await app.ok('POST', `${path}/test`), { accepted: true, status: 200, error: null })
  })
}
