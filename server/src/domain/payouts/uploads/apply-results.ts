/**
 * Applies the rows of a previewed file as news. Each row is judged like any news from a provider, by the current state
 * of its payout, once, and a repeat is harmless. So a run may be interrupted anywhere and started again, with the same
 * result.
 */
import { arrayText } from '../../../db/array-text.js'
import { transaction } from '../../../db/connect.js'
import type { PayoutResultRowsRow } from '../../../db/rows.js'
import { eachByItself } from '../../../due-work.js'
import { AppError, must } from '../../../errors.js'
import { toWire } from '../../../ids.js'
import { recordChange } from '../../standing/audit-record.js'
import type { Context } from '../../standing/context.js'
import { standingOf, type Program } from '../../standing/find.js'
import { takeNews } from '../core/news.js'
import type { ProviderNews } from '../core/provider.js'
import type { FailureReason } from '../../reasons/payout-failures.js'
import { fileProviderName } from '../providers/batches.js'
import { findResults, type Results } from './results.js'

/** Rows per run: a request is answered within seconds, and the sweep continues. */
export const takeMax = 500
/** Files per run of the sweep. */
const filesMax = 100
/** Concurrent rows: each has its own transaction. */
const lanes = 8

/**
 * Starts to apply, and does the first rows; the sweep does the rest. Repeating continues.
 * @param odd how many odd rows the caller saw in the preview and leaves out
 * @throws AppError `payout_results_not_found`, `payout_results_odd`
 */
export async function applyResults(context: Context, program: Program, id: string, odd: number): Promise<Results> {
  const found = await findResults(context.sql, program, id)
  if (odd !== found.odd) {
    throw new AppError(
      'payout_results_odd',
      `${found.odd} rows of this file are odd. Look at them, then send {"oddRows": ${found.odd}} to apply the others.`,
    )
  }
  await transaction(context.sql, async (tx) => {
    const begun = await tx`
      update payout_results set state = 'applying'
      where program_id = ${program.id} and id = ${id} and state = 'previewed'`
    if (begun.count === 1)
      await recordChange(context, tx, program.id, { subject: toWire('res', id), after: { moves: found.moves } })
  })
  await takeRows(context, program, id)
  return findResults(context.sql, program, id)
}

/**
 * For the sweep: some rows of each file that is being applied, so that a failing file does not block the rest.
 * @returns fewer than `takeMax` if nothing waits any more. @throws the failures of a file's rows
 */
export async function applyWaiting(context: Context, program: Program): Promise<number> {
  const waiting = await context.sql<{ id: string }[]>`
    select id from payout_results
    where program_id = ${program.id} and state = 'applying'
    order by id
    limit ${filesMax}`
  await eachByItself(
    waiting.map(
      ({ id }) =>
        () =>
          takeRows(context, program, id),
    ),
  )
  return waiting.length === 0 ? 0 : takeMax
}

async function takeRows(context: Context, program: Program, id: string): Promise<void> {
  const { sql } = context
  const rows = await sql<PayoutResultRowsRow[]>`
    select * from payout_result_rows
    where program_id = ${program.id} and result_id = ${id} and told and taken_at is null
    order by line
    limit ${takeMax}`
  const left = rows.values()
  const taken: number[] = []
  const failures: unknown[] = []
  const take = async (row: PayoutResultRowsRow) => {
    await takeNews(context, program, newsOf(row), fileProviderName)
    taken.push(row.line)
  }
  const lane = async () => {
    for (const row of left) await take(row).catch((error: unknown) => failures.push(error))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const { now } = await standingOf(context, program.id)
  // After the news: a process killed before this takes the same news again, which changes nothing.
  await sql`
    update payout_result_rows set taken_at = ${now}
    where program_id = ${program.id} and result_id = ${id} and line = any (${arrayText(taken)}::integer[])`
  if (failures.length > 0) throw failures[0]
  if (rows.length === takeMax) return
  await sql`
    update payout_results set state = 'applied', applied_at = ${now}
    where program_id = ${program.id} and id = ${id} and state = 'applying'
      and not exists (select from payout_result_rows w
        where w.program_id = ${program.id} and w.result_id = ${id} and w.told and w.taken_at is null)`
}

function newsOf(row: PayoutResultRowsRow): ProviderNews {
  const reference = toWire('pay', must(row.payout_id, 'a row that is told has a payout'))
  const outcome = must(row.outcome, 'a row that is told has an outcome')
  const code = row.code as FailureReason
  if (outcome === 'failed') return { reference, state: 'failed', code }
  const providerReference = must(row.provider_reference, 'what was paid has a reference')
  if (outcome === 'returned') return { reference, state: 'returned', providerReference, code }
  return { reference, state: 'paid', providerReference, amountMinor: must(row.amount_minor, 'and an amount') }
}
