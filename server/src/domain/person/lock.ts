/** Locks participants' rows. A balance changes only under this lock, and everybody takes the rows in this order. */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { participantNotFound } from './read.js'

/**
 * `for no key update`: with `for update`, every new reward and transfer that refers to these rows would wait. One
 * look-up each, because a list was planned as a scan while the table was young.
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

/**
 * Locks a participant who was found before, and who may have been erased since: nothing may be kept about them any more.
 * @throws AppError `participant_not_found`
 */
export async function lockPresent(tx: Tx, programId: number, id: string): Promise<void> {
  await lockParticipants(tx, programId, [id])
  await refuseErased(tx, programId, id)
}

/** The caller has locked the participant. @throws AppError `participant_not_found` */
export async function refuseErased(tx: Tx, programId: number, id: string): Promise<void> {
  const [erased] = await tx`
    select id from participants where program_id = ${programId} and id = ${id} and erased_at is not null`
  if (erased !== undefined) throw participantNotFound()
}
