/** A period of a program in numbers, beside the period before it; who brought most friends in it, and the days of one of them. */
import * as z from 'zod'
import { readParticipantPeriod } from '../../../domain/participants/period.js'
import { findEvenErased } from '../../../domain/person/read.js'
import { readLeaders } from '../../../domain/programs/leaders.js'
import { periodDaysMax, readPeriod, type Period } from '../../../domain/programs/period.js'
import { delays } from '../../../domain/ledger/origins.js'
import * as field from '../../../schema.js'
import { numberInQuery } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

const amount = z.bigint()
const day = z.iso.date()

const daysInQuery = z
  .string()
  .regex(/^[0-9]{1,4}$/)
  .transform(Number)
  .refine((days) => days >= 1 && days <= periodDaysMax, `must be a number from 1 to ${periodDaysMax}`)
  .meta(numberInQuery(1, periodDaysMax))

const periodQuery = z.strictObject({
  from: day.optional().describe("The first day, in the program's time zone; the day it was created when absent"),
  to: day.optional().describe('The last day; today when absent'),
  days: daysInQuery.optional().describe('The number of days until `to`, instead of `from`'),
})

const attributed = {
  signups: z.int(),
  counted: z.int().describe('Friends who started to count in the period, less those who stopped'),
  costMinor: amount.describe('Rewards and bonuses of these friends'),
}

const sums = z.object({
  joined: z.int(),
  clicks: z.int(),
  signups: z.int().describe('By link, by code and on their own'),
  byLink: z.object(attributed),
  byCode: z.object(attributed),
  onTheirOwn: z.int().describe('Signups without a valid link or code'),
  counted: z.int(),
  refused: z.int(),
  costMinor: amount,
  lossMinor: amount.describe('What was cashed out before the reversal and could not be taken back'),
  costPerCountedMinor: amount.nullable().describe('Rewards, bonuses and losses for each friend who counts'),
})

const daysView = {
  now: z.date(),
  currency: z.string(),
  timeZone: z.string(),
  from: day,
  to: day,
  points: z
    .array(z.object({ day, clicks: z.int(), signups: z.int(), counted: z.int(), costMinor: amount }))
    .describe('Each day of the period since the program was created'),
  annotations: z.array(
    z.object({
      kind: z.enum(['funded', 'terms', 'paused', 'resumed', 'launched']),
      day,
      amountMinor: amount.nullable().describe('Of a funding'),
      beforeMinor: amount.nullable().describe('The reward before new terms'),
      afterMinor: amount.nullable(),
    }),
  ),
}

const periodView = z.object({
  ...daysView,
  previousFrom: day.nullable().describe('The first day of the period of the same length before it'),
  current: sums,
  previous: sums.nullable().describe('Null if the program is younger'),
  money: z
    .object({
      fundedMinor: amount,
      budgetMinor: amount,
      reservedMinor: amount,
      heldMinor: amount,
      availableMinor: amount,
      clearingMinor: amount,
      paidMinor: amount,
      lossMinor: amount,
      returnedMinor: amount,
    })
    .describe('Where the money is now: the parts add up to what was set aside'),
  advocates: z.object({
    joined: z.int().describe('Who has a link, since the beginning'),
    clicked: z.int().describe('Whose link was followed; about three minutes behind'),
  }),
  runway: z.object({
    perDay7Minor: amount.describe('The mean of the last seven days'),
    perDay30Minor: amount,
    soonestAt: z.date().nullable().describe('When the budget is promised at the faster of both rates'),
    latestAt: z.date().nullable(),
  }),
  channels: z
    .array(z.object({ channel: z.string(), clicks: z.int(), ...attributed }))
    .describe('By link only: a code has no channel'),
  countries: z
    .array(z.object({ country: z.string().describe('Empty if the app did not send it'), ...attributed }))
    .describe('Signups by link and by code'),
  delays: z
    .array(z.object({ within: z.enum(delays.map(({ name }) => name)), count: z.int() }))
    .describe('Signups by link: the time since the click'),
  refusals: z.record(z.string(), z.int()),
  cohorts: z
    .array(
      z.object({
        week: day.describe('The Monday of the week in which the accounts were opened'),
        counted: z.int().describe('Of these, the friends who count'),
        active: z.array(z.int()).describe('How many of them acted in the first, second, … week of their account'),
      }),
    )
    .describe('Empty if the app reports no events'),
})

function viewDays({ points, annotations }: Pick<Period, 'points' | 'annotations'>) {
  return {
    points: [...points],
    annotations: annotations.map((one) => ({ amountMinor: null, beforeMinor: null, afterMinor: null, ...one })),
  }
}

function viewOf({ statistics, ...rest }: Period) {
  return {
    ...rest,
    ...viewDays(rest),
    money: {
      fundedMinor: statistics.fundedMinor,
      budgetMinor: statistics.budgetMinor,
      reservedMinor: statistics.reservedMinor,
      heldMinor: statistics.rewardsHeldMinor,
      availableMinor: statistics.rewardsAvailableMinor,
      clearingMinor: statistics.clearingMinor,
      paidMinor: statistics.paidMinor,
      lossMinor: statistics.lossMinor,
      returnedMinor: statistics.returnedMinor,
    },
    channels: [...rest.channels],
    countries: [...rest.countries],
    delays: [...rest.delays],
    cohorts: rest.cohorts.map((cohort) => ({ ...cohort, active: [...cohort.active] })),
  }
}

export const periodRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/period',
    tag: 'operations',
    operationId: 'getPeriod',
    summary: 'A period in numbers, beside the period before it',
    description:
      'Whole days of the program’s time zone. Read from totals, so it is equally fast for ten million clicks. A correction counts on the day it was made.',
    permission: 'statistics:read',
    query: periodQuery,
    response: periodView,
    handle: async ({ service, program, query }) => viewOf(await readPeriod(service.context, program, query)),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/participants/:userId/period',
    tag: 'participants',
    operationId: 'getParticipantPeriod',
    summary: 'The days of an advocate: clicks, signups and friends who count',
    description: 'Whole days of the program’s time zone. Clicks are about three minutes behind.',
    permission: 'participants:read',
    params: z.object({ program: z.string(), userId: field.userIdOrErased }),
    query: periodQuery,
    response: z.object(daysView),
    handle: async ({ service, program, params: { userId }, query }) => {
      const { id } = await findEvenErased(service.context.sql, program, userId)
      const period = await readParticipantPeriod(service.context, program, id, query)
      return { ...period, ...viewDays(period) }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/leaders',
    tag: 'operations',
    operationId: 'getLeaders',
    summary: 'The advocates who brought most friends in a period',
    permission: 'participants:read',
    query: periodQuery,
    response: z.object({
      currency: z.string(),
      items: z.array(
        z.object({
          userId: z.string(),
          displayName: z.string().nullable(),
          clicks: z.int().describe('About three minutes behind'),
          counted: z.int(),
          countedByLink: z.int(),
          costMinor: amount,
          parts: z.array(z.int()).describe('The period in at most twelve parts: friends who count in each'),
        }),
      ),
    }),
    handle: async ({ service, program, query }) => {
      const { currency, items } = await readLeaders(service.context, program, query)
      return { currency, items: items.map((item) => ({ ...item, parts: [...item.parts] })) }
    },
  }),
]
