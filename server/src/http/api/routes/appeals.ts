/** Appeals: a friend who was refused or confirmed as abuse objects, and a person answers. */
import * as z from 'zod'
import { dismissalSchema, dismissAppeal } from '../../../domain/appeals/answer.js'
import { countOpenAppeals, listAppeals, matchedOf, type AppealItem } from '../../../domain/appeals/list.js'
import { appealSchema, openAppeal, type Appeal } from '../../../domain/appeals/open.js'
import { readBooks } from '../../../domain/ledger/books.js'
import { standingOf } from '../../../domain/standing/find.js'
import type { Terms } from '../../../domain/standing/terms.js'
import { worthOf } from '../../../domain/standing/worth.js'
import { evidenceOf } from '../../../domain/referrals/evidence.js'
import { AppError } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { nameOf, permissionsOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { byId } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'
import { evidenceView, referralState } from '../../common/views.js'
import { referralIdOf } from './referrals.js'

const appealState = z.enum(['open', 'upheld', 'dismissed'])

const appealView = z.object({
  id: z.string(),
  referral: z.string(),
  state: appealState,
  text: z.string().nullable(),
  reservedMinor: z
    .bigint()
    .describe(
      'Reserved until the answer. 0: the budget was too small, and may also be too small when the appeal is upheld',
    ),
  openedAt: z.date(),
  answer: z.string().nullable(),
  answeredAt: z.date().nullable(),
})

const appealItemView = appealView.extend({
  friendUserId: z.string(),
  friendName: z.string().nullable().describe('As the app sent it'),
  advocateUserId: z.string(),
  advocateName: z.string().nullable(),
  refusedFor: z.string().nullable(),
  answeredBy: z.string().nullable(),
  referralState,
  occurredAt: z.date().describe('When the friend opened the account'),
  attributedBy: z.string().nullable().describe('How the friend came: by a code or a click'),
  evidence: evidenceView,
  promisedMinor: z.bigint().describe('The sum that counting it grants, for advocate and friend together'),
  currency: z.string(),
  matched: z
    .object({
      userId: z.string().nullable().describe('Null for an imported member, and for an account that was erased'),
      firstSeenAt: z
        .date()
        .nullable()
        .describe('When Bondhu first knew the account; for an imported member, when the account was opened, if known'),
      erasedAt: z.date().nullable(),
    })
    .nullable()
    .optional()
    .describe(
      'The account with the same phone, email or device, because of which the friend was refused. Only for callers who may answer appeals',
    ),
})

function view(appeal: Appeal): z.input<typeof appealView> {
  return {
    id: toWire('apl', appeal.id),
    referral: toWire('ref', appeal.referral_id),
    state: appeal.state,
    text: appeal.text,
    reservedMinor: appeal.reserved_minor,
    openedAt: appeal.opened_at,
    answer: appeal.answer,
    answeredAt: appeal.answered_at,
  }
}

/** With the cost of counting it. */
function viewItem(item: AppealItem, promised: Terms): z.input<typeof appealItemView> {
  return {
    ...view(item),
    friendUserId: item.friend_user_id,
    friendName: item.friend_name,
    advocateUserId: item.advocate_user_id,
    advocateName: item.advocate_name,
    refusedFor: item.refused_for,
    answeredBy: item.answered_by,
    referralState: item.referral_state,
    occurredAt: item.occurred_at,
    attributedBy: item.attributed_by,
    evidence: evidenceOf(item),
    promisedMinor: worthOf(promised).totalMinor,
    currency: promised.currency,
  }
}

export const appealRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/referrals/:referral/appeal',
    tag: 'referrals',
    operationId: 'openAppeal',
    otherStatuses: [200],
    repeatable: true,
    audit: 'app',
    summary: 'Appeal for a friend who was refused, or reversed by a review, once per referral',
    description:
      'The sum is reserved until the answer, if the budget covers it. Counting the referral upholds the appeal.',
    permission: 'participants:write',
    params: z.object({ program: z.string(), referral: z.string() }),
    body: appealSchema.nullish(),
    response: appealView,
    status: 201,
    handle: async ({ service, program, params: { referral }, body, setStatus }) => {
      const { appeal, created } = await openAppeal(service.context, program, referralIdOf(referral), body ?? {})
      if (!created) setStatus(200)
      return view(appeal)
    },
  }),
  ...list({
    path: '/v1/programs/:program/appeals',
    tag: 'referrals',
    operationId: 'listAppeals',
    summary: 'Appeals, longest wait first',
    permission: 'participants:read',
    filters: { state: appealState.default('open'), friendUserId: field.userIdOrErased.optional() },
    item: appealItemView,
    order: byId,
    read:
      ({ service, program, query }) =>
      (page) =>
        listAppeals(service.context.sql, program.id, query, page),
    view: async (appeals, { service, program, actor }) => {
      const { versions } = await standingOf(service.context, program.id)
      const mayAnswer = permissionsOf(actor, program.id).has('rewards:write')
      return appeals.map((appeal) => ({
        ...viewItem(appeal, versions.get(appeal.version).terms),
        ...(mayAnswer && { matched: matchedOf(appeal) }),
      }))
    },
    totals: {
      shape: {
        open: z.int().describe('How many wait for an answer, on all pages'),
        budgetMinor: z.bigint().describe('Money not yet promised'),
      },
      read: async ({ service: { context }, program }) => {
        const { budgetMinor } = await readBooks(context.sql, program.id)
        return { open: await countOpenAppeals(context.sql, program.id), budgetMinor }
      },
    },
    file: {
      summary: 'The appeals as a file',
      columns: [
        'id',
        'referral',
        'state',
        'openedAt',
        'friendUserId',
        'advocateUserId',
        'refusedFor',
        'attributedBy',
        ['late', ({ evidence }) => evidence.late],
        ['clickedAt', ({ evidence }) => evidence.clickedAt],
        ['channel', ({ evidence }) => evidence.channel],
        'occurredAt',
        'text',
        'reservedMinor',
        'promisedMinor',
        'currency',
        'answer',
        'answeredBy',
        'answeredAt',
      ],
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/appeals/:appeal/dismiss',
    tag: 'referrals',
    operationId: 'dismissAppeal',
    repeatable: true,
    audit: 'appeal.dismiss',
    summary: 'Dismiss an appeal: the refusal remains, and the reserved sum returns to the budget',
    permission: 'rewards:write',
    params: z.object({ program: z.string(), appeal: z.string() }),
    body: dismissalSchema,
    response: appealView,
    handle: async ({ service, program, params: { appeal }, body, actor }) => {
      const id = fromWire('apl', appeal)
      if (id === undefined) throw new AppError('appeal_not_found', 'This program has no appeal of this id.')
      return view(await dismissAppeal(service.context, program, id, body, nameOf(actor)))
    },
  }),
]
