/**
 * Stores a provider's statement as lines, a page at a time, so that memory holds one page. A line read again is the
 * same line. A line that the statement of that period no longer has is deleted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { arrayText } from '../../../db/array-text.js'
import type { Sql, Tx } from '../../../db/connect.js'
import { retryingTransaction } from '../../../db/retry.js'
import { must } from '../../../errors.js'
import { fromWire, newId } from '../../../ids.js'
import type { Context } from '../../standing/context.js'
import type { Program } from '../../standing/find.js'
import type { Provider, StatementLine } from '../core/provider.js'

const pageLines = 1000
/** A statement that takes longer is rejected: lines missing from it would prove nothing. */
const linesMax = 5_000_000
/** For the next line. */
const lineWaitMs = 60_000
const textMax = 200

export interface StatementTime {
  readonly from: Date
  readonly to: Date
}

/** The provider gave no statement, or an invalid one. Never a failure of the database. */
export class StatementUnreadError extends Error {}

/** @returns the number of lines. @throws StatementUnreadError */
export async function readStatement(
  context: Context,
  program: Program,
  provider: Provider,
  time: StatementTime,
): Promise<number> {
  const { sql } = context
  const id = await beginStatement(sql, program.id, provider.name, time, new Date(context.clock.nowMs()))
  const source = must(provider.statement, 'a provider that has a statement')({ context, program }, time.from, time.to)
  let lines = 0
  for await (const page of pagesOf(source)) {
    lines += page.length
    if (lines > linesMax) throw new StatementUnreadError('the statement does not end')
    await keepLines(sql, program.id, provider.name, id, page)
  }
  await retryingTransaction(sql, (tx) =>
    endStatement(tx, program.id, provider.name, id, time, lines, new Date(context.clock.nowMs())),
  )
  return lines
}

export async function beginStatement(
  sql: Sql | Tx,
  programId: number,
  provider: string,
  { from, to }: StatementTime,
  at: Date,
): Promise<string> {
  const id = newId()
  await sql`
    insert into provider_statements (program_id, id, provider, from_at, to_at, begun_at)
    values (${programId}, ${id}, ${provider}, ${from}, ${to}, ${at})`
  return id
}

/** Complete: from now on missing payments count as absent. Lines touched by a later reading belong to that one. */
export async function endStatement(
  tx: Tx,
  programId: number,
  provider: string,
  id: string,
  { from, to }: StatementTime,
  lines: number,
  at: Date,
): Promise<void> {
  await tx`
    delete from provider_lines
    where program_id = ${programId} and provider = ${provider} and at >= ${from} and at < ${to} and statement_id < ${id}`
  await tx`update provider_statements set lines = ${lines}, read_at = ${at} where program_id = ${programId} and id = ${id}`
}

async function* pagesOf(source: AsyncIterable<StatementLine>): AsyncGenerator<StatementLine[]> {
  const lines = source[Symbol.asyncIterator]()
  let page: StatementLine[] = []
  for (;;) {
    const next = await inTime(() => lines.next())
    if (next.done === true) break
    page.push(checked(next.value))
    if (page.length < pageLines) continue
    yield page
    page = []
  }
  yield page
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = sleep(lineWaitMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new StatementUnreadError('the next line did not come')
  })
  late.catch(() => {})
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    if (error instanceof StatementUnreadError) throw error
    throw new StatementUnreadError('the provider failed', { cause: error })
  } finally {
    timer.abort()
  }
}

function checked(line: StatementLine): StatementLine {
  const { reference, providerReference, amountMinor, at } = line
  const isText = (text: string) => text.length <= textMax && text.isWellFormed() && !text.includes('\0')
  const isSound =
    isText(reference) &&
    isText(providerReference) &&
    amountMinor > 0n &&
    amountMinor < 2n ** 62n &&
    !Number.isNaN(at.getTime())
  if (isSound) return line
  throw new StatementUnreadError('a line of the statement cannot be one')
}

export async function keepLines(
  sql: Sql | Tx,
  programId: number,
  provider: string,
  statementId: string,
  lines: readonly StatementLine[],
): Promise<void> {
  if (lines.length === 0) return
  const counted = [...counts(lines).values()]
  await sql`
    insert into provider_lines as l
      (program_id, provider, reference, provider_reference, state, amount_minor, at, payout_id, times, statement_id)
    select ${programId}, ${provider}, reference, provider_reference, state, amount_minor, at, payout_id, times,
      ${statementId}
    from unnest(
      ${counted.map(({ line }) => line.reference)}::text[],
      ${counted.map(({ line }) => line.providerReference)}::text[],
      ${arrayText(counted.map(({ line }) => line.state))}::statement_state[],
      ${arrayText(counted.map(({ line }) => line.amountMinor))}::bigint[],
      ${arrayText(counted.map(({ line }) => line.at))}::timestamptz[],
      ${arrayText(counted.map(({ line }) => fromWire('pay', line.reference) ?? null))}::uuid[],
      ${arrayText(counted.map(({ times }) => times))}::integer[]
    ) as n (reference, provider_reference, state, amount_minor, at, payout_id, times)
    order by reference, provider_reference, state, amount_minor
    on conflict (program_id, provider, reference, provider_reference, state, amount_minor) do update
    set times = case when l.statement_id = excluded.statement_id then l.times else 0 end + excluded.times,
      statement_id = excluded.statement_id, at = excluded.at
    where l.statement_id <= excluded.statement_id`
}

/** One statement must not touch a row twice. */
function counts(lines: readonly StatementLine[]): Map<string, { line: StatementLine; times: number }> {
  const found = new Map<string, { line: StatementLine; times: number }>()
  for (const line of lines) {
    const key = JSON.stringify([line.reference, line.providerReference, line.state, line.amountMinor.toString()])
    const known = found.get(key)
    if (known === undefined) found.set(key, { line, times: 1 })
    else known.times += 1
  }
  return found
}
