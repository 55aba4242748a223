/** A program in numbers: its totals, how it went over time, and what somebody who shares can expect. */
import { z } from 'zod'
import { readEstimate } from '../../../domain/estimate/read.js'
import { readOverview, seriesDaysMax } from '../../../domain/programs/overview.js'
import { readFigures } from '../../../domain/programs/statistics.js'
import { standingOf } from '../../../domain/standing/find.js'
import { dayMs } from '../../../clock.js'
import { AppError } from '../../../errors.js'
import * as field from '../../../schema.js'
import { estimateQuery, estimateView } from '../../common/estimate.js'
import { route, type Route } from '../../common/route.js'

const amount = z.bigint()

const overviewQuery = z.strictObject({
  from: field.instant.optional().describe('30 days before `to` when absent; 2 days by the hour'),
  to: field.instant.optional().describe('Now when absent'),
  by: z.enum(['day', 'hour']).default('day').describe("In the program's time zone"),
})

const overviewView = z.object({
  now: z.date(),
  currency: z.string(),
  timeZone: z.string(),
  from: z.date(),
  to: z.date(),
  funnel: z.object({
    joined: z.int(),
    advocatesClicked: z.int().describe('Advocates whose link was followed; some three minutes behind'),
    clicks: z.int(),
    signups: z.int(),
    referred: z.int(),
    counted: z.int(),
    pending: z.int(),
    review: z.int(),
  }),
  clicksByChannel: z.record(z.string(), z.int()),
  refusals: z.record(z.string(), z.int()).describe('Organic and refused signups by their reason'),
  money: z.object({
    fundedMinor: amount,
    promisedMinor: amount.describe('Gone from the budget to people, less what came back'),
    budgetMinor: amount,
    reservedMinor: amount,
    heldMinor: amount,
    availableMinor: amount,
    clearingMinor: amount,
    paidMinor: amount,
    returnedMinor: amount,
    lossMinor: amount,
    spentPerDayMinor: amount.describe('The greater of the means of the last 7 and the last 30 days'),
    spentOverDays: z.int().describe('Of how many days it is the mean: fewer for a younger program'),
    runsOutAt: z
      .date()
      .nullable()
      .describe('At that rate; null where nothing was promised in 30 days, or after ten years'),
    costPerCountedMinor: amount.nullable(),
  }),
  points: z.array(
    z.object({
      at: z.string().describe("A day, or an hour, of the program's zone; all of the range since the program was made"),
      joined: z.int(),
      clicks: z.int(),
      signups: z.int(),
      referred: z.int(),
      counted: z.int(),
      promisedMinor: amount,
      paidMinor: amount,
    }),
  ),
})

/** @throws AppError `request_invalid` */
function checkRange(from: Date, to: Date, by: 'day' | 'hour'): void {
  const days = (to.getTime() - from.getTime()) / dayMs
  if (days >= 0 && days <= seriesDaysMax[by]) return
  throw new AppError('request_invalid', `From and to lie at most ${seriesDaysMax[by]} days apart, by the ${by}.`, {
    fields: [{ path: 'from', message: 'must lie before `to`, and not too far' }],
  })
}

export const statisticsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/stats',
    tag: 'operations',
    operationId: 'getProgramsStats',
    summary: 'What the program did, in numbers',
    permission: 'statistics:read',
    response: z.object({
      currency: z.string(),
      clicks: z.int(),
      clicksByChannel: z.record(z.string(), z.int()),
      signups: z.int(),
      referred: z.int(),
      organic: z.int(),
      refused: z.int(),
      reasons: z.record(z.string(), z.int()),
      fundedMinor: amount,
      budgetMinor: amount,
      reservedMinor: amount,
      rewardsHeldMinor: amount,
      rewardsAvailableMinor: amount,
      clearingMinor: amount.describe('On its way to wallets, without what is lost'),
      paidMinor: amount.describe('Received by people, without what is lost'),
      returnedMinor: amount,
      reversedMinor: amount.describe('Promised once and gone back to the budget'),
      lossMinor: amount.describe('Reversed after the cash-out and not recovered; in none of the sums above'),
    }),
    handle: async ({ service, program }) => {
      const { inForce } = await standingOf(service.context, program.id)
      return { currency: inForce.terms.currency, ...(await readFigures(service.context.sql, program.id)).statistics }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/overview',
    tag: 'operations',
    operationId: 'getProgramsOverview',
    summary: 'The program at a glance: funnel, money, how it went, and when the money runs out',
    description: 'Read from totals: as fast at ten million clicks as at none.',
    permission: 'statistics:read',
    query: overviewQuery,
    response: overviewView,
    handle: async ({ service, program, query: { from, to, by } }) => {
      if (from !== undefined && to !== undefined) checkRange(from, to, by)
      const seen = await readOverview(service.context, program, { from, to, by })
      checkRange(seen.from, seen.to, by)
      const { statistics, points, joined, advocatesClicked, friends, refusals, ...rest } = seen
      return {
        ...rest,
        funnel: {
          joined,
          advocatesClicked,
          clicks: statistics.clicks,
          signups: statistics.signups,
          referred: statistics.referred,
          ...friends,
        },
        clicksByChannel: statistics.clicksByChannel,
        refusals,
        money: {
          fundedMinor: statistics.fundedMinor,
          promisedMinor: seen.promisedMinor,
          budgetMinor: statistics.budgetMinor,
          reservedMinor: statistics.reservedMinor,
          heldMinor: statistics.rewardsHeldMinor,
          availableMinor: statistics.rewardsAvailableMinor,
          clearingMinor: statistics.clearingMinor,
          paidMinor: statistics.paidMinor,
          returnedMinor: statistics.returnedMinor,
          lossMinor: statistics.lossMinor,
          spentPerDayMinor: seen.spentPerDayMinor,
          spentOverDays: seen.spentOverDays,
          runsOutAt: seen.runsOutAt,
          costPerCountedMinor: seen.costPerCountedMinor,
        },
        points: [...points],
      }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/estimate',
    tag: 'programs',
    operationId: 'getProgramsEstimate',
    summary: 'What somebody who asks so many people can expect: the typical result, the chance of nothing, the range',
    description:
      'From what everybody who shared before got, those with nothing included; of nobody in particular. Below fifty of them it is too early to tell; once the program has ended there is nothing to expect.',
    permission: 'statistics:read',
    query: estimateQuery,
    response: estimateView,
    handle: ({ service, program, query }) => readEstimate(service.context, service.earnings, program, query.contacts),
  }),
]
