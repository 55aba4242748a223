/** What a program knows about an account: its link, balances and numbers of friends. */
import type { Sql, Tx } from '../../db/connect.js'
import type { ParticipantsRow } from '../../db/rows.js'
import { AppError, must } from '../../errors.js'
import { isErasedName } from '../../readers/user-id.js'
import { linkCounts } from './link-counts.js'
import type { Program } from '../standing/find.js'

export interface Participant {
  readonly id: string
  readonly userId: string
  /** Null until the account has joined. */
  readonly code: string | null
  /** The code in words that is shown; null if there is none. */
  readonly chosenCode: string | null
  /** From then on the code does not count. */
  readonly leftAt: Date | null
  /** An operator stopped the link; it does not count until it is restarted. */
  readonly stoppedAt: Date | null
  /** Erasure was requested, for when nothing is owed or awaited. */
  readonly erasureAskedAt: Date | null
  readonly country: string | null
  readonly locale: string | null
  /** What the app calls this person; null unless it sent a name. */
  readonly displayName: string | null
  /** Whether the owner shows the name to friends. */
  readonly nameShown: boolean
  readonly heldMinor: bigint
  readonly availableMinor: bigint
  readonly clearingMinor: bigint
  readonly paidMinor: bigint
  /** What an earlier system owed them: part of the balances, and the first that is paid out. */
  readonly openingMinor: bigint
  readonly friends: { readonly counted: number; readonly pending: number; readonly review: number }
}

type Row = Omit<ParticipantsRow, 'program_id' | 'joined_at' | 'birth_year' | 'erased_at'> & {
  readonly chosen_code: string | null
}

const columns = (sql: Sql | Tx) => sql`
  id, user_id, code, (
    select o.written from chosen_codes o
    where o.program_id = participants.program_id and o.participant_id = participants.id
    order by o.chosen_at desc limit 1) as chosen_code, left_at, stopped_at, erasure_asked_at, country, locale, display_name, name_shown, held_minor,
  available_minor, clearing_minor,
  paid_minor, opening_minor, friends_counted, friends_pending, friends_review`

/** For a change or a command: nothing is written about an erased account. @throws AppError `participant_not_found` */
export async function findParticipant(sql: Sql, program: Program, userId: string): Promise<Participant> {
  if (isErasedName(userId)) throw participantNotFound()
  return findEvenErased(sql, program, userId)
}

/** For a list or a view. @throws AppError `participant_not_found` */
export async function findEvenErased(sql: Sql, program: Program, userId: string): Promise<Participant> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from participants
    where program_id = ${program.id} and user_id = ${userId}`
  if (row === undefined) throw participantNotFound()
  return participantOf(row)
}

export function participantNotFound(): AppError {
  return new AppError(
    'participant_not_found',
    'The program does not know this account. Join it first, or report its signup.',
  )
}

/** @param id of an existing participant. */
export async function readParticipant(sql: Sql | Tx, programId: number, id: string): Promise<Participant> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from participants
    where program_id = ${programId} and id = ${id}`
  return participantOf(must(row, 'a participant that was found before'))
}

function participantOf(row: Row): Participant {
  return {
    id: row.id,
    userId: row.user_id,
    code: row.code,
    chosenCode: row.chosen_code,
    leftAt: row.left_at,
    stoppedAt: row.stopped_at,
    erasureAskedAt: row.erasure_asked_at,
    country: row.country,
    locale: row.locale,
    displayName: row.display_name,
    nameShown: row.name_shown,
    heldMinor: row.held_minor,
    availableMinor: row.available_minor,
    clearingMinor: row.clearing_minor,
    paidMinor: row.paid_minor,
    openingMinor: row.opening_minor,
    friends: { counted: row.friends_counted, pending: row.friends_pending, review: row.friends_review },
  }
}

/** Whether a code is valid. The owner is not revealed. */
export async function codeExists(sql: Sql, program: Program, code: string | undefined): Promise<boolean> {
  if (code === undefined) return false
  const rows = await sql`
    select id from participants where program_id = ${program.id} and code = ${code} and ${linkCounts(sql)} limit 1`
  return rows.count === 1
}
