/** Payouts by file: batches, results, their preview and their application. */
import { languages } from '@bondhu/web/language'
import * as z from 'zod'
import { decimalText } from '@bondhu/web/currency'
import type { Page } from '../../../db/page.js'
import type { PayoutAccount } from '../../../domain/payouts/core/account.js'
import { methodKinds } from '../../../domain/standing/method-kinds.js'
import { applyResults } from '../../../domain/payouts/uploads/apply-results.js'
import {
  batchLines,
  batchPayoutsMax,
  findBatch,
  listBatches,
  makeBatch,
  waitingForBatch,
  type Batch,
  type BatchLine,
} from '../../../domain/payouts/providers/batches.js'
import { resultBytesMax, resultRowsMax } from '../../../domain/payouts/uploads/read-results.js'
import {
  findResults,
  foundIn,
  listResultRows,
  listResults,
  standingsOf,
  type JudgedRow,
  type Results,
} from '../../../domain/payouts/uploads/results.js'
import { listStatements, uploadStatement, type Statement } from '../../../domain/payouts/uploads/statement.js'
import { uploadResults } from '../../../domain/payouts/uploads/upload-results.js'
import { verdictNames, verdicts } from '../../../domain/payouts/uploads/verdicts.js'
import { startReconciliation } from '../../../domain/payouts/reconcile/start.js'
import { wakeReconciler } from '../../../domain/payouts/core/wake.js'
import { payoutStates } from '../../../domain/payouts/core/states.js'
import { standingOf } from '../../../domain/standing/find.js'
import { AppError } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { nameOf } from '../../common/authentication.js'
import { csvFile, type Column } from '../../common/csv.js'
import { list } from '../../common/list.js'
import { byId, byNumber, readAll } from '../../common/paging.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { withUpload } from '../../common/upload.js'

const amount = z.bigint().describe('Minor units (poisha)')

const batchView = z.object({
  id: z.string(),
  kind: z.enum(methodKinds),
  payouts: z.int(),
  amountMinor: amount,
  madeAt: z.date(),
  open: z.int().describe('Its payouts without a result yet'),
  openMinor: amount,
})

const waitingView = z.object({
  kind: z.enum(methodKinds),
  payouts: z.int(),
  amountMinor: amount,
  since: z.date().describe('When the longest waiting payout was requested'),
  left: z.int().describe(`What is more than one batch takes (${batchPayoutsMax})`),
})

const resultsView = z.object({
  id: z.string(),
  state: z.enum(['reading', 'previewed', 'applying', 'applied']),
  rows: z.int(),
  moves: z.int().describe('Rows that change a payout, according to the preview'),
  odd: z.int().describe('Rows that are wrong or cannot be applied: check each'),
  waiting: z.int().describe('Rows that are not yet applied'),
  uploadedAt: z.date(),
  appliedAt: z.date().nullable(),
})

const verdict = z.enum(verdictNames)

const resultsDetailView = resultsView.extend({
  found: z
    .array(z.object({ verdict, rows: z.int(), amountMinor: amount.describe('Sum of the readable amounts') }))
    .describe('Its rows by their verdict in the preview'),
  now: z
    .array(z.object({ state: z.enum(payoutStates), payouts: z.int(), amountMinor: amount }))
    .describe('The current states of the payouts whose rows were applied'),
})

const rowView = z.object({
  line: z.int().describe("The file's line"),
  reference: z.string(),
  amountMinor: amount.optional(),
  verdict,
  providerReference: z.string().nullable().describe('The portal’s number of the payment'),
  firstLine: z.int().nullable().describe('The earlier line with the same payout'),
  oursMinor: amount.nullable().describe('The payout’s amount, if the row has another one'),
  message: field.textView,
})

const viewBatch = (batch: Batch) => ({ ...batch, id: toWire('bat', batch.id) })
const viewResults = (results: Results) => ({ ...results, id: toWire('res', results.id) })

const statementView = z.object({
  id: z.string(),
  from: z.date(),
  to: z.date(),
  lines: z.int(),
  readAt: z.date(),
})
const viewStatement = (statement: Statement) => ({ ...statement, id: toWire('stm', statement.id) })

const statementTime = z
  .strictObject({
    from: field.instant.describe('Start of the statement, inclusive'),
    to: field.instant.describe('End of the statement, exclusive'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'must be after `from`' })

const batchParams = z.object({ program: z.string(), batch: z.string() })
const resultsParams = z.object({ program: z.string(), results: z.string() })

function batchId({ batch }: z.output<typeof batchParams>): string {
  const id = fromWire('bat', batch)
  if (id === undefined) throw new AppError('payout_batch_not_found', 'This program has no batch of this id.')
  return id
}

function resultsId({ results }: z.output<typeof resultsParams>): string {
  const id = fromWire('res', results)
  if (id === undefined)
    throw new AppError('payout_results_not_found', 'This program has no file of results of this id.')
  return id
}

function batchColumns(currency: string): readonly Column<BatchLine>[] {
  return [
    'line',
    ['reference', ({ payoutId }) => toWire('pay', payoutId)],
    ['kind', ({ account }) => account?.kind],
    ['account', ({ account }) => account && numberOf(account)],
    ['amount', ({ amountMinor }) => decimalText(amountMinor, currency)],
    ['currency', () => currency],
    ['holder', ({ account }) => account?.bank?.holder],
    ['bank', ({ account }) => account?.bank?.bank],
    ['routing', ({ account }) => account?.bank?.routing],
  ]
}

/** The portals of Bangladesh expect 01712345678. A plus would start a formula. */
function numberOf({ kind, account }: PayoutAccount): string {
  return kind === 'bank' ? account : account.replace(/^\+880/, '0').replace(/^\+/, '')
}

export const payoutFileRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/payout-batches',
    tag: 'payouts',
    operationId: 'createPayoutBatch',
    summary: 'Take approved file payouts into a batch; they become `sending`',
    description: 'A payout is in one batch only. The oldest go first.',
    permission: 'payouts:approve',
    audit: 'payout_batch.make',
    body: z.strictObject({
      kind: z.enum(methodKinds).describe('A file is for one portal'),
      payoutsMax: z.int().min(1).max(batchPayoutsMax).optional(),
    }),
    response: batchView,
    status: 201,
    handle: async ({ service, program, body }) =>
      viewBatch(await makeBatch(service.context, program, body.kind, body.payoutsMax)),
  }),
  ...list({
    path: '/v1/programs/:program/payout-batches',
    tag: 'payouts',
    operationId: 'listPayoutBatches',
    summary: 'Batches, newest first',
    permission: 'payouts:read',
    item: batchView,
    order: byId,
    read:
      ({ service, program }) =>
      (page) =>
        listBatches(service.context.sql, program, {}, page),
    view: (batches) => batches.map(viewBatch),
    file: { summary: 'The batches as a file' },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/payout-batches/waiting',
    tag: 'payouts',
    operationId: 'getWaitingPayouts',
    summary: 'What the next batch of each kind would contain',
    description: 'Kinds without waiting payouts are left out.',
    permission: 'payouts:read',
    response: z.object({ items: z.array(waitingView) }),
    handle: async ({ service, program }) => ({ items: await waitingForBatch(service.context.sql, program) }),
  }),
  fileRoute({
    path: '/v1/programs/:program/payout-batches/:batch/payouts.csv',
    tag: 'payouts',
    operationId: 'exportPayoutBatch',
    summary: 'The file of a batch, with full account numbers for the person who pays',
    permission: 'payouts:approve',
    params: batchParams,
    // Two files with the same name are easily confused, and one is then paid twice.
    fileNameOf: ({ batch }) => `${batch}-payouts.csv`,
    lines: async ({ service, program, params }) => {
      const { context } = service
      const batch = await findBatch(context.sql, program, batchId(params))
      const { inForce } = await standingOf(context, program.id)
      const lines = readAll(
        ({ line }) => line,
        (page: Page<number>) => batchLines(context, program, batch.id, page),
      )
      return csvFile(batchColumns(inForce.terms.currency), lines)
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payout-results',
    tag: 'payouts',
    operationId: 'uploadPayoutResults',
    summary: 'Upload a results file and preview what it would change',
    description: `CSV as docs/payout-files.md says, up to ${resultRowsMax} rows and 64 MB, as the body. Nothing is changed yet.`,
    permission: 'payouts:approve',
    audit: 'payout_results.upload',
    upload: true,
    response: resultsView,
    status: 201,
    handle: ({ service, program, upload }) =>
      withUpload(upload, resultBytesMax, async (file) =>
        viewResults(await uploadResults(service.context, program, file)),
      ),
  }),
  ...list({
    path: '/v1/programs/:program/payout-results',
    tag: 'payouts',
    operationId: 'listPayoutResults',
    summary: 'Results files, newest first',
    permission: 'payouts:read',
    item: resultsView,
    order: byId,
    read:
      ({ service, program }) =>
      (page) =>
        listResults(service.context.sql, program, {}, page),
    view: (files) => files.map(viewResults),
    file: { summary: 'The list of results files as a file' },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/payout-results/:results',
    tag: 'payouts',
    operationId: 'getPayoutResults',
    summary: 'A results file: what it would change, or has changed',
    permission: 'payouts:read',
    params: resultsParams,
    response: resultsDetailView,
    handle: async ({ service, program, params }) => {
      const { sql } = service.context
      const results = await findResults(sql, program, resultsId(params))
      const [found, now] = await Promise.all([foundIn(sql, program, results.id), standingsOf(sql, program, results.id)])
      return { ...viewResults(results), found, now }
    },
  }),
  ...list({
    path: '/v1/programs/:program/payout-results/:results/rows',
    tag: 'payouts',
    operationId: 'listPayoutResultRows',
    summary: 'The rows of a results file, each with its verdict',
    permission: 'payouts:read',
    params: resultsParams,
    filters: { odd: z.enum(['true', 'false']).optional().describe('Only odd rows, or only the others') },
    item: rowView,
    order: byNumber(({ line }: JudgedRow) => line),
    read: async ({ service, program, params, query }) => {
      const { sql } = service.context
      const { id } = await findResults(sql, program, resultsId(params))
      const odd = query.odd && query.odd === 'true'
      return (page) => listResultRows(sql, program, id, odd, page)
    },
    view: (rows) =>
      rows.map(({ amountMinor, ...row }) => ({
        ...row,
        ...(amountMinor !== null && { amountMinor }),
        message: verdicts[row.verdict],
      })),
    file: {
      summary: 'The rows of a results file as a file, for correction',
      fileNameOf: ({ results }) => `${results}-rows.csv`,
      columns: [
        'line',
        'reference',
        'amountMinor',
        'providerReference',
        'verdict',
        'firstLine',
        'oursMinor',
        ...languages.map((language) => [language, (row: z.input<typeof rowView>) => row.message[language]] as const),
      ],
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payout-results/:results/apply',
    tag: 'payouts',
    operationId: 'applyPayoutResults',
    repeatable: true,
    summary: 'Apply a results file: each row once, against the current state of its payout',
    description:
      'The first rows are applied at once and the rest within minutes (`waiting`). Repeating the call is harmless and continues.',
    permission: 'payouts:approve',
    params: resultsParams,
    audit: 'payout_results.apply',
    body: z.strictObject({
      oddRows: z.int().min(0).max(resultRowsMax).describe('The number of odd rows in the preview; they are left out'),
    }),
    response: resultsView,
    handle: async ({ service, program, params, body }) =>
      viewResults(await applyResults(service.context, program, resultsId(params), body.oddRows)),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/payout-statements',
    tag: 'payouts',
    operationId: 'uploadPayoutStatement',
    summary: 'Upload a portal’s statement for reconciliation',
    description: `CSV as docs/payout-files.md says, up to ${resultRowsMax} rows and 64 MB, as the body. All of it is taken, or nothing. It moves no money; a reconciliation begins.`,
    permission: 'payouts:approve',
    audit: 'payout_statement.upload',
    upload: true,
    query: statementTime,
    response: statementView,
    status: 201,
    handle: ({ service: { context }, program, query, upload, actor }) =>
      withUpload(upload, resultBytesMax, async (file) => {
        const statement = await uploadStatement(context, program, query, file)
        await startReconciliation(context, program, { by: nameOf(actor) })
        await wakeReconciler(context, program)
        return viewStatement(statement)
      }),
  }),
  ...list({
    path: '/v1/programs/:program/payout-statements',
    tag: 'payouts',
    operationId: 'listPayoutStatements',
    summary: 'Uploaded statements, newest first',
    permission: 'payouts:read',
    item: statementView,
    order: byId,
    read:
      ({ service, program }) =>
      (page) =>
        listStatements(service.context.sql, program.id, page),
    view: (statements) => statements.map(viewStatement),
    file: { summary: 'The uploaded statements as a file' },
  }),
]
