/** What a program did, in numbers: folded tallies and the books. No table of people is scanned. */
import type { Context } from '../context.js'
import { readBooks } from '../ledger/books.js'
import { balancesOf, readTallies } from '../ledger/tallies.js'
import type { DecisionReason } from '../../db/rows.js'
import type { Program } from './find.js'

export interface Statistics {
  readonly clicks: number
  readonly clicksByChannel: Readonly<Record<string, number>>
  readonly signups: number
  readonly referred: number
  readonly organic: number
  readonly refused: number
  /** Organic and refused ones by their reason. */
  readonly reasons: Readonly<Partial<Record<DecisionReason, number>>>
  readonly fundedMinor: bigint
  readonly budgetMinor: bigint
  readonly reservedMinor: bigint
  readonly rewardsHeldMinor: bigint
  readonly rewardsAvailableMinor: bigint
  readonly clearingMinor: bigint
  readonly paidMinor: bigint
  readonly returnedMinor: bigint
  readonly reversedMinor: bigint
  /** Reversed after it was cashed out: what was never got back. */
  readonly lossMinor: bigint
}

export async function readStatistics({ sql }: Context, program: Program): Promise<Statistics> {
  const [books, tallies] = await Promise.all([readBooks(sql, program.id), readTallies(sql, program.id)])
  const counts = { clicks: 0, signups: 0, referred: 0, organic: 0, refused: 0 }
  const clicksByChannel: Record<string, number> = {}
  const reasons: Partial<Record<DecisionReason, number>> = {}
  let reversedMinor = 0n
  let lossMinor = 0n
  for (const { metric, detail, count, amountMinor } of tallies) {
    if (metric === 'click') {
      counts.clicks += count
      clicksByChannel[detail] = count
    } else if (metric === 'signup' || metric === 'organic_again') {
      const [outcome = '', reason] = detail.split(':')
      const sign = metric === 'signup' ? 1 : -1
      if (outcome === 'referred' || outcome === 'organic' || outcome === 'refused') counts[outcome] += sign * count
      if (reason !== undefined)
        reasons[reason as DecisionReason] = (reasons[reason as DecisionReason] ?? 0) + sign * count
      counts.signups += sign * count
    } else if (metric === 'loss') {
      lossMinor += amountMinor
    } else if (metric === 'transfer') {
      const [from, to] = detail.split(':')
      if (to === 'budget' && from !== 'funding') reversedMinor += amountMinor
    }
  }
  const balance = balancesOf(tallies)
  return {
    ...counts,
    clicksByChannel,
    reasons,
    fundedMinor: -books.fundingMinor,
    budgetMinor: books.budgetMinor,
    reservedMinor: books.reservedMinor,
    rewardsHeldMinor: balance('held'),
    rewardsAvailableMinor: balance('available'),
    clearingMinor: balance('clearing'),
    paidMinor: balance('paid'),
    returnedMinor: books.returnedMinor,
    reversedMinor,
    lossMinor,
  }
}
