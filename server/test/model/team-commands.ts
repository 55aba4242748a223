/** What happens to the people who lead a program, as plain data: see commands.ts. */
import fc from 'fast-check'
import type { Grant, Right, Role } from './team.js'

/** Hands, or operators, by their number, counted back from the last; absent: the deployment's token. */
export interface By {
  readonly by?: number | { readonly operator: number } | undefined
}

/** Operators, keys, invitations and fundings by their number, counted back from the last. */
export type TeamCommand =
  | { readonly does: 'hire'; readonly grant: Grant; readonly again: number | null }
  | { readonly does: 'grant'; readonly operator: number; readonly grant: Grant }
  | ({ readonly does: 'remove'; readonly operator: number } & By)
  | ({ readonly does: 'invite' } & By)
  | { readonly does: 'accept'; readonly invitation: number }
  | ({ readonly does: 'makeKey'; readonly rights: readonly Right[] } & By)
  | { readonly does: 'revokeKey'; readonly key: number }
  | { readonly does: 'revokeKeysOf'; readonly operator: number }
  | ({ readonly does: 'confirm' | 'withdraw'; readonly funding: number } & By)
  | ({ readonly does: 'look' } & By)

export const hand = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 7 }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
)

const anyOperator = fc.nat({ max: 3 })
const roles: readonly Role[] = ['owner', 'owner', 'finance', 'finance', 'support']
const anyGrant = fc.record({ role: fc.constantFrom(...roles), everywhere: fc.boolean() })
const owner = { role: 'owner', everywhere: true } as const

export const hireOf = (role: Role): fc.Arbitrary<TeamCommand> =>
  fc.record({
    does: fc.constant('hire' as const),
    grant: fc.record({ role: fc.constant(role), everywhere: fc.boolean() }),
    again: fc.constant(null),
  })

const everyRight: readonly Right[] = [
  'keys:write',
  'payouts:approve',
  'statistics:read',
  'rewards:write',
  'fundings:write',
  'programs:write',
]
const someRights = fc.oneof(
  fc.constantFrom<readonly Right[]>(everyRight, ['payouts:approve', 'fundings:write', 'statistics:read']),
  fc.subarray([...everyRight], { minLength: 1 }),
)

export const makeKeyBy = (operator: number): fc.Arbitrary<TeamCommand> =>
  fc.constant({ does: 'makeKey', rights: everyRight, by: { operator } })

const remove: fc.Arbitrary<TeamCommand> = fc.record({
  does: fc.constant('remove' as const),
  operator: anyOperator,
  by: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: hand }),
})

export const teamCommand: fc.Arbitrary<TeamCommand> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('hire' as const),
      grant: fc.oneof(fc.constant(owner), anyGrant),
      again: fc.oneof(fc.constant(null), anyOperator),
    }),
  },
  { weight: 4, arbitrary: remove },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('grant' as const),
      operator: anyOperator,
      grant: fc.oneof(anyGrant, fc.constant({ role: null, everywhere: false })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('invite' as const), by: hand }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('accept' as const), invitation: fc.nat({ max: 2 }) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('makeKey' as const), by: hand, rights: someRights }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('revokeKey' as const), key: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('revokeKeysOf' as const), operator: anyOperator }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('confirm' as const, 'confirm' as const, 'confirm' as const, 'withdraw' as const),
      funding: fc.nat({ max: 2 }),
      by: hand,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('look' as const), by: hand }) },
)

/** Somebody begins something and is removed, and then it is carried on: by itself chance does so too seldom. */
export const invitedAndRemoved: fc.Arbitrary<TeamCommand[]> = anyOperator.map((number) => [
  { does: 'invite', by: { operator: number } },
  { does: 'remove', operator: number },
  { does: 'accept', invitation: 0 },
])
/** The key of somebody who was removed is the last hand. */
export const keyedAndRemoved: fc.Arbitrary<TeamCommand[]> = anyOperator.map((number) => [
  { does: 'makeKey', rights: everyRight, by: { operator: number } },
  { does: 'remove', operator: number },
  { does: 'look', by: 0 },
  { does: 'makeKey', rights: everyRight, by: 0 },
])
export const endedBy = (number: number): TeamCommand => ({ does: 'remove', operator: number })
export const confirmed: fc.Arbitrary<TeamCommand> = anyOperator.map((number) => ({
  does: 'confirm',
  funding: 0,
  by: { operator: number },
}))
