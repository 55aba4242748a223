/** "My friend joined and was not counted": questions from the portal, for operators. */
import * as z from 'zod'
import {
  countOpenMissingFriends,
  listMissingFriends,
  missingFriendStates,
  placeOf,
  type MissingFriendItem,
} from '../../../domain/missing-friends/list.js'
import {
  missingFriendNotFound,
  resolutionSchema,
  resolveMissingFriend,
} from '../../../domain/missing-friends/resolve.js'
import { cameBy, openedAt } from '../../../domain/portal/friends.js'
import { decisionReasonSchema } from '../../../domain/reasons/signup-reasons.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { nameOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { byMoment } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'
import { referralState } from '../../common/views.js'

const accountView = z.object({
  userId: z.string(),
  displayName: z.string().nullable().describe('As the app sent it'),
  outcome: z
    .enum(['referred', 'organic', 'refused'])
    .nullable()
    .describe('How its signup was decided; null if none was reported'),
  reason: decisionReasonSchema.nullable(),
  referral: z.string().nullable().describe('The referral that a ruling can count, if it was refused'),
  state: referralState.nullable(),
  own: z.boolean().describe('Came through the participant who asks'),
})

const questionView = z.object({
  id: z.string(),
  userId: z.string().describe('The participant who asks'),
  displayName: z.string().nullable().describe('The name of the participant, as the app sent it'),
  came: z.enum(cameBy),
  opened: z.enum(openedAt),
  answer: z.string().describe('The portal’s answer: a code of a closed set'),
  times: z.int().describe('The number of days on which it was asked'),
  firstAskedAt: z.date(),
  askedAt: z.date(),
  given: z
    .enum(['phone', 'email'])
    .nullable()
    .describe('What the participant gave about the friend; stored as a digest'),
  accounts: z.array(accountView).describe('Accounts seen with it, at most five'),
  note: z.string().nullable(),
  resolvedBy: z.string().nullable(),
  resolvedAt: z.date().nullable(),
})

function view(item: MissingFriendItem): z.input<typeof questionView> {
  return {
    id: toWire('mis', item.id),
    userId: item.user_id,
    displayName: item.name,
    came: item.came,
    opened: item.opened,
    answer: item.answer,
    times: item.times,
    firstAskedAt: item.first_asked_at,
    askedAt: item.asked_at,
    given: item.kind === 'phone' || item.kind === 'email' ? item.kind : null,
    accounts: item.accounts.map(({ user_id: userId, name, referral_id: referral, outcome, reason, state, own }) => ({
      userId,
      displayName: name,
      outcome,
      reason,
      referral: referral === null ? null : toWire('ref', referral),
      state,
      own,
    })),
    note: item.note,
    resolvedBy: item.resolved_by,
    resolvedAt: item.resolved_at,
  }
}

export const missingFriendRoutes: readonly Route[] = [
  ...list({
    path: '/v1/programs/:program/missing-friends',
    tag: 'referrals',
    operationId: 'listMissingFriends',
    summary: 'Questions about friends who were not counted; open ones longest wait first',
    description: 'Asked in the portal. The accounts listed here are never shown to the participant who asked.',
    permission: 'participants:read',
    filters: {
      state: z.enum(missingFriendStates).default('open'),
      userId: field.userIdOrErased.optional().describe('Only questions of this account'),
    },
    item: questionView,
    order: { ...byMoment, placeOf },
    read:
      ({ service, program, query: { state, userId } }) =>
      (page) =>
        listMissingFriends(service.context.sql, program.id, { state, userId }, page),
    view: (questions) => questions.map(view),
    totals: {
      shape: { open: z.int().describe('How many wait for a person') },
      read: async ({ service, program }) => ({ open: await countOpenMissingFriends(service.context.sql, program.id) }),
    },
    file: {
      summary: 'The same as a file',
      columns: [
        'id',
        'userId',
        'came',
        'opened',
        'answer',
        'times',
        'firstAskedAt',
        'askedAt',
        'given',
        ['accounts', ({ accounts }) => accounts.map(({ userId }) => userId).join(' ')],
        'note',
        'resolvedBy',
        'resolvedAt',
      ],
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/missing-friends/:question/resolve',
    tag: 'referrals',
    operationId: 'resolveMissingFriend',
    repeatable: true,
    audit: 'missing_friend.resolve',
    summary: 'Close a question that a person has looked into',
    description:
      'To count the friend use `…/referrals/{referral}/count`. The participant is not notified. Repeating the call is harmless. If they ask again on a later day, the question reopens.',
    permission: 'rewards:write',
    params: z.object({ program: z.string(), question: z.string() }),
    body: resolutionSchema,
    response: questionView,
    handle: async ({ service, program, params: { question }, body, actor }) => {
      const id = fromWire('mis', question)
      if (id === undefined) throw missingFriendNotFound()
      return view(await resolveMissingFriend(service.context, program, id, body, nameOf(actor)))
    },
  }),
]
