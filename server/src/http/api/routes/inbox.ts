/** The inbox: everything that waits for an operator, in one list. */
import * as z from 'zod'
import { findInboxItem, countInbox, countedMax, inboxItemNotFound, listInbox } from '../../../domain/inbox/list.js'
import type { InboxItem, InboxPlace } from '../../../domain/inbox/list.js'
import { kindsFor, prefixOfKind, type InboxKind } from '../../../domain/inbox/kinds.js'
import { snoozeItem, snoozeSchema, takeItem, takeItemSchema, type ItemRef } from '../../../domain/inbox/mark.js'
import { nameOfAttached } from '../../../domain/payouts/providers/attached/attachment.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { fromWire } from '../../../ids.js'
import { nameOf, permissionsOf, type Actor } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import type { Order } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'
import { itemView, kind, personView, viewItem, viewItems, viewPerson, wireOf } from './inbox-views.js'

const params = z.object({ program: z.string(), kind: z.string().max(40), item: z.string().max(100) })

const placeCodec = z.codec(z.tuple([z.iso.datetime(), kind, z.string().max(60)]), z.custom<InboxPlace>(), {
  decode: ([at, of, id]) => ({ at: new Date(at), kind: of, id: keyOf(of, id) ?? id }),
  encode: ({ at, kind: of, id }) => [at.toISOString(), of, wireOf(of, id)] as [string, InboxKind, string],
})

const order: Order<InboxItem, InboxPlace> = {
  place: placeCodec.refine(({ kind: of, id }) => keyOf(of, wireOf(of, id)) !== undefined),
  placeOf: ({ since, kind: of, id }) => ({ at: since, kind: of, id }),
}

/** As the table has it; undefined if no item of the kind can have this id. */
function keyOf(of: InboxKind, wire: string): string | undefined {
  const id = fromWire(prefixOfKind[of], wire)
  return id !== undefined && of === 'failing_provider' ? nameOfAttached(wire) : id
}

/** An item that the caller may not decide is not found. @throws AppError `inbox_item_not_found` */
function refOf(actor: Actor, program: Program, at: z.output<typeof params>): ItemRef {
  const of = kindsFor(permissionsOf(actor, program.id)).find((one) => one === at.kind)
  const id = of && keyOf(of, at.item)
  if (of === undefined || id === undefined) throw inboxItemNotFound()
  return { kind: of, id, subject: at.item }
}

export const inboxRoutes: readonly Route[] = [
  ...list({
    path: '/v1/programs/:program/inbox',
    tag: 'operations',
    operationId: 'listInbox',
    summary: 'Everything that waits for a person, longest wait first',
    description:
      'Computed from the queues themselves. Only kinds of work that the caller may decide are shown: a key or role without those permissions gets an empty list.',
    permission: 'programs:read',
    filters: {
      kind: kind.optional(),
      state: z.enum(['open', 'snoozed']).default('open'),
      owner: z.enum(['me', 'none']).optional().describe('`me`: taken by the caller; `none`: taken by nobody'),
    },
    item: itemView,
    order,
    read: async ({ service: { context }, program, query: { kind: only, state, owner }, actor }) => {
      const kinds = kindsFor(permissionsOf(actor, program.id)).filter((one) => only === undefined || one === only)
      const standing = await standingOf(context, program.id)
      const filter = { kinds, state, owner: owner === 'me' ? nameOf(actor) : owner }
      const now = new Date(context.clock.nowMs())
      return (page) => listInbox(context.sql, program, standing, filter, now, page)
    },
    view: (items, { service, program }) => viewItems(service, program, items),
    totals: {
      shape: {
        open: z.int().describe('How many wait and are not put off, of all kinds'),
        counts: z
          .array(z.object({ kind, count: z.int() }))
          .describe(`The kinds that the caller may decide; more than ${countedMax} of a kind are not counted`),
        now: z.date().describe("The program's time, for the age of the items"),
      },
      read: async ({ service: { context }, program, actor }) => {
        const kinds = kindsFor(permissionsOf(actor, program.id))
        const found = await countInbox(context.sql, program.id, kinds, new Date(context.clock.nowMs()))
        const counts = kinds.map((one) => ({ kind: one, count: found.get(one) ?? 0 }))
        const { now } = await standingOf(context, program.id)
        return { open: counts.reduce((sum, { count }) => sum + count, 0), counts, now }
      },
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/inbox/:kind/:item',
    tag: 'operations',
    operationId: 'getInboxItem',
    summary: 'One item of the inbox, with what is known of the person it is about; of an appeal, of the advocate',
    permission: 'programs:read',
    params,
    response: z.object({ item: itemView, person: personView.nullable() }),
    handle: async ({ service, program, params: at, actor }) => {
      const { kind: of, id } = refOf(actor, program, at)
      const standing = await standingOf(service.context, program.id)
      const item = await findInboxItem(service.context.sql, program, standing, of, id)
      const about = of === 'appeal' ? item.label : item.userId
      return { item: await viewItem(service, program, item), person: await viewPerson(service, program, about) }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/inbox/:kind/:item/take',
    tag: 'operations',
    operationId: 'takeInboxItem',
    repeatable: true,
    audit: 'inbox.take',
    summary: 'Take an item: the others see who works on it',
    description: 'Of two who take it at once one is refused. A difference is taken as by `takeDifference`.',
    permission: 'programs:read',
    params,
    body: takeItemSchema.nullish(),
    response: itemView,
    handle: async ({ service, program, params: at, body, actor }) => {
      const ref = refOf(actor, program, at)
      return viewItem(service, program, await takeItem(service.context, program, ref, body ?? {}, nameOf(actor)))
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/inbox/:kind/:item/snooze',
    tag: 'operations',
    operationId: 'snoozeInboxItem',
    repeatable: true,
    audit: 'inbox.snooze',
    summary: 'Put an item off until a moment, with a reason; or bring it back',
    permission: 'programs:read',
    params,
    body: snoozeSchema,
    response: itemView,
    handle: async ({ service, program, params: at, body, actor }) => {
      const ref = refOf(actor, program, at)
      return viewItem(service, program, await snoozeItem(service.context, program, ref, body, nameOf(actor)))
    },
  }),
]
