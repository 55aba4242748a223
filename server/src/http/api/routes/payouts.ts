/** Cash-outs: where the money goes, asked for, approved, looked up, and settled by hand where nobody answers. */
import { z } from 'zod'
import {
  approvePayout,
  rejectPayout,
  rejectSchema,
  settlePayout,
  settleSchema,
} from '../../../domain/payouts/approve.js'
import { methodKinds, methodSchema } from '../../../domain/payouts/core/account.js'
import { failureMessage } from '../../../domain/reasons/payout-failures.js'
import { payoutHistory, payoutSteps, type PayoutHistory } from '../../../domain/payouts/history.js'
import { setPayoutMethod } from '../../../domain/payouts/method.js'
import { findPayout, listPayouts, type Payout } from '../../../domain/payouts/core/read.js'
import { payoutSchema, requestPayout } from '../../../domain/payouts/request.js'
import { payoutStates } from '../../../domain/payouts/core/states.js'
import { findParticipant } from '../../../domain/person/read.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { AppError } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { nameOf, type Actor } from '../../common/authentication.js'
import { csvFile, csvPageRows, type Cell } from '../../common/csv.js'
import { cutPage, decodeCursor, limitDefault, pageQuery } from '../../common/cursors.js'
import { namesIn } from '../../common/names.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { account, pageOf, transferStep } from '../../common/views.js'

const ofParticipant = z.object({ program: z.string(), userId: field.userId })
const ofPayout = z.object({ program: z.string(), payout: z.string() })
const approvedTogetherMax = 200

const methodView = z.object({
  kind: z.enum(methodKinds),
  hint: z.string().describe('The last digits of the account'),
})

export const payoutView = z.object({
  id: z.string().describe('Also the reference that the provider knows it by'),
  userId: z.string(),
  state: z.enum(payoutStates),
  amountMinor: z.bigint().describe('Minor units (poisha)'),
  currency: z.string(),
  method: methodView,
  requestedAt: z.date(),
  settledAt: z.date().nullable(),
  reason: z.string().optional().describe('Why it failed, was rejected or came back: a code of a closed set'),
  message: z.object({ bn: z.string(), en: z.string() }).optional().describe('The reason, for the participant'),
  takenBackMinor: z
    .bigint()
    .optional()
    .describe('Of what came back: gone to the budget, for what a reversal could not take back'),
})

const payoutDetailView = payoutView.extend({
  provider: z.string(),
  providerName: z.string().nullable().describe('What people call an attached provider; null of the others'),
  heldUp: z
    .enum(['detached', 'unanswered'])
    .nullable()
    .describe(
      'Why it is not sent yet: its provider is detached (also told before the approval), or left orders unanswered',
    ),
  providerReference: z.string().nullable(),
  approvals: z.object({ needed: z.int(), given: z.int() }),
  needsPerson: z.boolean().describe('Somebody must find out what became of it'),
})

const historyView = z.object({
  steps: z.array(
    z.object({
      kind: z.enum(payoutSteps),
      at: z.date(),
      by: z.string().nullable().describe('Who approved or rejected it; null where it was approved by itself'),
      byName: z.string().nullable(),
      reason: z.string().nullable().describe('Why it was rejected, in their words'),
      batch: z.string().nullable().describe('It went out in this batch'),
      results: z.string().nullable().describe('This file of results brought the news'),
      money: z
        .object({ id: z.string(), from: account, to: account, amountMinor: z.bigint(), step: transferStep })
        .nullable()
        .describe('As the ledger has it'),
    }),
  ),
  deadlineAt: z.date().nullable().describe('Real time: until then it may still be on its way to the provider'),
  asked: z.int().describe('How often the provider was asked what became of it'),
  askAt: z.date().nullable().describe('When it is asked next'),
  accepted: z.boolean().describe('The provider said that it has it'),
})

async function viewHistory(
  service: Service,
  program: Program,
  { steps, ...rest }: PayoutHistory,
): Promise<z.input<typeof historyView>> {
  const people = await namesIn(
    service,
    program,
    steps.map(({ by }) => by),
  )
  return {
    ...rest,
    steps: steps.map(({ batchId, resultsId, money, ...step }) => ({
      ...step,
      byName: people.get(step.by) ?? null,
      batch: batchId === null ? null : toWire('bat', batchId),
      results: resultsId === null ? null : toWire('res', resultsId),
      money: money && { ...money, id: toWire('trf', money.id) },
    })),
  }
}

async function currencyOf(service: Service, program: Program): Promise<string> {
  return (await standingOf(service.context, program.id)).inForce.terms.currency
}

export function viewPayout(payout: Payout, currency: string): z.input<typeof payoutView> {
  const { id, userId, state, amountMinor, takenBackMinor, kind, hint, requestedAt, settledAt, code } = payout
  const message = failureMessage(payout)
  return {
    id: toWire('pay', id),
    userId,
    state,
    amountMinor,
    currency,
    method: { kind, hint },
    requestedAt,
    settledAt,
    ...(code !== null && { reason: code }),
    ...(message !== undefined && { message }),
    ...(takenBackMinor > 0n && { takenBackMinor }),
  }
}

/** As it was when it was asked for, however long ago: a repeat is answered with the same. */
function viewRequested(payout: Payout, currency: string): z.input<typeof payoutView> {
  const state = payout.approvalsNeeded === 0 ? 'approved' : 'requested'
  return viewPayout({ ...payout, state, takenBackMinor: 0n, settledAt: null, code: null }, currency)
}

async function viewDetail(
  service: Service,
  program: Program,
  payout: Payout,
): Promise<z.input<typeof payoutDetailView>> {
  const { provider, providerName, heldUp, providerReference, approvals, approvalsNeeded, needsPerson } = payout
  return {
    ...viewPayout(payout, await currencyOf(service, program)),
    provider,
    providerName,
    heldUp,
    providerReference,
    approvals: { needed: approvalsNeeded, given: approvals },
    needsPerson,
  }
}

function payoutIdOf(wire: string): string {
  const id = fromWire('pay', wire)
  if (id === undefined) throw new AppError('payout_not_found', 'This program has no payout of this id.')
  return id
}

/** A failure in one of many is said beside it, and holds up no other. */
async function approveEach(service: Service, program: Program, ids: readonly string[], actor: Actor) {
  const items: { id: string; state: Payout['state'] | null; problem: string | null }[] = []
  for (const id of new Set(ids)) {
    try {
      const { state } = await approvePayout(service.context, program, payoutIdOf(id), nameOf(actor))
      items.push({ id, state, problem: null })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      items.push({ id, state: null, problem: error.code })
    }
  }
  return { items }
}

function payoutCells({ id, kind, ...one }: Payout): Cell[] {
  const { requestedAt, settledAt, userId, amountMinor, hint, provider, state, code } = one
  const { providerReference, approvals, needsPerson } = one
  const what = [userId, amountMinor, kind, hint, provider, state, code, providerReference]
  return [toWire('pay', id), requestedAt, settledAt, ...what, approvals, needsPerson]
}

const payoutFilters = {
  state: z.enum(payoutStates).optional().describe('Only those in this state'),
  awaited: z.enum(['yes']).optional().describe('Only those that the end of the program waits for'),
}

export const payoutRoutes: readonly Route[] = [
  route({
    method: 'PUT',
    path: '/v1/programs/:program/participants/:userId/payout-method',
    tag: 'payouts',
    operationId: 'putProgramsParticipantsPayoutMethod',
    summary: 'Put on file where the money of an account goes',
    description:
      'The app has verified that the account is theirs. The first one can be used at once; a change waits 24 hours, in which nothing is cashed out. The same one again changes nothing.',
    permission: 'participants:write',
    audit: 'app',
    params: ofParticipant,
    body: methodSchema,
    response: methodView.extend({ setAt: z.date(), usableAt: z.date().describe('When money first goes there') }),
    handle: async ({ service, program, params: { userId }, body }) => {
      const { kind, hint, setAt, usableAt } = await setPayoutMethod(service.context, program, userId, body)
      return { kind, hint, setAt, usableAt }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/participants/:userId/payouts',
    tag: 'payouts',
    operationId: 'postProgramsParticipantsPayouts',
    summary: 'Cash out: the money is reserved at once and on its way',
    description:
      'The same Idempotency-Key with the same request is answered with the same payout (200), with another one 422. What was refused is not kept.',
    permission: 'payouts:request',
    audit: 'app',
    idempotent: true,
    params: ofParticipant,
    body: payoutSchema,
    response: payoutView,
    status: 201,
    handle: async ({ service, program, params: { userId }, body, idempotencyKey, setStatus }) => {
      const { payout, created } = await requestPayout(service.context, program, userId, idempotencyKey, body)
      if (!created) setStatus(200)
      return viewRequested(payout, await currencyOf(service, program))
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/participants/:userId/payouts',
    tag: 'payouts',
    operationId: 'getProgramsParticipantsPayouts',
    summary: 'The cash-outs of an account, newest first',
    permission: 'payouts:read',
    params: ofParticipant,
    query: pageQuery,
    response: pageOf(payoutView),
    handle: async ({ service, program, params: { userId }, query }) => {
      const { sql } = service.context
      const limit = query.limit ?? limitDefault
      const after = decodeCursor(query.cursor, [z.uuid()])?.[0]
      const { id: participantId } = await findParticipant(sql, program, userId)
      const items = await listPayouts(sql, program, { participantId }, limit + 1, after)
      const currency = await currencyOf(service, program)
      const { page, nextCursor } = cutPage(items, limit, (last) => [last.id])
      return {
        items: page.map((payout) => viewPayout(payout, currency)),
        nextCursor,
      }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/payouts',
    tag: 'payouts',
    operationId: 'getProgramsPayouts',
    summary: 'The cash-outs of a program, newest first',
    permission: 'payouts:read',
    query: pageQuery.extend(payoutFilters),
    response: pageOf(payoutDetailView),
    handle: async ({ service, program, query }) => {
      const limit = query.limit ?? limitDefault
      const after = decodeCursor(query.cursor, [z.uuid()])?.[0]
      const filter = { state: query.state, awaited: query.awaited === 'yes' }
      const items = await listPayouts(service.context.sql, program, filter, limit + 1, after)
      const { page, nextCursor } = cutPage(items, limit, (last) => [last.id])
      return {
        items: await Promise.all(page.map((payout) => viewDetail(service, program, payout))),
        nextCursor,
      }
    },
  }),
  fileRoute({
    path: '/v1/programs/:program/payouts.csv',
    tag: 'payouts',
    operationId: 'getProgramsPayouts.csv',
    summary: 'The cash-outs as a file: of the numbers of wallets the last digits',
    permission: 'payouts:read',
    query: z.strictObject(payoutFilters),
    lines: async ({ service, program, query: { state, awaited } }) => {
      const columns =
        'id requestedAt settledAt userId amountMinor kind hint provider state code providerReference approvals needsPerson'
      return csvFile<Payout>(columns.split(' '), payoutCells, (after) =>
        listPayouts(service.context.sql, program, { state, awaited: awaited === 'yes' }, csvPageRows, after?.id),
      )
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/payouts/:payout',
    tag: 'payouts',
    operationId: 'getProgramsPayoutsOne',
    summary: 'A cash-out',
    permission: 'payouts:read',
    params: ofPayout,
    response: payoutDetailView,
    handle: async ({ service, program, params: { payout } }) =>
      viewDetail(service, program, await findPayout(service.context.sql, program, payoutIdOf(payout))),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/payouts/:payout/history',
    tag: 'payouts',
    operationId: 'getProgramsPayoutsOneHistory',
    summary: 'What became of a cash-out, step by step, with its money',
    permission: 'payouts:read',
    params: ofPayout,
    response: historyView,
    handle: async ({ service, program, params: { payout } }) =>
      viewHistory(service, program, await payoutHistory(service.context.sql, program, payoutIdOf(payout))),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payouts/approve',
    tag: 'payouts',
    operationId: 'postProgramsPayoutsApprove',
    summary: 'Approve several cash-outs',
    description: 'Each for itself: one that cannot be approved is named with its problem and holds up no other.',
    permission: 'payouts:approve',
    audit: 'payout.approve',
    body: z.strictObject({ payouts: z.array(field.text(40)).min(1).max(approvedTogetherMax) }),
    response: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          state: z.enum(payoutStates).nullable(),
          problem: z.string().nullable().describe('A code, where it was not approved'),
        }),
      ),
    }),
    handle: ({ service, program, body, actor }) => approveEach(service, program, body.payouts, actor),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payouts/:payout/approve',
    tag: 'payouts',
    operationId: 'postProgramsPayoutsOneApprove',
    summary: 'Approve a cash-out',
    description:
      'Where the program asks for two, it waits for another person. A key counts as the topmost maker of its chain. The same again is harmless. Where `heldUp` is `detached` it is not sent until its provider is active again.',
    permission: 'payouts:approve',
    audit: 'payout.approve',
    params: ofPayout,
    response: payoutDetailView,
    handle: async ({ service, program, params: { payout }, actor }) =>
      viewDetail(service, program, await approvePayout(service.context, program, payoutIdOf(payout), nameOf(actor))),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payouts/:payout/reject',
    tag: 'payouts',
    operationId: 'postProgramsPayoutsOneReject',
    summary: 'Reject a cash-out that waits for approval: its money can be cashed out again',
    description: 'Also one that is approved, while its provider is detached.',
    permission: 'payouts:approve',
    audit: 'payout.reject',
    params: ofPayout,
    body: rejectSchema,
    response: payoutDetailView,
    handle: async ({ service, program, params: { payout }, body, actor }) =>
      viewDetail(
        service,
        program,
        await rejectPayout(service.context, program, payoutIdOf(payout), body, nameOf(actor)),
      ),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payouts/:payout/settle',
    tag: 'payouts',
    operationId: 'postProgramsPayoutsOneSettle',
    summary: 'Say what became of a cash-out that nobody answers for',
    description: 'Of one that is unknown, after the provider’s own books were looked at.',
    permission: 'payouts:approve',
    audit: 'payout.settle',
    params: ofPayout,
    body: settleSchema,
    response: payoutDetailView,
    handle: async ({ service, program, params: { payout }, body, actor }) =>
      viewDetail(
        service,
        program,
        await settlePayout(service.context, program, payoutIdOf(payout), body, nameOf(actor)),
      ),
  }),
]
