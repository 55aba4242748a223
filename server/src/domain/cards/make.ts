/** A participant creates a card that shows what they received. At most one per participant, and only on request. */
import { randomBytes } from 'node:crypto'
import { AppError } from '../../errors.js'
import type { Context } from '../standing/context.js'
import { lockParticipants } from '../person/lock.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { readCard, type Card } from './read.js'

/** 128 random bits, so nobody can guess the address. */
const tokenBytes = 16

/** Repeating the call returns the same card. @throws AppError `nothing_received` */
export async function makeCard(context: Context, program: Program, participantId: string): Promise<Card> {
  const token = randomBytes(tokenBytes).toString('base64url')
  return inProgram(context, program, async (tx, { now }) => {
    // Who leaves holds the same row: a card is made before, and goes with the rest, or not at all.
    await lockParticipants(tx, program.id, [participantId])
    await tx`
      insert into cards (program_id, participant_id, token, made_at)
      select program_id, id, ${token}, ${now}
      from participants
      where program_id = ${program.id} and id = ${participantId} and paid_minor > opening_minor
        and left_at is null and erasure_asked_at is null
      on conflict (program_id, participant_id) do nothing`
    const card = await readCard(tx, program.id, participantId)
    if (card === undefined) {
      throw new AppError(
        'nothing_received',
        'A card shows money that was received. There is none yet, or you have left.',
      )
    }
    return card
  })
}
