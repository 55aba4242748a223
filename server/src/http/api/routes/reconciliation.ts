/** Comparisons of ledger, payouts and provider statements, and the differences. */
import * as z from 'zod'
import {
  differenceKindNames,
  differenceKinds,
  resolutionNames,
  resolutions,
} from '../../../domain/payouts/core/difference-kinds.js'
import {
  countOpen,
  differenceNotFound,
  findDifference,
  historyOf,
  listDifferences,
  type Difference,
} from '../../../domain/payouts/difference-list.js'
import {
  resolveDifference,
  resolveSchema,
  takeDifference,
  takeSchema,
} from '../../../domain/payouts/answer-difference.js'
import { listReconciliations, type Reconciliation } from '../../../domain/payouts/reconcile/read.js'
import { startReconciliation } from '../../../domain/payouts/reconcile/start.js'
import { wakeReconciler } from '../../../domain/payouts/core/wake.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { AppError, must } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { nameOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { namesIn } from '../../common/names.js'
import { byId } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

const sideView = z.object({
  state: z.string().optional(),
  amountMinor: z.int().optional(),
  providerReference: z.string().nullish(),
  code: z.string().optional(),
  times: z.int().optional().describe('How often it is in the statement'),
})

const differenceView = z.object({
  id: z.string(),
  kind: z.enum(differenceKindNames),
  message: field.textView.describe('The kind as a sentence'),
  state: z.enum(['open', 'resolved']),
  subject: z.string().describe('A payout’s reference, a participant, or a reference of the provider'),
  payout: z.string().nullable(),
  userId: z.string().nullable().describe('The owner, if the subject is a payout'),
  currency: z.string(),
  detail: z.object({
    provider: z.string().optional(),
    step: z.string().optional().describe('For the ledger: the step of the payout'),
    account: z.string().optional().describe('For the ledger: the wrong balance; it differs by `byMinor`'),
    byMinor: z.int().optional(),
    ours: sideView.optional(),
    theirs: sideView.optional().describe('The provider’s or the ledger’s side'),
    sentAt: z.string().optional(),
  }),
  providerName: z.string().nullable().describe('The name of an attached provider; null for others'),
  openedAt: z.date(),
  owner: z.string().nullable(),
  ownerName: z.string().nullable(),
  resolution: z.enum(resolutionNames).nullable(),
  resolutionMessage: field.textView.nullable(),
  note: z.string().nullable(),
  resolvedAt: z.date().nullable(),
  resolvedBy: z.string().nullable().describe('`bondhu`: the service itself'),
  resolvedByName: z.string().nullable(),
})

const historyView = z.object({
  step: z.enum(['opened', 'taken', 'resolved', 'reopened']),
  by: z.string(),
  byName: z.string().nullable(),
  resolution: z.string().nullable(),
  note: z.string().nullable(),
  at: z.date(),
})

const reconciliationView = z.object({
  id: z.string(),
  state: z.enum(['working', 'finished']),
  to: z.date().describe('In the program’s time. Payouts within a settlement window before it may still appear'),
  askedBy: z.string().nullable().describe('Null for the nightly one'),
  opened: z.int().describe('Differences opened or reopened'),
  explained: z.int().describe('Differences that it no longer found'),
  cut: z.boolean().describe('It reached its limit of new differences; the next one continues'),
  finishedAt: z.date().nullable(),
  parts: z.array(
    z.object({
      provider: z.string().nullable().describe('Null: the comparison of ledger and payouts'),
      providerName: z.string().nullable().describe('The name of an attached provider; null for others'),
      payouts: z.int().describe('How many payouts were compared'),
      lines: z.int().describe('How many statement lines were read this time'),
      statement: z
        .enum(['read', 'unread', 'kept', 'none'])
        .nullable()
        .describe(
          '`read`: read now; `unread`: the provider did not give it; `kept`: read earlier; `none`: only ledger and payouts are compared',
        ),
      statementTo: z.date().nullable(),
      done: z.boolean(),
    }),
  ),
})

const ofDifference = z.object({ program: z.string(), difference: z.string() })

function differenceId(wire: string): string {
  const id = fromWire('dif', wire)
  if (id === undefined) throw differenceNotFound()
  return id
}

async function viewDifferences(
  service: Service,
  program: Program,
  differences: readonly Difference[],
): Promise<z.input<typeof differenceView>[]> {
  const { inForce } = await standingOf(service.context, program.id)
  const people = await namesIn(
    service,
    program,
    differences.flatMap(({ owner, resolvedBy }) => [owner, resolvedBy]),
  )
  return differences.map(({ payoutId, ...one }) => ({
    ...one,
    id: toWire('dif', one.id),
    payout: payoutId === null ? null : toWire('pay', payoutId),
    message: differenceKinds[one.kind],
    currency: inForce.terms.currency,
    ownerName: people.get(one.owner) ?? null,
    resolutionMessage: one.resolution === null ? null : resolutions[one.resolution],
    resolvedByName: people.get(one.resolvedBy) ?? null,
  }))
}

async function viewDifference(service: Service, program: Program, difference: Difference) {
  return must((await viewDifferences(service, program, [difference]))[0], 'a difference that is shown')
}

function viewReconciliation(one: Reconciliation): z.input<typeof reconciliationView> {
  const parts = one.parts.map((part) => ({ ...part, statement: part.provider === null ? null : part.statement }))
  return { ...one, id: toWire('rec', one.id), parts }
}

async function findReconciliation(service: Service, program: Program, id: string | undefined) {
  const [found] =
    id === undefined ? [] : await listReconciliations(service.context.sql, program.id, { id }, { limit: 1 })
  if (found !== undefined) return viewReconciliation(found)
  throw new AppError('reconciliation_not_found', 'This program has no reconciliation of this id.')
}

/** `pay_…`; null if it is not the reference of a payout. */
function payoutOf(wire: string | undefined): string | undefined {
  return wire === undefined ? undefined : (fromWire('pay', wire) ?? '00000000-0000-0000-0000-000000000000')
}

export const reconciliationRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/reconciliations',
    tag: 'programs',
    operationId: 'startReconciliation',
    otherStatuses: [200],
    summary: 'Compare ledger, payouts and provider statements now instead of tonight',
    description:
      'It moves no money. A program runs one at a time; a call meanwhile returns the running one (200). Statements are read from three days before the last read; `from` reads from earlier.',
    permission: 'payouts:approve',
    audit: 'reconciliation.start',
    body: z
      .strictObject({ from: field.instant.nullish().describe('Read the statements again from this time') })
      .nullish(),
    response: reconciliationView,
    status: 201,
    handle: async ({ service, program, body, actor, setStatus }) => {
      const { context } = service
      const wanted = { by: nameOf(actor), from: body?.from ?? undefined }
      const { id, begun } = await startReconciliation(context, program, wanted)
      if (!begun) setStatus(200)
      await wakeReconciler(context, program)
      return findReconciliation(service, program, id)
    },
  }),
  ...list({
    path: '/v1/programs/:program/reconciliations',
    tag: 'programs',
    operationId: 'listReconciliations',
    summary: 'Reconciliations, newest first',
    permission: 'payouts:read',
    item: reconciliationView,
    order: byId,
    read:
      ({ service, program }) =>
      (page) =>
        listReconciliations(service.context.sql, program.id, {}, page),
    view: (reconciliations) => reconciliations.map(viewReconciliation),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/reconciliations/:reconciliation',
    tag: 'programs',
    operationId: 'getReconciliation',
    summary: 'A reconciliation: its progress and its findings',
    permission: 'payouts:read',
    params: z.object({ program: z.string(), reconciliation: z.string() }),
    response: reconciliationView,
    handle: ({ service, program, params: { reconciliation } }) =>
      findReconciliation(service, program, fromWire('rec', reconciliation)),
  }),
  ...list({
    path: '/v1/programs/:program/differences',
    tag: 'programs',
    operationId: 'listDifferences',
    summary: 'Differences, newest first',
    permission: 'payouts:read',
    filters: {
      state: z.enum(['open', 'resolved']).optional(),
      kind: z.enum(differenceKindNames).optional(),
      owner: field
        .text(60)
        .optional()
        .describe('Only differences taken by this operator; `none`: only those not taken'),
      payout: field.text(60).optional().describe('Only differences of this payout'),
    },
    item: differenceView,
    order: byId,
    read: ({ service, program, query: { state, kind, owner, payout } }) => {
      const filter = { state, kind, owner, payoutId: payoutOf(payout) }
      return (page) => listDifferences(service.context.sql, program.id, filter, page)
    },
    view: (differences, { service, program }) => viewDifferences(service, program, differences),
    totals: {
      shape: { counts: z.object({ open: z.int(), untaken: z.int().describe('Open and not taken') }) },
      read: async ({ service, program }) => ({ counts: await countOpen(service.context.sql, program.id) }),
    },
    file: {
      summary: 'The differences as a file',
      columns: [
        'id',
        'kind',
        'state',
        'subject',
        'payout',
        'userId',
        ['provider', ({ providerName, detail }) => providerName ?? detail.provider],
        ['oursState', ({ detail }) => detail.ours?.state],
        ['oursMinor', ({ detail }) => detail.ours?.amountMinor],
        ['theirsState', ({ detail }) => detail.theirs?.state],
        ['theirsMinor', ({ detail }) => detail.theirs?.amountMinor],
        ['byMinor', ({ detail }) => detail.byMinor],
        'openedAt',
        'owner',
        'ownerName',
        'resolution',
        'note',
        'resolvedAt',
        'resolvedBy',
        'resolvedByName',
      ],
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/differences/:difference',
    tag: 'programs',
    operationId: 'getDifference',
    summary: 'A difference with its history',
    permission: 'payouts:read',
    params: ofDifference,
    response: differenceView.extend({ history: z.array(historyView) }),
    handle: async ({ service, program, params: { difference } }) => {
      const { sql } = service.context
      const found = await findDifference(sql, program.id, differenceId(difference))
      const steps = await historyOf(sql, program.id, found.id)
      const people = await namesIn(
        service,
        program,
        steps.map((step) => step.said_by),
      )
      const history = steps.map(({ step, said_by: by, resolution, note, at }) => ({
        step,
        by,
        byName: people.get(by) ?? null,
        resolution,
        note,
        at,
      }))
      return { ...(await viewDifference(service, program, found)), history }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/differences/:difference/take',
    tag: 'programs',
    operationId: 'takeDifference',
    summary: 'Take a difference, to work on it',
    description: 'Name the operator who has it, or nobody.',
    permission: 'payouts:approve',
    audit: 'difference.take',
    params: ofDifference,
    body: takeSchema.nullish(),
    response: differenceView,
    handle: async ({ service, program, params: { difference }, body, actor }) =>
      viewDifference(
        service,
        program,
        await takeDifference(service.context, program, differenceId(difference), body ?? {}, nameOf(actor)),
      ),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/differences/:difference/resolve',
    tag: 'programs',
    operationId: 'resolveDifference',
    repeatable: true,
    summary: 'Resolve a difference with its outcome',
    description:
      'It moves no money. A reconciliation that finds the same difference again does not reopen it. Repeating the call is harmless.',
    permission: 'payouts:approve',
    audit: 'difference.resolve',
    params: ofDifference,
    body: resolveSchema,
    response: differenceView,
    handle: async ({ service, program, params: { difference }, body, actor }) =>
      viewDifference(
        service,
        program,
        await resolveDifference(service.context, program, differenceId(difference), body, nameOf(actor)),
      ),
  }),
]
