/** Promise 1: a new person counts exactly once, for exactly one advocate, however and however often they are reported. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { must } from '../../src/errors.js'
import { decideBatch } from '../../src/domain/signups/decide.js'
import { prepareSignup } from '../../src/domain/signups/command.js'
import { sharedApp, startApp } from '../support/app.js'
import type { Body } from '../support/api.js'
import { twoProcesses } from '../support/processes.js'

test('the twenty people who report the same friend at the same moment, in two processes, share one reward', async () => {
  const [first, second] = await twoProcesses()
  const [one, two] = [must(first, 'a process'), must(second, 'a process')]
  const program = await one.liveProgram()
  const advocates = await one.participants(program, 20)
  for (let round = 0; round < 5; round++) {
    const answers: Body[] = await Promise.all(
      advocates.map((advocate, index) =>
        (index % 2 === 0 ? one : two).signup(program, {
          userId: `friend-${round}`,
          code: advocate.code,
          identities: { phone: `0171234567${round}` },
        }),
      ),
    )
    const answered = new Set(answers.map((answer) => JSON.stringify(answer)))
    assert.equal(answered.size, 1, 'every caller is told the same decision')
    assert.equal(answers[0].outcome, 'referred')
  }
  assert.equal((await two.stats(program)).rewardsHeldMinor, 5 * 2000)
  await one.assertLedger(program)
})

test('the same phone opened by twenty accounts at once, in two processes, is one new person', async () => {
  const [first, second] = await twoProcesses()
  const [one, two] = [must(first, 'a process'), must(second, 'a process')]
  const program = await one.liveProgram()
  const [advocate] = await one.participants(program, 1)
  const answers: Body[] = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? one : two).signup(program, {
        userId: `account-${index}`,
        code: advocate?.code,
        identities: { phone: index % 3 === 0 ? '০১৭১২-৩৪৫৬৭৮' : '+8801712345678' },
      }),
    ),
  )
  assert.equal(answers.filter((answer) => answer.outcome === 'referred').length, 1)
  assert.equal(answers.filter((answer) => answer.reason === 'already_member').length, 39)
  await two.assertLedger(program)
})

test('twenty-five people, each reported twenty times in one batch, are twenty-five rewards', async () => {
  const app = await sharedApp()
  const { slug } = await app.liveProgram()
  const [advocate] = await app.participants({ slug }, 1)
  const program = await app.service.programs.get(slug)
  const commands = Array.from({ length: 500 }, (_, index) =>
    prepareSignup(app.service.context, program, {
      userId: `friend-${index % 25}`,
      code: advocate?.code,
      identities: { phone: `01712345${String(100 + (index % 25))}`, device: `device-${index % 25}` },
    }),
  )
  const results = await decideBatch(app.service.context, program, commands, 'as read', 'beside others')
  const answers = results.map((result) => ('answer' in result ? result : assert.fail('every command is answered')))
  assert.ok(answers.every(({ answer }) => answer.outcome === 'referred'))
  assert.equal(answers.filter(({ created }) => created).length, 25)
  assert.equal(new Set(answers.map(({ answer }) => answer.reward?.id)).size, 25)
  assert.equal((await app.participant({ slug }, 'advocate-1')).balances.heldMinor, 25 * 2000)
  await app.assertLedger({ slug })
})

test('the same request five times, some in flight at once in different processes, has one answer and one effect', async () => {
  const [first, second] = await twoProcesses()
  const [one, two] = [must(first, 'a process'), must(second, 'a process')]
  const program = await one.liveProgram()
  const [advocate] = await one.participants(program, 1)
  const clickId = await one.click(program, advocate?.code ?? '')
  const request = { userId: 'friend', clickId, identities: { phone: '01712345678', device: 'd-1' }, country: 'BD' }
  const answers = await Promise.all([one, two, one, two].map((process) => process.signupCall(program, request)))
  answers.push(await two.signupCall(program, request))
  assert.equal(answers.filter((answer) => answer.status === 201).length, 1)
  assert.equal(answers.filter((answer) => answer.status === 200).length, 4)
  for (const answer of answers) assert.deepEqual(answer.body, answers[0]?.body)
  assert.equal((await one.stats(program)).signups, 1)
  await one.assertLedger(program)
})

test('a repeat with a new phone number changes nothing and leaves no stray claim', async (t) => {
  const app = await startApp(t)
  const program = await app.liveProgram()
  const [advocate] = await app.participants(program, 1)
  const request = { userId: 'friend', code: advocate?.code, identities: { phone: '01712345678' } }
  const before = await app.signup(program, request)
  const again = await app.signupCall(program, { ...request, identities: { phone: '01812345678', device: 'd-9' } })
  assert.equal(again.status, 200)
  assert.deepEqual(again.body, before)
  const claims = await app.service.context.sql`select kind from identity_claims where kind <> 'user'`
  assert.equal(claims.count, 1)
  const other = await app.signup(program, {
    userId: 'other',
    code: advocate?.code,
    identities: { phone: '01812345678', device: 'd-9' },
  })
  assert.equal(other.outcome, 'referred', 'the number in the repeat was claimed by nobody')
})

test('a late code decides an organic signup once, also when twenty late codes come at once', async () => {
  const [first, second] = await twoProcesses()
  const [one, two] = [must(first, 'a process'), must(second, 'a process')]
  const program = await one.liveProgram()
  const advocates = await one.participants(program, 20)
  const organic = await one.signup(program, { userId: 'friend', identities: { phone: '01712345678' } })
  assert.deepEqual(organic, { outcome: 'organic', reason: 'no_code' })
  const answers: Body[] = await Promise.all(
    advocates.map((advocate, index) =>
      (index % 2 === 0 ? one : two).signup(program, { userId: 'friend', code: advocate.code }),
    ),
  )
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
  assert.equal(answers[0].outcome, 'referred')
  const stats = await one.stats(program)
  assert.deepEqual([stats.signups, stats.referred, stats.organic, stats.rewardsHeldMinor], [1, 1, 0, 2000])
  await one.assertLedger(program)
})

test('a signup and its late code that arrive together are both answered rightly', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram()
  const [advocate] = await app.participants(program, 1)
  const [before, after]: Body[] = await Promise.all([
    app.signup(program, { userId: 'friend' }),
    app.signup(program, { userId: 'friend', code: advocate?.code }),
  ])
  assert.equal(after.outcome, 'referred')
  assert.ok(before.outcome === 'organic' || before.outcome === 'referred')
  await app.assertLedger(program)
})
