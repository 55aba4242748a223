/** How long the money lasts, and what an operator can expect until the end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

const dayMs = 86_400_000

const runways: readonly {
  readonly name: string
  readonly friends: readonly (readonly [day: number, count: number])[]
  readonly perDayMinor: number
  readonly slowerMinor: number
  readonly days: number
}[] = [
  { name: 'nothing was promised ever', friends: [[40, 0]], perDayMinor: 0, slowerMinor: 0, days: 30 },
  {
    name: 'a quiet week after a busy one',
    friends: [
      [1, 6],
      [20, 0],
    ],
    perDayMinor: 600,
    slowerMinor: 0,
    days: 20,
  },
  {
    name: 'a burst after quiet weeks',
    friends: [
      [1, 1],
      [33, 7],
    ],
    perDayMinor: 2000,
    slowerMinor: 467,
    days: 7,
  },
  {
    name: 'one day of life',
    friends: [
      [0, 2],
      [1, 0],
    ],
    perDayMinor: 4000,
    slowerMinor: 4000,
    days: 1,
  },
  {
    name: 'nothing in the last 30 days',
    friends: [
      [1, 6],
      [60, 0],
    ],
    perDayMinor: 0,
    slowerMinor: 0,
    days: 30,
  },
]
for (const { name, friends, perDayMinor, slowerMinor, days } of runways) {
  test(`how long the money lasts says what it rests on: ${name}`, async () => {
    const app = await sharedApp()
    const program = await app.liveProgram({}, 1_000_000)
    const { code } = await app.join(program, 'u-1')
    let today = 0
    for (const [day, count] of friends) {
      if (day > today) await app.advance(program, (day - today) * 86_400)
      today = day
      for (let friend = 0; friend < count; friend++) await app.signup(program, { userId: `f-${day}-${friend}`, code })
    }
    const { money } = await app.ok('GET', `/v1/programs/${program.slug}/overview`)
    assert.equal(money.spentOverDays, days)
    assert.ok(Math.abs(money.spentPerDayMinor - perDayMinor) <= 2, `${money.spentPerDayMinor} a day`)
    assert.equal(money.runsOutAt === null, money.spentPerDayMinor === 0, 'no end is said only where nothing is spent')
    const forecast = () => app.ok('GET', `/v1/programs/${program.slug}/forecast`)
    const seen = await forecast()
    assert.deepEqual([seen.seenDays, seen.latestAt === null], [Math.min(30, today), perDayMinor === 0])
    const daysLeft = (Date.parse(seen.endsAt) - Date.parse(seen.now)) / dayMs
    const friendsAt = (rate: number) => Math.floor(Math.min(seen.budgetMinor, rate * daysLeft) / 2000)
    if (today < 7) assert.equal(seen.friends, null, 'a day says nothing')
    else {
      assert.ok(Math.abs(seen.friends.from - friendsAt(slowerMinor)) <= 1, `${seen.friends.from} friends or more`)
      assert.ok(Math.abs(seen.friends.to - friendsAt(perDayMinor)) <= 1, `${seen.friends.to} friends or fewer`)
    }
    await app.ok('POST', `/v1/programs/${program.slug}/close`)
    assert.equal((await forecast()).friends, null)
  })
}
