/** The replay plays a world against the built rules, without the service. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scoreOf } from '../../../sim/src/score.js'
import { makeWorld } from '../../../sim/src/world/make.js'

// Bundled with this test, the replay would not find the build of the server.
const built = new URL('../../../../sim/dist/src/replay/replay.js', import.meta.url)
const { replay } = (await import(built.href)) as typeof import('../../../sim/src/replay/replay.js')

test('a replay decides each friend of a world once, finds a script, leaves people alone, and is the same again', async () => {
  const world = () => makeWorld({ seed: 9, people: 300, prevalence: 20, families: ['script'] })
  const { outcomes, found } = await replay(world())
  const { friends, fakes, people, other } = scoreOf(outcomes)
  assert.equal(new Set(outcomes.map(({ account }) => account)).size, friends)
  assert.equal(friends, world().accounts.filter(({ via }) => via !== null).length)
  assert.equal(other, 0)
  assert.ok(fakes.all > 50 && fakes.withheld > 0.9 * fakes.all, `${fakes.withheld} of ${fakes.all}`)
  assert.ok(people.withheld <= 0.01 * people.all, `${people.withheld} of ${people.all}`)
  const reasons = [...found.values()].flatMap(({ signals }) => signals.map(({ rule }) => rule))
  assert.ok(reasons.includes('never_returns') && reasons.includes('same_device'))
  const again = await replay(world())
  assert.deepEqual(
    again.outcomes.map(({ fate }) => fate),
    outcomes.map(({ fate }) => fate),
  )
})
