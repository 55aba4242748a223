/** A program in numbers: totals, history, and the estimate for somebody who shares. */
import * as z from 'zod'
import { readEstimate } from '../../../domain/estimate/read.js'
import { readForecast, seenDaysMin } from '../../../domain/programs/forecast.js'
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
    advocatesClicked: z.int().describe('Advocates whose link was followed; about three minutes behind'),
    clicks: z.int(),
    signups: z.int(),
    referred: z.int(),
    counted: z.int(),
    pending: z.int(),
    review: z.int(),
  }),
  clicksByChannel: z.record(z.string(), z.int()),
  refusals: z.record(z.string(), z.int()).describe('Organic and refused signups by reason'),
  money: z.object({
    fundedMinor: amount,
    promisedMinor: amount.describe('Granted from the budget, less what came back'),
    budgetMinor: amount,
    reservedMinor: amount,
    heldMinor: amount,
    availableMinor: amount,
    clearingMinor: amount,
    paidMinor: amount,
    returnedMinor: amount,
    lossMinor: amount,
    spentPerDayMinor: amount.describe('The larger of the averages of the last 7 and 30 days'),
    spentOverDays: z.int().describe('The number of days averaged; fewer for a young program'),
    runsOutAt: z
      .date()
      .nullable()
      .describe('At that rate; null if nothing was promised in 30 days, or if it takes over ten years'),
    costPerCountedMinor: amount.nullable(),
  }),
  points: z.array(
    z.object({
      at: z
        .string()
        .describe("A day or an hour in the program's time zone; all of the range since the program was created"),
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
    fields: [{ path: 'from', message: 'must be earlier than `to`, and not too far from it' }],
  })
}

export const statisticsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/stats',
    tag: 'operations',
    operationId: 'getStats',
    summary: 'Statistics of the program',
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
      clearingMinor: amount.describe('On its way to wallets, without losses'),
      paidMinor: amount.describe('Received by people, without losses'),
      returnedMinor: amount,
      reversedMinor: amount.describe('Promised and then returned to the budget'),
      lossMinor: amount.describe('Reversed after the cash-out and not recovered; not part of the sums above'),
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
    operationId: 'getOverview',
    summary: 'The program at a glance: funnel, money, history, and when the budget runs out',
    description: 'Read from totals, so it is equally fast for ten million clicks.',
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
    operationId: 'getEstimate',
    summary: 'Estimate the result of asking a number of people: typical result, chance of nothing, range',
    description:
      'Computed from the results of all earlier sharers, including those with nothing. Null figures with fewer than fifty sharers, and once the program has ended.',
    permission: 'statistics:read',
    query: estimateQuery,
    response: estimateView,
    handle: ({ service, program, query }) =>
      readEstimate(service.context, service.typicalEarnings, program, query.contacts),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/forecast',
    tag: 'operations',
    operationId: 'getForecast',
    summary: 'What to expect until the end: friends who will count, and when the budget runs out',
    description: `A range: if the days to come are like the last week, or like the last month. It does not know of a holiday or of a new offer. Without friends before the program is ${seenDaysMin} days old, and once it has ended.`,
    permission: 'statistics:read',
    response: z.object({
      now: z.date(),
      endsAt: z.date(),
      currency: z.string(),
      budgetMinor: amount,
      seenDays: z.int().describe('How many days the rates are made of: 30 at most'),
      perDay7Minor: amount.describe('Promised a day, in the last seven days'),
      perDay30Minor: amount.describe('Promised a day, in the last thirty days'),
      soonestAt: z.date().nullable().describe('When the budget runs out at the faster of both rates'),
      latestAt: z.date().nullable(),
      friends: z
        .object({ from: z.int(), to: z.int() })
        .nullable()
        .describe('Who counts from now to the end, at the slower and the faster rate, as far as the budget goes'),
    }),
    handle: ({ service, program }) => readForecast(service.context, program),
  }),
]
