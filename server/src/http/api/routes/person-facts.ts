/** What is known of one person before a decision: friends, money, wallets shared, what the rules found, what waits. */
import * as z from 'zod'
import { kindsFor } from '../../../domain/inbox/kinds.js'
import { listInboxOf } from '../../../domain/inbox/list.js'
import { clusterDaysMax, clusterMin, friendsMax, readClusterDays, readFound } from '../../../domain/inbox/person.js'
import { placeMax, readBesideOthers } from '../../../domain/participants/beside-others.js'
import { findEvenErased } from '../../../domain/person/read.js'
import { standingOf } from '../../../domain/standing/find.js'
import * as field from '../../../schema.js'
import { permissionsOf } from '../../common/authentication.js'
import { route, type Route } from '../../common/route.js'
import { itemView, personView, viewItems, viewPerson } from './inbox-views.js'

const waitsMax = 20

export const personFactsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/participants/:userId/facts',
    tag: 'participants',
    operationId: 'getParticipantFacts',
    summary: 'What is known of a person: friends, money, wallets shared with others, signs of abuse, what waits',
    description: 'For the people who decide. Never show it to the person: it says what the rules found.',
    permission: 'participants:read',
    params: z.object({ program: z.string(), userId: field.userIdOrErased }),
    response: z.object({
      person: personView.nullable(),
      found: z
        .array(z.object({ rule: z.string(), friends: z.int() }))
        .describe(`Abuse rules that found something on the newest ${friendsMax} friends, and on how many`),
      clusterDays: z
        .array(z.object({ day: z.iso.date(), rule: z.string(), friends: z.int() }))
        .describe(
          `Days on which at least ${clusterMin} of these friends signed up on whom one rule found something, at most ${clusterDaysMax}`,
        ),
      besideOthers: z
        .object({
          place: z
            .int()
            .nullable()
            .describe(`By friends who count; null without such friends, and after place ${placeMax}`),
          advocates: z.int().describe('Everybody who ever had a link'),
          clicks: z.int().describe('About three minutes behind'),
          countedByLink: z.int(),
          costMinor: z.bigint().describe('Rewards and bonuses of the friends who count'),
          others: z.object({
            clicks: z.int(),
            countedByLink: z.int(),
            signups: z
              .int()
              .nullable()
              .describe('Null where the friends of the advocate are cut: they could not be taken out'),
            refused: z.int().nullable().describe('Null like `signups`'),
          }),
        })
        .nullable()
        .describe('Since the beginning, the advocate beside all others'),
      waits: z
        .array(itemView)
        .describe(`Items of the inbox about the person that the caller may decide, at most ${waitsMax}`),
      now: z.date().describe("The program's time, for the age of what waits"),
    }),
    handle: async ({ service, program, params: { userId }, actor }) => {
      const { sql } = service.context
      const { id } = await findEvenErased(sql, program, userId)
      const standing = await standingOf(service.context, program.id)
      const kinds = kindsFor(permissionsOf(actor, program.id))
      const [person, found, clusterDays, waits] = await Promise.all([
        viewPerson(service, program, userId),
        readFound(sql, program.id, id),
        readClusterDays(sql, program.id, id, standing.inForce.terms.timeZone),
        listInboxOf(sql, program, standing, kinds, id, waitsMax),
      ])
      const besideOthers = person && (await readBesideOthers(sql, program, id, person.friends))
      return {
        person,
        found: [...found],
        clusterDays: [...clusterDays],
        besideOthers,
        waits: await viewItems(service, program, waits),
        now: standing.now,
      }
    },
  }),
]
