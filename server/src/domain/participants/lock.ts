/** Holding participants' rows. Nobody touches a participant's balances without it, and everybody takes them in this order. */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'

/** `for no key update`: with `for update`, every new reward and transfer, whose rows refer to these, would wait. */
export async function lockParticipants(tx: Tx, programId: number, ids: readonly string[]): Promise<void> {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return
  await tx`
    select p.id
    from participants p
    where p.program_id = ${programId} and p.id = any(${arrayText(distinct)}::uuid[])
    order by p.id
    for no key update`
}
