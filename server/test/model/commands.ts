/** What can happen to a program, as plain data that fast-check makes and shrinks. Pools are small: people collide. */
import fc from 'fast-check'
import type { ApprovalRules } from './cash-outs.js'
import type { MoneyCommand } from './money-commands.js'
import type { By, TeamCommand } from './team-commands.js'
import { dayMs, hourMs, minuteMs, type Terms } from './terms.js'

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

/** About a friend who was looked at. `yes`: it is abuse, or the appeal is granted. */
export interface ReviewCommand {
  readonly does: 'review' | 'appeal' | 'answer'
  readonly user: number
  readonly yes: boolean
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
      /** See `Report` in records.ts. */
      readonly suspect?: boolean
    }
  | ReviewCommand
  | { readonly does: 'event'; readonly user: number; readonly name: string; readonly agoMs: number }
  | { readonly does: 'advance'; readonly seconds: number }
  | ({ readonly does: 'launch' | 'pause' | 'resume' } & By)
  | ({ readonly does: 'fund'; readonly reference: number; readonly amountMinor: number } & By)
  | ({ readonly does: 'change'; readonly change: Partial<Terms> } & By)
  | { readonly does: 'learn'; readonly user: number; readonly identities: IdentityChoice }
  | MoneyCommand
  | TeamCommand

export interface History {
  readonly terms: Terms
  readonly budgetMinor: number
  readonly launched: boolean
  readonly approvals: ApprovalRules
  /** Money that is set aside once the program is launched waits for a second person. */
  readonly secondPerson: boolean
  /** People look at suspects; in the other histories nobody is one. */
  readonly reviewing?: boolean
  readonly commands: readonly Command[]
}

export const users = 14
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
export const caps = fc.record({
  perAdvocatePerDay: fc.constantFrom(null, null, 1, 2),
  perAdvocateTotal: fc.constantFrom(null, null, 2, 3),
})
export const qualifyingEvent = fc.oneof(
  fc.constant(null),
  fc.record({ name: fc.constantFrom('first_payment', 'second_video'), withinDays }),
)

export const change: fc.Arbitrary<Partial<Terms>> = fc.oneof(
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

const anySeconds = fc.oneof(
  fc.constantFrom(1, 59, 3600, 86_400, 2 * 86_400, 3 * 86_400, 7 * 86_400),
  fc.constantFrom(72 * 3600, 72 * 3600 - 1, 30 * 86_400, 7 * 86_400 - 1),
  fc.integer({ min: 1, max: 10 * 86_400 }),
)

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 16, arbitrary: signup },
  { weight: 4, arbitrary: lateCode },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('click' as const), of: advocate, spelling }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('advance' as const), seconds: anySeconds }) },
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
