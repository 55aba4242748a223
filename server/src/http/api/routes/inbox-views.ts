/** An item of the inbox, and what is known of a person, on the wire. */
import * as z from 'zod'
import { inboxItemNotFound, type InboxItem } from '../../../domain/inbox/list.js'
import { inboxKinds, prefixOfKind, type InboxKind } from '../../../domain/inbox/kinds.js'
import { friendsMax, payoutsMax, readPersonFacts, sharersMax } from '../../../domain/inbox/person.js'
import { idOfAttached } from '../../../domain/payouts/providers/attached/attachment.js'
import { payoutStates } from '../../../domain/payouts/core/states.js'
import { methodKinds } from '../../../domain/standing/method-kinds.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { toWire } from '../../../ids.js'
import type { Service } from '../../../service.js'
import { namesIn } from '../../common/names.js'

export const kind = z.enum(inboxKinds)

export const itemView = z.object({
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

export const personView = z.object({
  userId: z.string(),
  code: z.string().nullable(),
  country: z.string().nullable(),
  joinedAt: z.date().nullable(),
  stoppedAt: z.date().nullable().describe('When the link was stopped'),
  heldMinor: z.bigint(),
  availableMinor: z.bigint(),
  clearingMinor: z.bigint(),
  paidMinor: z.bigint(),
  friends: z
    .object({
      counted: z.int(),
      pending: z.int(),
      review: z.int(),
      refused: z.int(),
      lapsed: z.int(),
      reversed: z.int(),
      looked: z.int(),
      isCut: z.boolean(),
    })
    .describe(
      `Of the newest ${friendsMax} friends; \`looked\`: of how many; \`isCut\`: of so many that there may be older ones`,
    ),
  refusedFor: z.array(z.object({ reason: z.string(), count: z.int() })).describe('The most frequent reason first'),
  walletSharedWith: z
    .array(z.object({ userId: z.string(), displayName: z.string().nullable(), paidMinor: z.bigint() }))
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

export function wireOf(of: InboxKind, id: string): string {
  return of === 'failing_provider' ? idOfAttached(id) : toWire(prefixOfKind[of], id)
}

export async function viewItems(
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

export async function viewItem(service: Service, program: Program, item: InboxItem): Promise<z.input<typeof itemView>> {
  const [view] = await viewItems(service, program, [item])
  if (view === undefined) throw inboxItemNotFound()
  return view
}

export async function viewPerson(
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
