/** Test events: sent on request, and no part of what happened. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Webhook as Signer } from 'standardwebhooks'
import { newId, toWire } from '../../src/ids.js'
import { startApp } from '../support/app.js'
import { startReceiver } from './receiver.js'

async function setTheStage(t: TestContext) {
  const app = await startApp(t)
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
