/** Promise 2: no taka promised that is not set aside. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { must } from '../../src/errors.js'
import { prepareSignup } from '../../src/domain/signups/command.js'
import { decideAll } from '../../src/domain/signups/submit.js'
import { startApp } from '../support/app.js'
import type { Api, Body, TestProgram } from '../support/api.js'
import { twoProcesses } from '../support/processes.js'

/** `npm run faults:budget` takes 5,000. With as many at once: 200, from two processes. */
const signupCount = Number(process.env.BONDHU_SIGNUPS ?? 1000)

/** Many callers, a bounded number of them at the same moment. */
async function signups(
  processes: readonly Api[],
  program: TestProgram,
  codes: readonly string[],
  count: number,
): Promise<Body[]> {
  const answers: Body[] = []
  let next = 0
  const caller = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const process = must(processes[index % processes.length], 'a process')
      answers.push(await process.signup(program, { userId: `friend-${index}`, code: codes[index % codes.length] }))
    }
  }
  await Promise.all(Array.from({ length: 200 }, caller))
  return answers
}

test('a budget for a tenth of the signups that two processes are sent: exactly so many are granted', async () => {
  const granted = signupCount / 10
  const processes = await twoProcesses()
  const one = must(processes[0], 'a process')
  const program = await one.liveProgram({}, granted * 2000)
  const codes = (await one.participants(program, 50)).map(({ code }) => code)
  const answers = await signups(processes, program, codes, signupCount)
  assert.equal(answers.filter((answer) => answer.outcome === 'referred').length, granted)
  assert.equal(answers.filter((answer) => answer.reason === 'budget_exhausted').length, signupCount - granted)
  const { balances } = await one.program(program)
  assert.equal(balances.budgetMinor, 0)
  assert.equal((await one.stats(program)).rewardsHeldMinor, granted * 2000)
  await one.assertLedger(program)

  await one.fund(program, 2000)
  const resumed = await one.signup(program, { userId: 'after-funding', code: codes[0] })
  assert.equal(resumed.outcome, 'referred', 'funding resumes the program')
  assert.equal((await one.program(program)).balances.budgetMinor, 0)
  await one.assertLedger(program)
})

test('with a bonus for the friend, both are granted or neither', async () => {
  const processes = await twoProcesses()
  const one = must(processes[0], 'a process')
  // Enough for a hundred pairs and one more advocate's reward without its friend's.
  const program = await one.liveProgram({ friendRewardMinor: 1000 }, 100 * 3000 + 2000)
  const codes = (await one.participants(program, 10)).map(({ code }) => code)
  const answers = await signups(processes, program, codes, 400)
  const referred = answers.filter((answer) => answer.outcome === 'referred')
  assert.equal(referred.length, 100)
  assert.ok(referred.every((answer) => answer.reward.amountMinor === 2000 && answer.friendReward.amountMinor === 1000))
  assert.equal((await one.program(program)).balances.budgetMinor, 2000)
  const friend = await one.participant(program, 'friend-0')
  assert.ok(friend.balances.heldMinor === 1000 || friend.balances.heldMinor === 0)
  await one.assertLedger(program)
})

test('a large batch is decided while small ones keep taking from the budget that it wants', async (t) => {
  const app = await startApp(t)
  const found = await app.liveProgram({}, 300 * 2000)
  const [large, ...small] = await app.participants(found, 3)
  const program = await app.service.programs.get(found.slug)
  const { context } = app.service
  const decide = (userIds: readonly string[], code: string | undefined) =>
    decideAll(
      context,
      program,
      userIds.map((userId) => prepareSignup(context, program, { userId, code })),
    )
  let isDecided = false
  let sent = 0
  const lane = async ({ code }: { code: string }): Promise<number> => {
    let referred = 0
    while (!isDecided) {
      const [outcome] = await decide([`small-${++sent}`], code)
      if (outcome && 'answer' in outcome && outcome.answer.outcome === 'referred') referred += 1
    }
    return referred
  }
  const lanes = Promise.all(small.map(lane))
  const friends = Array.from({ length: 300 }, (_, index) => `large-${index}`)
  const outcomes = await decide(friends, large?.code).finally(() => (isDecided = true))
  const referred = outcomes.filter((one) => 'answer' in one && one.answer.outcome === 'referred').length
  const beside = (await lanes).reduce((sum, count) => sum + count, 0)
  assert.ok(referred > 0, 'it gets its part of the budget')
  assert.equal((await app.program(found)).balances.budgetMinor, (300 - referred - beside) * 2000)
  await app.assertLedger(found)
})

test('no batch decides under a state or terms that were replaced meanwhile', async () => {
  const processes = await twoProcesses()
  const one = must(processes[0], 'a process')
  const program = await one.liveProgram({}, 1_000_000_000)
  const codes = (await one.participants(program, 20)).map(({ code }) => code)
  let pausedAt: string | undefined
  let raisedAt: string | undefined
  const decided: { userId: string; sentAfterPause: boolean; sentAfterRaise: boolean; answer: Body }[] = []
  let next = 0
  const caller = async (): Promise<void> => {
    for (let index = next++; index < signupCount; index = next++) {
      const [sentAfterPause, sentAfterRaise] = [pausedAt !== undefined, raisedAt !== undefined]
      const process = must(processes[index % 2], 'a process')
      const userId = `friend-${index}`
      const answer = await process.signup(program, { userId, code: codes[index % codes.length] })
      decided.push({ userId, sentAfterPause, sentAfterRaise, answer })
    }
  }
  const operator = async (): Promise<void> => {
    while (decided.length < signupCount * 0.25) await new Promise((resolve) => setTimeout(resolve, 5))
    await one.ok('PATCH', `/v1/programs/${program.slug}`, { rewardMinor: 3000 })
    raisedAt = new Date().toISOString()
    while (decided.length < signupCount * 0.6) await new Promise((resolve) => setTimeout(resolve, 5))
    await one.ok('POST', `/v1/programs/${program.slug}/pause`)
    pausedAt = new Date().toISOString()
  }
  await Promise.all([operator(), ...Array.from({ length: 100 }, caller)])
  for (const { sentAfterPause, sentAfterRaise, answer } of decided) {
    if (sentAfterPause) assert.equal(answer.reason, 'program_not_live')
    else if (sentAfterRaise && answer.outcome === 'referred') assert.equal(answer.reward.amountMinor, 3000)
  }
  assert.ok(decided.some(({ answer }) => answer.reward?.amountMinor === 2000))
  assert.ok(decided.some(({ answer }) => answer.reward?.amountMinor === 3000))
  assert.ok(decided.some(({ sentAfterPause }) => sentAfterPause))
  // Not one grant bears a time after the pause took effect, whatever its caller saw.
  const stats = await one.stats(program)
  const grants = decided.filter(({ answer }) => answer.outcome === 'referred')
  assert.equal(stats.referred, grants.length)
  await one.assertLedger(program)
})
