/**
 * Stores a results file and previews its changes. No money moves here. Rows are written under the file's row, which is
 * `reading` until all of them are there and judged.
 */
import { arrayText } from '../../../db/array-text.js'
import { transaction, type Sql, type Tx } from '../../../db/connect.js'
import { newId, toWire } from '../../../ids.js'
import type { Context } from '../../standing/context.js'
import { standingOf, type Program } from '../../standing/find.js'
import { recordChange } from '../../standing/audit-record.js'
import { resultPages } from './read-results.js'
import type { ResultRow } from './result-row.js'
import { findResults, type Results } from './results.js'
import { fileProviderName } from '../providers/batches.js'

/** The next upload clears the remains of an interrupted one, this much later. */
const abandonedMs = 3_600_000

/** @throws AppError `result_file_encoding`, `result_file_unreadable`, `result_file_too_long` */
export async function uploadResults(
  context: Context,
  program: Program,
  source: AsyncIterable<Buffer>,
): Promise<Results> {
  const { sql } = context
  const { now, inForce } = await standingOf(context, program.id)
  await clearAbandoned(sql, program.id, new Date(now.getTime() - abandonedMs))
  const id = newId()
  await sql`
    insert into payout_results (program_id, id, state, uploaded_at) values (${program.id}, ${id}, 'reading', ${now})`
  try {
    for await (const page of resultPages(source, inForce.terms.currency)) await insertRows(sql, program.id, id, page)
    await transaction(sql, async (tx) => {
      await weigh(tx, program.id, id)
      const counts = await count(tx, program.id, id)
      await recordChange(context, tx, program.id, { subject: toWire('res', id), after: counts })
    })
  } catch (error) {
    await clear(sql, program.id, [id])
    throw error
  }
  return findResults(sql, program, id)
}

async function clearAbandoned(sql: Sql, programId: number, before: Date): Promise<void> {
  const old = await sql<{ id: string }[]>`
    select id from payout_results
    where program_id = ${programId} and state = 'reading' and uploaded_at < ${before}
    limit 100`
  await clear(
    sql,
    programId,
    old.map(({ id }) => id),
  )
}

async function clear(sql: Sql, programId: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await transaction(sql, async (tx) => {
    const list = arrayText(ids)
    await tx`delete from payout_result_rows where program_id = ${programId} and result_id = any (${list}::uuid[])`
    await tx`delete from payout_results where program_id = ${programId} and id = any (${list}::uuid[]) and state = 'reading'`
  })
}

async function insertRows(sql: Sql, programId: number, id: string, rows: readonly ResultRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into payout_result_rows
      (program_id, result_id, line, reference, payout_id, outcome, amount_minor, provider_reference, code, verdict, odd)
    select ${programId}, ${id}, line, reference, payout_id, outcome, amount_minor, provider_reference, code, fault,
      fault is not null
    from unnest(
      ${arrayText(rows.map(({ line }) => line))}::integer[],
      ${rows.map(({ reference }) => reference)}::text[],
      ${arrayText(rows.map(({ payoutId }) => payoutId))}::uuid[],
      ${arrayText(rows.map(({ outcome }) => outcome))}::result_outcome[],
      ${arrayText(rows.map(({ amountMinor }) => amountMinor))}::bigint[],
      ${rows.map(({ providerReference }) => providerReference)}::text[],
      ${arrayText(rows.map(({ code }) => code))}::text[],
      ${arrayText(rows.map(({ fault }) => fault))}::text[]
    ) as r (line, reference, payout_id, outcome, amount_minor, provider_reference, code, fault)`
}

/**
 * Compares all rows with one another and with the payouts, in one statement: 200,000 rows in a few seconds. The result
 * is a preview; when the file is applied, each row is judged again.
 */
async function weigh(tx: Tx, programId: number, id: string): Promise<void> {
  // The planner has no statistics for new rows and assumes a few: it then compared each with each, which took 30
  // seconds for 20,000.
  await tx`set local enable_nestloop = off`
  await tx`set local statement_timeout = '120s'`
  await tx`
    with compared as (
      select line, payout_id, outcome, amount_minor, provider_reference,
        min(payout_id::text) filter (where outcome <> 'failed') over same_payment is distinct from
          max(payout_id::text) filter (where outcome <> 'failed') over same_payment as pays_two,
        first_value(line) over (partition by payout_id order by line) as first_line,
        min(says) over (partition by payout_id) is distinct from max(says) over (partition by payout_id) as differs
      from (
        select *, concat_ws(' ', outcome, amount_minor, code, provider_reference) as says
        from payout_result_rows
        where program_id = ${programId} and result_id = ${id} and verdict is null
      ) as said
      window same_payment as (partition by provider_reference)
    ), weighed as (
      select c.line, c.first_line,
        case
          when p.id is null then 'unknown_reference'
          when c.differs then 'contradicts_itself'
          when c.line > c.first_line then 'repeated'
          when p.state in ('requested', 'approved', 'rejected') then 'never_sent'
          when c.amount_minor <> p.amount_minor then 'wrong_amount'
          when c.provider_reference is not null and c.outcome <> 'failed' and (c.pays_two or other.id is not null)
            then 'provider_reference_repeated'
          when p.state in ('sending', 'unknown') then
            case c.outcome when 'paid' then 'pays' when 'failed' then 'fails' else 'returns' end
          when c.outcome = 'paid' and p.state in ('paid', 'returned') and p.provider_reference = c.provider_reference
            or c.outcome = 'failed' and p.state in ('failed', 'returned')
            or c.outcome = 'returned' and p.state = 'returned' then 'known'
          when c.outcome = 'returned' and p.state = 'paid' then 'returns'
          else 'contradicts'
        end as verdict
      from compared c
      left join payouts p on p.program_id = ${programId} and p.id = c.payout_id and p.provider = ${fileProviderName}
      left join payouts other on other.program_id = ${programId} and other.provider = ${fileProviderName}
        and other.provider_reference = c.provider_reference and other.id <> c.payout_id
    )
    update payout_result_rows r
    set verdict = w.verdict, first_line = nullif(w.first_line, w.line),
      told = w.verdict in ('pays', 'fails', 'returns', 'contradicts'),
      odd = w.verdict not in ('pays', 'fails', 'returns', 'known')
    from weighed w
    where r.program_id = ${programId} and r.result_id = ${id} and r.line = w.line`
}

async function count(tx: Tx, programId: number, id: string): Promise<{ rows: number; moves: number; odd: number }> {
  const [counts] = await tx<{ rows: number; moves: number; odd: number }[]>`
    update payout_results
    set state = 'previewed', rows = c.rows, moves = c.moves, odd = c.odd
    from (
      select count(*)::int as rows, count(*) filter (where told and not odd)::int as moves,
        count(*) filter (where odd)::int as odd
      from payout_result_rows where program_id = ${programId} and result_id = ${id}
    ) as c (rows, moves, odd)
    where program_id = ${programId} and id = ${id} and state = 'reading'
    returning payout_results.rows, payout_results.moves, payout_results.odd`
  if (counts === undefined) throw new Error('the file of results was cleared while it was read')
  return { ...counts }
}
