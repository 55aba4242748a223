/**
 * Advances a close, one step at a time. A step is done when everything it waits for is over, and is then stored. Losing
 * a run loses nothing, and concurrent runs perform each step once.
 */
import type { CloseStep } from '../../db/rows.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { readAwaited, type Awaited } from './awaited.js'
import { closeSteps, holdsEndedAt, readOpenCloses, readSteps, type Close, type Step } from './closes.js'
import { settle } from './settle.js'

export async function advanceCloses(context: Context, program: Program): Promise<void> {
  for (const close of await readOpenCloses(context.sql, program.id)) await advance(context, program, close)
}

async function advance(context: Context, program: Program, close: Close): Promise<void> {
  // Each round completes a step, or ends this run.
  for (const _ of closeSteps) {
    const steps = await readSteps(context.sql, program.id, close.id)
    const next = steps.find(({ doneAt }) => doneAt === null)
    if (next === undefined) return
    if (next.step === 'settle') {
      await settle(context, program, close)
      return
    }
    if (!(await isOver(context, program, close, steps, next))) return
  }
}

async function isOver(
  context: Context,
  program: Program,
  close: Close,
  steps: readonly Step[],
  { step, dueAt }: Step,
): Promise<boolean> {
  const { sql } = context
  const { now } = await standingOf(context, program.id)
  const awaited = await readAwaited(sql, program.id, close.country, holdsEndedAt(steps))
  const isOverNow = dueAt === null ? awaitedIn(step, awaited) === 0 : now >= dueAt
  if (!isOverNow) return false
  await sql`
    update close_steps set done_at = ${now}
    where program_id = ${program.id} and close_id = ${close.id} and step = ${step} and done_at is null`
  return true
}

function awaitedIn(step: CloseStep, { actions, reviews, appeals, holds, payouts }: Awaited): number {
  switch (step) {
    case 'actions':
      return actions.count
    case 'answers':
      return reviews.count + appeals.count
    case 'holds':
      return holds.count
    case 'payouts':
      return payouts.count
    default:
      return 0
  }
}
