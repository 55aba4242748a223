/**
 * Statistics of a program: folded tallies and the books, in one snapshot, without scanning people. Fundings are
 * promised, left and returned; promised is reserved, held, available, clearing, paid and lost.
 */
import { snapshot, type Sql, type Tx } from '../../db/connect.js'
import { readBooks, type Books } from '../ledger/books.js'
import { balancesOf, movementsOf, readTallies, type Tally } from '../ledger/tallies.js'
import { readUnderWay } from '../rewards/lost.js'
import type { DecisionReason } from '../../db/rows.js'

export interface Statistics {
  readonly clicks: number
  readonly clicksByChannel: Readonly<Record<string, number>>
  readonly signups: number
  readonly referred: number
  readonly organic: number
  readonly refused: number
  /** Organic and refused ones by reason. */
  readonly reasons: Readonly<Partial<Record<DecisionReason, number>>>
  readonly fundedMinor: bigint
  readonly budgetMinor: bigint
  readonly reservedMinor: bigint
  readonly rewardsHeldMinor: bigint
  readonly rewardsAvailableMinor: bigint
  /** Granted to people who were owed it by an earlier system: part of the balances, and of no friend. */
  readonly openedMinor: bigint
  /** Without losses. */
  readonly clearingMinor: bigint
  readonly paidMinor: bigint
  readonly returnedMinor: bigint
  readonly reversedMinor: bigint
  /** Reversed after the cash-out and not recovered: part of what was promised, and of no other sum. */
  readonly lossMinor: bigint
}

/** Steps that take back a promise. */
const backSteps: ReadonlySet<string> = new Set(['lapse', 'reverse', 'recover'])
const openSteps: ReadonlySet<string> = new Set(['open'])

export interface Figures {
  readonly statistics: Statistics
  /** What they were made of. */
  readonly tallies: readonly Tally[]
}

export async function readFigures(sql: Sql, programId: number): Promise<Figures> {
  return snapshot(sql, async (tx) => figuresAt(tx, programId))
}

/** @param tx a `snapshot`. */
export async function figuresAt(tx: Tx, programId: number): Promise<Figures> {
  const [books, tallies, underWayMinor] = await Promise.all([
    readBooks(tx, programId),
    readTallies(tx, programId),
    readUnderWay(tx, programId),
  ])
  return { statistics: statisticsOf(books, tallies, underWayMinor), tallies }
}

function statisticsOf(books: Books, tallies: readonly Tally[], underWayMinor: bigint): Statistics {
  const counts = { clicks: 0, signups: 0, referred: 0, organic: 0, refused: 0 }
  const clicksByChannel: Record<string, number> = {}
  const reasons: Partial<Record<DecisionReason, number>> = {}
  let lossMinor = 0n
  for (const { metric, detail, count, amountMinor } of tallies) {
    if (metric === 'click') {
      counts.clicks += count
      clicksByChannel[detail] = count
    } else if (metric === 'signup' || metric === 'signup_again') {
      const [outcome = '', reason] = detail.split(':')
      const sign = metric === 'signup' ? 1 : -1
      if (outcome === 'referred' || outcome === 'organic' || outcome === 'refused') counts[outcome] += sign * count
      if (reason !== undefined)
        reasons[reason as DecisionReason] = (reasons[reason as DecisionReason] ?? 0) + sign * count
      counts.signups += sign * count
    } else if (metric === 'loss') {
      lossMinor += amountMinor
    }
  }
  const balance = balancesOf(tallies)
  const sumOf = (steps: ReadonlySet<string>) =>
    movementsOf(tallies).reduce((sum, { step, amountMinor }) => (steps.has(step) ? sum + amountMinor : sum), 0n)
  return {
    ...counts,
    clicksByChannel,
    reasons,
    fundedMinor: -books.fundingMinor,
    budgetMinor: books.budgetMinor,
    reservedMinor: books.reservedMinor,
    rewardsHeldMinor: balance('held'),
    rewardsAvailableMinor: balance('available'),
    openedMinor: sumOf(openSteps),
    clearingMinor: balance('clearing') - underWayMinor,
    paidMinor: balance('paid') - (lossMinor - underWayMinor),
    returnedMinor: books.returnedMinor,
    reversedMinor: sumOf(backSteps),
    lossMinor,
  }
}
