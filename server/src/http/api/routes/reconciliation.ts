/** Ledger, payouts and providers' statements compared, and what does not agree: who looks at it, and what became of it. */
import { z } from 'zod'
import {
  allResolutions,
  differenceKindNames,
  differenceKinds,
  resolutionNames,
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
import { wakeReconciler } from '../../../domain/payouts/reconcile/wake.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { AppError, must } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { nameOf } from '../../common/authentication.js'
import { csvPageRows, namedCsvFile } from '../../common/csv.js'
import { cutPage, decodeCursor, limitDefault, pageQuery } from '../../common/cursors.js'
import { namesIn } from '../../common/names.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { pageOf } from '../../common/views.js'

const message = z.object({ bn: z.string(), en: z.string() })
const sideView = z.object({
  state: z.string().optional(),
  amountMinor: z.int().optional(),
  providerReference: z.string().nullish(),
  code: z.string().optional(),
  times: z.int().optional().describe('How often the statement has it'),
})

const differenceView = z.object({
  id: z.string(),
  kind: z.enum(differenceKindNames),
  message: message.describe('The kind, in words'),
  state: z.enum(['open', 'resolved']),
  subject: z.string().describe('A payout’s reference, a participant, or a reference of the provider'),
  payout: z.string().nullable(),
  userId: z.string().nullable().describe('Whose payout it is, where it is one'),
  currency: z.string(),
  detail: z.object({
    provider: z.string().optional(),
    step: z.string().optional().describe('Of the ledger: the movement of the payout'),
    account: z.string().optional().describe('Of the ledger: the balance that is off, by `byMinor`'),
    byMinor: z.int().optional(),
    ours: sideView.optional(),
    theirs: sideView.optional().describe('The provider’s side, or the ledger’s'),
    sentAt: z.string().optional(),
  }),
  providerName: z.string().nullable().describe('What people call an attached provider; null of the others'),
  openedAt: z.date(),
  owner: z.string().nullable(),
  ownerName: z.string().nullable(),
  resolution: z.enum(resolutionNames).nullable(),
  resolutionMessage: message.nullable(),
  note: z.string().nullable(),
  resolvedAt: z.date().nullable(),
  resolvedBy: z.string().nullable().describe('`bondhu`: no person'),
  resolvedByName: z.string().nullable(),
})

const differenceFilters = {
  state: z.enum(['open', 'resolved']).optional(),
  kind: z.enum(differenceKindNames).optional(),
  owner: field.text(60).optional().describe('Whose; `none`: of those that nobody has taken'),
  payout: field.text(60).optional().describe('Only those of this payout'),
}

const differenceColumns = [
  'id',
  'kind',
  'state',
  'subject',
  'payout',
  'userId',
  'provider',
  'oursState',
  'oursMinor',
  'theirsState',
  'theirsMinor',
  'byMinor',
  'openedAt',
  'owner',
  'ownerName',
  'resolution',
  'note',
  'resolvedAt',
  'resolvedBy',
  'resolvedByName',
] as const

function flat({ detail: { ours, theirs, byMinor, provider }, ...one }: z.input<typeof differenceView>) {
  return {
    ...one,
    provider: one.providerName ?? provider,
    oursState: ours?.state,
    oursMinor: ours?.amountMinor,
    theirsState: theirs?.state,
    theirsMinor: theirs?.amountMinor,
    byMinor,
  }
}

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
  to: z.date().describe('The program’s time: what is younger than a settlement window before it may yet turn up'),
  askedBy: z.string().nullable().describe('Null: the nightly one'),
  opened: z.int().describe('Differences that are new, or open again'),
  explained: z.int().describe('Differences that it did not find any more'),
  cut: z.boolean().describe('There are more than one reconciliation opens: the next one goes on'),
  finishedAt: z.date().nullable(),
  parts: z.array(
    z.object({
      provider: z.string().nullable().describe('Null: the ledger against the payouts'),
      providerName: z.string().nullable().describe('What people call an attached provider; null of the others'),
      payouts: z.int().describe('How many payouts were compared'),
      lines: z.int().describe('How many lines of the statement were read this time'),
      statement: z
        .enum(['read', 'unread', 'kept', 'none'])
        .nullable()
        .describe(
          'Read now; not given when it was asked for; read before; or none, so that ledger and payouts alone are compared',
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
    resolutionMessage: one.resolution === null ? null : allResolutions[one.resolution],
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
  const [found] = id === undefined ? [] : await listReconciliations(service.context.sql, program.id, 1, { id })
  if (found !== undefined) return viewReconciliation(found)
  throw new AppError('reconciliation_not_found', 'This program has no reconciliation of this id.')
}

/** `pay_…`: none where it is no reference of a payout. */
function payoutOf(wire: string | undefined): string | undefined {
  return wire === undefined ? undefined : (fromWire('pay', wire) ?? '00000000-0000-0000-0000-000000000000')
}

export const reconciliationRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/reconciliations',
    tag: 'programs',
    operationId: 'postProgramsReconciliations',
    summary: 'Compare ledger, payouts and the providers’ statements now, rather than tonight',
    description:
      'It moves no money. One is at work in a program at a time: while one is, it is answered (200). Statements are read from three days before where they were read last; `from` has them read from earlier.',
    permission: 'payouts:approve',
    audit: 'reconciliation.start',
    body: z.strictObject({ from: field.instant.nullish().describe('Read the statements again from here') }).nullish(),
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
  route({
    method: 'GET',
    path: '/v1/programs/:program/reconciliations',
    tag: 'programs',
    operationId: 'getProgramsReconciliations',
    summary: 'Reconciliations, newest first',
    permission: 'payouts:read',
    query: pageQuery,
    response: pageOf(reconciliationView),
    handle: async ({ service, program, query }) => {
      const limit = query.limit ?? limitDefault
      const afterId = decodeCursor(query.cursor, [z.uuid()])?.[0]
      const items = await listReconciliations(service.context.sql, program.id, limit + 1, { afterId })
      const { page, nextCursor } = cutPage(items, limit, (last) => [last.id])
      return {
        items: page.map(viewReconciliation),
        nextCursor,
      }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/reconciliations/:reconciliation',
    tag: 'programs',
    operationId: 'getProgramsReconciliationsOne',
    summary: 'A reconciliation: how far it has come, and what it found',
    permission: 'payouts:read',
    params: z.object({ program: z.string(), reconciliation: z.string() }),
    response: reconciliationView,
    handle: ({ service, program, params: { reconciliation } }) =>
      findReconciliation(service, program, fromWire('rec', reconciliation)),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/differences',
    tag: 'programs',
    operationId: 'getProgramsDifferences',
    summary: 'What does not agree, newest first',
    permission: 'payouts:read',
    query: pageQuery.extend(differenceFilters),
    response: pageOf(differenceView).extend({
      counts: z.object({ open: z.int(), untaken: z.int().describe('Open, and nobody has taken it') }),
    }),
    handle: async ({ service, program, query: { state, kind, owner, payout, ...query } }) => {
      const { sql } = service.context
      const limit = query.limit ?? limitDefault
      const after = decodeCursor(query.cursor, [z.uuid()])?.[0]
      const filter = { state, kind, owner, payoutId: payoutOf(payout) }
      const items = await listDifferences(sql, program.id, filter, limit + 1, after)
      const { page, nextCursor } = cutPage(items, limit, (last) => [last.id])
      return {
        items: await viewDifferences(service, program, page),
        nextCursor,
        counts: await countOpen(sql, program.id),
      }
    },
  }),
  fileRoute({
    path: '/v1/programs/:program/differences.csv',
    tag: 'programs',
    operationId: 'getProgramsDifferences.csv',
    summary: 'The differences as a file',
    permission: 'payouts:read',
    query: z.strictObject(differenceFilters),
    lines: async ({ service, program, query: { payout, ...query } }) => {
      const filter = { ...query, payoutId: payoutOf(payout) }
      return namedCsvFile(differenceColumns, flat, async (after: z.input<typeof differenceView> | undefined) =>
        viewDifferences(
          service,
          program,
          await listDifferences(service.context.sql, program.id, filter, csvPageRows, after && differenceId(after.id)),
        ),
      )
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/differences/:difference',
    tag: 'programs',
    operationId: 'getProgramsDifferencesOne',
    summary: 'A difference, with who did what about it and when',
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
    operationId: 'postProgramsDifferencesTake',
    summary: 'Take a difference: it is yours to find out',
    description: 'From nobody, or from whom you name as having it.',
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
    operationId: 'postProgramsDifferencesResolve',
    summary: 'Say what became of a difference',
    description:
      'It moves no money, and stands: a reconciliation that finds the same again leaves it. The same again is harmless.',
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
