/** Which friends were refused for suspected abuse, or wait for a person to decide. */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'

export async function readWithheld(sql: Sql, programId: number, friendIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select f.id
    from unnest(${arrayText(friendIds)}::uuid[]) as f (id), lateral (
      select from referrals
      where program_id = ${programId} and id = f.id and (state = 'review' or reason = 'suspected_abuse')
      limit 1) as r`
  return new Set(rows.map(({ id }) => id))
}
