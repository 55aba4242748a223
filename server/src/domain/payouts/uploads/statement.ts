/**
 * An uploaded statement of the portal for file payouts: its payments and returns in a period. It moves nothing:
 * reconciliation compares it with the payouts, like any provider's statement.
 */
import { instantOf } from '@bondhu/web/zone'
import { transaction, type Sql } from '../../../db/connect.js'
import type { Page } from '../../../db/page.js'
import { toWire } from '../../../ids.js'
import { readCell } from '../../../readers/cell.js'
import { readCurrency } from '../../../readers/currency.js'
import { readDecimalAmount } from '../../../readers/decimal-amount.js'
import { asciiDigits } from '../../../readers/text.js'
import { recordChange } from '../../standing/audit-record.js'
import type { Context } from '../../standing/context.js'
import { standingOf, type Program } from '../../standing/find.js'
import type { StatementLine } from '../core/provider.js'
import { beginStatement, endStatement, keepLines, type StatementTime } from '../reconcile/statement.js'
import { fileProviderName } from '../providers/batches.js'
import { csvRows, resultRowsMax, type CsvRow } from './read-results.js'
import { unreadable } from './unreadable.js'

/** Described in docs/payout-files.md. */
const columns = ['reference', 'state', 'amount', 'currency', 'providerreference', 'at'] as const
type Column = (typeof columns)[number]
const needed = ['reference', 'state', 'amount', 'providerreference', 'at'] as const satisfies Column[]

const pageRows = 2_000
const textMax = 200

export interface Statement extends StatementTime {
  readonly id: string
  readonly lines: number
  readonly readAt: Date
}

/**
 * Accepted as a whole, or not at all. @throws AppError `result_file_encoding`, `result_file_unreadable`,
 * `result_file_too_long`
 */
export async function uploadStatement(
  context: Context,
  program: Program,
  time: StatementTime,
  source: AsyncIterable<Buffer>,
): Promise<Statement> {
  const { now, inForce } = await standingOf(context, program.id)
  const { currency, timeZone } = inForce.terms
  return transaction(context.sql, async (tx) => {
    const id = await beginStatement(tx, program.id, fileProviderName, time, now)
    let lines = 0
    let page: StatementLine[] = []
    for await (const row of csvRows<Column>(source, { columns, needed }, resultRowsMax)) {
      page.push(lineOf(row, currency, timeZone, time))
      if (page.length < pageRows) continue
      await keepLines(tx, program.id, fileProviderName, id, page)
      lines += page.length
      page = []
    }
    await keepLines(tx, program.id, fileProviderName, id, page)
    lines += page.length
    await endStatement(tx, program.id, fileProviderName, id, time, lines, now)
    await recordChange(context, tx, program.id, { subject: toWire('stm', id), after: { ...time, lines } })
    return { id, ...time, lines, readAt: now }
  })
}

function lineOf(
  { line, cells, fit }: CsvRow<Column>,
  currency: string,
  timeZone: string,
  { from, to }: StatementTime,
): StatementLine {
  if (fit !== 'fits') throw unreadable(line, fit)
  const cell = (column: Column) => readCell(cells[column] ?? '')
  const state = cell('state').toLowerCase()
  if (state !== 'paid' && state !== 'returned') throw unreadable(line, 'state_unknown')
  const amountMinor = readDecimalAmount(cell('amount'), currency)
  if (amountMinor === undefined) throw unreadable(line, 'amount_unreadable')
  if (cell('currency') !== '' && readCurrency(cell('currency')) !== currency) throw unreadable(line, 'currency_wrong')
  const at = readInstant(cell('at'), timeZone)
  if (at === undefined) throw unreadable(line, 'time_unreadable')
  if (at < from || at >= to) throw unreadable(line, 'time_outside')
  const providerReference = cell('providerreference')
  if (providerReference === '') throw unreadable(line, 'provider_reference_missing')
  const reference = cell('reference')
  if (reference.length > textMax || providerReference.length > textMax) throw unreadable(line, 'cell_too_long')
  return { reference: reference.toLowerCase(), providerReference, amountMinor, state, at }
}

/** With an offset, or in the program's time zone. */
function readInstant(text: string, timeZone: string): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?$/i.exec(asciiDigits(text))
  if (match === null) return undefined
  const [, day = '', time = '', offset] = match
  const written = offset === undefined ? instantOf(`${day}T${time}`, timeZone) : `${day}T${time}${offset.toUpperCase()}`
  const at = new Date(written ?? Number.NaN)
  return Number.isNaN(at.getTime()) ? undefined : at
}

/** Newest first. */
export async function listStatements(
  sql: Sql,
  programId: number,
  { limit, after }: Page<string>,
): Promise<Statement[]> {
  const rows = await sql<{ id: string; from_at: Date; to_at: Date; lines: number; read_at: Date }[]>`
    select id, from_at, to_at, lines, read_at
    from provider_statements
    where program_id = ${programId} and provider = ${fileProviderName} and read_at is not null
      ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
    order by id desc
    limit ${limit}`
  return rows.map((row) => ({ id: row.id, from: row.from_at, to: row.to_at, lines: row.lines, readAt: row.read_at }))
}
