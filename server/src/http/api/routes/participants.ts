/** Participants: listed and found, joined, read, with their friends and their statement. */
import * as z from 'zod'
import { identitiesSchema } from '../../../domain/identities/digest.js'
import { join, joinSchema } from '../../../domain/participants/join.js'
import { learnIdentities } from '../../../domain/signups/learn.js'
import { askErasure, comeBack, leave } from '../../../domain/participants/leave.js'
import { listParticipants, participantSorts, type ParticipantItem } from '../../../domain/participants/list.js'
import { listReferrals, type ReferralItem } from '../../../domain/participants/own-referrals.js'
import { listTransfers } from '../../../domain/participants/own-transfers.js'
import { searchParticipants, searchSchema } from '../../../domain/participants/search.js'
import { chooseCode, chooseCodeSchema } from '../../../domain/participants/choose-code.js'
import { numberOf } from '../../../domain/person/chosen-code.js'
import { codeExists, findEvenErased } from '../../../domain/person/read.js'
import { makeSession, sessionSchema } from '../../../domain/portal/sessions.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { list } from '../../common/list.js'
import { byId, byMoment, numberText, type Order } from '../../common/paging.js'
import { openAddress } from '../../portal/open.js'
import { route, type Route } from '../../common/route.js'
import {
  participantView,
  referralItemView,
  transferItemView,
  viewParticipant,
  viewReferralItem,
  viewTransferItem,
} from '../../common/views.js'

const params = z.object({ program: z.string(), userId: field.userIdOrErased })
const uuid = z.uuid()
const participantItem = z.object({
  id: z.string(),
  userId: z.string(),
  displayName: z.string().nullable().describe('As the app sent it'),
  code: z.string().nullable(),
  joinedAt: z.date().nullable(),
  country: z.string().nullable(),
  heldMinor: z.bigint(),
  availableMinor: z.bigint(),
  clearingMinor: z.bigint(),
  paidMinor: z.bigint(),
  friends: z.object({ counted: z.int(), pending: z.int(), review: z.int() }),
})

function viewItem(item: ParticipantItem): z.input<typeof participantItem> {
  return { ...item, id: toWire('par', item.id) }
}

interface ParticipantPlace {
  readonly friends: number
  readonly id: string
}

const byFriendsAndId: Order<ParticipantItem, ParticipantPlace> = {
  placeOf: ({ friends, id }) => ({ friends: friends.counted, id }),
  place: z.codec(z.tuple([numberText, uuid]), z.custom<ParticipantPlace>(), {
    decode: ([friends, id]) => ({ friends: Number(friends), id }),
    encode: ({ friends, id }) => [String(friends), id] as [string, string],
  }),
}

/** At the top level, or as in a join and a signup. */
const learntSchema = identitiesSchema.extend({ identities: identitiesSchema.nullish() })

async function view(service: Service, program: Program, userId: string) {
  const [{ inForce }, participant] = await Promise.all([
    standingOf(service.context, program.id),
    findEvenErased(service.context.sql, program, userId),
  ])
  return viewParticipant(service.publicUrl, program, inForce.terms.currency, participant)
}

/** A participant's wishes about their own part in a program, sent by the app. */
const wishes = [
  {
    path: 'leave',
    operationId: 'leaveProgram',
    summary: 'Leave: the link and code stop counting',
    description:
      'Friends who followed the link or opened an account before still count. The participant keeps the money and can cash out without a minimum. Repeating the call is harmless.',
    act: leave,
  },
  {
    path: 'return',
    operationId: 'returnToProgram',
    summary: 'Return: the same code and link count again',
    description: 'Also undoes a pending request to be forgotten. A join does not bring a participant back.',
    act: comeBack,
  },
  {
    path: 'erasure',
    operationId: 'requestErasure',
    summary: 'Request erasure: the account leaves at once, and is erased once nothing is owed or awaited',
    description:
      'Until then `return` undoes it. The transfers stay, and so do the digests that recognise the person. Afterwards calls for the account answer `participant_not_found`.',
    act: askErasure,
  },
] as const

function wishRoute({ path, operationId, summary, description, act }: (typeof wishes)[number]): Route {
  return route({
    method: 'POST',
    path: `/v1/programs/:program/participants/:userId/${path}`,
    repeatable: true,
    tag: 'participants',
    operationId,
    audit: 'app',
    summary,
    description,
    permission: 'participants:write',
    params,
    response: participantView,
    handle: async ({ service, program, params: { userId } }) => {
      await act(service.context, program, userId)
      return view(service, program, userId)
    },
  })
}

export const participantRoutes: readonly Route[] = [
  ...list({
    path: '/v1/programs/:program/participants',
    tag: 'participants',
    operationId: 'listParticipants',
    summary: 'The participants, newest first or by number of friends',
    permission: 'participants:read',
    filters: {
      joined: z.enum(['yes', 'no']).optional().describe('Whether they have a code'),
      available: z.enum(['yes']).optional().describe('Only participants with money to cash out'),
    },
    sorting: {
      sort: z.enum(participantSorts).default('newest'),
    },
    item: participantItem,
    order: byFriendsAndId,
    read: ({ service, program, query: { joined, available, sort = 'newest' } }) => {
      const filter = { joined: joined && joined === 'yes', available: available === 'yes', sort }
      return (page) => listParticipants(service.context.sql, program, filter, page)
    },
    view: (items) => items.map(viewItem),
    file: {
      summary: 'The participants as a file',
      columns: [
        'userId',
        'code',
        'joinedAt',
        'country',
        'heldMinor',
        'availableMinor',
        'clearingMinor',
        'paidMinor',
        ['counted', ({ friends }) => friends.counted],
        ['pending', ({ friends }) => friends.pending],
        ['review', ({ friends }) => friends.review],
        'displayName',
      ],
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/participant-search',
    tag: 'participants',
    operationId: 'searchParticipants',
    repeatable: true,
    audit: 'participant.search',
    summary: 'Find participants by user id, code, phone number or email',
    description:
      'A phone number or email is found by its digest. The body carries the search text, so it appears in no address. The audit record shows that somebody searched, not for whom.',
    permission: 'participants:read',
    body: searchSchema,
    response: z.object({ items: z.array(participantItem) }),
    handle: async ({ service, program, body }) => ({
      items: (await searchParticipants(service.context, program, body)).map(viewItem),
    }),
  }),
  route({
    method: 'PUT',
    path: '/v1/programs/:program/participants/:userId',
    tag: 'participants',
    operationId: 'joinProgram',
    audit: 'app',
    summary: 'Join: the account gets its code and link',
    description:
      'Repeating the call gives the same answer. An account that joins before its signup is reported is a member, and nobody earns for it.',
    permission: 'participants:write',
    params: z.object({ program: z.string(), userId: field.userId }),
    body: joinSchema.nullish(),
    response: participantView,
    handle: async ({ service, program, params: { userId }, body }) => {
      await join(service.context, program, userId, body ?? {})
      return view(service, program, userId)
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/participants/:userId',
    tag: 'participants',
    operationId: 'getParticipant',
    summary: 'An account: its link, balances and friends in numbers',
    permission: 'participants:read',
    params,
    response: participantView,
    handle: ({ service, program, params: { userId } }) => view(service, program, userId),
  }),
  route({
    method: 'PUT',
    path: '/v1/programs/:program/participants/:userId/identities',
    tag: 'participants',
    operationId: 'reportIdentities',
    audit: 'app',
    summary: 'Add identities of an account that were learnt later',
    description:
      'Send them at the top level, or within `identities` as for a join. If one belongs to an earlier account, an unreleased reward for this account is reversed.',
    permission: 'participants:write',
    params,
    body: learntSchema,
    response: participantView,
    handle: async ({ service, program, params: { userId }, body: { identities, ...alone } }) => {
      await learnIdentities(service.context, program, userId, { ...alone, ...identities })
      return view(service, program, userId)
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/programs/:program/participants/:userId/code',
    tag: 'participants',
    operationId: 'chooseCode',
    audit: 'app',
    summary: 'Choose a code in words: rina, রিনা',
    description:
      'The number and earlier words keep working, and each word has one owner for ever. Words that look or sound alike are the same. A person may choose five. Repeating the call is harmless; a word that the person had before is shown again.',
    permission: 'participants:write',
    params,
    body: chooseCodeSchema,
    response: participantView,
    handle: async ({ service, program, params: { userId }, body }) => {
      await chooseCode(service.context, program, userId, body)
      return view(service, program, userId)
    },
  }),
  ...wishes.map(wishRoute),
  route({
    method: 'POST',
    path: '/v1/programs/:program/participants/:userId/portal-sessions',
    tag: 'participants',
    operationId: 'createPortalSession',
    repeatable: true,
    summary: 'Open the portal for an account',
    description:
      'Send the person to `url` at once. It opens for ten minutes, until its page has been shown. Keep it out of logs: anybody with it acts as this account for half an hour. A cash-out must be requested within fifteen minutes of this call.',
    permission: 'portal:write',
    audit: 'app',
    params,
    body: sessionSchema.nullish(),
    response: z.object({ url: z.string(), expiresAt: z.date() }),
    status: 201,
    handle: async ({ service, program, params: { userId }, body }) => {
      const { token, expiresAt } = await makeSession(service.context, program, userId, body ?? {})
      return { url: openAddress(service.publicUrl, program.slug, token), expiresAt }
    },
  }),
  ...list({
    path: '/v1/programs/:program/participants/:userId/referrals',
    tag: 'participants',
    operationId: 'listParticipantReferrals',
    summary: 'The friends that came through this account, newest first',
    description: "For the app's server. A participant is never shown who a friend is.",
    permission: 'participants:read',
    params,
    item: referralItemView,
    order: { ...byMoment, placeOf: ({ decidedAt, id }: ReferralItem) => ({ at: decidedAt, id }) },
    read: async ({ service, program, params: { userId } }) => {
      const { sql } = service.context
      const { id } = await findEvenErased(sql, program, userId)
      return (page) => listReferrals(sql, program, id, page)
    },
    view: (items) => items.map(viewReferralItem),
  }),
  ...list({
    path: '/v1/programs/:program/participants/:userId/transfers',
    tag: 'operations',
    operationId: 'listParticipantTransfers',
    summary: 'The statement of an account, newest first',
    permission: 'participants:read',
    params,
    item: transferItemView,
    order: byId,
    read: async ({ service, program, params: { userId } }) => {
      const { sql } = service.context
      const { id } = await findEvenErased(sql, program, userId)
      return (page) => listTransfers(sql, program, id, page)
    },
    view: async (items, { service, program }) => {
      const { inForce } = await standingOf(service.context, program.id)
      return items.map((item) => viewTransferItem(item, inForce.terms.currency))
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/codes/:code',
    tag: 'participants',
    operationId: 'checkCode',
    summary: 'Check whether a code is valid. The owner is not revealed',
    description:
      'Digits of any script, spaces and dashes are accepted, and surrounding text: a whole link, or a full stop after the code. A code in words is answered with the number that it stands for.',
    permission: 'participants:read',
    params: z.object({ program: z.string(), code: z.string().max(2000) }),
    response: z.object({
      code: z.string().nullable().describe('The stored form; null if it cannot be a code'),
      valid: z.boolean(),
    }),
    handle: async ({ service, program, params: { code: typed } }) => {
      const code = await numberOf(service.context, program, typed)
      return { code: code ?? null, valid: await codeExists(service.context.sql, program, code) }
    },
  }),
]
