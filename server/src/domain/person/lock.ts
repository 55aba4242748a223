/** Holding participants' rows. Nobody touches a participant's balances without it, and everybody takes them in this order. */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'

/**
 * `for no key update`: with `for update`, every new reward and transfer, whose rows refer to these, would wait. A look-up
 * each, as the claims': asked for as a list, they were planned while the table was young as a walk through all of it.
 */
export async function lockParticipants(tx: Tx, programId: number, ids: readonly string[]): Promise<void> {
  const ordered = [...new Set(ids)].toSorted()
  if (ordered.length === 0) return
  await tx`
    select p.id
    from unnest(${arrayText(ordered)}::uuid[]) as i (id), lateral (
      select id from participants
      where program_id = ${programId} and id = i.id
      limit 1
      for no key update) as p`
}
