/** The books: verified from the transfers, and every transfer as a file. */
import * as z from 'zod'
import { exportTransfers, type ExportedTransfer } from '../../../domain/ledger/export.js'
import { standingOf } from '../../../domain/standing/find.js'
import { checkBooks } from '../../../domain/sweeps/check-books.js'
import { toWire } from '../../../ids.js'
import { csvFile, type Column } from '../../common/csv.js'
import { readAll } from '../../common/paging.js'
import { fileRoute, route, type Route } from '../../common/route.js'

const amount = z.bigint()

const transferColumns: readonly Column<ExportedTransfer>[] = [
  ['id', ({ id }) => toWire('trf', id)],
  ['madeAt', (one) => one.made_at],
  ['userId', (one) => one.user_id],
  ['from', (one) => one.from_account],
  ['to', (one) => one.to_account],
  ['amountMinor', (one) => one.amount_minor],
  ['cause', (one) => one.cause_kind],
  'step',
]

export const ledgerRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/ledger/verify',
    tag: 'operations',
    operationId: 'verifyLedger',
    summary: 'Recompute every balance from the transfers, and list the differences',
    description: "The result is stored and shown on the program's public page.",
    permission: 'ledger:read',
    response: z.object({
      ok: z.boolean(),
      transfers: z.int(),
      differences: z.array(
        z.object({
          kind: z.string(),
          account: z.string(),
          userId: z.string().optional(),
          recordedMinor: amount,
          recomputedMinor: amount,
        }),
      ),
    }),
    handle: async ({ service, program }) => {
      const { now } = await standingOf(service.context, program.id)
      const verification = await checkBooks(service.context, program.id, now)
      return { ...verification, differences: [...verification.differences] }
    },
  }),
  fileRoute({
    path: '/v1/programs/:program/transfers.csv',
    tag: 'operations',
    operationId: 'exportTransfers',
    summary: 'Every movement of money, as a file',
    permission: 'ledger:read',
    lines: async ({ service, program }) => {
      const transfers = readAll(
        (last: ExportedTransfer) => last,
        (page) => exportTransfers(service.context.sql, program.id, page),
      )
      return csvFile(transferColumns, transfers)
    },
  }),
]
