/** Reads cards, for their owners and for visitors of their address. */
import type { Sql, Tx } from '../../db/connect.js'

export interface Card {
  readonly token: string
  readonly madeAt: Date
}

/** The participant's own card. */
export async function readCard(sql: Sql | Tx, programId: number, participantId: string): Promise<Card | undefined> {
  const [row] = await sql<{ token: string; made_at: Date }[]>`
    select token, made_at from cards
    where program_id = ${programId} and participant_id = ${participantId}`
  return row && { token: row.token, madeAt: row.made_at }
}

const tokenShape = /^[\w-]{22}$/

/**
 * What was paid out to the owner of the card at this moment, in minor units, and nothing else about them. Without what an
 * earlier system owed them, like the figures beside it.
 * @returns undefined if there is no such card (any more).
 */
export async function readReceived(sql: Sql, programId: number, token: string): Promise<bigint | undefined> {
  if (!tokenShape.test(token)) return undefined
  const [row] = await sql<{ paid_minor: bigint }[]>`
    select greatest(p.paid_minor - p.opening_minor, 0)::bigint as paid_minor
    from cards c
    join participants p on p.program_id = ${programId} and p.id = c.participant_id
    where c.program_id = ${programId} and c.token = ${token}`
  return row?.paid_minor
}
