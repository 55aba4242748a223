/** Chance among a few friends is not taken for a pattern. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../src/domain/fraud/settings.js'
import { rhythmOf } from '../../src/domain/fraud/signals/gaps.js'
import type { FraudCase } from '../../src/domain/fraud/signals/case.js'
import { casesOf, crowdOf, dayMs, daysBy, openedAt, settings, usual, type Crowd } from './cases.js'

function weightsOf(one: FraudCase | undefined): Record<string, number> {
  assert.ok(one !== undefined)
  return Object.fromEntries(assess(one, settings).signals.map(({ rule, weight }) => [rule, weight]))
}

function verdictOf(one: FraudCase | undefined): string {
  assert.ok(one !== undefined)
  return assess(one, settings).score.verdict
}

const neighbours: Crowd = {
  friends: 4,
  hours: (at) => at * 31,
  days: () => 2,
  marks: () => ({ address: 'hostel', subnet: 'hostel' }),
}

test('four neighbours who came back twice each are people; forty of them are a ring that keeps its accounts alive', () => {
  const [one] = casesOf(crowdOf(1, neighbours))
  assert.equal(verdictOf(one), 'clear')
  assert.ok((weightsOf(one)['never_returns'] ?? 0) <= 8)
  const [many] = casesOf(crowdOf(1, { ...neighbours, friends: 40 }))
  assert.ok((weightsOf(many)['never_returns'] ?? 0) > 10)
})

test('a house in which nobody stays is a ring that keeps its accounts alive, however often they were touched; one lively house is not', () => {
  const house = (days: Crowd['days']): Crowd => ({
    friends: 20,
    hours: (at, random) => at * 13 + random() * 7,
    days,
    marks: (random) => ({ address: 'one', subnet: 'one', agent: `phone ${Math.floor(random() * 3)}` }),
  })
  const touched = casesOf(
    crowdOf(
      5,
      house((random) => Math.floor(random() * 3)),
    ),
  )
  assert.ok(touched.filter((one) => verdictOf(one) !== 'clear').length > 15)
  const lived = casesOf(
    crowdOf(
      5,
      house((random, at) => (at % 4 === 0 ? 5 : Math.floor(random() * 3))),
    ),
  )
  assert.deepEqual([...new Set(lived.map(verdictOf))], ['clear'])
})

test('accounts on a few lines that are touched once each are no audience, also where others of them are on mobile data', () => {
  const slow = (friends: number, days: Crowd['days']) =>
    casesOf(
      crowdOf(11, {
        friends,
        hours: (at, random) => at * 16 + random() * 8,
        days,
        marks: (random, at) => ({
          ...(at % 5 > 0 && { address: `line ${at % 3}`, subnet: `line ${at % 3}` }),
          agent: `phone ${Math.floor(random() * 4)}`,
        }),
      }),
    )
  const found = (cases: readonly FraudCase[]) => cases.filter((one) => verdictOf(one) !== 'clear').length
  const kept = slow(25, (_, at) => (at % 8 === 0 ? 0 : 1))
  assert.ok(found(kept) > 15, `${found(kept)} of 25`)
  // The friends of a sociable household, of whom some stay.
  assert.equal(found(slow(25, (_, at) => (at % 8 === 0 ? 0 : at % 6 === 0 ? 5 : 1 + (at % 3)))), 0)
  // An audience comes back once after a second film, and shares nothing.
  const audience = crowdOf(12, {
    friends: 40,
    hours: (_, random) => 20 * random(),
    days: (_, at) => (at % 8 === 0 ? 0 : 1),
  })
  assert.equal(found(casesOf(audience)), 0)
})

test('a place that brings somebody each day keeps no rhythm; one that brings somebody every ten minutes does', () => {
  const times = (gapMs: number) => Array.from({ length: 8 }, (_, at) => new Date(openedAt.getTime() + at * gapMs))
  assert.equal(rhythmOf(times(dayMs)), undefined)
  assert.ok((rhythmOf(times(10 * 60_000))?.weight ?? 0) > 10)
})

test('four friends who took the same quarter of an hour to install the app say little, and twenty much', () => {
  const ring: Crowd = {
    friends: 4,
    hours: (at, random) => at * 20 + random() * 9,
    days: () => 0,
    marks: () => ({ address: 'one', subnet: 'one' }),
    clickSeconds: (random) => 800 + 90 * random(),
  }
  const of = (friends: number) => weightsOf(casesOf(crowdOf(2, { ...ring, friends }))[0])['equal_delays'] ?? 0
  assert.ok(of(4) <= 6, `${of(4)}`)
  assert.equal(of(20), 10)
})

test('a class that follows the link at once has equal times because it is led; who ends one account before the next has a habit', () => {
  const group = (minutesApart: number): Crowd => ({
    friends: 14,
    hours: (at, random) => (at * minutesApart + random()) / 60,
    days: () => null,
    marks: () => ({ address: 'one', subnet: 'one' }),
    clickSeconds: (random) => 290 + 40 * random(),
  })
  // At the start of a program nothing is known of later days.
  const atStart = { usual: { ...usual, days: null, silentAfter: [] } }
  const equalDelays = (minutesApart: number, of = {}) =>
    casesOf(crowdOf(4, group(minutesApart)), {}, of).map((one) => weightsOf(one)['equal_delays'] ?? 0)
  assert.ok(Math.max(...equalDelays(1, atStart)) <= 3)
  assert.ok(Math.min(...equalDelays(25)) >= 9)
  assert.equal(Math.max(...equalDelays(25, atStart)), 4, 'a clerk at a counter has a habit too')
  const aClass = casesOf(crowdOf(4, group(1)), {}, atStart)
  assert.deepEqual([...new Set(aClass.map(verdictOf))], ['clear'])
})

test('customers with cards of the stock of one shop are people while most of them come back', () => {
  const stock = (silentOf: number): Crowd => ({
    friends: 16,
    hours: (at, random) => at * 24 + random() * 9,
    days: (_, at) => (at < silentOf ? 0 : ([1, 3, 6, 7, 2, 5][at % 6] ?? 1)),
    marks: () => ({ address: 'shop', subnet: 'shop', numberBlock: 'strip' }),
  })
  const customers = casesOf(crowdOf(3, stock(8)))
  assert.deepEqual([...new Set(customers.map(verdictOf))], ['clear'])
  const dropped = casesOf(crowdOf(3, stock(16)))
  assert.ok(dropped.every((one) => verdictOf(one) !== 'clear'))
})

test('friends of one house whom several advocates brought are judged together: silent ones weigh, lively ones clear', () => {
  const house = (days: Crowd['days']): FraudCase | undefined => {
    const [one] = casesOf(
      crowdOf(4, {
        friends: 14,
        hours: (at, random) => at * 9 + random() * 5,
        days,
        marks: () => ({ address: 'one', subnet: 'one' }),
      }),
    )
    // The advocate brought three of them, and others the rest.
    const sameAddress = one?.sameAddress.map((mate, at) => ({
      ...mate,
      advocateId: at < 3 ? one.advocateId : `advocate ${Math.floor(at / 3)}`,
    }))
    const group = one?.group && { ...one.group, siblings: one.group.siblings.slice(0, 3) }
    return one && { ...one, sameAddress: sameAddress ?? [], group: group ?? null }
  }
  assert.ok((weightsOf(house(() => 0))['never_returns'] ?? 0) > 10)
  assert.ok((weightsOf(house(daysBy(usual.days ?? [])))['never_returns'] ?? 0) < 3)
})

test('a friend of three days is not yet as silent as one of seven', () => {
  const weightAt = (ageDays: number) => {
    const crowd = crowdOf(5, { friends: 9, hours: () => 0, days: () => 0, marks: () => ({ agent: 'one' }) })
    const [one] = casesOf(crowd)
    const siblings = one?.group?.siblings.map((sibling) => ({
      ...sibling,
      occurredAt: new Date(one.now.getTime() - ageDays * dayMs),
    }))
    return weightsOf(one && { ...one, group: one.group && { ...one.group, siblings: siblings ?? [] } })
  }
  assert.ok((weightAt(3)['never_returns'] ?? 0) < (weightAt(7)['never_returns'] ?? 0))
})

test('where an audience loses interest, its neighbourhoods do so too; beside lively friends a silent group stands out', () => {
  const weightBeside = (days: number) =>
    weightsOf(
      casesOf(
        crowdOf(6, {
          friends: 60,
          hours: (_, random) => 30 * random(),
          days: (_, at) => (at < 6 ? 0 : at % 5 === 0 ? 3 : days),
          marks: (_, at) => (at < 6 ? { address: 'one', subnet: 'one', agent: 'one' } : {}),
        }),
      ).find(({ trace }) => trace.address === 'one'),
    )['never_returns'] ?? 0
  assert.ok(weightBeside(0) <= 8, `${weightBeside(0)}`)
  assert.ok(weightBeside(4) > 10, `${weightBeside(4)}`)
})

test('a person who lives in the app is not made a fake by the company', () => {
  const crowd = crowdOf(7, {
    friends: 12,
    hours: (at) => at * 5,
    days: (_, at) => (at === 0 ? 6 : 0),
    marks: () => ({ address: 'one', subnet: 'one', agent: 'one' }),
  })
  const verdicts = casesOf(crowd).map((one) => [one.group?.own.laterDays, verdictOf(one)])
  for (const [days, verdict] of verdicts) assert.equal(verdict === 'clear', days === 6, `${days} days: ${verdict}`)
})

test('a few silent customers of a lively shop are customers; twelve silent accounts in a lively hostel are a ring', () => {
  const inHouse = (silentOf: number, friends: number): Crowd => ({
    friends,
    hours: (at, random) => at * 11 + random() * 9,
    days: (_, at) => (at < silentOf ? 0 : ([4, 2, 6, 1, 5, 7][at % 6] ?? 4)),
    marks: (_, at) => ({ address: 'one', subnet: 'one', agent: at < silentOf ? 'one' : `agent ${at}` }),
  })
  const ofOneKind = (crowd: Crowd) => casesOf(crowdOf(8, crowd)).filter(({ trace }) => trace.agent === 'one')
  assert.deepEqual([...new Set(ofOneKind(inHouse(4, 30)).map(verdictOf))], ['clear'])
  assert.ok(ofOneKind(inHouse(12, 30)).every((one) => verdictOf(one) !== 'clear'))
})

test('at the release, the advocate’s own kind of phone on the same network counts although the address changed', () => {
  const [one] = casesOf(crowdOf(9, { friends: 3, hours: (at) => at * 20, days: () => 0 }))
  assert.ok(one !== undefined)
  const own = { ...one.trace, address: 'another' }
  assert.ok((weightsOf({ ...one, advocate: own })['own_network'] ?? 0) >= 8)
  assert.equal(weightsOf({ ...one, advocate: { ...own, agent: 'another' } })['own_network'], undefined)
  const carrier = Array.from({ length: 20 }, (_, at) => ({
    ...one.trace,
    friendId: `stranger ${at}`,
    advocateId: `advocate ${at}`,
    occurredAt: one.occurredAt,
    laterDays: 0,
    backAt: [],
  }))
  assert.ok((weightsOf({ ...one, advocate: own, sameSubnet: carrier })['own_network'] ?? 0) <= 3)
})

test('a wallet that pays friends of several advocates weighs more than that of a family', () => {
  const [one] = casesOf(crowdOf(10, { friends: 3, hours: (at) => at * 20, days: () => 0 }))
  assert.ok(one !== undefined)
  const paidWith = (advocateIds: readonly string[]) => ({
    ...one,
    sharedWallet: advocateIds.length,
    cluster: {
      accounts: advocateIds.length + 1,
      advocates: 0,
      holdsAdvocate: false,
      friends: advocateIds.map((advocateId, at) => ({ ...one.trace, friendId: `f ${at}`, advocateId, ...sameTime })),
    },
  })
  const sameTime = { occurredAt: one.occurredAt, laterDays: 0, backAt: [] }
  const ofFamily = weightsOf(paidWith(['advocate', 'advocate', 'advocate']))['same_wallet'] ?? 0
  const ofMany = weightsOf(paidWith(['advocate', 'second', 'third']))['same_wallet'] ?? 0
  assert.ok(ofFamily <= 3 && ofMany >= ofFamily + 8, `${ofFamily}, ${ofMany}`)
})

test('of a class on the line of its teacher, those with the teacher’s kind of phone are not taken for the teacher', () => {
  const friends = crowdOf(12, {
    friends: 14,
    hours: (at) => at / 20,
    days: (random, at) => (at % 2 === 0 ? 0 : 1 + Math.floor(random() * 5)),
    marks: (_, at) => ({ address: 'school', subnet: 'school', agent: at < 2 ? 'the teacher’s' : `agent ${at}` }),
  })
  const teacher = { address: 'school', subnet: 'school', agent: 'the teacher’s' }
  const weights = casesOf(friends, { advocate: teacher }).map((one) => weightsOf(one)['own_network'] ?? 0)
  assert.ok(Math.max(...weights) <= 4, weights.join())
})
