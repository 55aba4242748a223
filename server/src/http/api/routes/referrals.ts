/** Referrals: listed, reversed, or counted on appeal. */
import * as z from 'zod'
import { countReferral, reverseReferral, rulingSchema, type RuledReferral } from '../../../domain/appeals/ruling.js'
import { listProgramReferrals } from '../../../domain/referrals/list.js'
import { decisionReasonSchema } from '../../../domain/reasons/signup-reasons.js'
import { AppError } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { nameOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { byId } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'
import { referralState, rewardState } from '../../common/views.js'

const params = z.object({ program: z.string(), referral: z.string() })

const referralItem = z.object({
  id: z.string(),
  state: referralState,
  reason: decisionReasonSchema.nullable(),
  advocateUserId: z.string(),
  advocateName: z.string().nullable().describe('As the app sent it'),
  friendUserId: z.string(),
  friendName: z.string().nullable(),
  occurredAt: z.date(),
  decidedAt: z.date(),
  expiresAt: z.date().nullable(),
  by: z.enum(['click', 'code']).nullable().describe('How the friend came to the advocate'),
  channel: z.string().nullable().describe('Of their click, while it is kept'),
  rewardState: rewardState.nullable(),
  rewardMinor: z.bigint().nullable(),
})

const ruledView = z.object({
  id: z.string(),
  state: referralState,
  reason: z.string().optional(),
  rewards: z.array(
    z.object({ id: z.string(), side: z.enum(['advocate', 'friend']), state: rewardState, amountMinor: z.bigint() }),
  ),
})

function view({ id, state, reason, rewards }: RuledReferral): z.input<typeof ruledView> {
  return {
    id: toWire('ref', id),
    state,
    ...(reason !== null && { reason }),
    rewards: rewards.map((reward) => ({
      id: toWire('rwd', reward.id),
      side: reward.side,
      state: reward.state,
      amountMinor: reward.amountMinor,
    })),
  }
}

export function referralIdOf(wire: string): string {
  const id = fromWire('ref', wire)
  if (id === undefined) throw new AppError('referral_not_found', 'This program has no referral of this id.')
  return id
}

export const referralRoutes: readonly Route[] = [
  ...list({
    path: '/v1/programs/:program/referrals',
    tag: 'referrals',
    operationId: 'listReferrals',
    summary: 'The referrals of the program, newest friend first',
    permission: 'participants:read',
    filters: {
      state: referralState.optional(),
      reason: decisionReasonSchema.optional(),
      advocate: field.userIdOrErased.optional().describe('Only the friends of this account; none if it is unknown'),
    },
    item: referralItem,
    order: byId,
    read: ({ service, program, query: { state, reason, advocate } }) => {
      const filter = { state, reason, advocateUserId: advocate }
      return (page) => listProgramReferrals(service.context.sql, program, filter, page)
    },
    view: (items) => items.map((item) => ({ ...item, id: toWire('ref', item.id) })),
    file: { summary: 'The referrals as a file' },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/referrals/:referral/reverse',
    tag: 'referrals',
    operationId: 'reverseReferral',
    repeatable: true,
    audit: 'referral.reverse',
    summary: 'Reverse a referral: its rewards go back to the budget, as far as the money is there',
    description: 'Money already cashed out is not taken back; it counts as a loss. Repeating the call is harmless.',
    permission: 'rewards:write',
    params,
    body: rulingSchema,
    response: ruledView,
    handle: async ({ service, program, params: { referral }, body, actor }) =>
      view(await reverseReferral(service.context, program, referralIdOf(referral), body, nameOf(actor))),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/referrals/:referral/count',
    tag: 'referrals',
    operationId: 'countReferral',
    repeatable: true,
    audit: 'referral.count',
    summary: 'Count a referral that was refused, or reversed by a review, which upholds its appeal',
    description:
      'It grants what was promised when the friend came, if the budget covers it. Repeating the call is harmless.',
    permission: 'rewards:write',
    params,
    body: rulingSchema,
    response: ruledView,
    handle: async ({ service, program, params: { referral }, body, actor }) =>
      view(await countReferral(service.context, program, referralIdOf(referral), body, nameOf(actor))),
  }),
]
