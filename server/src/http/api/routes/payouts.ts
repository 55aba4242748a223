/** Cash-outs: the account, the request, approval, reading, and settling by hand. */
import * as z from 'zod'
import {
  approvePayout,
  rejectPayout,
  rejectSchema,
  settlePayout,
  settleSchema,
} from '../../../domain/payouts/approve.js'
import { methodSchema } from '../../../domain/payouts/core/account.js'
import { methodKinds } from '../../../domain/standing/method-kinds.js'
import { failureMessage } from '../../../domain/reasons/payout-failures.js'
import { payoutHistory, payoutSteps, type PayoutHistory } from '../../../domain/payouts/history.js'
import { setPayoutMethod } from '../../../domain/payouts/method.js'
import { findPayout, listPayouts, type Payout } from '../../../domain/payouts/core/read.js'
import { payoutSchema, requestPayout } from '../../../domain/payouts/request.js'
import { payoutStates } from '../../../domain/payouts/core/states.js'
import { findEvenErased } from '../../../domain/person/read.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { AppError } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { nameOf, type Actor } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { namesIn } from '../../common/names.js'
import { byId } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'
import { account, transferStep } from '../../common/views.js'

const ofParticipant = z.object({ program: z.string(), userId: field.userIdOrErased })
const ofPayout = z.object({ program: z.string(), payout: z.string() })
const approvedTogetherMax = 200

const methodView = z.object({
  kind: z.enum(methodKinds),
  hint: z.string().describe('The last digits of the account'),
})

export const payoutView = z.object({
  id: z.string().describe('Also the reference that the provider receives'),
  userId: z.string(),
  state: z.enum(payoutStates),
  amountMinor: z.bigint().describe('Minor units (poisha)'),
  currency: z.string(),
  method: methodView,
  requestedAt: z.date(),
  settledAt: z.date().nullable(),
  reason: z.string().optional().describe('Why it failed, was rejected or came back: a code of a closed set'),
  message: field.textView.optional().describe('The reason, for the participant'),
  takenBackMinor: z
    .bigint()
    .optional()
    .describe('The part of returned money that went to the budget, because an earlier reversal could not take it back'),
})

const payoutDetailView = payoutView.extend({
  displayName: z.string().nullable().describe('The name of the person, as the app sent it'),
  provider: z.string(),
  providerName: z.string().nullable().describe('The name of an attached provider; null for others'),
  heldUp: z
    .enum(['detached', 'unanswered'])
    .nullable()
    .describe(
      'Why it is not sent yet: its provider is detached (shown also before the approval), or left orders unanswered',
    ),
  providerReference: z.string().nullable(),
  approvals: z.object({ needed: z.int(), given: z.int() }),
  needsPerson: z.boolean().describe('A person must find out the result'),
})

const historyView = z.object({
  steps: z.array(
    z.object({
      kind: z.enum(payoutSteps),
      at: z.date(),
      by: z.string().nullable().describe('Who approved or rejected it; null if it was approved automatically'),
      byName: z.string().nullable(),
      reason: z.string().nullable().describe('The reason of the rejection, as written'),
      batch: z.string().nullable().describe('The batch that contains it'),
      results: z.string().nullable().describe('The results file with the news'),
      money: z
        .object({ id: z.string(), from: account, to: account, amountMinor: z.bigint(), step: transferStep })
        .nullable()
        .describe('The transfers in the ledger'),
    }),
  ),
  deadlineAt: z.date().nullable().describe('In real time. Until then it may still be on its way to the provider'),
  asked: z.int().describe('How often the provider was asked for the result'),
  askAt: z.date().nullable().describe('When the provider is asked next'),
  accepted: z.boolean().describe('The provider has accepted it'),
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

/** As it was when it was requested, however long ago: a repeat gets the same answer. */
function viewRequested(payout: Payout, currency: string): z.input<typeof payoutView> {
  const state = payout.approvalsNeeded === 0 ? 'approved' : 'requested'
  return viewPayout({ ...payout, state, takenBackMinor: 0n, settledAt: null, code: null }, currency)
}

function detailOf(payout: Payout, currency: string): z.input<typeof payoutDetailView> {
  const { provider, providerName, heldUp, providerReference, approvals, approvalsNeeded, needsPerson } = payout
  return {
    ...viewPayout(payout, currency),
    displayName: payout.displayName,
    provider,
    providerName,
    heldUp,
    providerReference,
    approvals: { needed: approvalsNeeded, given: approvals },
    needsPerson,
  }
}

async function viewDetail(service: Service, program: Program, payout: Payout) {
  return detailOf(payout, await currencyOf(service, program))
}

function payoutIdOf(wire: string): string {
  const id = fromWire('pay', wire)
  if (id === undefined) throw new AppError('payout_not_found', 'This program has no payout of this id.')
  return id
}

/** The failure of one does not block the rest. */
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

export const payoutRoutes: readonly Route[] = [
  route({
    method: 'PUT',
    path: '/v1/programs/:program/participants/:userId/payout-method',
    tag: 'payouts',
    operationId: 'setPayoutMethod',
    summary: 'Set the account that a participant’s money is paid to',
    description:
      'The app must have verified that the account is theirs. The first one can be used at once. After a change nothing can be cashed out for 24 hours. Sending the same one changes nothing.',
    permission: 'participants:write',
    audit: 'app',
    params: ofParticipant,
    body: methodSchema,
    response: methodView.extend({ setAt: z.date(), usableAt: z.date().describe('When it can first be used') }),
    handle: async ({ service, program, params: { userId }, body }) => {
      const { kind, hint, setAt, usableAt } = await setPayoutMethod(service.context, program, userId, body)
      return { kind, hint, setAt, usableAt }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/participants/:userId/payouts',
    tag: 'payouts',
    operationId: 'createPayout',
    otherStatuses: [200],
    summary: 'Cash out: the money is reserved at once, then paid',
    description:
      'The same Idempotency-Key and request gets the same payout (200); with another request it is a 422. Refusals are not kept.',
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
  ...list({
    path: '/v1/programs/:program/participants/:userId/payouts',
    tag: 'payouts',
    operationId: 'listParticipantPayouts',
    summary: 'The cash-outs of an account, newest first',
    permission: 'payouts:read',
    params: ofParticipant,
    item: payoutView,
    order: byId,
    read: async ({ service, program, params: { userId } }) => {
      const { sql } = service.context
      const { id: participantId } = await findEvenErased(sql, program, userId)
      return (page) => listPayouts(sql, program, { participantId }, page)
    },
    view: async (payouts, { service, program }) => {
      const currency = await currencyOf(service, program)
      return payouts.map((payout) => viewPayout(payout, currency))
    },
  }),
  ...list({
    path: '/v1/programs/:program/payouts',
    tag: 'payouts',
    operationId: 'listPayouts',
    summary: 'The cash-outs of a program, newest first',
    permission: 'payouts:read',
    filters: {
      state: z.enum(payoutStates).optional().describe('Only payouts in this state'),
      awaited: z.enum(['yes']).optional().describe('Only payouts that the close of the program waits for'),
    },
    item: payoutDetailView,
    order: byId,
    read:
      ({ service, program, query: { state, awaited } }) =>
      (page) =>
        listPayouts(service.context.sql, program, { state, awaited: awaited === 'yes' }, page),
    view: async (payouts, { service, program }) => {
      const currency = await currencyOf(service, program)
      return payouts.map((payout) => detailOf(payout, currency))
    },
    file: {
      summary: 'The cash-outs as a file, with the last digits of account numbers',
      columns: [
        'id',
        'requestedAt',
        'settledAt',
        'userId',
        'amountMinor',
        ['kind', ({ method }) => method.kind],
        ['hint', ({ method }) => method.hint],
        'provider',
        'state',
        ['code', ({ reason }) => reason],
        'providerReference',
        ['approvals', ({ approvals }) => approvals.given],
        'needsPerson',
        'displayName',
      ],
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/payouts/:payout',
    tag: 'payouts',
    operationId: 'getPayout',
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
    operationId: 'getPayoutHistory',
    summary: 'The history of a cash-out, step by step, with its transfers',
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
    operationId: 'approvePayouts',
    summary: 'Approve several cash-outs',
    description:
      'Each is approved separately. One that cannot be approved is listed with its problem and does not block the rest.',
    permission: 'payouts:approve',
    audit: 'payout.approve',
    body: z.strictObject({ payouts: z.array(field.text(40)).min(1).max(approvedTogetherMax) }),
    response: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          state: z.enum(payoutStates).nullable(),
          problem: z.string().nullable().describe('A problem code, if it was not approved'),
        }),
      ),
    }),
    handle: ({ service, program, body, actor }) => approveEach(service, program, body.payouts, actor),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payouts/:payout/approve',
    tag: 'payouts',
    operationId: 'approvePayout',
    repeatable: true,
    summary: 'Approve a cash-out',
    description:
      'If the program requires two approvals, it then waits for another person. A key counts as the first maker of its chain. Repeating the call is harmless. If `heldUp` is `detached`, it is not sent until its provider is active again.',
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
    operationId: 'rejectPayout',
    summary: 'Reject a cash-out that waits for approval; its money can be cashed out again',
    description: 'An approved one can be rejected too, while its provider is detached.',
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
    operationId: 'settlePayout',
    summary: 'Settle a cash-out whose provider does not answer',
    description: 'Only in the state `unknown`, after a look into the provider’s own books.',
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
