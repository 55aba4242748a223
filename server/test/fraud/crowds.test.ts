/** Crowds of honest people that look alike, and rings that open accounts for money, at the release of every friend. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FraudCase, Sibling } from '../../src/domain/fraud/signals/case.js'
import { atSignup, casesOf, crowdOf, daysBy, nobody, randomFrom, usual, withheldOf, type Crowd } from './cases.js'

const likeUsual = daysBy(usual.days ?? [])
const loyal = daysBy([0.25, 0.2, 0.2, 0.35])
const place = (name: string) => () => ({ address: name, subnet: name })
const workday = (at: number, random: () => number, perDay: number) => Math.floor(at / perDay) * 24 + 4 + random() * 10
const oneDevice = (accounts: number, siblings: readonly Sibling[], holdsAdvocate = false): Partial<FraudCase> => ({
  cluster: {
    accounts,
    advocates: 1,
    holdsAdvocate,
    friends: siblings.slice(0, 24).map((one) => ({ ...one, advocateId: nobody.advocateId })),
  },
})

interface Scene extends Crowd {
  /** What else is known of each friend at the release and at the signup. */
  readonly also?: (siblings: readonly Sibling[]) => Partial<FraudCase>
  readonly atSignup?: Partial<FraudCase>
  /** The share that must be found: 0.8 if absent. */
  readonly foundMin?: number
}

const honest: Readonly<Record<string, Scene>> = {
  'a phone shop opens accounts for its customers on its own phone': {
    friends: 60,
    hours: (at, random) => workday(at, random, 4),
    days: likeUsual,
    marks: () => ({ address: 'shop', subnet: 'shop', agent: 'shop' }),
    clickSeconds: (random) => 90 + 200 * random(),
    also: (siblings) => oneDevice(61, siblings),
    atSignup: { sharedDevice: 24 },
  },
  'a shop with a network for its customers, who use their own phones': {
    friends: 40,
    hours: (at, random) => workday(at, random, 3),
    days: likeUsual,
    marks: place('shop'),
    clickSeconds: () => null,
  },
  'a cyber café with six computers': {
    friends: 15,
    hours: (at, random) => workday(at, random, 2),
    days: likeUsual,
    marks: (random) => ({ ...place('café')(), agent: `computer ${Math.floor(random() * 6)}` }),
  },
  'a hostel behind one address': {
    friends: 25,
    hours: (_, random) => 400 * random(),
    days: loyal,
    marks: place('hostel'),
  },
  'a class that joins within an hour': {
    friends: 20,
    hours: (_, random) => random(),
    days: loyal,
    marks: place('school'),
    clickSeconds: (random) => 60 + 600 * random() ** 2,
  },
  'the audience of a film, most of whom lose interest': {
    friends: 100,
    hours: (_, random) => -4 * Math.log(1 - random()),
    days: daysBy([0.68, 0.14, 0.08, 0.1]),
    marks: (random) => ({
      ...(random() < 0.3 ? place(`carrier ${Math.floor(random() * 4)}`)() : {}),
      agent: `agent ${Math.floor(40 * random() ** 2)}`,
    }),
  },
  'the audience of a film in which the code is said': {
    friends: 100,
    hours: (_, random) => -4 * Math.log(1 - random()),
    days: daysBy([0.68, 0.14, 0.08, 0.1]),
    clickSeconds: () => null,
  },
  'a family with one phone and one wallet': {
    friends: 4,
    hours: (at, random) => at * 30 + 10 * random(),
    days: loyal,
    marks: () => ({ address: 'home', subnet: 'home', agent: 'home' }),
    also: (siblings) => ({ ...oneDevice(5, siblings), sharedWallet: 4, advocate: homeMarks }),
    atSignup: { sharedDevice: 4, sharedWallet: 0 },
  },
  'relatives in one home, with phones of their own': {
    friends: 3,
    hours: (at, random) => at * 50 + 10 * random(),
    days: loyal,
    marks: place('home'),
    also: () => ({ advocate: homeMarks }),
  },
  'a hostel where many have the same phone, and a common block of numbers': {
    friends: 18,
    hours: (_, random) => 400 * random(),
    days: likeUsual,
    marks: (random) => ({
      ...place('hostel')(),
      agent: `agent ${Math.floor(6 * random() ** 2)}`,
      numberBlock: 'company',
    }),
  },
  'friends who share nothing': { friends: 12, hours: (_, random) => 500 * random(), days: likeUsual },
}

const homeMarks = { address: 'home', subnet: 'home', agent: 'home', numberBlock: 'n', mailBlock: 'm' }

const paid: Readonly<Record<string, Scene>> = {
  'accounts of one person on the advocate’s own phone and network': {
    friends: 4,
    hours: (_, random) => 90 * random(),
    days: (random) => (random() < 0.85 ? 0 : 1),
    marks: () => ({ address: 'home', subnet: 'home', agent: 'home' }),
    clickSeconds: (random) => 40 + 80 * random(),
    also: () => ({ advocate: homeMarks }),
  },
  'a family ring that shares phones': {
    friends: 6,
    hours: (_, random) => 40 * random(),
    days: (random) => (random() < 0.8 ? 0 : 1),
    marks: () => ({ address: 'home', subnet: 'home', agent: 'home' }),
    also: (siblings) => ({ ...oneDevice(7, siblings), sharedWallet: 5 }),
  },
  'a farm of phones whose ids are reset': {
    friends: 24,
    hours: (at, random) => workday(at, random, 8),
    days: (random) => (random() < 0.93 ? 0 : 1),
    marks: (random) => ({ ...place('farm')(), agent: `model ${Math.floor(random() * 2)}` }),
    clickSeconds: (random) => 50 + 60 * random(),
  },
  'a box of cards behind addresses of homes': {
    friends: 24,
    hours: (at, random) => at / 6 + random() / 40,
    days: (random) => (random() < 0.93 ? 0 : 1),
    marks: (random) => ({
      numberBlock: `strip ${Math.floor(random() * 3)}`,
      agent: `model ${Math.floor(random() * 5)}`,
    }),
    clickSeconds: (random) => 100 + 100 * random(),
  },
  'many accounts with one wallet': {
    friends: 15,
    hours: (_, random) => 120 * random(),
    days: (random) => (random() < 0.85 ? 0 : 1),
    also: (siblings) => ({ ...oneDevice(15, siblings), sharedWallet: 14 }),
  },
  'a script on a rented server': {
    friends: 30,
    hours: (at, random) => at / 60 + random() / 300,
    days: () => 0,
    marks: (random) => ({ subnet: `server ${Math.floor(random() * 3)}`, agent: 'script' }),
    clickSeconds: (random) => 3 + 5 * random(),
    rest: { network: 'hosting' },
  },
  'a slow ring that touches its accounts once or twice': {
    friends: 12,
    hours: (_, random) => 600 * random(),
    days: (random) => (random() < 0.15 ? 0 : random() < 0.7 ? 1 : 2),
    // By chance such a ring looks like people who lose interest.
    foundMin: 0.5,
    marks: (random) => ({ ...place('ring')(), agent: `model ${Math.floor(random() * 2)}` }),
  },
  'a code that is sold where people are paid to open accounts': {
    friends: 60,
    hours: (_, random) => 60 * random(),
    days: (random) => (random() < 0.94 ? 0 : 1),
    clickSeconds: () => null,
  },
}

const seeds = [11, 12, 13]

function cases(scene: Scene, seed: number): FraudCase[] {
  const siblings = crowdOf(seed, scene)
  return casesOf(siblings, scene.also?.(siblings))
}

/** The same without an app that reports what friends do. */
function unreported(one: FraudCase): FraudCase {
  const { group } = one
  return group === null ? one : { ...one, group: { ...group, usual: { ...group.usual, days: null } } }
}

for (const [name, scene] of Object.entries(honest)) {
  test(`left alone: ${name}`, () => {
    const released = seeds.flatMap((seed) => cases(scene, seed))
    const stages = {
      signup: released.map((one) => atSignup(one, scene.atSignup)),
      release: released,
      'release without reports': released.map((one) => unreported(one)),
    }
    for (const [stage, all] of Object.entries(stages)) {
      const { share, examples } = withheldOf(all)
      assert.ok(share <= 0.02, `${stage}: ${share} withheld\n${examples}`)
    }
  })
}

for (const [name, scene] of Object.entries(paid)) {
  test(`found: ${name}`, () => {
    const { share, examples } = withheldOf(seeds.flatMap((seed) => cases(scene, seed)))
    assert.ok(share >= (scene.foundMin ?? 0.8), `${share} withheld\n${examples}`)
  })
}

test('a second-hand phone, and a friend alone who does not come back, are left alone', () => {
  const group = casesOf(crowdOf(1, { friends: 1, hours: () => 0, days: () => 0 }))
  for (const one of [{ ...nobody, sharedDevice: 1 }, ...group]) assert.equal(withheldOf([one]).share, 0)
})

test('honest friends of an advocate who also opens accounts are not judged by those accounts', () => {
  const random = randomFrom(5)
  const fake = crowdOf(5, {
    friends: 12,
    hours: (at) => at * 4 + random(),
    days: () => 0,
    marks: () => ({ ...place('ring')(), agent: 'ring' }),
  })
  const real = crowdOf(6, { friends: 12, hours: (at) => at * 9 + 5 * random(), days: likeUsual })
  const all = casesOf([...fake, ...real.map((one) => ({ ...one, friendId: `real ${one.friendId}` }))])
  const shareOf = (isReal: boolean) => withheldOf(all.filter(({ friendId }) => friendId.startsWith('real') === isReal))
  assert.ok(shareOf(false).share > 0.9, shareOf(false).examples)
  assert.equal(shareOf(true).share, 0, shareOf(true).examples)
})

test('a silent friend who came between accounts that are opened in a rhythm, or at another time, is no part of the rhythm', () => {
  const script = crowdOf(7, { friends: 20, hours: (at, random) => (at * 10 + random()) / 60, days: () => 0 })
  const passersBy = [95.5 / 60, 60].map((hours, at) => {
    const [friend] = crowdOf(8 + at, { friends: 1, hours: () => hours, days: () => 0 })
    assert.ok(friend)
    return {
      ...friend,
      friendId: `real ${at}`,
      address: `home ${at}`,
      numberBlock: `home ${at}`,
      mailBlock: `home ${at}`,
    }
  })
  const all = casesOf([...script, ...passersBy])
  const shareOf = (isReal: boolean) => withheldOf(all.filter(({ friendId }) => friendId.startsWith('real') === isReal))
  assert.equal(shareOf(false).share, 1, shareOf(false).examples)
  assert.equal(shareOf(true).share, 0, shareOf(true).examples)
})

test('a farm whose accounts are spread over many advocates is found by its place, and a strip of cards by its numbers', () => {
  const ring = (mark: 'subnet' | 'numberBlock') =>
    crowdOf(9, {
      friends: 20,
      hours: (_, random) => 100 * random(),
      days: (random) => (random() < 0.9 ? 0 : 1),
      marks: () => (mark === 'subnet' ? { ...place('farm')(), agent: 'farm' } : { numberBlock: 'strip' }),
    })
  for (const mark of ['subnet', 'numberBlock'] as const) {
    // Each advocate has brought two of them.
    const spread = casesOf(ring(mark)).map((one, at): FraudCase => {
      const mates = one[mark === 'subnet' ? 'sameSubnet' : 'sameNumberBlock'].map((mate, index) => ({
        ...mate,
        advocateId: index === 0 ? one.advocateId : `advocate ${Math.floor(index / 2)}`,
      }))
      const shared = { ...usual.sharing, [mark]: 18 }
      const siblings = one.group?.siblings.slice(at % 19, (at % 19) + 1) ?? []
      const group = one.group && { ...one.group, siblings, usual: { ...usual, sharing: shared } }
      return { ...one, group, ...(mark === 'subnet' ? { sameSubnet: mates } : { sameNumberBlock: mates }) }
    })
    const { share, examples } = withheldOf(spread)
    assert.ok(share >= 0.8, `${mark}: ${share} withheld\n${examples}`)
  }
})

test('a box of cards that holds a few of each of several strips is found, on phones of all kinds', () => {
  const box = crowdOf(21, {
    friends: 20,
    hours: (at, random) => at * 2 + random() * 2,
    days: (random) => (random() < 0.85 ? 0 : 1),
    marks: (_, at) => ({ numberBlock: `strip ${at % 6}` }),
    clickSeconds: (random) => 40 + 80 * random(),
  })
  const { share, examples } = withheldOf(casesOf(box))
  assert.ok(share >= 0.8, `${share} withheld\n${examples}`)
})
