/** For whoever looks after a program: its figures, its people in lists, one person's story, and all of it as files. */
import { z } from 'zod'
import { readEstimate } from '../../../domain/estimate/read.js'
import { exportTransfers, type ExportedTransfer } from '../../../domain/ledger/export.js'
import { findParticipant } from '../../../domain/person/read.js'
import {
  listParticipants,
  participantSorts,
  searchParticipants,
  searchSchema,
  type ParticipantItem,
} from '../../../domain/participants/search.js'
import {
  cursorOf,
  happenings,
  readTimeline,
  type TimelineCursor,
  type TimelineItem,
} from '../../../domain/participants/timeline.js'
import { readOverview, seriesDaysMax } from '../../../domain/programs/overview.js'
import { listProgramReferrals, type ProgramReferral } from '../../../domain/referrals/list.js'
import { listRefusedCalls, type ListedRefusal } from '../../../domain/refusals/calls.js'
import { decisionReasonSchema } from '../../../domain/reasons/signup-reasons.js'
import { dayMs } from '../../../clock.js'
import { AppError } from '../../../errors.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { csvFile, csvPageRows, namedCsvFile } from '../../common/csv.js'
import { cutPage, decodeCursor, encodeCursor, limitDefault, pageQuery } from '../../common/cursors.js'
import { estimateQuery, estimateView } from '../../common/estimate.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { evidenceView, pageOf, referralState, rewardState } from '../../common/views.js'

const amount = z.bigint()
const uuid = z.uuid()
const base = '/v1/programs/:program'

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

const participantItem = z.object({
  id: z.string(),
  userId: z.string(),
  code: z.string().nullable(),
  joinedAt: z.date().nullable(),
  country: z.string().nullable(),
  heldMinor: amount,
  availableMinor: amount,
  clearingMinor: amount,
  paidMinor: amount,
  friends: z.object({ counted: z.int(), pending: z.int(), review: z.int() }),
})

const refusalFilters = { code: field.text(60).optional(), actor: field.text(60).optional() }

const participantFilters = {
  joined: z.enum(['yes', 'no']).optional().describe('Whether they have a code'),
  available: z.enum(['yes']).optional().describe('Only who has money to cash out'),
}
const participantQuery = pageQuery.extend({
  ...participantFilters,
  sort: z.enum(participantSorts).default('newest').describe('`friends` reads everybody: slower'),
})

const referralFilters = {
  state: referralState.optional(),
  reason: decisionReasonSchema.optional(),
  advocate: field.userId.optional(),
}

const referralItem = z.object({
  id: z.string(),
  state: referralState,
  reason: z.string().nullable(),
  advocateUserId: z.string(),
  friendUserId: z.string(),
  occurredAt: z.date(),
  decidedAt: z.date(),
  expiresAt: z.date().nullable(),
  rewardState: rewardState.nullable(),
  rewardMinor: amount.nullable(),
})

const timelineItem = z.object({
  at: z.date(),
  kind: z.enum(happenings),
  id: z.string(),
  ruling: z.object({ referralId: z.string(), ruling: z.string(), reason: z.string(), by: z.string() }).optional(),
  transfer: z
    .object({
      from: z.string(),
      to: z.string(),
      amountMinor: amount,
      cause: z.string(),
      step: z.string(),
      payout: z.string().nullable().describe('Whose step it is, where it is a cash-out’s'),
    })
    .optional(),
  friend: z
    .object({ userId: z.string(), state: referralState, reason: z.string().nullable(), evidence: evidenceView })
    .optional(),
  clicks: z.object({ day: z.string(), count: z.int() }).optional(),
  signup: z
    .object({
      outcome: z.string(),
      reason: z.string().nullable(),
      occurredAt: z.date(),
      advocateUserId: z.string().nullable(),
      evidence: evidenceView,
    })
    .optional(),
})

const refusalItem = z.object({
  id: z.string(),
  at: z.date(),
  actor: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })),
})

function viewParticipantItem(item: ParticipantItem): z.input<typeof participantItem> {
  return { ...item, id: toWire('par', item.id) }
}

function participantCells(item: ParticipantItem) {
  const { friends } = item
  return [
    item.userId,
    item.code,
    item.joinedAt,
    item.country,
    item.heldMinor,
    item.availableMinor,
    item.clearingMinor,
    item.paidMinor,
    friends.counted,
    friends.pending,
    friends.review,
  ]
}

function referralCells(item: ProgramReferral) {
  return [
    toWire('ref', item.id),
    item.state,
    item.reason,
    item.advocateUserId,
    item.friendUserId,
    item.occurredAt,
    item.decidedAt,
    item.expiresAt,
    item.rewardState,
    item.rewardMinor,
  ]
}

function transferCells(one: ExportedTransfer) {
  return [
    toWire('trf', one.id),
    one.made_at,
    one.user_id,
    one.from_account,
    one.to_account,
    one.amount_minor,
    one.cause_kind,
    one.step,
  ]
}

/** @throws AppError `request_invalid` */
function checkRange(from: Date, to: Date, by: 'day' | 'hour'): void {
  const days = (to.getTime() - from.getTime()) / dayMs
  if (days >= 0 && days <= seriesDaysMax[by]) return
  throw new AppError('request_invalid', `From and to lie at most ${seriesDaysMax[by]} days apart, by the ${by}.`, {
    fields: [{ path: 'from', message: 'must lie before `to`, and not too far' }],
  })
}

export const figureRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: `${base}/overview`,
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
    path: `${base}/estimate`,
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
  route({
    method: 'GET',
    path: `${base}/participants`,
    tag: 'participants',
    operationId: 'getProgramsParticipants',
    summary: 'The participants, newest first or by their friends',
    permission: 'participants:read',
    query: participantQuery,
    response: pageOf(participantItem),
    handle: async ({ service, program, query }) => {
      const limit = query.limit ?? limitDefault
      const cursor = decodeCursor(query.cursor, [z.string().regex(/^[0-9]{1,9}$/), uuid])
      const found = await listParticipants(service.context.sql, program, {
        joined: query.joined && query.joined === 'yes',
        available: query.available === 'yes',
        sort: query.sort,
        limit: limit + 1,
        after: cursor && { friends: Number(cursor[0]), id: cursor[1] ?? '' },
      })
      const { page, nextCursor } = cutPage(found, limit, (last) => [String(last.friends.counted), last.id])
      return {
        items: page.map(viewParticipantItem),
        nextCursor,
      }
    },
  }),
  fileRoute({
    path: `${base}/participants.csv`,
    tag: 'participants',
    operationId: 'getProgramsParticipants.csv',
    summary: 'The participants as a file',
    permission: 'participants:read',
    query: z.strictObject(participantFilters),
    lines: async ({ service, program, query }) => {
      const columns =
        'userId code joinedAt country heldMinor availableMinor clearingMinor paidMinor counted pending review'
      const filter = { joined: query.joined && query.joined === 'yes', available: query.available === 'yes' }
      return csvFile<ParticipantItem>(columns.split(' '), participantCells, (after) =>
        listParticipants(service.context.sql, program, {
          ...filter,
          sort: 'newest',
          limit: csvPageRows,
          after: after && { friends: 0, id: after.id },
        }),
      )
    },
  }),
  route({
    method: 'POST',
    path: `${base}/participant-search`,
    tag: 'participants',
    operationId: 'postProgramsParticipantSearch',
    audit: 'participant.search',
    summary: 'Find participants by what a person tells of themselves',
    description:
      'A user id, a code, a phone number or a mail address, which is looked for by its digest. It is sent in the body, so that it stands in no address; the record tells that somebody looked, and not for whom.',
    permission: 'participants:read',
    body: searchSchema,
    response: z.object({ items: z.array(participantItem) }),
    handle: async ({ service, program, body }) => ({
      items: (await searchParticipants(service.context, program, body)).map(viewParticipantItem),
    }),
  }),
  route({
    method: 'GET',
    path: `${base}/participants/:userId/timeline`,
    tag: 'participants',
    operationId: 'getProgramsParticipantsTimeline',
    summary: "One participant's story, newest first",
    permission: 'participants:read',
    params: z.object({ program: z.string(), userId: field.userId }),
    query: pageQuery,
    response: pageOf(timelineItem),
    handle: async ({ service, program, params, query }) => {
      const { sql } = service.context
      const limit = query.limit ?? limitDefault
      const { id } = await findParticipant(sql, program, params.userId)
      const items = await readTimeline(sql, program, id, limit + 1, timelineCursor(query.cursor))
      const page = items.slice(0, limit)
      const last = items.length > limit ? cursorOf(page) : undefined
      return {
        items: page.map(({ transfer, ...item }) => ({
          ...item,
          ...(transfer && { transfer: viewTransfer(transfer) }),
          ...(item.ruling && { ruling: { ...item.ruling, referralId: toWire('ref', item.ruling.referralId) } }),
        })),
        nextCursor: last ? encodeCursor([last.at.toISOString(), last.kind, last.id]) : null,
      }
    },
  }),
  fileRoute({
    path: `${base}/participants/:userId/timeline.csv`,
    tag: 'participants',
    operationId: 'getProgramsParticipantsTimeline.csv',
    summary: "One participant's story as a file",
    permission: 'participants:read',
    params: z.object({ program: z.string(), userId: field.userId }),
    lines: async ({ service, program, params }) => {
      const { sql } = service.context
      const { id } = await findParticipant(sql, program, params.userId)
      return namedCsvFile(timelineColumns, flatHappening, (after: TimelineItem | undefined) =>
        readTimeline(sql, program, id, csvPageRows, after && cursorOf([after])),
      )
    },
  }),
  route({
    method: 'GET',
    path: `${base}/referrals`,
    tag: 'referrals',
    operationId: 'getProgramsReferrals',
    summary: 'The referrals of the program, newest friend first',
    permission: 'participants:read',
    query: pageQuery.extend(referralFilters),
    response: pageOf(referralItem),
    handle: async ({ service, program, query }) => {
      const limit = query.limit ?? limitDefault
      const after = decodeCursor(query.cursor, [uuid])?.[0]
      const filter = { state: query.state, reason: query.reason, advocateUserId: query.advocate }
      const found = await listProgramReferrals(service.context.sql, program, filter, limit + 1, after)
      const { page, nextCursor } = cutPage(found, limit, (last) => [last.id])
      return {
        items: page.map((item) => ({ ...item, id: toWire('ref', item.id) })),
        nextCursor,
      }
    },
  }),
  fileRoute({
    path: `${base}/referrals.csv`,
    tag: 'referrals',
    operationId: 'getProgramsReferrals.csv',
    summary: 'The referrals as a file',
    permission: 'participants:read',
    query: z.strictObject(referralFilters),
    lines: async ({ service, program, query }) => {
      const columns =
        'id state reason advocateUserId friendUserId occurredAt decidedAt expiresAt rewardState rewardMinor'
      const filter = { state: query.state, reason: query.reason, advocateUserId: query.advocate }
      return csvFile<ProgramReferral>(columns.split(' '), referralCells, (after) =>
        listProgramReferrals(service.context.sql, program, filter, csvPageRows, after?.id),
      )
    },
  }),
  fileRoute({
    path: `${base}/transfers.csv`,
    tag: 'operations',
    operationId: 'getProgramsTransfers.csv',
    summary: 'Every movement of money, as a file',
    permission: 'ledger:read',
    lines: async ({ service, program }) => {
      const columns = 'id madeAt userId from to amountMinor cause step'
      return csvFile<ExportedTransfer>(columns.split(' '), transferCells, (after) =>
        exportTransfers(service.context.sql, program.id, csvPageRows, after),
      )
    },
  }),
  route({
    method: 'GET',
    path: `${base}/refusals`,
    tag: 'operations',
    operationId: 'getProgramsRefusals',
    summary: 'Calls of keys and operators that were refused: the newest thousand, for whoever writes the app',
    permission: 'keys:write',
    query: pageQuery.extend(refusalFilters),
    response: pageOf(refusalItem),
    handle: async ({ service, program, query: { limit = limitDefault, cursor, code, actor } }) => {
      const after = decodeCursor(cursor, [uuid])?.[0]
      const found = await listRefusedCalls(service.context.sql, program.id, { code, actor }, limit + 1, after)
      const { page, nextCursor } = cutPage(found, limit, (last) => [last.id])
      return {
        items: page.map((item) => ({ ...item, fields: [...item.fields] })),
        nextCursor,
      }
    },
  }),
  fileRoute({
    path: `${base}/refusals.csv`,
    tag: 'operations',
    operationId: 'getProgramsRefusals.csv',
    summary: 'The refused calls as a file',
    permission: 'keys:write',
    query: z.strictObject(refusalFilters),
    lines: async ({ service, program, query }) =>
      namedCsvFile(
        ['id', 'at', 'actor', 'method', 'path', 'status', 'code', 'detail', 'fields'],
        (one: ListedRefusal) => ({ ...one, fields: one.fields.length === 0 ? null : JSON.stringify(one.fields) }),
        (after) => listRefusedCalls(service.context.sql, program.id, query, csvPageRows, after?.id),
      ),
  }),
]

function viewTransfer({ payoutId, ...rest }: NonNullable<TimelineItem['transfer']>) {
  return { ...rest, payout: payoutId === null ? null : toWire('pay', payoutId) }
}

const timelineColumns = [
  'at',
  'kind',
  'amountMinor',
  'from',
  'to',
  'cause',
  'step',
  'payout',
  'friend',
  'advocate',
  'state',
  'reason',
  'by',
  'clicks',
] as const

/** What each kind of happening has, under the names that they share. */
function flatHappening({ at, kind, transfer, friend, clicks, signup, ruling }: TimelineItem) {
  const moved = transfer && viewTransfer(transfer)
  return {
    at,
    kind,
    amountMinor: moved?.amountMinor,
    from: moved?.from,
    to: moved?.to,
    cause: moved?.cause,
    step: moved?.step,
    payout: moved?.payout,
    friend: friend?.userId,
    advocate: signup?.advocateUserId,
    state: friend?.state ?? signup?.outcome ?? ruling?.ruling,
    reason: friend?.reason ?? signup?.reason ?? ruling?.reason,
    by: ruling?.by,
    clicks: clicks?.count,
  }
}

function timelineCursor(text: string | undefined): TimelineCursor | undefined {
  const cursor = decodeCursor(text, [z.iso.datetime(), z.enum(happenings), uuid])
  if (cursor === undefined) return undefined
  const [at = '', kind = '', id = ''] = cursor
  return { at: new Date(at), kind: z.enum(happenings).parse(kind), id }
}
