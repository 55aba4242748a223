/** Checks that the opening balance of each person is what its transfer granted. */
import type { Tx } from '../../db/connect.js'
import type { Difference } from './verify.js'

const differencesMax = 100

export async function openingDifferences(sql: Tx, programId: number): Promise<Difference[]> {
  const rows = await sql<{ user_id: string; recorded: bigint; recomputed: bigint }[]>`
    with moved as (
      select participant_id, sum(amount_minor)::bigint as amount
      from transfers
      where program_id = ${programId} and cause_kind = 'import'
      group by participant_id
    )
    select p.user_id, p.opening_minor as recorded, coalesce(moved.amount, 0) as recomputed
    from participants p
    left join moved on moved.participant_id = p.id
    where p.program_id = ${programId} and p.opening_minor <> coalesce(moved.amount, 0)
    limit ${differencesMax}`
  return rows.map((row) => ({
    kind: 'opening',
    account: 'available',
    userId: row.user_id,
    recordedMinor: row.recorded,
    recomputedMinor: row.recomputed,
  }))
}
