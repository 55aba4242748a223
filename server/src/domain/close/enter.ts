/** Ends a program, irreversibly: by an operator before its time, or at its end date. Both use this. */
import type { Tx } from '../../db/connect.js'
import type { ProgramState } from '../../db/rows.js'
import { recordChange } from '../standing/audit-record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'
import { holdingBooks } from '../standing/in-program.js'
import { readPauses } from '../standing/pauses.js'
import { insertClose } from './closes.js'
import { overtakeRequests } from './requests.js'
import { closeDates } from './windows.js'

/**
 * On request. The caller has locked the books and checked that the program has not ended.
 * @param subject the confirmed request, if there was one
 */
export async function endProgram(
  context: Context,
  tx: Tx,
  program: Program,
  standing: Standing,
  subject?: string,
): Promise<void> {
  const states = { before: { state: standing.books.state }, after: { state: 'closing' } }
  await recordChange(context, tx, program.id, { ...(subject !== undefined && { subject }), ...states })
  await enter(tx, program, standing)
}

/** A launched program whose end has come. Decisions do not wait for it, because they use the date. */
export async function closeDue(context: Context, program: Program, seen: Standing): Promise<boolean> {
  if (!isDue(seen)) return false
  return holdingBooks(context, program, async (tx, standing) => {
    if (!isDue(standing)) return false
    await enter(tx, program, standing)
    return true
  })
}

function isDue({ books, now, inForce }: Standing): boolean {
  return !hasEnded(books.state) && books.state !== 'draft' && now >= inForce.terms.endsAt
}

export function hasEnded(state: ProgramState): boolean {
  return state === 'closing' || state === 'settled'
}

/** The start of a close, if it happened now. */
export function closedAtOf({ now, inForce }: Standing): Date {
  return now < inForce.terms.endsAt ? now : inForce.terms.endsAt
}

/** Whether anybody could have counted. */
export function hasRun({ books, now, inForce }: Standing): boolean {
  return books.state !== 'draft' && now >= inForce.terms.startsAt
}

async function enter(tx: Tx, program: Program, standing: Standing): Promise<void> {
  const { books, now, versions } = standing
  const closedAt = closedAtOf(standing)
  const dates = closeDates(versions, closedAt, hasRun(standing))
  // A late report of a code counts if the account was opened before: in a paused program, before the pause.
  const pause =
    books.state === 'paused' ? (await readPauses(tx, program.id, [closedAt])).get(closedAt.getTime()) : undefined
  const codesUntil = hasRun(standing) ? (pause?.pausedAt ?? closedAt) : null
  await tx`
    update books set state = 'closing', closing_at = ${codesUntil}
    where program_id = ${program.id} and state = ${books.state}`
  await insertClose(tx, program.id, { country: null, closedAt }, dates)
  await overtakeRequests(tx, program.id, closedAt)
  await appendChanges(tx, program.id, [{ type: 'program.closing', dueAt: dates.clicksUntil }], now)
}
