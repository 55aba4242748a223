/** The figures of the day before, for the digest. Sums only: no person and no number of one. */
import type { Digest } from '@bondhu/web/notice-mail'
import { dayMs } from '../../clock.js'
import { countInbox } from '../inbox/list.js'
import { kindsFor } from '../inbox/kinds.js'
import { readPeriod } from '../programs/period.js'
import { dayIn } from '../standing/calendar.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'

export async function readDigest(
  context: Context,
  program: Program,
  { inForce, now }: Standing,
  permissions: ReadonlySet<string>,
): Promise<Digest> {
  const { timeZone } = inForce.terms
  const day = dayIn(timeZone, new Date(now.getTime() - dayMs))
  const [period, waiting] = await Promise.all([
    readPeriod(context, program, { from: day, to: day }),
    countInbox(context.sql, program.id, kindsFor(permissions), new Date(context.clock.nowMs())),
  ])
  const { current, previous, statistics, runway, currency } = period
  return {
    day,
    timeZone,
    currency,
    counted: current.counted,
    countedBefore: previous?.counted ?? null,
    signups: current.signups,
    clicks: current.clicks,
    costMinor: current.costMinor,
    budgetMinor: statistics.budgetMinor,
    lastsUntil: runway.soonestAt,
    waiting: [...waiting].filter(([, count]) => count > 0),
  }
}
