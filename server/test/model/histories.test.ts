/**
 * Random histories of a program against a small model of its rules. A failure prints fast-check's seed and path, and
 * `BONDHU_SEED=… BONDHU_PATH=… npm test -- histories` plays it again. `BONDHU_RUNS` says how many are played; without
 * it, a few: a limit of time would play none on a machine that is busy. `npm run faults:histories` plays ten thousand.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { invited } from '../support/operator.js'
import { history } from './history.js'
import { describeHistory, play } from './play.js'
import { startStillApp, type StillApi } from './still-app.js'

/** So many histories together have met each of these. */
const manyHistories = 1000
const toMeet: readonly string[] = [
  ...['requested', 'approved', 'sending', 'unknown', 'paid', 'failed', 'rejected', 'returned'].map(
    (state) => `reversal beside a cash-out ${state}`,
  ),
  'told in a pause, opened before',
  'told after the pause it was opened in',
  'late code referred',
  'late code refused',
  'member told late',
  'terms are announced',
  'announced terms are withdrawn',
  'announced terms come into force',
  ...['a key', 'an open invitation', 'a funding that waits', 'the first approval'].map(
    (what) => `an operator with ${what} is removed`,
  ),
  'a removed person is refused',
  'a removed person’s key is refused',
  'a removed person’s key still serves the app',
  'the approval of a removed person counts',
  'an invitation that has ended is refused',
  'a funding whose person has gone is not confirmed',
  'a funding is confirmed by a second person',
  'review confirmed',
  'review cleared',
  'counted again from an appeal',
  'counted again from the budget',
  'appeal after a review dismissed',
]

/** Several are played side by side: each is one program, and spends most of its time waiting. */
const lanes = 8
const runs = numberOf('BONDHU_RUNS') ?? 24
const replay = { seed: numberOf('BONDHU_SEED'), path: process.env.BONDHU_PATH }

test('in every random history everybody gets what the published rules say', async (t) => {
  const api = await startStillApp(t)
  // The deployment always keeps an owner: whom the histories hire can all be removed.
  await invited(api, 'owner')
  const first = replay.seed ?? Math.trunc(Math.random() * 0x7fff_ffff)
  const seeds = replay.path === undefined ? Array.from({ length: lanes }, (_, lane) => first + lane) : [first]
  await search(t, api, seeds)
})

async function search(t: TestContext, api: StillApi, seeds: readonly number[]): Promise<void> {
  const startedMs = performance.now()
  const played = { histories: 0, steps: 0 }
  const ends = new Map<string, number>()
  let failing: number | undefined
  const property = (lane: number) =>
    fc.asyncProperty(history, async (one) => {
      // Another lane has something to show: this one need not search on.
      if ((failing ?? lane) !== lane) return
      try {
        for (const end of await play(api, one)) ends.set(end, (ends.get(end) ?? 0) + 1)
      } catch (error) {
        failing ??= lane
        throw error
      }
      played.histories += 1
      played.steps += one.commands.length
    })
  const details = await Promise.all(
    seeds.map((seed, lane) =>
      fc.check(property(lane), {
        seed,
        ...(replay.path !== undefined && { path: replay.path }),
        numRuns: Math.floor((runs + lane) / seeds.length),
      }),
    ),
  )
  for (const one of details) if (one.failed) assert.fail(explain(one))
  assert.ok(played.histories > 0)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  t.diagnostic(`${played.histories} histories of ${played.steps} steps in ${seconds} s, from seed ${seeds[0]}`)
  const most = [...ends].toSorted(([, a], [, b]) => b - a)
  t.diagnostic(most.map(([end, count]) => `${count} ${end}`).join(', '))
  if (played.histories < manyHistories) return
  assert.deepEqual(
    toMeet.filter((what) => !ends.has(what)),
    [],
    'what no history has met',
  )
}

function explain({ errorInstance, counterexample, numShrinks, seed, counterexamplePath }: Failure): string {
  const [smallest] = counterexample ?? []
  return [
    errorInstance instanceof Error ? errorInstance.stack : String(errorInstance),
    `After ${numShrinks} shrinks:\n${smallest === undefined ? '' : describeHistory(smallest)}`,
    `Play it again: BONDHU_SEED=${seed} BONDHU_PATH=${counterexamplePath} npm test -- histories`,
  ].join('\n\n')
}

type Failure = Pick<
  fc.RunDetails<[Parameters<typeof describeHistory>[0]]>,
  'errorInstance' | 'counterexample' | 'numShrinks' | 'seed' | 'counterexamplePath'
>

function numberOf(name: string): number | undefined {
  const text = process.env[name]
  return text === undefined ? undefined : Number(text)
}
