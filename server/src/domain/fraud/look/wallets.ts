/** How many other accounts are paid to the same wallet. */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'
import { matesMax } from '../signals/case.js'

/** @returns for each account that shares its wallet how many others do, at most `matesMax`. */
export async function readWallets(
  sql: Sql,
  programId: number,
  participantIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; others: number }[]>`
    select i.id, count(*)::int as others
    from unnest(${arrayText(participantIds)}::uuid[]) as i (id), lateral (
      select wallet from payout_methods where program_id = ${programId} and participant_id = i.id limit 1) as m, lateral (
      select from sightings
      where program_id = ${programId} and kind = 'wallet' and digest = m.wallet and owner_id <> i.id
      limit ${matesMax}) as s
    group by i.id`
  return new Map(rows.map((row) => [row.id, row.others]))
}
