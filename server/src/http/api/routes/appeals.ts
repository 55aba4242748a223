/** Appeals: a friend who was not counted says that this is wrong, and a person answers. */
import { z } from 'zod'
import { dismissalSchema, dismissAppeal } from '../../../domain/appeals/answer.js'
import { countOpenAppeals, listAppeals, matchedOf, type AppealItem } from '../../../domain/appeals/list.js'
import { appealSchema, openAppeal, type Appeal } from '../../../domain/appeals/open.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { worthOf } from '../../../domain/standing/worth.js'
import { evidenceOf } from '../../../domain/referrals/evidence.js'
import { AppError, must } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import type { Service } from '../../../service.js'
import { nameOf, permissionsOf } from '../../common/authentication.js'
import { csvPageRows, namedCsvFile } from '../../common/csv.js'
import { cutPage, decodeCursor, limitDefault, pageQuery } from '../../common/cursors.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { evidenceView, pageOf, referralState } from '../../common/views.js'
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
  advocateUserId: z.string(),
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

/** With what each would cost now, and what there is to pay it from. */
async function viewItems(service: Service, program: Program, appeals: readonly AppealItem[]) {
  const { context } = service
  const { books, versions } = await standingOf(context, program.id)
  const items = appeals.map((item): z.input<typeof appealItemView> => {
    const { terms } = versions.get(item.version)
    return {
      ...view(item),
      friendUserId: item.friend_user_id,
      advocateUserId: item.advocate_user_id,
      refusedFor: item.refused_for,
      answeredBy: item.answered_by,
      referralState: item.referral_state,
      occurredAt: item.occurred_at,
      attributedBy: item.attributed_by,
      evidence: evidenceOf(item),
      promisedMinor: worthOf(terms).totalMinor,
      currency: terms.currency,
    }
  })
  return { items, budgetMinor: books.budgetMinor }
}

const columns = [
  'id',
  'referral',
  'state',
  'openedAt',
  'friendUserId',
  'advocateUserId',
  'refusedFor',
  'attributedBy',
  'late',
  'clickedAt',
  'channel',
  'occurredAt',
  'text',
  'reservedMinor',
  'promisedMinor',
  'currency',
  'answer',
  'answeredBy',
  'answeredAt',
] as const

const stateFilter = { state: appealState.default('open') }

export const appealRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/referrals/:referral/appeal',
    tag: 'referrals',
    operationId: 'postProgramsReferralsAppeal',
    audit: 'app',
    summary: 'Appeal for a refused friend, once per referral',
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
  route({
    method: 'GET',
    path: '/v1/programs/:program/appeals',
    tag: 'referrals',
    operationId: 'getProgramsAppeals',
    summary: 'Appeals, longest wait first',
    permission: 'participants:read',
    query: pageQuery.extend(stateFilter),
    response: pageOf(appealItemView).extend({
      open: z.int().describe('How many wait for an answer, on all pages'),
      budgetMinor: z.bigint().describe('Money not yet promised'),
    }),
    handle: async ({ service, program, query, actor }) => {
      const limit = query.limit ?? limitDefault
      const after = decodeCursor(query.cursor, [z.uuid()])?.[0]
      const { sql } = service.context
      const items = await listAppeals(sql, program.id, query.state, limit + 1, after)
      const { page, nextCursor } = cutPage(items, limit, (last) => [last.id])
      const { items: shown, budgetMinor } = await viewItems(service, program, page)
      const mayAnswer = permissionsOf(actor, program.id).has('rewards:write')
      return {
        items: shown.map((item, index) =>
          mayAnswer ? { ...item, matched: matchedOf(must(page[index], 'an appeal')) } : item,
        ),
        open: await countOpenAppeals(sql, program.id),
        budgetMinor,
        nextCursor,
      }
    },
  }),
  fileRoute({
    path: '/v1/programs/:program/appeals.csv',
    tag: 'referrals',
    operationId: 'getProgramsAppeals.csv',
    summary: 'The appeals as a file',
    permission: 'participants:read',
    query: z.strictObject(stateFilter),
    lines: async ({ service, program, query: { state } }) =>
      namedCsvFile(
        columns,
        ({ evidence: { late, clickedAt, channel }, ...one }) => ({ ...one, late, clickedAt, channel }),
        async (after: z.input<typeof appealItemView> | undefined) => {
          const afterId = after && fromWire('apl', after.id)
          const found = await listAppeals(service.context.sql, program.id, state, csvPageRows, afterId)
          return (await viewItems(service, program, found)).items
        },
      ),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/appeals/:appeal/dismiss',
    tag: 'referrals',
    operationId: 'postProgramsAppealsDismiss',
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
