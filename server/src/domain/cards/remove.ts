/** Takes cards back: their addresses lead nowhere from then on, and nothing is kept of them. */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'

/** Of who has none there is nothing to take back: that is no failure. */
export async function removeCards(sql: Sql | Tx, programId: number, participantIds: readonly string[]): Promise<void> {
  await sql`
    delete from cards
    where program_id = ${programId} and participant_id = any (${arrayText(participantIds)}::uuid[])`
}
