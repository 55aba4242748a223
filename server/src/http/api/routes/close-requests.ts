/** Requests to end a program that wait for a second person. */
import * as z from 'zod'
import { confirmClose, requestNotFound, withdrawClose } from '../../../domain/close/ask.js'
import { listRequests, type CloseRequest } from '../../../domain/close/requests.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { must } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import type { Service } from '../../../service.js'
import { nameOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { namesIn } from '../../common/names.js'
import { byId } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

const requestState = z.enum(['waiting', 'confirmed', 'withdrawn', 'overtaken'])

export const closeRequestView = z.object({
  id: z.string(),
  country: z.string().nullable().describe('Null: the whole program'),
  state: requestState.describe('`waiting`: another operator must confirm it. `overtaken`: the program ended first'),
  askedBy: z.string(),
  askedByName: z.string().nullable().describe('The name of an operator or a key'),
  askedAt: z.date(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
})

type View = z.input<typeof closeRequestView>

export async function viewRequests(
  service: Service,
  program: Program,
  requests: readonly CloseRequest[],
): Promise<View[]> {
  const people = await namesIn(
    service,
    program,
    requests.map(({ askedBy }) => askedBy),
  )
  return requests.map((request) => ({
    ...request,
    id: toWire('clr', request.id),
    askedByName: people.get(request.askedBy) ?? null,
  }))
}

async function viewRequest(service: Service, program: Program, request: CloseRequest): Promise<View> {
  const [view] = await viewRequests(service, program, [request])
  return must(view, 'one view of one request')
}

const params = z.object({ program: z.string(), request: z.string() })

function idOf(wire: string): string {
  const id = fromWire('clr', wire)
  if (id === undefined) throw requestNotFound()
  return id
}

export const closeRequestRoutes: readonly Route[] = [
  ...list({
    path: '/v1/programs/:program/close-requests',
    tag: 'programs',
    operationId: 'listCloseRequests',
    summary: 'Requests to end the program or a country, which need two people; newest first',
    permission: 'programs:read',
    filters: { state: requestState.optional() },
    item: closeRequestView,
    order: byId,
    read: async ({ service, program, query: { state } }) => {
      const standing = await standingOf(service.context, program.id)
      return (page) => listRequests(service.context.sql, program.id, standing, state, page)
    },
    view: (requests, { service, program }) => viewRequests(service, program, requests),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/close-requests/:request/confirm',
    tag: 'programs',
    operationId: 'confirmCloseRequest',
    repeatable: true,
    audit: 'close.confirm',
    summary: 'Confirm, as a second person, the end of the program or country. It cannot be undone',
    description: 'Only an operator who did not request it can confirm. Repeating the call is harmless.',
    permission: 'programs:write',
    params,
    response: closeRequestView,
    handle: async ({ service, program, params: { request }, actor }) =>
      viewRequest(service, program, await confirmClose(service.context, program, idOf(request), nameOf(actor))),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/close-requests/:request/withdraw',
    tag: 'programs',
    operationId: 'withdrawCloseRequest',
    audit: 'close.withdraw',
    summary: 'Withdraw a request to end that waits for a second person',
    permission: 'programs:write',
    params,
    response: closeRequestView,
    handle: async ({ service, program, params: { request }, actor }) =>
      viewRequest(service, program, await withdrawClose(service.context, program, idOf(request), nameOf(actor))),
  }),
]
