/**
 * Whether a new friend would count now, and if not, why; shown before anybody is asked to share. Not a promise: the
 * signup is decided later.
 */
import type { Sql, Tx } from '../../db/connect.js'
import type { Participant } from '../person/read.js'
import { dayIn } from '../standing/calendar.js'
import type { Standing } from '../standing/find.js'
import { phaseAt } from '../standing/phase.js'
import { worthOf } from '../standing/worth.js'

export const obstacles = [
  'left',
  'stopped',
  'not_started',
  'paused',
  'ended',
  'money_promised',
  'own_total',
  'full_today',
] as const
export type Obstacle = (typeof obstacles)[number]

export interface Sharing {
  /** Null: a friend who joins now counts if the rules allow it. */
  readonly obstacle: Obstacle | null
  /** How many more friends count today; null without a cap. */
  readonly leftToday: number | null
}

export async function sharingOf(
  sql: Sql | Tx,
  programId: number,
  participant: Participant,
  { books, now, inForce: { terms } }: Standing,
): Promise<Sharing> {
  const { perAdvocatePerDay, perAdvocateTotal } = terms.caps
  const { counted, pending, review } = participant.friends
  const grantedToday =
    perAdvocatePerDay === null ? 0 : await grantedOn(sql, programId, participant.id, dayIn(terms.timeZone, now))
  const leftToday = perAdvocatePerDay === null ? null : Math.max(0, perAdvocatePerDay - grantedToday)
  const phase = phaseAt(books.state, books.closingAt, terms, now)
  if (participant.leftAt !== null) return { obstacle: 'left', leftToday }
  if (participant.stoppedAt !== null) return { obstacle: 'stopped', leftToday }
  if (phase === 'before') return { obstacle: 'not_started', leftToday }
  if (phase === 'paused') return { obstacle: 'paused', leftToday }
  if (phase === 'closed') return { obstacle: 'ended', leftToday }
  if (books.budgetMinor < worthOf(terms).totalMinor) return { obstacle: 'money_promised', leftToday }
  if (perAdvocateTotal !== null && counted + pending + review >= perAdvocateTotal)
    return { obstacle: 'own_total', leftToday }
  return { obstacle: leftToday === 0 ? 'full_today' : null, leftToday }
}

async function grantedOn(sql: Sql | Tx, programId: number, advocateId: string, day: string): Promise<number> {
  const [row] = await sql<{ granted: number }[]>`
    select granted from advocate_days
    where program_id = ${programId} and advocate_id = ${advocateId} and day = ${day}::date`
  return row?.granted ?? 0
}
