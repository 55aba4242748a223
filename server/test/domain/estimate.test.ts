/** What somebody is told to expect, against programs whose truth is known, and by tables. */
import fc from 'fast-check'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { estimateOf, type Figures, type Seen } from '../../src/domain/estimate/estimate.js'

const unbounded = { rewardMinor: 2000n, friendsMax: 5000 }

function figures(contacts: number, of: Seen, bounds = unbounded): Figures {
  const told = estimateOf(contacts, of, bounds).figures
  assert.ok(told)
  return told
}

const seen = { sharers: 100, sharersWithFriends: 40, friendsCounted: 90, clicks: 500 }

test('there is an estimate only from fifty sharers on', () => {
  assert.deepEqual(estimateOf(20, { ...seen, sharers: 49 }, unbounded), {
    contacts: 20,
    sharers: 49,
    sharersMin: 50,
    figures: null,
  })
  assert.notEqual(estimateOf(20, { ...seen, sharers: 50 }, unbounded).figures, null)
})

test('the chance of nothing is the observed one, and the estimate stops at the known range', () => {
  const twenty = figures(20, seen)
  assert.equal(twenty.nothingHundredths, 60)
  assert.deepEqual(twenty.typical, { friends: 0, amountMinor: 0n })
  assert.deepEqual(twenty.from, { friends: 0, amountMinor: 0n })
  assert.equal(twenty.to.amountMinor, BigInt(twenty.to.friends) * 2000n)
  assert.deepEqual(figures(5000, seen), figures(100, seen))
  assert.equal(figures(100, seen).contactsCounted, 100)
  assert.equal(figures(20, { ...seen, clicks: 5000 }).askedBefore, 50, 'as many were asked as opened it')
  const nobody = figures(20, { ...seen, sharersWithFriends: 0, friendsCounted: 0 })
  assert.deepEqual([nobody.to.friends, nobody.nothingHundredths], [0, 100])
  const all = figures(20, { ...seen, sharersWithFriends: 100, friendsCounted: 1000 })
  assert.ok(all.nothingHundredths <= 1 && all.typical.friends >= 7, `${all.nothingHundredths} ${all.typical.friends}`)
})

test('caps and money limit the estimate; with nothing left everybody gets nothing', () => {
  const rich = { ...seen, sharersWithFriends: 95, friendsCounted: 900 }
  assert.equal(figures(100, rich, { ...unbounded, friendsMax: 3 }).to.friends, 3)
  const spent = figures(100, rich, { ...unbounded, friendsMax: 0 })
  assert.deepEqual([spent.typical.friends, spent.to.friends, spent.nothingHundredths], [0, 0, 100])
})

test('asking more people never lowers the estimate, and its figures stay ordered', () => {
  const any = fc.record({
    sharers: fc.integer({ min: 50, max: 100_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    each: fc.integer({ min: 1, max: 50 }),
    clicks: fc.integer({ min: 0, max: 1_000_000 }),
    contacts: fc.integer({ min: 1, max: 4999 }),
    friendsMax: fc.integer({ min: 0, max: 5000 }),
  })
  fc.assert(
    fc.property(any, ({ sharers, share, each, clicks, contacts, friendsMax }) => {
      const sharersWithFriends = Math.floor(sharers * share)
      const one = { sharers, sharersWithFriends, friendsCounted: sharersWithFriends * each, clicks }
      const bounds = { ...unbounded, friendsMax }
      const [fewer, more] = [figures(contacts, one, bounds), figures(contacts + 1, one, bounds)]
      for (const told of [fewer, more]) {
        assert.ok(told.from.friends <= told.typical.friends && told.typical.friends <= told.to.friends)
        assert.ok(told.to.friends <= Math.min(friendsMax, told.contactsCounted))
        assert.ok(told.nothingHundredths >= 0 && told.nothingHundredths <= 100)
      }
      assert.ok(more.typical.friends >= fewer.typical.friends && more.to.friends >= fewer.to.friends)
      assert.ok(more.nothingHundredths <= fewer.nothingHundredths)
    }),
    { numRuns: 300 },
  )
})

/** Mulberry32: the same people in every run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Each contact joins or not; how willing the contacts of one advocate are is beta distributed: not the model's own curve. */
function friendsOf(random: () => number, contacts: number, mean: number, evenness: number): number {
  const [one, other] = [gamma(random, mean * evenness), gamma(random, (1 - mean) * evenness)]
  const willing = one / (one + other)
  let friends = 0
  for (let contact = 0; contact < contacts; contact++) if (random() < willing) friends++
  return friends
}

/** Marsaglia and Tsang (2000); below 1 by the power of a uniform number. */
function gamma(random: () => number, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * random() ** (1 / shape)
  const d = shape - 1 / 3
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(1 - random()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

test('in simulated programs the range holds eight people in ten, and the chance of nothing is right within five hundredths', (t) => {
  const random = randomOf(34)
  let [inRange, all, worst] = [0, 0, 0]
  for (const mean of [0.01, 0.03, 0.08, 0.2]) {
    for (const evenness of [5, 20, 100]) {
      const people = Array.from({ length: 2000 }, () => friendsOf(random, 20, mean, evenness))
      const sharersWithFriends = people.filter((friends) => friends > 0).length
      const friendsCounted = people.reduce((sum, friends) => sum + friends, 0)
      const one = { sharers: people.length, sharersWithFriends, friendsCounted, clicks: friendsCounted * 2 }
      for (const contacts of [10, 20, 40]) {
        const told = figures(contacts, one)
        const others = Array.from({ length: 2000 }, () => friendsOf(random, contacts, mean, evenness))
        const none = others.filter((friends) => friends === 0).length / 20
        worst = Math.max(worst, Math.abs(told.nothingHundredths - none))
        // Friends are whole numbers: a range from nothing on holds more than eight of ten.
        const within = others.filter((friends) => friends >= told.from.friends && friends <= told.to.friends).length
        assert.ok(within / others.length >= 0.75, `${within} at ${mean} ${evenness} ${contacts}`)
        if (told.from.friends > 0) {
          inRange += within
          all += others.length
        }
      }
    }
  }
  t.diagnostic(
    `range holds ${((100 * inRange) / all).toFixed(1)} %, chance of nothing off by at most ${worst.toFixed(1)}`,
  )
  assert.ok(all > 0 && inRange / all >= 0.75 && inRange / all <= 0.9, `${inRange} of ${all}`)
  assert.ok(worst <= 5, `${worst}`)
})
