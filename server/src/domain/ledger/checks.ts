/** Stored checks of the books: when every balance was recomputed, and whether all agreed. */
import type { Sql } from '../../db/connect.js'
import { newId } from '../../ids.js'
import { cutoffOf } from '../../retention.js'
import type { Verification } from './verify.js'

export interface LedgerCheck {
  readonly checkedAt: Date
  readonly transfers: number
  /** How many accounts did not agree, at most as many as the verifier names. */
  readonly differences: number
}

/** @param at the program's own time. */
export async function keepLedgerCheck(
  sql: Sql,
  programId: number,
  { transfers, differences }: Verification,
  at: Date,
): Promise<void> {
  await sql`
    insert into ledger_checks (program_id, id, checked_at, transfers, differences)
    values (${programId}, ${newId()}, ${at}, ${transfers}, ${differences.length})`
  await sql`
    delete from ledger_checks
    where program_id = ${programId} and differences = 0
      and checked_at < ${cutoffOf('ledgerChecks', at)}`
}

export async function latestLedgerCheck(sql: Sql, programId: number): Promise<LedgerCheck | undefined> {
  const [row] = await sql<{ checked_at: Date; transfers: bigint; differences: number }[]>`
    select checked_at, transfers, differences
    from ledger_checks
    where program_id = ${programId}
    order by id desc
    limit 1`
  return row && { checkedAt: row.checked_at, transfers: Number(row.transfers), differences: row.differences }
}
