/** The simulator's worlds and its score, without the service. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome } from '../../../sim/src/play/outcome.js'
import { heldOut, tuned } from '../../../sim/src/rings/registry.js'
import { scoreOf } from '../../../sim/src/score.js'
import { rings, traps, type Account, type World } from '../../../sim/src/world/account.js'
import { makeWorld } from '../../../sim/src/world/make.js'

const order = { seed: 7, people: 400, prevalence: 5, families: rings }

function friendsOf({ accounts }: World): Account[] {
  return accounts.filter(({ via }) => via !== null)
}

function told({ userId, openedAt, identities, seen, activeAt, via }: Account): unknown {
  return [userId, openedAt, identities, seen, activeAt, via?.advocate.userId, via?.by, via?.clickMs]
}

test('the same seed makes the same world, and another seed another one', () => {
  const world = (seed: number) => makeWorld({ ...order, seed }).accounts.map(told)
  assert.deepEqual(world(7), world(7))
  assert.notDeepEqual(world(7), world(8))
})

test('more abuse changes nothing in the life of honest people', () => {
  const people = (prevalence: number) => {
    const { accounts } = makeWorld({ ...order, prevalence })
    return accounts
      .filter(({ truth, via }) => truth.kind === 'honest' && via?.advocate.truth.kind !== 'abuse')
      .map(told)
  }
  const few = people(1)
  assert.ok(few.length > 400)
  assert.deepEqual(people(20).slice(0, 300), few.slice(0, 300))
})

test('the share of fake friends is the prevalence, each has an earlier advocate, and every trap is set', () => {
  for (const prevalence of [1, 5, 20]) {
    const friends = friendsOf(makeWorld({ ...order, people: 1500, prevalence }))
    const fakes = friends.filter(({ truth }) => truth.kind === 'abuse')
    assert.ok(
      Math.abs((100 * fakes.length) / friends.length - prevalence) < 0.5,
      `${fakes.length} of ${friends.length}`,
    )
    for (const { via, openedAt, activeAt } of friends) {
      assert.ok(via !== null && via.advocate.openedAt < openedAt - (via.by === 'click' ? via.clickMs : 0))
      assert.ok(activeAt.every((at) => at > openedAt))
    }
    const set = new Set(friends.map(({ truth }) => (truth.kind === 'honest' ? truth.trap : null)))
    assert.deepEqual(
      traps.filter((trap) => !set.has(trap)),
      [],
    )
  }
})

test('every family of abusers can be made alone, and none is both tuned and held out', () => {
  assert.deepEqual([...tuned, ...heldOut].toSorted(), [...rings].toSorted())
  for (const family of rings) {
    const friends = friendsOf(makeWorld({ ...order, families: [family] }))
    const fakes = friends.flatMap(({ truth }) => (truth.kind === 'abuse' ? [truth.family] : []))
    assert.ok(fakes.length >= 15 && fakes.every((one) => one === family), family)
  }
})

test('nobody can tell from the id of an account what it is', () => {
  const { accounts } = makeWorld(order)
  assert.ok(accounts.every(({ userId }) => /^u7-\d{6}$/.test(userId)))
})

test('the score counts what was withheld rightly, wrongly and not at all', () => {
  const outcomes = [
    outcome({ kind: 'abuse', family: 'script', ring: 'a' }, 'withheld'),
    outcome({ kind: 'abuse', family: 'script', ring: 'a' }, 'paid'),
    outcome({ kind: 'abuse', family: 'sim-box', ring: 'b' }, 'paid'),
    outcome({ kind: 'abuse', family: 'sim-box', ring: 'b' }, 'identity'),
    outcome({ kind: 'honest', trap: 'class' }, 'withheld'),
    outcome({ kind: 'honest', trap: null }, 'paid'),
    outcome({ kind: 'honest', trap: null }, 'identity'),
  ]
  const score = scoreOf(outcomes)
  assert.deepEqual(
    [score.fakesWithheld, score.withheld, score.fakes, score.fakesByIdentity, score.rings, score.people],
    [1, 2, { withheld: 1, all: 3 }, 1, { withheld: 1, all: 2 }, { withheld: 1, all: 3 }],
  )
  assert.deepEqual([score.paidToFakes, score.paid], [2, 3])
  assert.deepEqual(score.byTrap.get('class'), { withheld: 1, all: 1 })
})

function outcome(truth: Account['truth'], fate: Outcome['fate']): Outcome {
  const [account] = makeWorld({ ...order, people: 20, prevalence: 0 }).accounts
  assert.ok(account !== undefined)
  return { account: { ...account, truth }, fate, state: '', reason: undefined }
}
