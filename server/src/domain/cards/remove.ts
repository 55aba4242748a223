/** Deletes cards. Nothing is kept of them, and their addresses are 404s from then on. */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'

/** Deleting a card that does not exist is no failure. */
export async function removeCards(sql: Sql | Tx, programId: number, participantIds: readonly string[]): Promise<void> {
  await sql`
    delete from cards
    where program_id = ${programId} and participant_id = any (${arrayText(participantIds)}::uuid[])`
}
