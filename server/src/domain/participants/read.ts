/** What a program knows of one account: its link, its balances, its friends in numbers. */
import type { Sql } from '../../db/connect.js'
import type { ParticipantsRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import type { Program } from '../programs/find.js'

export interface Participant {
  readonly id: string
  readonly userId: string
  /** Null until the account has joined: a friend who never shares has none. */
  readonly code: string | null
  readonly country: string | null
  readonly heldMinor: bigint
  readonly availableMinor: bigint
  readonly clearingMinor: bigint
  readonly paidMinor: bigint
  readonly friends: { readonly counted: number; readonly pending: number; readonly review: number }
}

/** @throws AppError `participant_not_found` */
export async function findParticipant(sql: Sql, program: Program, userId: string): Promise<Participant> {
  const [row] = await sql<Omit<ParticipantsRow, 'program_id' | 'user_id' | 'joined_at' | 'birth_year' | 'locale'>[]>`
    select id, code, country, held_minor, available_minor, clearing_minor, paid_minor,
           friends_counted, friends_pending, friends_review
    from participants
    where program_id = ${program.id} and user_id = ${userId}`
  if (row === undefined) throw participantNotFound()
  return {
    id: row.id,
    userId,
    code: row.code,
    country: row.country,
    heldMinor: row.held_minor,
    availableMinor: row.available_minor,
    clearingMinor: row.clearing_minor,
    paidMinor: row.paid_minor,
    friends: { counted: row.friends_counted, pending: row.friends_pending, review: row.friends_review },
  }
}

export function participantNotFound(): AppError {
  return new AppError(
    'participant_not_found',
    'The program does not know this account. Join it first, or report its signup.',
  )
}

/** Whether a code is one that can be typed. Never whose. */
export async function codeExists(sql: Sql, program: Program, code: string | undefined): Promise<boolean> {
  if (code === undefined) return false
  const rows = await sql`select id from participants where program_id = ${program.id} and code = ${code} limit 1`
  return rows.count === 1
}
