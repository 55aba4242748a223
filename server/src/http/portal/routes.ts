/** Every call of the portal's page. Not in the API's public document: they change with the page. */
import { languages } from '@bondhu/web/language'
import { changedRules, rulesOf } from '@bondhu/web/rules'
import { texts } from '@bondhu/web/texts'
import * as z from 'zod'
import { appealSchema, openAppeal } from '../../domain/appeals/open.js'
import { makeCard } from '../../domain/cards/make.js'
import { readCard } from '../../domain/cards/read.js'
import { removeCards } from '../../domain/cards/remove.js'
import { readEstimate } from '../../domain/estimate/read.js'
import { askMissingFriend, missingFriendSchema } from '../../domain/missing-friends/ask.js'
import { endVisit } from '../../domain/portal/sessions.js'
import { awaitedFriends, refusalShares } from '../../domain/portal/friends.js'
import { readMasked, type MaskedAccounts } from '../../domain/portal/accounts.js'
import { portalStanding } from '../../domain/portal/standing.js'
import { readDays } from '../../domain/portal/days.js'
import { join } from '../../domain/participants/join.js'
import { showName } from '../../domain/participants/show-name.js'
import { askErasure, comeBack, leave } from '../../domain/participants/leave.js'
import { readParticipant } from '../../domain/person/read.js'
import { listPayouts } from '../../domain/payouts/core/read.js'
import { readMethod } from '../../domain/payouts/method.js'
import { readUsualMinutes } from '../../domain/payouts/usual-time.js'
import { requestPayout } from '../../domain/payouts/request.js'
import { standingOf, type Program } from '../../domain/standing/find.js'
import { AppError } from '../../errors.js'
import * as field from '../../schema.js'
import type { Service } from '../../service.js'
import { estimateQuery, estimateView } from '../common/estimate.js'
import { byDay, byId, readPage, pageQuery } from '../common/paging.js'
import { shownOffer } from '../pages/offer-terms.js'
import { cardPath, cardPicturePath } from '../pages/page-paths.js'
import { portalRoute, type PortalRoute, type Visitor } from './route.js'
import {
  cardView,
  friendsView,
  missingAnswerView,
  payoutItemView,
  payoutsView,
  rulesView,
  standingView,
  statementView,
  viewDay,
  viewPayoutItem,
  viewStanding,
} from './views.js'

const payoutsQuery = pageQuery.extend({ state: z.literal('paid').optional() })

export async function standingFor(service: Service, program: Program, visitor: Visitor) {
  const standing = await portalStanding(service.context, program, visitor.participantId)
  return viewStanding(service.publicUrl, program, visitor, standing)
}

async function cardFor({ context: { sql }, publicUrl }: Service, program: Program, { participantId }: Visitor) {
  const [card, { paidMinor, openingMinor }] = await Promise.all([
    readCard(sql, program.id, participantId),
    readParticipant(sql, program.id, participantId),
  ])
  const made = card && {
    link: publicUrl + cardPath(program.slug, card.token),
    picture: cardPicturePath(program.slug, card.token),
  }
  const receivedMinor = paidMinor > openingMinor ? paidMinor - openingMinor : 0n
  return { receivedMinor, card: made ?? null }
}

async function accountsOf(
  { context }: Service,
  program: Program,
  { participantId }: Visitor,
  payouts: readonly { readonly id: string }[],
): Promise<MaskedAccounts> {
  const ids = payouts.map(({ id }) => id)
  return (await readMasked(context, program, participantId, ids)).accounts
}

export const portalRoutes: readonly PortalRoute[] = [
  portalRoute({
    method: 'GET',
    path: '/standing',
    operationId: 'getPortalApiStanding',
    summary: 'The first screen: this person’s money and link',
    response: standingView,
    handle: ({ service, program, visitor }) => standingFor(service, program, visitor),
  }),
  portalRoute({
    method: 'POST',
    path: '/join',
    operationId: 'postPortalApiJoin',
    summary: 'Create this person’s link',
    response: standingView,
    handle: async ({ service, program, visitor }) => {
      const { userId } = await readParticipant(service.context.sql, program.id, visitor.participantId)
      await join(service.context, program, userId, {})
      return standingFor(service, program, visitor)
    },
  }),
  ...(
    [
      ['/leave', 'postPortalApiLeave', 'This person leaves: their link counts nobody any more', leave],
      ['/return', 'postPortalApiReturn', 'This person takes part again, with the same link', comeBack],
      ['/erasure', 'postPortalApiErasure', 'This person leaves and asks to be forgotten', askErasure],
    ] as const
  ).map(([path, operationId, summary, act]) =>
    portalRoute({
      method: 'POST',
      path,
      operationId,
      summary,
      response: standingView,
      handle: async ({ service, program, visitor }) => {
        const { userId } = await readParticipant(service.context.sql, program.id, visitor.participantId)
        await act(service.context, program, userId)
        return standingFor(service, program, visitor)
      },
    }),
  ),
  portalRoute({
    method: 'POST',
    path: '/name',
    operationId: 'postPortalApiName',
    summary: 'Show this person’s name to friends on the landing page, or hide it',
    body: z.strictObject({ shown: z.boolean() }),
    response: standingView,
    handle: async ({ service, program, visitor, body: { shown } }) => {
      await showName(service.context, program, visitor.participantId, shown)
      return standingFor(service, program, visitor)
    },
  }),
  portalRoute({
    method: 'POST',
    path: '/appeal',
    operationId: 'postPortalApiAppeal',
    summary: 'Appeal against the refusal of this person’s own signup, once',
    body: appealSchema,
    response: standingView,
    handle: async ({ service, program, visitor, body }) => {
      // A referral is its friend: nobody can appeal for another.
      await openAppeal(service.context, program, visitor.participantId, body)
      return standingFor(service, program, visitor)
    },
  }),
  portalRoute({
    method: 'GET',
    path: '/friends',
    operationId: 'getPortalApiFriends',
    summary: 'Numbers of friends, awaited actions, and the program’s reasons for not counting people',
    response: friendsView,
    handle: async ({ service, program, visitor: { participantId } }) => {
      const { context } = service
      const standing = await standingOf(context, program.id)
      const [{ friends }, awaited, refusals] = await Promise.all([
        readParticipant(context.sql, program.id, participantId),
        awaitedFriends(context.sql, program.id, participantId),
        refusalShares(context.sql, program.id, standing),
      ])
      return {
        counted: friends.counted,
        awaited,
        refusals: refusals === undefined ? null : { ...refusals, shares: [...refusals.shares] },
      }
    },
  }),
  portalRoute({
    method: 'POST',
    path: '/missing-friend',
    operationId: 'postPortalApiMissingFriend',
    summary: 'What to do about a friend who was not counted; kept for a person to look into, and nobody is looked up',
    body: missingFriendSchema,
    response: missingAnswerView,
    handle: ({ service, program, visitor, body }) =>
      askMissingFriend(service.context, program, visitor.participantId, body),
  }),
  portalRoute({
    method: 'GET',
    path: '/statement',
    operationId: 'getPortalApiStatement',
    summary: 'This person’s money by day: friends in the same state are one line; newest first',
    query: pageQuery,
    response: statementView,
    handle: async ({ service, program, visitor, query }) => {
      const { context } = service
      const { participantId } = visitor
      const { inForce } = await standingOf(context, program.id)
      const { rows, nextCursor } = await readPage(byDay, query, (page) =>
        readDays(context.sql, program.id, participantId, inForce.terms.timeZone, page),
      )
      const payouts = rows.flatMap(({ lines }) => lines.flatMap(({ payout }) => payout ?? []))
      const accounts = await accountsOf(service, program, visitor, payouts)
      return { items: rows.map((day) => viewDay(day, accounts)), nextCursor }
    },
  }),
  portalRoute({
    method: 'GET',
    path: '/card',
    operationId: 'getPortalApiCard',
    summary: 'The card that shows what this person received, if they made one',
    response: cardView,
    handle: ({ service, program, visitor }) => cardFor(service, program, visitor),
  }),
  portalRoute({
    method: 'POST',
    path: '/card',
    operationId: 'postPortalApiCard',
    summary: 'This person makes the card, of themselves; the same again is the same card',
    response: cardView,
    handle: async ({ service, program, visitor }) => {
      await makeCard(service.context, program, visitor.participantId)
      return cardFor(service, program, visitor)
    },
  }),
  portalRoute({
    method: 'POST',
    path: '/card-removal',
    operationId: 'postPortalApiCardRemoval',
    summary: 'This person takes the card back: its address leads nowhere from then on',
    response: cardView,
    handle: async ({ service, program, visitor }) => {
      await removeCards(service.context.sql, program.id, [visitor.participantId])
      return cardFor(service, program, visitor)
    },
  }),
  portalRoute({
    method: 'GET',
    path: '/rules',
    operationId: 'getPortalApiRules',
    summary: 'The rules in plain words, made of the terms that decide, and what of them will change',
    query: z.strictObject({ lang: z.enum(languages) }),
    response: rulesView,
    handle: async ({ service, program, query: { lang } }) => {
      const standing = await standingOf(service.context, program.id)
      const { now, versions, inForce } = standing
      const offer = shownOffer(standing, inForce.terms, program.slug)
      return {
        rules: rulesOf(lang, offer, texts[lang]).map(({ text }) => text),
        announced: versions.announced(now).map(({ effectiveAt, terms }) => ({
          effectiveAt,
          rules: changedRules(lang, offer, shownOffer(standing, terms, program.slug), texts[lang]).map(
            ({ text }) => text,
          ),
        })),
      }
    },
  }),
  portalRoute({
    method: 'GET',
    path: '/estimate',
    operationId: 'getPortalApiEstimate',
    summary: 'What anybody who asks so many people can expect; nothing of this person goes into it',
    query: estimateQuery,
    response: estimateView,
    handle: ({ service, program, query }) =>
      readEstimate(service.context, service.typicalEarnings, program, query.contacts),
  }),
  portalRoute({
    method: 'GET',
    path: '/payouts',
    operationId: 'getPortalApiPayouts',
    summary: 'Cash-outs and what became of them, newest first',
    query: payoutsQuery,
    response: payoutsView,
    handle: async ({ service, program, visitor, query: { state, ...query } }) => {
      const { sql } = service.context
      const { participantId } = visitor
      const [{ rows, nextCursor }, method] = await Promise.all([
        readPage(byId, query, (page) => listPayouts(sql, program, { participantId, state }, page)),
        readMethod(sql, program.id, participantId),
      ])
      const [accounts, usualMinutes] = await Promise.all([
        accountsOf(service, program, visitor, rows),
        method === undefined ? null : readUsualMinutes(sql, program, method.kind),
      ])
      return { items: rows.map((item) => viewPayoutItem(item, accounts)), nextCursor, usualMinutes }
    },
  }),
  portalRoute({
    method: 'POST',
    path: '/payouts',
    operationId: 'postPortalApiPayouts',
    summary: 'Cash out to the account on file; the same key again is the same cash-out',
    body: z.strictObject({ amountMinor: field.amountMinorPositive, key: z.string().regex(/^[0-9a-f]{32}$/) }),
    response: payoutItemView,
    handle: async ({ service, program, visitor, body: { amountMinor, key } }) => {
      const { context } = service
      if (context.clock.nowMs() >= visitor.cashOutUntil.getTime()) {
        throw new AppError('visit_too_old', 'Open the portal again from the app, and ask once more.')
      }
      const { userId } = await readParticipant(context.sql, program.id, visitor.participantId)
      const { payout } = await requestPayout(context, program, userId, `portal ${key}`, { amountMinor })
      return viewPayoutItem(payout, await accountsOf(service, program, visitor, [payout]))
    },
  }),
  portalRoute({
    method: 'POST',
    path: '/sign-out',
    operationId: 'postPortalApiSignOut',
    summary: 'End the visit',
    response: z.object({ returnUrl: z.string().nullable() }),
    handle: async ({ service, program, visitor }) => {
      await endVisit(service.context, program, visitor.cookie)
      return { returnUrl: visitor.returnUrl }
    },
  }),
]
