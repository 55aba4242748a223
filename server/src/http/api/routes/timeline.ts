/** One participant's timeline, with the evidence. */
import * as z from 'zod'
import {
  happenings,
  readTimeline,
  subjects,
  type TimelineItem,
  type TimelinePlace,
} from '../../../domain/participants/timeline.js'
import { findEvenErased } from '../../../domain/person/read.js'
import { decisionReasonSchema } from '../../../domain/reasons/signup-reasons.js'
import { standingOf } from '../../../domain/standing/find.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { list } from '../../common/list.js'
import type { Order } from '../../common/paging.js'
import type { Route } from '../../common/route.js'
import { account, evidenceView, referralState } from '../../common/views.js'

const timelineItem = z.object({
  at: z.date(),
  kind: z.enum(happenings),
  id: z.string(),
  ruling: z
    .object({
      referralId: z.string(),
      friendUserId: z.string(),
      friendName: z.string().nullable().describe('As the app sent it'),
      ruling: z.string(),
      reason: z.string(),
      by: z.string(),
    })
    .optional(),
  transfer: z
    .object({
      from: account,
      to: account,
      amountMinor: z.bigint(),
      cause: z.string(),
      step: z.string(),
      payout: z.string().nullable().describe('The cash-out, if the step belongs to one'),
    })
    .optional(),
  friend: z
    .object({
      userId: z.string(),
      displayName: z.string().optional().describe('As the app sent it'),
      state: referralState,
      reason: decisionReasonSchema.nullable(),
      evidence: evidenceView,
    })
    .optional(),
  clicks: z
    .object({ day: z.string(), count: z.int() })
    .optional()
    .describe('Of a day in the time zone of the program, at its beginning'),
  signup: z
    .object({
      outcome: z.enum(['referred', 'organic', 'refused']),
      reason: decisionReasonSchema.nullable(),
      occurredAt: z.date(),
      advocateUserId: z.string().nullable(),
      advocateName: z.string().optional().describe('As the app sent it'),
      evidence: evidenceView,
    })
    .optional(),
})

function view({ transfer, ruling, ...item }: TimelineItem): z.input<typeof timelineItem> {
  return {
    ...item,
    ...(transfer && { transfer: viewTransfer(transfer) }),
    ...(ruling && { ruling: { ...ruling, referralId: toWire('ref', ruling.referralId) } }),
  }
}

function viewTransfer({ payoutId, ...rest }: NonNullable<TimelineItem['transfer']>) {
  return { ...rest, payout: payoutId === null ? null : toWire('pay', payoutId) }
}

const byMomentAndKind: Order<TimelineItem, TimelinePlace> = {
  placeOf: ({ at, kind, id }) => ({ at, kind, id }),
  place: z.codec(z.tuple([z.iso.datetime(), z.enum(happenings), z.uuid()]), z.custom<TimelinePlace>(), {
    decode: ([at, kind, id]) => ({ at: new Date(at), kind, id }),
    encode: ({ at, kind, id }) => [at.toISOString(), kind, id] as [string, typeof kind, string],
  }),
}

export const timelineRoutes: readonly Route[] = list({
  path: '/v1/programs/:program/participants/:userId/timeline',
  tag: 'participants',
  operationId: 'listParticipantTimeline',
  summary: 'The timeline of a participant, newest first',
  permission: 'participants:read',
  params: z.object({ program: z.string(), userId: field.userIdOrErased }),
  filters: { about: z.enum(subjects).optional().describe('Only movements of money, or only what people did') },
  item: timelineItem,
  order: byMomentAndKind,
  read: async ({ service, program, params, query: { about } }) => {
    const { sql } = service.context
    const { id } = await findEvenErased(sql, program, params.userId)
    const { inForce } = await standingOf(service.context, program.id)
    return (page) => readTimeline(sql, program, id, inForce.terms.timeZone, about, page)
  },
  view: (items) => items.map(view),
  file: {
    summary: 'The timeline of a participant as a file',
    // The fields of each kind of event, under common names.
    columns: [
      'at',
      'kind',
      ['amountMinor', ({ transfer }) => transfer?.amountMinor],
      ['from', ({ transfer }) => transfer?.from],
      ['to', ({ transfer }) => transfer?.to],
      ['cause', ({ transfer }) => transfer?.cause],
      ['step', ({ transfer }) => transfer?.step],
      ['payout', ({ transfer }) => transfer?.payout],
      ['friend', ({ friend }) => friend?.userId],
      ['advocate', ({ signup }) => signup?.advocateUserId],
      ['state', ({ friend, signup, ruling }) => friend?.state ?? signup?.outcome ?? ruling?.ruling],
      ['reason', ({ friend, signup, ruling }) => friend?.reason ?? signup?.reason ?? ruling?.reason],
      ['by', ({ ruling }) => ruling?.by],
      ['clicks', ({ clicks }) => clicks?.count],
    ],
  },
})
