/** The end of a program or of one of its countries: preview, start, progress and statement. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { closeOrAsk } from '../../../domain/close/ask.js'
import { closeSteps } from '../../../domain/close/closes.js'
import { readCloseStanding } from '../../../domain/close/read.js'
import { signJson } from '../../../domain/close/sign.js'
import { readLines, readStatement, type StatementLine } from '../../../domain/close/statement.js'
import { listUncollected } from '../../../domain/close/uncollected.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { csvFile, csvLines, type Column } from '../../common/csv.js'
import { list } from '../../common/list.js'
import { byId, readAll } from '../../common/paging.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { closeRequestView, viewRequests } from './close-requests.js'

const amount = z.bigint().describe('Minor units (poisha)')

const closeSchema = z.strictObject({
  country: field.country.nullish().describe('End only this country; the program continues in the others'),
})
const countryFilter = { country: field.country.optional().describe('Only for this country') }
const countryQuery = z.strictObject(countryFilter)

const awaitingView = z.object({
  count: z.int(),
  amountMinor: amount,
  until: z.date().nullable().describe('When the last one ends by itself'),
})

const closeView = z.object({
  country: z.string().nullable(),
  begun: z.boolean().describe('False: nothing has ended; the answer shows what would happen if it ended now'),
  closedAt: z.date(),
  settledAt: z.date().nullable(),
  steps: z.array(z.object({ step: z.enum(closeSteps), dueAt: z.date().nullable(), doneAt: z.date().nullable() })),
  awaited: z.object({
    actions: awaitingView,
    reviews: awaitingView,
    appeals: awaitingView,
    holds: awaitingView,
    payouts: awaitingView,
  }),
  uncollected: z
    .object({ people: z.int(), amountMinor: amount })
    .describe('People who can cash out now, also after settlement; `GET …/close/uncollected` names them'),
  budgetMinor: amount.describe('Set aside and not promised; the unused part is returned'),
  currency: z.string(),
  request: closeRequestView.nullable().describe('A request that waits for a second person'),
})

const uncollectedView = z.object({
  participant: z.string(),
  userId: z.string(),
  availableMinor: amount,
  currency: z.string(),
})

const statementView = z.object({
  statement: z.object({
    program: z.string(),
    slug: z.string(),
    mode: z.enum(['test', 'live']),
    country: z.string().nullable(),
    currency: z.string(),
    closedAt: z.string(),
    settledAt: z.string(),
    fundedMinor: amount.nullable().describe('Returned plus paid plus owed; null for a country'),
    returnedMinor: amount.nullable(),
    paidMinor: amount,
    owedMinor: amount.describe('Not collected at settlement: named in the file, and still payable'),
    people: z.int(),
  }),
  signature: z.string().describe('Compact JWS whose payload is the statement. Keys: /.well-known/jwks.json'),
})

async function view(service: Service, program: Program, country: string | null | undefined) {
  const { steps, request, ...rest } = await readCloseStanding(service.context, program, country ?? null)
  const [waiting] = await viewRequests(service, program, request === null ? [] : [request])
  return { ...rest, steps: [...steps], request: waiting ?? null }
}

const byParticipant = { ...byId, placeOf: ({ participantId }: { readonly participantId: string }) => participantId }

const statementColumns: readonly Column<StatementLine>[] = [
  ['participant', ({ participantId }) => toWire('par', participantId)],
  'userId',
  'paidMinor',
  'owedMinor',
]

/** Streams the lines, and then a signature over all of them with the totals. */
async function* signedFile(service: Service, program: Program, country: string | null): AsyncGenerator<string> {
  const { context } = service
  const { statement, closeId } = await readStatement(context, program, country)
  const hash = createHash('sha256')
  const pages = readAll(byParticipant.placeOf, (page) => readLines(context.sql, program.id, closeId, page))
  for await (const text of csvFile(statementColumns, pages)) {
    hash.update(text)
    yield text
  }
  const signature = await signJson(context.keys, program, { ...statement, sha256: hash.digest('hex') })
  yield csvLines([['signature', signature, null, null]])
}

export const closeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/close',
    tag: 'programs',
    operationId: 'getClose',
    summary: 'The close of the program: its steps with dates, and what is still awaited',
    description:
      'Before the close starts, this shows what would happen: until when people count, and how much is promised.',
    permission: 'programs:read',
    query: countryQuery,
    response: closeView,
    handle: ({ service, program, query }) => view(service, program, query.country),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/close',
    tag: 'programs',
    operationId: 'closeProgram',
    otherStatuses: [202],
    repeatable: true,
    audit: 'program.close',
    summary: 'End the program, or one of its countries. It cannot be undone',
    description:
      'Codes stop counting at once; links followed before count until their windows end. People keep what they earned. Read `GET …/close` first. Repeating the call is harmless. If the terms require a second person, the answer is 202 with the `request`, and nothing ends until they confirm it.',
    permission: 'programs:write',
    body: closeSchema.nullish(),
    response: closeView,
    handle: async ({ service, program, body, setStatus }) => {
      if (await closeOrAsk(service.context, program, body?.country ?? null)) setStatus(202)
      return view(service, program, body?.country)
    },
  }),
  ...list({
    path: '/v1/programs/:program/close/uncollected',
    tag: 'programs',
    operationId: 'listUncollected',
    summary: 'People with money that they have not cashed out',
    description:
      'The current list, before and after the end. The statement has the list at settlement and never changes.',
    permission: 'ledger:read',
    filters: countryFilter,
    item: uncollectedView,
    order: byParticipant,
    read:
      ({ service, program, query: { country = null } }) =>
      (page) =>
        listUncollected(service.context.sql, program.id, country, page),
    view: async (lines, { service, program }) => {
      const { currency } = (await standingOf(service.context, program.id)).inForce.terms
      return lines.map(({ participantId, ...line }) => ({
        participant: toWire('par', participantId),
        ...line,
        currency,
      }))
    },
    file: { summary: 'People with money that they have not cashed out, as a file' },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/statement',
    tag: 'programs',
    operationId: 'getStatement',
    summary: 'The signed statement of a settled program',
    permission: 'ledger:read',
    query: countryQuery,
    response: statementView,
    handle: async ({ service, program, query }) => {
      const { statement } = await readStatement(service.context, program, query.country ?? null)
      return { statement, signature: await signJson(service.context.keys, program, statement) }
    },
  }),
  fileRoute({
    path: '/v1/programs/:program/statement.csv',
    tag: 'programs',
    operationId: 'exportStatement',
    summary: 'What each person was paid and is owed, as a file; the last line signs the lines before it',
    permission: 'ledger:read',
    query: countryQuery,
    lines: async ({ service, program, query }) => {
      const country = query.country ?? null
      await readStatement(service.context, program, country)
      return signedFile(service, program, country)
    },
  }),
]
