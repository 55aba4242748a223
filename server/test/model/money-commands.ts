/** What happens to money that was earned, as plain data: see commands.ts. */
import fc from 'fast-check'
import { wallets, type Wallet } from './cash-outs.js'
import { hand, type By } from './team-commands.js'

/** Cash-outs and referrals by their number, counted back from the last. */
export type MoneyCommand =
  | { readonly does: 'method'; readonly user: number; readonly wallet: Wallet }
  | { readonly does: 'cashOut'; readonly user: number; readonly key: number; readonly amountMinor: number | 'all' }
  | ({ readonly does: 'approve' | 'reject'; readonly payout: number } & By)
  | ({ readonly does: 'settle'; readonly payout: number; readonly outcome: 'paid' | 'failed' } & By)
  | ({ readonly does: 'reverse'; readonly referral: number } & By)

/** Most money is of the two who joined at the start; some is of their friends. */
const user = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 0, 0, 1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 13 }) },
)
const wallet = fc.constantFrom(...Object.values(wallets), wallets.refuses, wallets.returnsLate, wallets.timesOutAfter)
const payout = fc.nat({ max: 4 })

export const methodOf = (of: number): fc.Arbitrary<MoneyCommand> =>
  fc.record({ does: fc.constant('method' as const), user: fc.constant(of), wallet })

export const cashOutOf = (of: number): fc.Arbitrary<MoneyCommand> =>
  fc.record({
    does: fc.constant('cashOut' as const),
    user: fc.constant(of),
    key: fc.nat({ max: 30 }),
    amountMinor: fc.constant('all' as const),
  })

export const reverseOf = (back: number): fc.Arbitrary<MoneyCommand> =>
  fc.record({ does: fc.constant('reverse' as const), referral: fc.nat({ max: back }) })

export const moneyCommand: fc.Arbitrary<MoneyCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constant('method' as const), user, wallet }) },
  {
    weight: 9,
    arbitrary: fc.record({
      does: fc.constant('cashOut' as const),
      user,
      key: fc.nat({ max: 30 }),
      amountMinor: fc.constantFrom('all' as const, 'all' as const, 'all' as const, 500, 1500, 2000, 2500),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const), payout }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('settle' as const),
      payout,
      outcome: fc.constantFrom('paid' as const, 'failed' as const),
    }),
  },
  { weight: 4, arbitrary: reverseOf(6) },
)

/** The same by the people of a team and by their keys. */
export const ruling: fc.Arbitrary<MoneyCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'reject' as const),
      payout: fc.nat({ max: 2 }),
      by: hand,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('settle' as const),
      payout,
      outcome: fc.constantFrom('paid' as const, 'failed' as const),
      by: hand,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('reverse' as const), referral: fc.nat({ max: 6 }), by: hand }),
  },
)
