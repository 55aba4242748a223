/** How long the money that is left lasts at the rates of the last days. */
import { snapshot } from '../../db/connect.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'
import { bornAt, endAt, ratesOf, readRecent, type Recent } from './overview.js'

export interface Runway {
  readonly perDay7Minor: bigint
  readonly perDay30Minor: bigint
  /** At the faster and the slower of both rates. Null if nothing is spent at that rate, or if it lasts over ten years. */
  readonly soonestAt: Date | null
  readonly latestAt: Date | null
}

export async function readRunway({ sql }: Context, program: Program, standing: Standing): Promise<Runway> {
  const recent = await snapshot(sql, (tx) => readRecent(tx, program, standing))
  return runwayOf(recent, standing, standing.books.budgetMinor)
}

export function runwayOf(recent: Recent, standing: Standing, budgetMinor: bigint): Runway {
  const { now } = standing
  const rates = ratesOf(recent, { now, since: bornAt(standing) })
  const [perDay7Minor = 0n, perDay30Minor = 0n] = rates.map(({ spentPerDayMinor }) => spentPerDayMinor)
  const ends = [perDay7Minor, perDay30Minor].flatMap((rate) => {
    const at = endAt(now, budgetMinor, rate)
    return at === null ? [] : [at]
  })
  ends.sort((one, other) => one.getTime() - other.getTime())
  return { perDay7Minor, perDay30Minor, soonestAt: ends[0] ?? null, latestAt: ends.at(-1) ?? null }
}
