/** Apps that tell little: the same address or kind of phone for everybody, two kinds for all, nothing of later days. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CommonMarks } from '../../src/domain/fraud/look/common-marks.js'
import type { KnownFriend } from '../../src/domain/fraud/look/known-friends.js'
import { assess } from '../../src/domain/fraud/settings.js'
import type { Usual } from '../../src/domain/fraud/signals/case.js'
import { varietyWeight } from '../../src/domain/fraud/signals/variety.js'
import { nobody, openedAt, randomFrom, settings, usual } from './cases.js'

function friendsOf(advocateId: string, count: number, agent: (at: number) => string): KnownFriend[] {
  return Array.from({ length: count }, (_, at) => ({
    ...nobody.trace,
    friendId: `friend ${at} of ${advocateId}`,
    advocateId,
    occurredAt: openedAt,
    laterDays: 0,
    backAt: [],
    subnet: null,
    numberBlock: null,
    mailBlock: null,
    address: `address ${at} of ${advocateId}`,
    agent: agent(at),
  }))
}

const several = (count: number, make: (advocateId: string) => KnownFriend[]) =>
  Array.from({ length: count }, (_, at) => make(`advocate ${at}`)).flat()
const own = (id: string) => friendsOf(id, 4, (at) => `phone ${at} of ${id}`)

const alone = {
  siblings: [],
  own: { laterDays: null, backAt: [] },
  usual,
  ties: new Map<string, string>(),
  withheld: new Set<string>(),
  purses: new Map(),
  programHour: null,
  block: null,
}

test('a mark that the friends of most advocates have is the mark of the app, and of nobody', () => {
  const all = several(8, (id) => friendsOf(id, 4, (at) => (at === 0 ? `phone of ${id}` : 'okhttp')))
  const left = new CommonMarks(all).without(all)
  assert.equal(new Set(left.map(({ agent }) => agent)).size, 9)
  assert.ok(left.every(({ agent, address }) => agent !== 'okhttp' && address !== null))
})

test('the one phone of a large ring, of a farm for four of eight advocates, and of a program of five advocates stays a mark', () => {
  const ring = friendsOf('boss', 90, () => 'farm')
  const farm = several(4, (id) => friendsOf(`boss ${id}`, 30, () => 'farm'))
  for (const all of [
    [...ring, ...several(7, own)],
    [...farm, ...several(4, own)],
    several(5, (id) => friendsOf(id, 9, () => 'farm')),
  ])
    assert.deepEqual(new CommonMarks(all).without(all), all)
})

test('friends with the two kinds of phones of an app that knows two are people; those of a ring have fewer than others have', () => {
  const random = randomFrom(3)
  const agents = Array.from({ length: 40 }, () => (random() < 0.75 ? 'android' : 'ios'))
  const shares = { ringShare: 0.6, honestShare: 0.1 }
  const early = { ...usual, friends: 60, countOf: (_: string, value: string) => (value === 'ios' ? 15 : 45) }
  const of = (unique: number): Usual => ({ ...early, unique: { ...early.unique, agent: unique } })
  assert.ok(varietyWeight(agents, 'agent', of(0), shares) < 3)
  assert.ok(varietyWeight(agents, 'agent', { ...of(30), countOf: () => 2 }, shares) > 7)
})

test("the advocate's kind of phone says little where most have it", () => {
  const weight = (alike: number) => {
    const sharing = { ...usual.sharing, agent: alike }
    const one = { ...nobody, advocate: nobody.trace, group: { ...alone, usual: { ...usual, sharing } } }
    const { signals } = assess({ ...one, stage: 'release' }, settings)
    return signals.find(({ rule }) => rule === 'own_network')?.weight
  }
  assert.equal(weight(12), 13)
  assert.equal(weight(180), 8)
})

test('without reports of later days a large cluster says nothing at the release: it may be the computer of a café', () => {
  const cluster = { accounts: 12, advocates: 3, holdsAdvocate: false, friends: [] }
  const found = (days: readonly number[] | null) => {
    const group = { ...alone, usual: { ...usual, days } }
    const { signals } = assess({ ...nobody, stage: 'release', cluster, group }, settings)
    return signals.some(({ rule }) => rule === 'cluster_size')
  }
  assert.deepEqual([found(usual.days), found(null)], [true, false])
})
