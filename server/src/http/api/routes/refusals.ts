/** Refused calls, for developers of the app. */
import * as z from 'zod'
import { listRefusedCalls } from '../../../domain/refused-calls/calls.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { list } from '../../common/list.js'
import { namesIn } from '../../common/names.js'
import { byId } from '../../common/paging.js'
import type { Route } from '../../common/route.js'

const refusalItem = z.object({
  id: z.string(),
  at: z.date(),
  actor: z.string(),
  actorName: z.string().nullable().describe('The name of the operator or key; null of the token of the deployment'),
  method: z.string(),
  path: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })),
})

export const refusalRoutes: readonly Route[] = list({
  path: '/v1/programs/:program/refusals',
  tag: 'operations',
  operationId: 'listRefusals',
  summary: 'The newest thousand refused calls of keys and operators, for the app’s developers',
  permission: 'keys:write',
  filters: { code: field.text(60).optional(), actor: field.text(60).optional() },
  item: refusalItem,
  order: byId,
  read:
    ({ service, program, query }) =>
    (page) =>
      listRefusedCalls(service.context.sql, program.id, query, page),
  view: async (calls, { service, program }) => {
    const actors = calls.map(({ actor }) => actor)
    const names = await namesIn(service, program, actors)
    return calls.map((call) => ({
      ...call,
      id: toWire('cal', call.id),
      actorName: names.get(call.actor) ?? null,
      fields: [...call.fields],
    }))
  },
  file: {
    summary: 'The refused calls as a file',
    columns: [
      'id',
      'at',
      'actor',
      'method',
      'path',
      'status',
      'code',
      'detail',
      ['fields', ({ fields }) => (fields.length === 0 ? null : JSON.stringify(fields))],
    ],
  },
})
