/** What can happen to a program, as plain data that fast-check makes and shrinks. Pools are small: people collide. */
import fc from 'fast-check'
import { cashOutOf, methodOf, moneyCommand, reverseOf, type MoneyCommand } from './money-commands.js'
import { dayMs, hourMs, minuteMs, type Terms } from './model.js'
import { stillMs } from './still-app.js'

/** How the people of a report are written: which of the pool, and in which spelling. */
export interface Spelled {
  readonly value: number
  readonly spelling: number
}

export interface IdentityChoice {
  readonly phone?: Spelled | undefined
  readonly email?: Spelled | undefined
  readonly device?: Spelled | undefined
  readonly install?: Spelled | undefined
}

/** A click by its number, counted back from the last; or one that was made up. */
export type ClickChoice = number | 'forged'

export interface MemberChoice {
  readonly user: number | null
  readonly identities: IdentityChoice
  /** When the account was opened, before the clock that stands still; null for a member of old. */
  readonly createdAgoMs: number | null
}

export type Command =
  | { readonly does: 'join'; readonly user: number; readonly identities: IdentityChoice }
  | { readonly does: 'members'; readonly members: readonly MemberChoice[] }
  | { readonly does: 'click'; readonly of: number; readonly spelling: number }
  | {
      readonly does: 'signup'
      readonly user: number
      readonly code: { readonly of: number; readonly spelling: number } | 'garbage' | null
      readonly click: ClickChoice | null
      readonly installReferrer: ClickChoice | null
      readonly identities: IdentityChoice
      readonly country: string | null
      readonly birthYear: number | null
      readonly agoMs: number
    }
  | { readonly does: 'event'; readonly user: number; readonly name: string; readonly agoMs: number }
  | { readonly does: 'advance'; readonly seconds: number }
  | { readonly does: 'launch' | 'pause' | 'resume' }
  | { readonly does: 'fund'; readonly reference: number; readonly amountMinor: number }
  | { readonly does: 'change'; readonly change: Partial<Terms> }
  | { readonly does: 'learn'; readonly user: number; readonly identities: IdentityChoice }
  | MoneyCommand

export interface History {
  readonly terms: Terms
  readonly budgetMinor: number
  readonly launched: boolean
  readonly commands: readonly Command[]
}

const users = 14
const spellings = 6

const user = fc.nat({ max: users - 1 })
/** Most links are of the two who joined at the start. */
const advocate = fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 1 }) }, { weight: 1, arbitrary: user })
const spelling = fc.nat({ max: spellings - 1 })
const spelled = (pool: number) => fc.record({ value: fc.nat({ max: pool - 1 }), spelling })
const sometimes = <T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 100 - percent, arbitrary: fc.constant(undefined) }, { weight: percent, arbitrary })

const identities: fc.Arbitrary<IdentityChoice> = fc.record({
  phone: sometimes(45, spelled(12)),
  email: sometimes(12, spelled(6)),
  device: sometimes(22, spelled(8)),
  install: sometimes(5, spelled(3)),
})

const ago = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(-5 * minuteMs, 1, hourMs, dayMs, 3 * dayMs, 7 * dayMs) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 7 * dayMs }) },
  { weight: 1, arbitrary: fc.constantFrom(-5 * minuteMs - 1, 7 * dayMs + 1) },
)

const clickChoice: fc.Arbitrary<ClickChoice> = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.constant('forged' as const) },
)
const nullOr = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant(null) }, { weight, arbitrary })

const signup = fc.record({
  does: fc.constant('signup' as const),
  user,
  code: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 9, arbitrary: fc.record({ of: advocate, spelling }) },
    { weight: 1, arbitrary: fc.constant('garbage' as const) },
  ),
  click: nullOr(7, clickChoice),
  installReferrer: nullOr(2, clickChoice),
  identities,
  country: fc.constantFrom('BD', 'BD', 'BD', 'bd', 'BD', 'BD', null, 'IN'),
  birthYear: fc.constantFrom(1999, 1999, 1999, 2008, 2009, null),
  agoMs: ago,
})

/** Somebody who came through nobody types the code of anybody, often of somebody like themselves. */
const lateCode = fc.record({
  does: fc.constant('signup' as const),
  user,
  code: fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 3, arbitrary: fc.record({ of: user, spelling }) },
  ),
  click: fc.constant(null),
  installReferrer: fc.constant(null),
  identities: fc.constant({}),
  country: fc.constant('BD'),
  birthYear: fc.constant(1999),
  agoMs: fc.constant(0),
})

const withinDays = fc.constantFrom(3, 1, 10)
const caps = fc.record({
  perAdvocatePerDay: fc.constantFrom(null, null, 1, 2),
  perAdvocateTotal: fc.constantFrom(null, null, 2, 3),
})
const qualifyingEvent = fc.oneof(
  fc.constant(null),
  fc.record({ name: fc.constantFrom('first_payment', 'second_video'), withinDays }),
)

const change: fc.Arbitrary<Partial<Terms>> = fc.oneof(
  fc.record(
    {
      rewardMinor: fc.constantFrom(1000, 2000, 3000),
      friendRewardMinor: fc.constantFrom(0, 500, 700),
      holdDays: fc.constantFrom(0, 3, 7, 9),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      attributionWindowDays: fc.constantFrom(1, 2, 30),
      lateCodeHours: fc.constantFrom(0, 1, 72),
      caps,
      qualifyingEvent,
      requires: fc.constantFrom([], [], [], [], ['phone' as const]),
      minimumAge: fc.constantFrom(null, null, null, 18),
      countries: fc.constantFrom(null, null, null, ['BD'], ['BD', 'IN']),
    },
    { requiredKeys: [] },
  ),
)

const seconds = fc.oneof(
  fc.constantFrom(1, 59, 3600, 86_400, 2 * 86_400, 3 * 86_400, 7 * 86_400),
  fc.constantFrom(72 * 3600, 72 * 3600 - 1, 30 * 86_400, 7 * 86_400 - 1),
  fc.integer({ min: 1, max: 10 * 86_400 }),
)

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 16, arbitrary: signup },
  { weight: 4, arbitrary: lateCode },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('click' as const), of: advocate, spelling }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('advance' as const), seconds }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('event' as const),
      user,
      name: fc.constantFrom('first_payment', 'first_payment', 'second_video'),
      agoMs: ago,
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('join' as const), user, identities }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('learn' as const), user, identities }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('members' as const),
      members: fc.array(
        fc.oneof(
          fc.record({ user, identities, createdAgoMs: fc.constantFrom(null, 2000 * dayMs) }),
          fc.record({
            user: fc.constant(null),
            identities,
            createdAgoMs: fc.constantFrom(null, 2000 * dayMs, 3 * dayMs, hourMs, 5 * minuteMs, 0),
          }),
        ),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('resume' as const, 'launch' as const, 'pause' as const, 'resume' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('fund' as const),
      reference: fc.nat({ max: 3 }),
      amountMinor: fc.constantFrom(1, 2000, 5000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('change' as const), change }) },
)

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

/** What was cashed out a moment ago is reversed: by itself chance does so too seldom. */
const reversed: fc.Arbitrary<Command[]> = fc.tuple(friend, cashOutOf(0), reverseOf(1))

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

/** Without bias: fast-check would begin with short histories and extreme values, and little happens in those. */
export const history: fc.Arbitrary<History> = fc.noBias(
  fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        terms,
        budgetMinor: fc.constantFrom(100_000, 100_000, 100_000, 7000, 2500),
        launched: fc.constantFrom(true, true, true, true, true, true, true, true, false),
        commands: fc.array(command, { minLength: 1, maxLength: 50, size: 'max' }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        terms: moneyedTerms,
        budgetMinor: fc.constantFrom(100_000, 100_000, 7000),
        launched: fc.constant(true),
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
  ),
)
