/** Whole histories: everything by chance, money that is cashed out and reversed, and people who lead and are removed. */
import fc from 'fast-check'
import { caps, change, command, qualifyingEvent, users, type Command, type History } from './commands.js'
import { dayMs, type Terms } from './terms.js'
import { cashOutOf, methodOf, moneyCommand, reverseOf, ruling } from './money-commands.js'
import { stillMs } from './still-app.js'
import {
  confirmed,
  endedBy,
  hand,
  hireOf,
  invitedAndRemoved,
  keyedAndRemoved,
  makeKeyBy,
  teamCommand,
} from './team-commands.js'

/** Nothing stands in the way of this friend. */
const friend: fc.Arbitrary<Command> = fc.record({
  does: fc.constant('signup' as const),
  user: fc.integer({ min: 2, max: users - 1 }),
  code: fc.record({ of: fc.constantFrom(0, 0, 0, 1), spelling: fc.constant(0) }),
  click: fc.constant(null),
  installReferrer: fc.constant(null),
  identities: fc.constant({}),
  country: fc.constant('BD'),
  birthYear: fc.constant(1999),
  agoMs: fc.constant(0),
})

const suspect: fc.Arbitrary<Command> = friend.map((one) => ({ ...one, suspect: true }))

const aboutReview = (does: 'review' | 'appeal' | 'answer') =>
  fc.record({ does: fc.constant(does), user: fc.integer({ min: 2, max: users - 1 }), yes: fc.boolean() })

/** Friends who are looked at, decided about, appeal and are answered, with everything else in between. */
const reviewed: fc.Arbitrary<Command[]> = fc.oneof(
  { weight: 4, arbitrary: suspect.map((one) => [one]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 2, max: users - 1 }), suspect, fc.boolean(), fc.boolean())
      .map(([user, one, appeals, yes]): Command[] => [
        { ...one, user } as Command,
        { does: 'review', user, yes: true },
        ...(appeals ? [{ does: 'appeal', user, yes: true } as const] : []),
        { does: 'answer', user, yes },
      ]),
  },
  { weight: 4, arbitrary: aboutReview('review').map((one) => [one]) },
  { weight: 1, arbitrary: aboutReview('appeal').map((one) => [one]) },
  { weight: 2, arbitrary: aboutReview('answer').map((one) => [one]) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        does: fc.constant('event' as const),
        user: fc.integer({ min: 2, max: users - 1 }),
        name: fc.constant('first_payment'),
        agoMs: fc.constant(0),
      })
      .map((one) => [one]),
  },
)

/** What was cashed out a moment ago is reversed: by itself chance does so too seldom. */
const reversed: fc.Arbitrary<Command[]> = fc
  .tuple(friend, cashOutOf(0), fc.constantFrom(0, 1, 60, 86_400), reverseOf(1))
  .map(([brought, asked, seconds, taken]) => [
    brought,
    asked,
    ...(seconds === 0 ? [] : [{ does: 'advance', seconds } as const]),
    taken,
  ])

/** Less is announced, and before it is in force as much or more is promised again. */
const withdrawn: fc.Arbitrary<Command[]> = fc
  .record({
    seconds: fc.constantFrom(1, 86_400, 72 * 3600 - 1, 72 * 3600),
    rewardMinor: fc.constantFrom(1500, 2000, 3000),
  })
  .map(({ seconds, rewardMinor }) => [
    { does: 'change', change: { rewardMinor: 1000 } },
    { does: 'advance', seconds },
    { does: 'change', change: { rewardMinor } },
  ])

/** Rewards that are cashed out and reversed, with everything else in between. */
const moneyed: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: friend },
  { weight: 20, arbitrary: moneyCommand },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('advance' as const),
      seconds: fc.constantFrom(1, 10, 59, 60, 3599, 3600, 3600, 86_399, 86_400, 86_400, 3 * 86_400),
    }),
  },
  { weight: 4, arbitrary: command },
)

/** People who lead the program and their keys: they approve, rule, set money aside, and are removed meanwhile. */
const led: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: teamCommand },
  { weight: 7, arbitrary: ruling },
  { weight: 5, arbitrary: friend },
  { weight: 5, arbitrary: cashOutOf(0) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('fund' as const),
      reference: fc.nat({ max: 6 }),
      amountMinor: fc.constantFrom(2000, 5000),
      by: hand,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('pause' as const, 'resume' as const), by: hand }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('change' as const), change, by: hand }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('advance' as const), seconds: fc.constantFrom(1, 3600, 86_400) }),
  },
  { weight: 2, arbitrary: moneyed },
)

/** A first approval, a funding, an invitation or a key; nearly always the person who began it is removed next. */
const begunAndRemoved: fc.Arbitrary<Command[]> = fc.oneof(
  fc
    .tuple(friend, cashOutOf(0), fc.nat({ max: 2 }), ruling)
    .map(([brought, asked, operator, then]): Command[] => [
      brought,
      asked,
      { does: 'approve', payout: 0, by: { operator } },
      endedBy(operator),
      { does: 'approve', payout: 0 },
      then,
    ]),
  fc
    .tuple(fc.nat({ max: 6 }), fc.nat({ max: 2 }), confirmed)
    .map(([reference, operator, then]): Command[] => [
      { does: 'fund', reference, amountMinor: 3000, by: { operator } },
      endedBy(operator),
      then,
    ]),
  fc.tuple(fc.nat({ max: 6 }), fc.boolean()).map(([reference, isFirst]): Command[] => [
    { does: 'fund', reference, amountMinor: 3000, by: { operator: isFirst ? 0 : 1 } },
    { does: 'confirm', funding: 0, by: { operator: isFirst ? 1 : 0 } },
  ]),
  invitedAndRemoved,
  keyedAndRemoved,
)

const terms: fc.Arbitrary<Terms> = fc.record({
  rewardMinor: fc.constantFrom(2000, 1500),
  friendRewardMinor: fc.constantFrom(0, 0, 500),
  holdDays: fc.constantFrom(7, 2, 0),
  minimumPayoutMinor: fc.constantFrom(0, 2000),
  attributionWindowDays: fc.constantFrom(30, 2),
  lateCodeHours: fc.constantFrom(72, 1, 0),
  countries: fc.constantFrom(null, null, null, null, null, null, ['BD']),
  minimumAge: fc.constantFrom(null, null, null, null, null, 18),
  requires: fc.constantFrom([], [], [], [], [], [], [], [], ['phone' as const], ['device' as const, 'email' as const]),
  oneRewardPerDevice: fc.constantFrom(true, true, false),
  caps,
  qualifyingEvent: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: qualifyingEvent }),
  timeZone: fc.constantFrom('Asia/Dhaka', 'America/New_York'),
  startsAt: fc.constantFrom(...Array<number>(8).fill(stillMs - 30 * dayMs), stillMs - dayMs, stillMs + dayMs),
  endsAt: fc.constantFrom(...Array<number>(4).fill(stillMs + 365 * dayMs), stillMs + 8 * dayMs),
})

const plainTerms: Partial<Terms> = {
  countries: null,
  minimumAge: null,
  requires: [],
  caps: { perAdvocatePerDay: null, perAdvocateTotal: null },
  qualifyingEvent: null,
  startsAt: stillMs - 30 * dayMs,
}
const moneyedTerms = fc
  .record({ drawn: terms, holdDays: fc.constantFrom(0, 0, 0, 2), friendRewardMinor: fc.constantFrom(0, 500, 1500) })
  .map(({ drawn, ...rest }) => ({ ...drawn, ...plainTerms, ...rest }))

const reviewedTerms = fc
  .record({
    drawn: terms,
    holdDays: fc.constantFrom(0, 2, 7),
    qualifyingEvent: fc.constantFrom(null, { name: 'first_payment', withinDays: 3 }),
  })
  .map(({ drawn, ...rest }) => ({ ...drawn, ...plainTerms, endsAt: stillMs + 365 * dayMs, ...rest }))

const alone = { aloneMinor: 2500, approvals: 1 } as const

/** Without bias: fast-check would begin with short histories and extreme values, and little happens in those. */
export const history: fc.Arbitrary<History> = fc.noBias(
  fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        terms,
        budgetMinor: fc.constantFrom(100_000, 100_000, 100_000, 7000, 2500),
        launched: fc.constantFrom(true, true, true, true, true, true, true, true, false),
        approvals: fc.constant(alone),
        secondPerson: fc.constant(false),
        commands: fc
          .array(
            fc.oneof({ weight: 40, arbitrary: command.map((one) => [one]) }, { weight: 1, arbitrary: withdrawn }),
            { minLength: 1, maxLength: 50, size: 'max' },
          )
          .map((parts) => parts.flat()),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        terms: reviewedTerms,
        budgetMinor: fc.constantFrom(100_000, 12_000, 7000),
        launched: fc.constant(true),
        approvals: fc.constant(alone),
        secondPerson: fc.constant(false),
        reviewing: fc.constant(true),
        commands: fc
          .tuple(
            fc.tuple(methodOf(0), suspect, friend),
            fc.array(
              fc.oneof({ weight: 5, arbitrary: reviewed }, { weight: 3, arbitrary: moneyed.map((one) => [one]) }),
              { minLength: 1, maxLength: 20, size: 'max' },
            ),
          )
          .map(([first, rest]) => [...first, ...rest.flat()]),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        terms: moneyedTerms,
        budgetMinor: fc.constantFrom(100_000, 100_000, 7000),
        launched: fc.constant(true),
        approvals: fc.constant(alone),
        secondPerson: fc.constant(false),
        commands: fc
          .tuple(
            fc.tuple(methodOf(0), methodOf(1), friend, friend),
            fc.array(
              fc.oneof({ weight: 6, arbitrary: moneyed.map((one) => [one]) }, { weight: 1, arbitrary: reversed }),
              {
                minLength: 1,
                maxLength: 30,
                size: 'max',
              },
            ),
          )
          .map(([first, rest]) => [...first, ...rest.flat()]),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        terms: moneyedTerms,
        budgetMinor: fc.constantFrom(100_000, 100_000, 7000),
        launched: fc.constant(true),
        approvals: fc.record({ aloneMinor: fc.constantFrom(1, 1, 2500), approvals: fc.constantFrom(2, 2, 1) }),
        secondPerson: fc.constantFrom(true, true, false),
        commands: fc
          .tuple(
            fc.tuple(hireOf('owner'), hireOf('finance'), makeKeyBy(1), methodOf(0), friend),
            fc.array(
              fc.oneof({ weight: 6, arbitrary: led.map((one) => [one]) }, { weight: 1, arbitrary: begunAndRemoved }),
              { minLength: 1, maxLength: 30, size: 'max' },
            ),
          )
          .map(([first, rest]) => [...first, ...rest.flat()]),
      }),
    },
  ),
)
