/** What bounds an estimate, as a table; and the estimate of a program as it stands. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { friendsMaxOf, readEstimate } from '../../src/domain/estimate/read.js'
import type { Standing } from '../../src/domain/standing/find.js'
import type { Body, TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { foldClicks } from '../../src/domain/clicks/fold.js'

const at = (text: string) => new Date(text)

/** A live program in its second day of ten, with money for 5,000 friends and no cap. */
function standing({ books = {}, terms = {}, now = '2027-01-02T00:00:00Z' }: Body = {}): Standing {
  return {
    books: { state: 'live', closingAt: null, budgetMinor: 10_000_000n, ...books },
    now: at(now),
    inForce: {
      terms: {
        startsAt: at('2027-01-01T00:00:00Z'),
        endsAt: at('2027-01-11T00:00:00Z'),
        rewardMinor: 2000n,
        friendRewardMinor: 0n,
        caps: { perAdvocatePerDay: null, perAdvocateTotal: null },
        ...terms,
      },
    },
  } as unknown as Standing
}

test('the smallest of money, caps and days limits the estimate; after the end it is zero', () => {
  const table: [what: string, Body, number][] = [
    ['nothing but how far it is ever told', {}, 5000],
    ['more money than anybody could get', { books: { budgetMinor: 10n ** 18n } }, 5000],
    ['the money that is left', { books: { budgetMinor: 7999n } }, 3],
    ['less than one reward', { books: { budgetMinor: 1999n } }, 0],
    ['the friend is paid from it too', { books: { budgetMinor: 8000n }, terms: { friendRewardMinor: 2000n } }, 2],
    ['a cap for good', { terms: { caps: { perAdvocatePerDay: null, perAdvocateTotal: 12 } } }, 12],
    ['nine days touch ten of the calendar', { terms: { caps: { perAdvocatePerDay: 3, perAdvocateTotal: null } } }, 30],
    [
      'a part of a day counts as one',
      { now: '2027-01-10T23:00:00Z', terms: { caps: { perAdvocatePerDay: 3, perAdvocateTotal: null } } },
      6,
    ],
    [
      'before the start its days are all there',
      { now: '2026-12-01T00:00:00Z', terms: { caps: { perAdvocatePerDay: 1, perAdvocateTotal: null } } },
      11,
    ],
    ['both caps', { terms: { caps: { perAdvocatePerDay: 3, perAdvocateTotal: 8 } } }, 8],
    ['a pause may end', { books: { state: 'paused' } }, 5000],
    ['past the end, without any sweep', { now: '2027-01-11T00:00:00Z' }, 0],
    ['closed early', { books: { state: 'closing', closingAt: at('2027-01-01T12:00:00Z') } }, 0],
    ['settled', { books: { state: 'settled', closingAt: at('2027-01-01T12:00:00Z') } }, 0],
    [
      'closed before it began',
      { now: '2026-12-02T00:00:00Z', books: { state: 'closing', closingAt: at('2026-12-01T00:00:00Z') } },
      0,
    ],
  ]
  for (const [what, of, expected] of table) assert.equal(friendsMaxOf(standing(of)), expected, what)
})

/** As many people took a link as are named; the first of them brought a friend, and the links of the next were followed. */
async function program(app: TestApp, people: number, bringing: number, followed: number): Promise<TestProgram> {
  const made = await app.liveProgram()
  const advocates = await app.participants(made, people)
  const friends = advocates.slice(0, bringing)
  await Promise.all(friends.map(({ code }, index) => app.signup(made, { userId: `friend-${index}`, code })))
  await Promise.all(advocates.slice(bringing, bringing + followed).map(({ code }) => app.click(made, code)))
  const later = { ...app.service.context, clock: { nowMs: () => Date.now() + 600_000 } }
  const found = await app.service.programs.get(made.slug)
  while ((await foldClicks(later, found)) > 0);
  return made
}

async function estimate(app: TestApp, { slug }: TestProgram, contacts = 20) {
  const { context, typicalEarnings, programs } = app.service
  return readEstimate(context, typicalEarnings, await programs.get(slug), contacts)
}

test('a participant who never shared is no sharer; one who brought a friend without a click is', async () => {
  const app = await sharedApp()
  const quiet = await estimate(app, await program(app, 60, 0, 0))
  assert.deepEqual([quiet.sharers, quiet.figures, quiet.ended], [0, null, false])
  const typed = await estimate(app, await program(app, 60, 50, 0))
  assert.deepEqual([typed.sharers, typed.currency, typed.rewardMinor], [50, 'BDT', 2000n])
  assert.equal(typed.figures?.typical.amountMinor, BigInt(typed.figures?.typical.friends ?? 0) * 2000n)
  const followed = await estimate(app, await program(app, 60, 0, 50))
  assert.deepEqual([followed.sharers, followed.figures?.nothingHundredths], [50, 99])
  assert.equal(followed.figures?.askedBefore, 20)
})

test('once the program has ended, the answer says that there is nothing to expect', async () => {
  const app = await sharedApp()
  const made = await program(app, 50, 50, 0)
  assert.notEqual((await estimate(app, made)).figures, null)
  await app.ok('POST', `/v1/programs/${made.slug}/close`)
  const told = await app.ok('GET', `/v1/programs/${made.slug}/estimate`)
  assert.deepEqual([told.ended, told.figures, told.sharers], [true, null, 50])
})
