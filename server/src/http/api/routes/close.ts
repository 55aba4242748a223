/** The end of a program, or of one of its countries: foreseen, begun, followed, and stated. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { closeOrAsk } from '../../../domain/close/ask.js'
import { closeSteps } from '../../../domain/close/closes.js'
import { readCloseStanding } from '../../../domain/close/read.js'
import { signJson } from '../../../domain/close/sign.js'
import { readLines, readStatement, type StatementLine } from '../../../domain/close/statement.js'
import { listUncollected, type UncollectedLine } from '../../../domain/close/uncollected.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { csvFile, csvLines, csvPageRows } from '../../common/csv.js'
import { cutPage, decodeCursor, limitDefault, pageQuery } from '../../common/cursors.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { pageOf } from '../../common/views.js'
import { closeRequestView, viewRequests } from './close-requests.js'

const amount = z.bigint().describe('Minor units (poisha)')

const closeSchema = z.strictObject({
  country: field.country.nullish().describe('To end this country alone; the program goes on in the others'),
})
const countryFilter = { country: field.country.optional().describe('Of this country alone') }
const countryQuery = z.strictObject(countryFilter)

const awaitingView = z.object({
  count: z.int(),
  amountMinor: amount,
  until: z.date().nullable().describe('When the last of them ends by itself'),
})

const closeView = z.object({
  country: z.string().nullable(),
  begun: z.boolean().describe('False: nothing was ended; this is what would happen if it were ended now'),
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
    .describe('Who could cash out at this moment, also after it was settled: by name in `GET …/close/uncollected`'),
  budgetMinor: amount.describe('Set aside and not promised: what is not used by then goes back'),
  currency: z.string(),
  request: closeRequestView.nullable().describe('What waits for a second person to confirm it'),
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
    owedMinor: amount.describe('Not yet collected when it was settled: named in the file, and payable as before'),
    people: z.int(),
  }),
  signature: z.string().describe('JWS, compact; its payload is the statement. Keys: /.well-known/jwks.json'),
})

async function view(service: Service, program: Program, country: string | null | undefined) {
  const { steps, request, ...rest } = await readCloseStanding(service.context, program, country ?? null)
  const [waiting] = await viewRequests(service, program, request === null ? [] : [request])
  return { ...rest, steps: [...steps], request: waiting ?? null }
}

const columns = ['participant', 'userId', 'paidMinor', 'owedMinor']

/** Each line as it comes, and last of all a signature over everything before it, with the totals. */
async function* signedFile(service: Service, program: Program, country: string | null): AsyncGenerator<string> {
  const { context } = service
  const { statement, closeId } = await readStatement(context, program, country)
  const hash = createHash('sha256')
  const lines = csvFile<StatementLine>(
    columns,
    ({ participantId, userId, paidMinor, owedMinor }) => [toWire('par', participantId), userId, paidMinor, owedMinor],
    (after) => readLines(context.sql, program.id, closeId, csvPageRows, after?.participantId),
  )
  for await (const text of lines) {
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
    operationId: 'getProgramsClose',
    summary: 'The end of the program: its steps with their dates, and what is still awaited',
    description: 'Before it began this says what would happen: until when people count, and how much is promised.',
    permission: 'programs:read',
    query: countryQuery,
    response: closeView,
    handle: ({ service, program, query }) => view(service, program, query.country),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/close',
    tag: 'programs',
    operationId: 'postProgramsClose',
    audit: 'program.close',
    summary: 'End the program, or one country of it: one way',
    description:
      'Codes stop counting at once, links followed before count until their windows end. What people earned stays theirs. Look at `GET …/close` first. The same again is harmless. Where the program asks for a second person the answer is 202 and what was asked for is its `request`: nothing is ended until they confirm it.',
    permission: 'programs:write',
    body: closeSchema.nullish(),
    response: closeView,
    handle: async ({ service, program, body, setStatus }) => {
      if (await closeOrAsk(service.context, program, body?.country ?? null)) setStatus(202)
      return view(service, program, body?.country)
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/close/uncollected',
    tag: 'programs',
    operationId: 'getProgramsCloseUncollected',
    summary: 'Who has money that can be cashed out and was not',
    description:
      'At this moment, before the end and after it. The statement has who was owed when it was settled, and says the same ever after.',
    permission: 'ledger:read',
    query: pageQuery.extend(countryFilter),
    response: pageOf(uncollectedView),
    handle: async ({ service, program, query: { country = null, limit = limitDefault, cursor } }) => {
      const after = decodeCursor(cursor, [z.uuid()])?.[0]
      const found = await listUncollected(service.context.sql, program.id, country, limit + 1, after)
      const { currency } = (await standingOf(service.context, program.id)).inForce.terms
      const { page, nextCursor } = cutPage(found, limit, (last) => [last.participantId])
      return {
        items: page.map(({ participantId, ...line }) => ({
          participant: toWire('par', participantId),
          ...line,
          currency,
        })),
        nextCursor,
      }
    },
  }),
  fileRoute({
    path: '/v1/programs/:program/close/uncollected.csv',
    tag: 'programs',
    operationId: 'getProgramsCloseUncollected.csv',
    summary: 'Who has money that can be cashed out and was not, as a file',
    permission: 'ledger:read',
    query: countryQuery,
    lines: async ({ service, program, query: { country = null } }) => {
      const { currency } = (await standingOf(service.context, program.id)).inForce.terms
      return csvFile<UncollectedLine>(
        ['participant', 'userId', 'availableMinor', 'currency'],
        ({ participantId, userId, availableMinor }) => [toWire('par', participantId), userId, availableMinor, currency],
        (after) => listUncollected(service.context.sql, program.id, country, csvPageRows, after?.participantId),
      )
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/statement',
    tag: 'programs',
    operationId: 'getProgramsStatement',
    summary: 'What a settled program came to, signed',
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
    operationId: 'getProgramsStatement.csv',
    summary: 'What each person had been paid and was still owed; its last line signs what stands before it',
    permission: 'ledger:read',
    query: countryQuery,
    lines: async ({ service, program, query }) => {
      const country = query.country ?? null
      await readStatement(service.context, program, country)
      return signedFile(service, program, country)
    },
  }),
]
