/** Links that visitors reported, and rulings on them. */
import { reportReasons } from '@bondhu/web/landing/report'
import * as z from 'zod'
import {
  countReportedLinks,
  listReportedLinks,
  reportedLinkStates,
  type ReportedLink,
} from '../../../domain/links/reported.js'
import { listLinkReports } from '../../../domain/links/reports.js'
import {
  dismissReports,
  linkRulingSchema,
  reportsDismissalSchema,
  restartLink,
  stopLink,
} from '../../../domain/links/ruling.js'
import * as field from '../../../schema.js'
import { toWire } from '../../../ids.js'
import { nameOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { byId, byMoment } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

const ruling = z.enum(['dismissed', 'stopped', 'restarted'])
const params = z.object({ program: z.string(), userId: field.userIdOrErased })

const reportView = z.object({
  id: z.string(),
  userId: z.string().describe('The owner of the link'),
  code: z.string().nullable(),
  reason: z.enum(reportReasons),
  reportedAt: z.date(),
  ruling: ruling.nullable().describe('The ruling that answered it; null while it is open'),
  answeredAt: z.date().nullable(),
})

const linkView = z.object({
  userId: z.string().describe('The owner of the link'),
  code: z.string().nullable(),
  stoppedAt: z.date().nullable().describe('When it was stopped; null while it counts'),
  friendsCounted: z.int().describe('How many friends counted by it'),
  openReports: z.int().describe('How many wait for an answer'),
  reports: z.int().describe('How many reports in total'),
  reasons: z
    .array(z.object({ reason: z.enum(reportReasons), count: z.int() }))
    .describe('Reasons of the open reports (of all, if none is open), most frequent first'),
  firstReportedAt: z.date().nullable().describe('The first open report'),
  lastReportedAt: z.date().nullable(),
  lastReport: z.string().nullable().describe('The newest report; pass it as `upTo` of a dismissal'),
  lastRuling: z
    .object({ ruling, reason: z.string(), by: z.string(), at: z.date() })
    .nullable()
    .describe('The last ruling'),
  displayName: z.string().nullable().describe('The name of the owner, as the app sent it'),
})

function view(link: ReportedLink): z.input<typeof linkView> {
  return {
    userId: link.userId,
    code: link.code,
    stoppedAt: link.stoppedAt,
    friendsCounted: link.friendsCounted,
    openReports: link.openReports,
    reports: link.reports,
    reasons: [...link.reasons],
    firstReportedAt: link.firstReportedAt,
    lastReportedAt: link.lastReportedAt,
    lastReport: link.lastReport === null ? null : toWire('rpt', link.lastReport),
    lastRuling: link.lastRuling,
    displayName: link.displayName,
  }
}

export const linkRoutes: readonly Route[] = [
  ...list({
    path: '/v1/programs/:program/link-reports',
    tag: 'participants',
    operationId: 'listLinkReports',
    summary: 'Reports of links by visitors, newest first',
    description: 'One row per visitor, link, reason and day. The visitor is anonymous.',
    permission: 'participants:read',
    filters: { userId: field.userIdOrErased.optional() },
    item: reportView,
    order: byId,
    read:
      ({ service, program, query: { userId } }) =>
      (page) =>
        listLinkReports(service.context.sql, program, userId, page),
    view: (reports) => reports.map((report) => ({ ...report, id: toWire('rpt', report.id) })),
    file: { summary: 'The reports as a file' },
  }),
  ...list({
    path: '/v1/programs/:program/reported-links',
    tag: 'participants',
    operationId: 'listReportedLinks',
    summary: 'Links that were reported or ruled on, one row per link; open ones longest wait first',
    permission: 'participants:read',
    filters: {
      state: z.enum(reportedLinkStates).default('open'),
      who: field.searched(500).optional().describe('A complete user id or code'),
    },
    item: linkView,
    order: byMoment,
    read:
      ({ service, program, query: { state, who } }) =>
      (page) =>
        listReportedLinks(service.context.sql, program, { state, typed: who }, page),
    view: (links) => links.map(view),
    totals: {
      shape: { open: z.int().describe('How many links wait for an answer') },
      read: async ({ service, program }) => ({ open: await countReportedLinks(service.context.sql, program.id) }),
    },
    file: {
      summary: 'The reported links as a file',
      columns: [
        'userId',
        'code',
        'stoppedAt',
        'friendsCounted',
        'openReports',
        'reports',
        ['reasons', ({ reasons }) => reasons.map(({ reason, count }) => `${reason} ${count}`).join(' ')],
        'firstReportedAt',
        'lastReportedAt',
        ['ruling', ({ lastRuling }) => lastRuling?.ruling],
        ['reason', ({ lastRuling }) => lastRuling?.reason],
        ['ruledBy', ({ lastRuling }) => lastRuling?.by],
        ['ruledAt', ({ lastRuling }) => lastRuling?.at],
      ],
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/participants/:userId/link-reports/dismiss',
    tag: 'participants',
    operationId: 'dismissLinkReports',
    audit: 'link.dismiss_reports',
    summary: 'Dismiss the open reports of a link; it stays active',
    permission: 'rewards:write',
    params,
    body: reportsDismissalSchema,
    response: linkView,
    handle: async ({ service, program, params: { userId }, body: { reason, upTo }, actor }) =>
      view(await dismissReports(service.context, program, userId, { reason, by: nameOf(actor) }, upTo ?? undefined)),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/participants/:userId/link/stop',
    tag: 'participants',
    operationId: 'stopLink',
    repeatable: true,
    audit: 'link.stop',
    summary: 'Stop a link and its code, which answers its open reports',
    description:
      'Friends who followed it or opened an account before still count; later ones are refused with `link_stopped`. The owner keeps the money and can cash out without a minimum. Repeating the call is harmless.',
    permission: 'rewards:write',
    params,
    body: linkRulingSchema,
    response: linkView,
    handle: async ({ service, program, params: { userId }, body: { reason }, actor }) =>
      view(await stopLink(service.context, program, userId, { reason, by: nameOf(actor) })),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/participants/:userId/link/restart',
    tag: 'participants',
    operationId: 'restartLink',
    repeatable: true,
    audit: 'link.restart',
    summary: 'Restart a stopped link: friends count again',
    description:
      'Friends refused meanwhile stay refused, and can be counted by a ruling. Repeating the call is harmless.',
    permission: 'rewards:write',
    params,
    body: linkRulingSchema,
    response: linkView,
    handle: async ({ service, program, params: { userId }, body: { reason }, actor }) =>
      view(await restartLink(service.context, program, userId, { reason, by: nameOf(actor) })),
  }),
]
