/** Reviews: friends with signs of abuse, for the person who decides about them. */
import * as z from 'zod'
import { families } from '../../../domain/fraud/signals/rule.js'
import { sentenceOf } from '../../../domain/fraud/sentences.js'
import { evidenceOf } from '../../../domain/referrals/evidence.js'
import { decideReview, decisionSchema, type Decision } from '../../../domain/reviews/queue/decide.js'
import {
  countedMax,
  countOpenReviews,
  listReviews,
  placeOf,
  readReview,
  reviewNotFound,
  reviewStates,
  type ReviewItem,
} from '../../../domain/reviews/queue/find.js'
import {
  friendsMax,
  readFriendsOf,
  readSignalsOf,
  type FoundSignal,
  type FriendInReview,
} from '../../../domain/reviews/queue/friends.js'
import { accountsMax, graphOf, thingKinds, thingsMax } from '../../../domain/reviews/queue/graph.js'
import { reviewEvents, timelineOf } from '../../../domain/reviews/queue/timeline.js'
import { standingOf } from '../../../domain/standing/find.js'
import { fromWire, toWire } from '../../../ids.js'
import { textView } from '../../../schema.js'
import { nameOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { byMoment } from '../../common/paging.js'
import { route, type Call, type Route } from '../../common/route.js'
import { evidenceView, referralState } from '../../common/views.js'
import { referralIdOf } from './referrals.js'

const reviewState = z.enum(reviewStates)

const reviewView = z.object({
  id: z.string(),
  state: reviewState,
  score: z.int().describe('How likely abuse is, in percent, 0 to 99: the highest of its friends'),
  advocateUserId: z.string().nullable().describe('The advocate with the most friends in it'),
  advocates: z.int(),
  friends: z.int().describe(`This figure, those that follow and the sum count at most ${countedMax} friends`),
  isPartial: z.boolean().describe('There are more friends than are counted'),
  waiting: z.int().describe('Friends who still wait for a decision'),
  confirmed: z.int(),
  cleared: z.int(),
  waitingMinor: z.bigint().describe('The rewards that wait for the decision'),
  currency: z.string(),
  openedAt: z.date(),
  decidedAt: z.date().nullable(),
  decidedBy: z.string().nullable().describe('`service`: nobody in it waited any more'),
  reason: z.string().nullable(),
  advocateName: z.string().nullable().describe('The name of that advocate, as the app sent it'),
})

const signalView = z.object({
  rule: z.string(),
  family: z.enum(families),
  stage: z.enum(['signup', 'release']),
  weight: z.int().describe('In decibans: 10 makes abuse ten times as likely, −10 a tenth'),
  flagOnly: z.boolean().describe('Recorded, without a part in the score'),
  sentence: textView.nullable().describe('Null for a rule that no longer exists'),
})

const friendView = z.object({
  referral: z.string(),
  userId: z.string(),
  displayName: z.string().nullable(),
  advocateUserId: z.string(),
  advocateName: z.string().nullable(),
  state: referralState,
  reason: z.string().nullable(),
  occurredAt: z.date().describe('When the friend opened the account'),
  evidence: evidenceView,
  actedAt: z.date().nullable().describe('When the awaited action was reported, if it was during the review'),
  expiresAt: z.date().nullable().describe('The deadline of the awaited action'),
  activeDays: z.int().nullable().describe('Days with activity, as the app reported them; null without a report'),
  amountMinor: z.bigint(),
  veto: z
    .object({
      stage: z.enum(['signup', 'release']),
      allowed: z.boolean().nullable().describe('Null: the app did not answer'),
      askedAt: z.date(),
    })
    .nullable()
    .describe('What the app said when it was last asked about the friend; null if it was not'),
  signals: z.array(signalView).describe('The strongest first'),
  decision: z
    .object({ decision: z.enum(['confirmed', 'cleared']), reason: z.string(), by: z.string(), at: z.date() })
    .nullable(),
})

const graphView = z.object({
  accounts: z
    .array(
      z.object({
        userId: z.string(),
        displayName: z.string().optional().describe('Absent if the app sent none'),
        role: z.enum(['advocate', 'friend']),
      }),
    )
    .describe(`At most ${accountsMax}`),
  things: z
    .array(z.object({ kind: z.enum(thingKinds), accounts: z.array(z.int()).describe('Positions in `accounts`') }))
    .describe(`What at least two of them share, at most ${thingsMax}. No values: the service keeps digests only`),
  isPartial: z.boolean().describe('Some accounts or shared things are left out'),
})

const wholeView = reviewView.extend({
  people: z.array(friendView).describe(`Those who wait come first; at most ${friendsMax}`),
  graph: graphView,
  timeline: z.array(
    z.object({ at: z.date(), kind: z.enum(reviewEvents), userId: z.string(), displayName: z.string().nullable() }),
  ),
})

function view(item: ReviewItem, currency: string): z.input<typeof reviewView> {
  return {
    id: toWire('rev', item.id),
    state: item.state,
    score: item.score,
    advocateUserId: item.advocate_user_id,
    advocates: item.advocates,
    friends: item.friends,
    isPartial: item.is_partial,
    waiting: item.waiting,
    confirmed: item.confirmed,
    cleared: item.cleared,
    waitingMinor: item.waiting_minor,
    currency,
    openedAt: item.opened_at,
    decidedAt: item.decided_at,
    decidedBy: item.decided_by,
    reason: item.reason,
    advocateName: item.advocate_name,
  }
}

function viewSignal({ rule, family, stage, weight, flag_only: flagOnly, figures }: FoundSignal) {
  return { rule, family, stage, weight, flagOnly, sentence: sentenceOf(rule, figures) ?? null }
}

function viewFriend(friend: FriendInReview, signals: readonly FoundSignal[]): z.input<typeof friendView> {
  const { decision, decision_reason: reason, decided_by: by, decided_at: at } = friend
  const { veto_stage: stage, veto_said: allowed, veto_asked_at: askedAt } = friend
  return {
    referral: toWire('ref', friend.id),
    userId: friend.user_id,
    displayName: friend.name,
    advocateUserId: friend.advocate_user_id,
    advocateName: friend.advocate_name,
    state: friend.state,
    reason: friend.reason,
    occurredAt: friend.occurred_at,
    evidence: evidenceOf(friend),
    actedAt: friend.acted_at,
    expiresAt: friend.expires_at,
    activeDays: friend.active_days,
    amountMinor: friend.amount_minor,
    veto: stage === null || askedAt === null ? null : { stage, allowed, askedAt },
    signals: signals.map(viewSignal),
    decision:
      decision === null || decision === 'open' || reason === null || by === null || at === null
        ? null
        : { decision, reason, by, at },
  }
}

function reviewIdOf(wire: string): string {
  const id = fromWire('rev', wire)
  if (id === undefined) throw reviewNotFound()
  return id
}

const params = z.object({ program: z.string(), review: z.string() })

type Deciding = Call<z.output<typeof params>, unknown, z.output<typeof decisionSchema>>

async function decided(call: Deciding, decision: Decision): Promise<z.input<typeof reviewView>> {
  const { context } = call.service
  const { reason, referral } = call.body
  const id = reviewIdOf(call.params.review)
  await decideReview(context, call.program, id, {
    decision,
    reason,
    referralId: referral ? referralIdOf(referral) : undefined,
    by: nameOf(call.actor),
  })
  return view(await readReview(context.sql, call.program.id, id), await currencyOf(call))
}

async function currencyOf({ service, program }: Pick<Deciding, 'service' | 'program'>): Promise<string> {
  return (await standingOf(service.context, program.id)).inForce.terms.currency
}

export const reviewRoutes: readonly Route[] = [
  ...list({
    path: '/v1/programs/:program/reviews',
    tag: 'referrals',
    operationId: 'listReviews',
    summary: 'Friends with signs of abuse, in groups; open ones longest wait first',
    description: 'A suspicious group is one review. Its rewards stay reserved or held until a person decides.',
    permission: 'participants:read',
    filters: { state: reviewState.default('open') },
    item: reviewView,
    order: { ...byMoment, placeOf },
    read:
      ({ service, program, query: { state } }) =>
      (page) =>
        listReviews(service.context.sql, program.id, state, page),
    view: async (reviews, call) => {
      const currency = await currencyOf(call)
      return reviews.map((review) => view(review, currency))
    },
    totals: {
      shape: { open: z.int().describe('How many wait for a decision, on all pages') },
      read: async ({ service, program }) => ({ open: await countOpenReviews(service.context.sql, program.id) }),
    },
    file: { summary: 'The reviews as a file' },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/reviews/:review',
    tag: 'referrals',
    operationId: 'getReview',
    summary: 'One review: its friends, what the rules found, what the accounts share, and what happened when',
    permission: 'participants:read',
    params,
    response: wholeView,
    handle: async ({ service, program, params: { review } }) => {
      const { sql } = service.context
      const item = await readReview(sql, program.id, reviewIdOf(review))
      const friends = await readFriendsOf(sql, program.id, item.id)
      const ids = friends.map(({ id }) => id)
      const signals = await readSignalsOf(sql, program.id, ids)
      return {
        ...view(item, await currencyOf({ service, program })),
        people: friends.map((friend) => viewFriend(friend, signals.get(friend.id) ?? [])),
        graph: await graphOf(sql, program.id, friends),
        timeline: timelineOf(friends),
      }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/reviews/:review/confirm',
    tag: 'referrals',
    operationId: 'confirmReview',
    audit: 'review.confirm',
    summary:
      'Confirm abuse: the friends are reversed with `suspected_abuse` (or `declined_by_app`), and their rewards return to the budget',
    description:
      'All friends who wait, at most 1,000 in one call, or only `referral`. A friend who joined meanwhile keeps the review open. Repeating the call changes no decision; without `referral` it also decides friends who joined the review meanwhile.',
    permission: 'rewards:write',
    params,
    body: decisionSchema,
    response: reviewView,
    handle: async (call) => decided(call, 'confirmed'),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/reviews/:review/clear',
    tag: 'referrals',
    operationId: 'clearReview',
    audit: 'review.clear',
    summary: 'Clear friends: they count, or wait for their action, as if there had been no review',
    description:
      'All friends who wait, at most 1,000 in one call, or only `referral`. A hold begins with this decision, or with the action; a hold that has ended is not repeated. A friend who is out of time for the action lapses. The rules do not withhold a cleared friend again. Repeating the call changes no decision; without `referral` it also decides friends who joined the review meanwhile.',
    permission: 'rewards:write',
    params,
    body: decisionSchema,
    response: reviewView,
    handle: async (call) => decided(call, 'cleared'),
  }),
]
