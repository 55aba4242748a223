/**
 * What an operator can expect until the end, if the days to come are like the last week or like the last month: a range, and
 * nothing before a week has been seen. It does not model how word spreads.
 */
import { dayMs } from '../../clock.js'
import { snapshot } from '../../db/connect.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { outlookOf } from '../standing/outlook.js'
import { worthOf } from '../standing/worth.js'
import { bornAt, readRecent } from './overview.js'
import { runwayOf, type Runway } from './runway.js'

export const seenDaysMin = 7
/** The longest mean that the forecast uses. */
const seenDaysMax = 30

export interface Forecast extends Runway {
  readonly now: Date
  readonly endsAt: Date
  readonly currency: string
  readonly budgetMinor: bigint
  readonly seenDays: number
  /** Null: too few days, or it has ended. */
  readonly friends: { readonly from: number; readonly to: number } | null
}

export async function readForecast(context: Context, program: Program): Promise<Forecast> {
  const [standing, recent] = await snapshot(context.sql, async (tx) => {
    const seen = await standingOf(context, program.id, tx)
    return [seen, await readRecent(tx, program, seen)] as const
  })
  const { now, books, inForce } = standing
  const runway = runwayOf(recent, standing, books.budgetMinor)
  const ageDays = Math.floor((now.getTime() - bornAt(standing).getTime()) / dayMs)
  const { phase } = outlookOf(standing)
  const hasEnded = phase === 'closing' || phase === 'over'
  return {
    now,
    endsAt: inForce.terms.endsAt,
    currency: inForce.terms.currency,
    budgetMinor: books.budgetMinor,
    seenDays: Math.min(seenDaysMax, ageDays),
    friends: hasEnded || ageDays < seenDaysMin ? null : friendsOf(runway, standing),
    ...runway,
  }
}

/** As many as the budget can pay, and by the end date at the latest. */
function friendsOf({ perDay7Minor, perDay30Minor }: Runway, { now, books, inForce }: Standing) {
  const { endsAt } = inForce.terms
  const { totalMinor } = worthOf(inForce.terms)
  const leftMs = BigInt(Math.max(0, endsAt.getTime() - now.getTime()))
  const [from = 0, to = 0] = [perDay7Minor, perDay30Minor]
    .map((perDayMinor) => {
      const spentMinor = perDayMinor > 0n ? (perDayMinor * leftMs) / BigInt(dayMs) : 0n
      return Number((spentMinor < books.budgetMinor ? spentMinor : books.budgetMinor) / totalMinor)
    })
    .toSorted((one, other) => one - other)
  return { from, to }
}
