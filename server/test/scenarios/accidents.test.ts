/** What happens to money when things break. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideAll } from '../../src/domain/signups/submit.js'
import { prepareSignup } from '../../src/domain/signups/command.js'
import { must } from '../../src/errors.js'
import { startApp, secret } from '../support/app.js'
import type { Answer } from '../support/api.js'
import { startedDataFolder } from '../support/data-folder.js'
import { testDatabase } from '../support/database.js'
import { runBondhu, startProcess } from '../support/processes.js'
import { until } from '../support/until.js'

test('killed in mid-load and started again, nothing acknowledged is lost and nothing is doubled', async (t) => {
  // Its own embedded database, durable as it ships: what is answered must be on the disk.
  const env = { BONDHU_DATA_DIR: await startedDataFolder(t) }
  let service = await startProcess(t, env)
  const program = await service.liveProgram({}, 100_000_000)
  const codes = (await service.participants(program, 20)).map(({ code }) => code)
  const requestOf = (index: number) => ({
    userId: `friend-${index}`,
    code: codes[index % codes.length],
    identities: { phone: `+88017${String(10_000_000 + index)}` },
  })
  const acknowledged = new Map<number, Answer>()
  const unanswered: number[] = []
  let next = 0
  for (let round = 0; round < 3; round++) {
    const running = service
    let killed = false
    const caller = async (): Promise<void> => {
      while (!killed) {
        const index = next++
        try {
          acknowledged.set(index, await running.signupCall(program, requestOf(index)))
        } catch {
          unanswered.push(index)
        }
      }
    }
    const callers = Array.from({ length: 64 }, caller)
    const enough = acknowledged.size + 200
    await until('much is acknowledged, and more is under way', () => acknowledged.size >= enough)
    await running.stop('SIGKILL')
    killed = true
    await Promise.all(callers)
    service = await startProcess(t, env)
  }
  assert.ok(unanswered.length > 0, 'the kill hit requests that were under way')
  assert.ok(acknowledged.size > 100, `${acknowledged.size} were acknowledged`)
  for (const [index, before] of acknowledged) {
    assert.equal(before.status, 201)
    if (index % 7 !== 0) continue
    const repeated = await service.signupCall(program, requestOf(index))
    assert.deepEqual([repeated.status, repeated.body], [200, before.body], 'what was acknowledged is still so')
  }
  const settled = await Promise.all(unanswered.map((index) => service.signupCall(program, requestOf(index))))
  assert.ok(settled.every(({ status, body }) => (status === 200 || status === 201) && body.outcome === 'referred'))
  const people = acknowledged.size + unanswered.length
  const { signups, referred, rewardsHeldMinor } = await service.stats(program)
  assert.deepEqual([signups, referred, rewardsHeldMinor], [people, people, people * 2000])
  await service.assertLedger(program)
  t.diagnostic(`${acknowledged.size} acknowledged, ${unanswered.length} unanswered, three kills`)
})

test('one bad member of a batch fails alone', async (t) => {
  const app = await startApp(t)
  const { slug } = await app.liveProgram()
  const [advocate] = await app.participants({ slug }, 1)
  const program = await app.service.programs.get(slug)
  const commands = Array.from({ length: 30 }, (_, index) =>
    prepareSignup(app.service.context, program, { userId: `friend-${index}`, code: advocate?.code }),
  )
  // What the door refuses is put in behind it: PostgreSQL takes no NUL in a text.
  const poisoned = commands.map((command, index) => (index === 13 ? { ...command, userId: 'friend\0' } : command))
  const outcomes = await decideAll(app.service.context, program, poisoned)
  const failed = outcomes.flatMap((outcome, index) => ('error' in outcome ? [index] : []))
  assert.deepEqual(failed, [13])
  assert.ok(
    outcomes.every((outcome, index) => index === 13 || ('answer' in outcome && outcome.answer.outcome === 'referred')),
  )
  assert.equal((await app.stats({ slug })).referred, 29)
  await app.assertLedger({ slug })
})

test('a process with another BONDHU_SECRET refuses to start', async (t) => {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl }
  const right = await startProcess(t, { ...env, BONDHU_SECRET: secret })
  await right.stop()
  const { child, output } = runBondhu({ ...env, BONDHU_SECRET: `another-${secret}` }, ['serve'])
  const code = await new Promise((resolve) => child.once('exit', resolve))
  assert.equal(code, 1)
  assert.match(output(), /secret/i)
  assert.doesNotMatch(output(), new RegExp(secret))
})

test('a second start on the same data says who holds it, and exits with 1', async (t) => {
  const env = { BONDHU_DATA_DIR: await startedDataFolder(t) }
  const first = await startProcess(t, env)
  const { child, output } = runBondhu(env, ['serve'])
  const code = await new Promise((resolve) => child.once('exit', resolve))
  assert.equal(code, 1)
  assert.match(output(), new RegExp(String(must(first.child.pid, 'a process has a number'))))
  assert.equal((await first.call('GET', '/readyz')).status, 200, 'the first one is not disturbed')
})

test('a graceful stop finishes what was accepted', async (t) => {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const service = await startProcess(t, env)
  const program = await service.liveProgram()
  const [advocate] = await service.participants(program, 1)
  const inFlight = Array.from({ length: 200 }, (_, index) =>
    service.signupCall(program, { userId: `friend-${index}`, code: advocate?.code }).then(
      ({ status }) => status,
      () => 'refused at the door' as const,
    ),
  )
  await Promise.race(inFlight)
  assert.equal(await service.stop('SIGTERM'), 0)
  const statuses = await Promise.all(inFlight)
  const second = await startProcess(t, env)
  const acknowledged = statuses.filter((status) => status === 201).length
  assert.ok(acknowledged > 0, 'something was accepted')
  const { referred } = await second.stats(program)
  assert.equal(referred, acknowledged, 'everything that was decided was answered, and the other way round')
  await second.assertLedger(program)
})
