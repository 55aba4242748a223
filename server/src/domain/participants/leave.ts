/**
 * A participant leaves: their code and link stop counting, and their card is deleted. Friends who followed the link or
 * opened an account before still count, and the participant keeps the money, without a minimum. Until the erasure they
 * may return to the same link.
 */
import type { Tx } from '../../db/connect.js'
import { removeCards } from '../cards/remove.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { readUserOwners } from '../identities/claim.js'
import { digestOf } from '../identities/digest.js'
import { moveLinksEpoch } from '../ledger/books.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { lockParticipants } from '../person/lock.js'
import { findParticipant, participantNotFound } from '../person/read.js'

/**
 * Repeating is harmless. A participant who never joined has no link to stop. @throws AppError `participant_not_found`
 */
export async function leave(context: Context, program: Program, userId: string): Promise<void> {
  const { id } = await findParticipant(context.sql, program, userId)
  await onParticipant(context, program, id, (tx, now) => stopLink(tx, program.id, id, now))
}

/**
 * Returns to the same link and cancels a requested erasure. An erased participant is found by the digest of the app's
 * id, and gets it back.
 * @throws AppError `participant_not_found`
 */
export async function comeBack(context: Context, program: Program, userId: string): Promise<void> {
  const { sql, keys } = context
  const digest = digestOf(keys.key(program.keyVersion, 'identity'), 'user', userId)
  const owner = (await readUserOwners(sql, program.id, [digest])).get(digest)
  if (owner === undefined) throw participantNotFound()
  const id = owner.ownerId
  await onParticipant(context, program, id, async (tx, now) => {
    const back = await tx`
      update participants set left_at = null, erasure_asked_at = null, erased_at = null, user_id = ${userId}
      where program_id = ${program.id} and id = ${id} and (left_at is not null or erasure_asked_at is not null)`
    if (back.count === 0) return false
    await appendChanges(tx, program.id, [{ type: 'participant.returned', participantId: id }], now)
    return true
  })
}

/**
 * Leaves, and requests erasure once nothing is owed or awaited: see erase.ts. @throws AppError `participant_not_found`
 */
export async function askErasure(context: Context, program: Program, userId: string): Promise<void> {
  const { id } = await findParticipant(context.sql, program, userId)
  await onParticipant(context, program, id, async (tx, now) => {
    const isStopped = await stopLink(tx, program.id, id, now)
    await tx`
      update participants set erasure_asked_at = ${now}
      where program_id = ${program.id} and id = ${id} and erasure_asked_at is null and erased_at is null`
    return isStopped
  })
}

/** @returns whether the link counted before. */
async function stopLink(tx: Tx, programId: number, id: string, now: Date): Promise<boolean> {
  await removeCards(tx, programId, [id])
  const left = await tx`
    update participants set left_at = ${now}
    where program_id = ${programId} and id = ${id} and code is not null and left_at is null and erased_at is null`
  if (left.count === 0) return false
  await appendChanges(tx, programId, [{ type: 'participant.left', participantId: id }], now)
  return true
}

/** @param work returns whether it changed if the link counts */
async function onParticipant(
  context: Context,
  program: Program,
  id: string,
  work: (tx: Tx, now: Date) => Promise<boolean>,
): Promise<void> {
  await inProgram(context, program, async (tx, { now }) => {
    await lockParticipants(tx, program.id, [id])
    if (await work(tx, now)) await moveLinksEpoch(tx, program.id)
  })
}
