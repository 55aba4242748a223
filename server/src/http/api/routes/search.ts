/** Search everywhere: one text, and the people and payouts of a program that it names. */
import * as z from 'zod'
import { searchParticipants, searchSchema } from '../../../domain/participants/search.js'
import { payoutStates } from '../../../domain/payouts/core/states.js'
import { searchPayouts } from '../../../domain/payouts/search.js'
import { standingOf } from '../../../domain/standing/find.js'
import { toWire } from '../../../ids.js'
import { permissionsOf } from '../../common/authentication.js'
import { route, type Route } from '../../common/route.js'

const peopleMax = 5

export const searchRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/search',
    tag: 'operations',
    operationId: 'search',
    repeatable: true,
    audit: 'search',
    summary: 'Find a person or a payout by a complete id',
    description:
      'A person by user id, code, phone number or email; a payout by our id or the transaction id of the provider. The body carries the text, so it appears in no address. Only what the caller may read is found. The audit record shows that somebody searched for people, not for whom.',
    permission: 'programs:read',
    body: searchSchema,
    response: z.object({
      people: z
        .array(
          z.object({
            userId: z.string(),
            displayName: z.string().nullable(),
            code: z.string().nullable(),
            friendsCounted: z.int(),
          }),
        )
        .describe(`At most ${peopleMax}`),
      payouts: z.array(
        z.object({
          id: z.string(),
          userId: z.string(),
          amountMinor: z.bigint(),
          currency: z.string(),
          state: z.enum(payoutStates),
          providerReference: z.string().nullable(),
        }),
      ),
    }),
    handle: async ({ service: { context }, program, body, actor }) => {
      const may = permissionsOf(actor, program.id)
      const [people, payouts, { inForce }] = await Promise.all([
        may.has('participants:read') ? searchParticipants(context, program, body) : [],
        may.has('payouts:read') ? searchPayouts(context.sql, program, body.typed) : [],
        standingOf(context, program.id),
      ])
      return {
        people: people.slice(0, peopleMax).map(({ userId, displayName, code, friends }) => ({
          userId,
          displayName,
          code,
          friendsCounted: friends.counted,
        })),
        payouts: payouts.map(({ id, userId, amountMinor, state, providerReference }) => ({
          id: toWire('pay', id),
          userId,
          amountMinor,
          currency: inForce.terms.currency,
          state,
          providerReference,
        })),
      }
    },
  }),
]
