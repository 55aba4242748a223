/** `bondhu webhooks listen`, as a developer runs it beside their app. */
import { verifyWebhook } from '@bondhu/sdk'
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'
import { scratchFolder } from '../support/database.js'
import { runBondhu } from '../support/processes.js'
import { until } from '../support/until.js'
import { startReceiver } from '../webhooks/receiver.js'

test('events from now on are printed, and forwarded with a signature that the app verifies', async (t) => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const { secret: key } = await app.ok('POST', `/v1/programs/${program.slug}/keys`, { name: 'app' })
  const { code } = await app.join(program, 'rina')
  await app.told(program, 'participant.joined', 1)
  const file = join(await scratchFolder(t), 'key.txt')
  await writeFile(file, `${key}\n`)
  const receiver = await startReceiver(t)
  const args = ['webhooks', 'listen', '--url', app.url, '--program', program.slug, '--key-file', file]
  const { child, output } = runBondhu({}, [...args, '--forward', receiver.url])
  t.after(() => child.kill())
  await until('it listens', () => output().includes('Listening'))
  await app.signup(program, { userId: 'friend', code })
  await until('the event is forwarded', () => /referral\.counted .*→ 200/.test(output()))
  assert.doesNotMatch(output(), /participant\.joined/)
  const secrets = /whsec_\S+/.exec(output())?.[0]
  const [received] = receiver.received
  assert.ok(received)
  const event = await verifyWebhook({ body: received.text, headers: received.headers, secrets })
  assert.equal(event.type, 'referral.counted')
  receiver.answer = () => 500
  await app.join(program, 'karim')
  await until('a refusal is told', () => /participant\.joined .*→ 500: the service would try it again/.test(output()))
})

test('what it cannot do it says in a sentence', async (t) => {
  const file = join(await scratchFolder(t), 'key.txt')
  await writeFile(file, 'bk_test_x')
  const wrong: [readonly string[], RegExp][] = [
    [['webhooks', 'send'], /There is only: bondhu webhooks listen/],
    [['webhooks', 'listen'], /--program <slug> --key-file <file>/],
    [
      ['webhooks', 'listen', '--program', 'x', '--key-file', file, '--forward', 'https://example.com'],
      /an address of this machine/,
    ],
  ]
  for (const [args, sentence] of wrong) {
    const { child, output } = runBondhu({}, args)
    const [code] = await once(child, 'exit')
    assert.equal(code, 1)
    assert.match(output(), sentence)
    assert.equal(output().trim().split('\n').length, 1)
  }
})
