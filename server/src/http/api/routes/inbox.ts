/** The inbox: everything that waits for an operator, in one list. */
import { z } from 'zod'
import { findInboxItem, countInbox, countedMax, inboxItemNotFound, listInbox } from '../../../domain/inbox/list.js'
import type { InboxItem, InboxPlace } from '../../../domain/inbox/list.js'
import { inboxKinds, kindsFor, prefixOfKind, type InboxKind } from '../../../domain/inbox/kinds.js'
import { snoozeItem, snoozeSchema, takeItem, takeItemSchema, type ItemRef } from '../../../domain/inbox/mark.js'
import { friendsMax, payoutsMax, readPersonFacts, sharersMax } from '../../../domain/inbox/person.js'
import { idOfAttached, nameOfAttached } from '../../../domain/payouts/providers/attached/attachment.js'
import { payoutStates } from '../../../domain/payouts/core/states.js'
import { methodKinds } from '../../../domain/standing/method-kinds.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { fromWire, toWire } from '../../../ids.js'
import type { Service } from '../../../service.js'
import { nameOf, permissionsOf, type Actor } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { namesIn } from '../../common/names.js'
import type { Order } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

const kind = z.enum(inboxKinds)

const itemView = z.object({
  kind,
  id: z
    .string()
    .describe(
      'The payout, appeal, review, question, difference, webhook or provider; the owner of a link; the program',
    ),
  since: z.date().describe('Since when it waits'),
  userId: z.string().nullable().describe('The person it is about; of an appeal, the friend'),
  displayName: z.string().nullable().describe('The name of the person, as the app sent it'),
  advocateName: z.string().nullable().describe('Of an appeal, the name of the advocate'),
  amountMinor: z.bigint().nullable().describe('The sum at stake; of a low budget, what is left'),
  currency: z.string(),
  code: z
    .string()
    .nullable()
    .describe(
      'Of a payout the kind of account; of an appeal or a report the reason; of a review the score; of a difference its kind; of what fails, how',
    ),
  label: z
    .string()
    .nullable()
    .describe(
      'The last digits of an account, the advocate of an appeal, the friends of a review, the number of reports, the subject of a difference, an address, a name, the percentage left',
    ),
  owner: z.string().nullable().describe('The operator who has taken it'),
  ownerName: z.string().nullable(),
  snoozedUntil: z.date().nullable(),
  snoozedByName: z.string().nullable(),
  reason: z.string().nullable().describe('Why it was put off'),
  link: z.string().describe('Its place in the console'),
})

const personView = z.object({
  userId: z.string(),
  code: z.string().nullable(),
  joinedAt: z.date().nullable(),
  stoppedAt: z.date().nullable().describe('When the link was stopped'),
  heldMinor: z.bigint(),
  availableMinor: z.bigint(),
  clearingMinor: z.bigint(),
  paidMinor: z.bigint(),
  friends: z
    .object({ counted: z.int(), pending: z.int(), review: z.int(), refused: z.int(), looked: z.int() })
    .describe(`Of the newest ${friendsMax} friends; \`looked\`: of how many`),
  refusedFor: z.array(z.object({ reason: z.string(), count: z.int() })).describe('The most frequent reason first'),
  walletSharedWith: z
    .array(z.object({ userId: z.string(), paidMinor: z.bigint() }))
    .describe(`Others who gave one of the account numbers for cash-outs, at most ${sharersMax}`),
  payouts: z
    .array(
      z.object({
        id: z.string(),
        state: z.enum(payoutStates),
        amountMinor: z.bigint(),
        method: z.object({ kind: z.enum(methodKinds), hint: z.string() }),
        requestedAt: z.date(),
      }),
    )
    .describe(`The newest ${payoutsMax}`),
})

const params = z.object({ program: z.string(), kind: z.string().max(40), item: z.string().max(100) })

const placeCodec = z.codec(z.tuple([z.iso.datetime(), kind, z.string().max(60)]), z.custom<InboxPlace>(), {
  decode: ([at, of, id]) => ({ at: new Date(at), kind: of, id: keyOf(of, id) ?? id }),
  encode: ({ at, kind: of, id }) => [at.toISOString(), of, wireOf(of, id)] as [string, InboxKind, string],
})

const order: Order<InboxItem, InboxPlace> = {
  place: placeCodec.refine(({ kind: of, id }) => keyOf(of, wireOf(of, id)) !== undefined),
  placeOf: ({ since, kind: of, id }) => ({ at: since, kind: of, id }),
}

function wireOf(of: InboxKind, id: string): string {
  return of === 'failing_provider' ? idOfAttached(id) : toWire(prefixOfKind[of], id)
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

async function viewItems(
  service: Service,
  program: Program,
  items: readonly InboxItem[],
): Promise<z.input<typeof itemView>[]> {
  const [{ inForce }, names] = await Promise.all([
    standingOf(service.context, program.id),
    namesIn(
      service,
      program,
      items.flatMap(({ owner, snoozedBy }) => [owner, snoozedBy]),
    ),
  ])
  return items.map(({ id, snoozedBy, ...item }) => ({
    ...item,
    id: wireOf(item.kind, id),
    currency: inForce.terms.currency,
    ownerName: names.get(item.owner) ?? null,
    snoozedByName: names.get(snoozedBy) ?? null,
    link: `/console/programs/${program.slug}/inbox?item=${item.kind}.${wireOf(item.kind, id)}`,
  }))
}

async function viewItem(service: Service, program: Program, item: InboxItem): Promise<z.input<typeof itemView>> {
  const [view] = await viewItems(service, program, [item])
  if (view === undefined) throw inboxItemNotFound()
  return view
}

async function viewPerson(
  service: Service,
  program: Program,
  userId: string | null,
): Promise<z.input<typeof personView> | null> {
  const facts = userId === null ? undefined : await readPersonFacts(service.context.sql, program, userId)
  if (facts === undefined || userId === null) return null
  const { id: _, payouts, ...rest } = facts
  return {
    ...rest,
    userId,
    refusedFor: [...rest.refusedFor],
    walletSharedWith: [...rest.walletSharedWith],
    payouts: payouts.map(({ id, kind: of, hint, ...one }) => ({
      ...one,
      id: toWire('pay', id),
      method: { kind: of, hint },
    })),
  }
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
