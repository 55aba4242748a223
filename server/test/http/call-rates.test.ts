/** A key may call so often and no oftener, and the others do not notice. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { CallRates, callsPerSecondMaxDefault } from '../../src/http/common/call-rates.js'
import { Api, type Answer, type Body } from '../support/api.js'
import { sharedApp } from '../support/app.js'

test('a bucket holds a second of calls and fills evenly; refused calls cost nothing', () => {
  const rates = new CallRates()
  const taken = (atMs: number, perSecond = 3) => rates.take('a key', perSecond, atMs) === 0
  assert.deepEqual([taken(5000), taken(5000), taken(5000), taken(5000)], [true, true, true, false])
  assert.ok(Math.abs(rates.take('a key', 3, 5000) - 1000 / 3) < 1)
  assert.equal(taken(5300), false)
  assert.equal(taken(5334), true)
  assert.equal(taken(5334), false)
  assert.deepEqual(
    [taken(9000), taken(9000), taken(9000), taken(9000)],
    [true, true, true, false],
    'full, and no fuller',
  )
  assert.equal(rates.take('another key', 3, 9000), 0)
  let count = 0
  for (let ms = 20_000; ms < 30_000; ms++) if (rates.take('busy', 7, ms) === 0) count += 1
  assert.ok(count >= 76 && count <= 77, `${count} in ten seconds, and a second's before`)
})

test('a call that stands for many may spend what the key gets later, once', () => {
  const rates = new CallRates()
  assert.equal(rates.take('a key', 10, 5000), 0)
  assert.equal(rates.takeMore('a key', 10, 5000, 29), 0)
  assert.ok(Math.abs(rates.take('a key', 10, 5000) - 2100) < 1)
  assert.ok(Math.abs(rates.takeMore('a key', 10, 5000, 29) - 2000) < 1, 'not before the first is paid for')
  assert.equal(rates.take('a key', 10, 7101), 0)
})

test('the memory for call rates is bounded, whatever the number of keys', () => {
  const rates = new CallRates()
  for (let index = 0; index < 50_000; index++) rates.take(`key ${index}`, 10, index)
  assert.ok(rates.size <= 10_000)
  assert.equal(rates.take('key 49999', 10, 50_000), 0)
})

test('thousands of calls a second are accepted', () => {
  const rates = new CallRates()
  for (let index = 0; index < 8000; index++) assert.equal(rates.take('a key', callsPerSecondMaxDefault, index / 8), 0)
})

test('a runaway loop gets a 429 with Retry-After; other keys are served', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const path = `/v1/programs/${program.slug}`
  const keyOf = async (body: Body) => new Api(app.url, (await app.ok('POST', `${path}/keys`, body)).secret)
  const slow = await keyOf({ name: 'slow', callsPerSecondMax: 2 })
  const other = await keyOf({ name: 'other' })
  const flood = () => Promise.all(Array.from({ length: 60 }, (_, n) => slow.call('GET', `${path}/participants/u-${n}`)))
  const refused = (answers: Answer[]) => answers.filter(({ status }) => status === 429)
  const [first] = refused(await flood())
  assert.ok(first)
  assert.equal(first.body.code, 'too_many_calls')
  assert.match(first.headers.get('content-type') ?? '', /problem\+json/)
  assert.equal(first.headers.get('retry-after'), '1')
  assert.equal((await other.call('GET', `${path}/stats`)).status, 200)
  await sleep(1100)
  assert.notEqual((await slow.call('GET', `${path}/stats`)).status, 429)
  const shown = (await app.ok('GET', `${path}/keys`)).items
  assert.deepEqual(Object.fromEntries(shown.map((key: Body) => [key.name, key.callsPerSecondMax])), {
    slow: 2,
    other: null,
  })
})

test('a signup refused for its rate leaves no trace, and counts when it is sent again', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const path = `/v1/programs/${program.slug}`
  const { code } = await app.join(program, 'rina')
  const { secret } = await app.ok('POST', `${path}/keys`, { name: 'slow', callsPerSecondMax: 5 })
  const slow = new Api(app.url, secret)
  const waiting = new Set(Array.from({ length: 20 }, (_, n) => `friend-${n}`))
  let turnedAway = 0
  for (let round = 0; waiting.size > 0 && round < 30; round++) {
    const answers = await Promise.all(
      [...waiting].map(async (userId) => ({ userId, ...(await slow.signupCall(program, { userId, code })) })),
    )
    for (const { userId, status } of answers) if (status === 201) waiting.delete(userId)
    turnedAway += answers.filter(({ status }) => status === 429).length
    await sleep(1000)
  }
  assert.equal(waiting.size, 0)
  assert.ok(turnedAway > 0)
  assert.deepEqual((await app.participant(program, 'rina')).friends.counted, 20)
  await app.assertLedger(program)
})

test('a key gives another one at most its own call rate', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const path = `/v1/programs/${program.slug}/keys`
  const { secret } = await app.ok('POST', path, { name: 'maker', permissions: ['keys:write'], callsPerSecondMax: 50 })
  const maker = new Api(app.url, secret)
  const make = (body: Body) => maker.call('POST', path, { name: 'made', permissions: ['keys:write'], ...body })
  assert.equal((await make({ callsPerSecondMax: 51 })).body.code, 'permission_denied')
  assert.equal((await make({ callsPerSecondMax: 50 })).body.callsPerSecondMax, 50)
  assert.equal((await make({})).body.callsPerSecondMax, 50, 'its own, where nothing is said')
  for (const wrong of [0, -1, 1.5, 100_001, '10']) {
    assert.equal((await make({ callsPerSecondMax: wrong })).body.code, 'request_invalid')
  }
})
