/** The life of a program until its close: launched, paused, resumed. One table of allowed state changes. */
import type { ProgramState } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { recordChange } from '../standing/audit-record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { appendTallies } from '../ledger/tallies.js'
import type { Program, Standing } from '../standing/find.js'
import { inProgram, holdingBooks } from '../standing/in-program.js'
import { beginPause, endPause } from '../standing/pauses.js'
import { worthOf } from '../standing/worth.js'

export type LifeVerb = 'launch' | 'pause' | 'resume'

/** The states from which a verb starts, and the sentence for all others. */
const rules: Record<LifeVerb, { from: readonly ProgramState[]; done: readonly ProgramState[]; otherwise: string }> = {
  launch: { from: ['draft'], done: ['scheduled', 'live'], otherwise: 'Only a draft can be launched.' },
  pause: { from: ['live', 'scheduled'], done: ['paused'], otherwise: 'Only a launched program can be paused.' },
  resume: { from: ['paused'], done: ['live', 'scheduled'], otherwise: 'Only a paused program can be resumed.' },
}

const word = { launch: 'program.launched', pause: 'program.paused', resume: 'program.resumed' } as const

/**
 * Repeating is harmless. The books are locked: a concurrent batch commits before, or is decided again.
 * @throws AppError `program_state_conflict`, `program_not_funded`
 */
export async function moveProgram(context: Context, program: Program, verb: LifeVerb): Promise<void> {
  await holdingBooks(context, program, async (tx, standing) => {
    const { books } = standing
    const rule = rules[verb]
    if (rule.done.includes(books.state)) return
    if (!rule.from.includes(books.state)) {
      throw new AppError('program_state_conflict', `${rule.otherwise} This one is ${books.state}.`)
    }
    if (verb === 'launch') refuseUnready(standing)
    const state = stateAfter(verb, standing)
    await tx`update books set state = ${state} where program_id = ${program.id} and state = ${books.state}`
    if (verb === 'pause') await beginPause(tx, program.id, standing.now)
    if (verb === 'resume') await endPause(tx, program.id, standing.now)
    await recordChange(context, tx, program.id, { before: { state: books.state }, after: { state } })
    await appendChanges(tx, program.id, [{ type: word[verb], detail: { state } }], standing.now)
    const told = { metric: 'life', detail: word[verb], count: 1, amountMinor: 0n }
    await appendTallies(tx, program.id, [told], standing.now)
  })
}

function stateAfter(verb: LifeVerb, { now, inForce }: Standing): ProgramState {
  if (verb === 'pause') return 'paused'
  return now < inForce.terms.startsAt ? 'scheduled' : 'live'
}

/** A launch is a promise: the budget must cover one reward, and the end must be in the future. */
function refuseUnready({ books, now, inForce }: Standing): void {
  if (inForce.terms.endsAt <= now)
    throw new AppError('program_state_conflict', 'The program has ended: set endsAt to a later day.')
  if (books.budgetMinor < worthOf(inForce.terms).totalMinor) {
    throw new AppError('program_not_funded', 'Fund the program first: not even one reward is set aside.')
  }
}

/** `scheduled` becomes `live` when its time has come. Decisions do not wait for it, because they use the date. */
export async function startDue(context: Context, program: Program, seen: Standing): Promise<boolean> {
  if (seen.books.state !== 'scheduled' || seen.now < seen.inForce.terms.startsAt) return false
  return inProgram(context, program, async (tx, { now }) => {
    const updated = await tx`
      update books set state = 'live' where program_id = ${program.id} and state = 'scheduled'`
    if (updated.count === 0) return false
    await appendChanges(tx, program.id, [{ type: 'program.started', detail: { state: 'live' } }], now)
    return true
  })
}
