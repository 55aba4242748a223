/** Webhooks of the service as it is run: how soon they leave, and what the death of a sender leaves. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../src/db/connect.js'
import type { Body } from '../support/api.js'
import { secret } from '../support/app.js'
import { atEnd, testDatabase } from '../support/database.js'
import { startProcess } from '../support/processes.js'
import { assertInOrder, signedWith, startReceiver } from './receiver.js'
import { until } from '../support/until.js'

test('a change is sent within two seconds of its commit, and a killed sender loses none', async (t) => {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const env = {
    DATABASE_URL: serviceUrl,
    BONDHU_OWNER_DATABASE_URL: ownerUrl,
    BONDHU_SECRET: secret,
    BONDHU_PRIVATE_NETWORKS: '127.0.0.1',
  }
  const [api, first] = await Promise.all([startProcess(t, env, ['serve', '--no-jobs']), startProcess(t, env)])
  const program = await api.liveProgram()
  const base = `/v1/programs/${program.slug}`
  const receiver = await startReceiver(t)
  const webhook = await api.ok('POST', `${base}/webhooks`, { url: receiver.url })
  const { code } = await api.join(program, 'rina')
  const startedMs = performance.now()
  // In a busy cluster the feed may stand a moment behind: then what came just before the webhook is told too.
  const those = () => receiver.received.filter(({ event }) => /^(participant|referral)\./.test(event.type))
  await until('the first', () => those().length === 1, 5_000)
  assert.ok(performance.now() - startedMs < 3_000, `${performance.now() - startedMs} ms`)

  receiver.answer = async () => {
    await sleep(15)
    return 200
  }
  const advocates = [{ code }, ...(await api.participants(program, 3))]
  for (let friend = 0; friend < 160; friend += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        api.signup(program, { userId: `friend-${friend + n}`, code: advocates[n % 4]?.code }),
      ),
    )
  }
  const wanted = 4 + 160
  await until('the middle', () => receiver.received.length > 40)
  await first.stop('SIGKILL')
  const atDeath = receiver.received.length
  assert.ok(atDeath < wanted, 'it died in the middle')

  const second = await startProcess(t, env)
  await sleep(1_500)
  assert.ok(receiver.received.length <= atDeath + 8, 'what the dead one had is not taken from it at once')
  const sql = connect(serviceUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  await sql`update webhooks set leased_until = ${new Date()}`
  const idsOf = () => new Set(those().map(({ event }) => event.id))
  await until('all of it', () => idsOf().size === wanted)
  const feed: Body[] = []
  for (let cursor = '', more = true; more;) {
    const { items, nextCursor } = await api.ok('GET', `${base}/changes?limit=100${cursor && `&cursor=${cursor}`}`)
    feed.push(...items)
    cursor = nextCursor
    more = items.length > 0
  }
  const twice = those().length - wanted
  assert.ok(twice <= 8, `${twice} were under way at the death and came twice`)
  assertInOrder(receiver.accepted(), feed)
  for (const one of receiver.received) assert.equal(signedWith(one, [webhook.secret]).length, 1)
  t.diagnostic(`killed after ${atDeath} of ${wanted}; ${twice} came twice`)
  assert.equal(await second.stop(), 0)
})
