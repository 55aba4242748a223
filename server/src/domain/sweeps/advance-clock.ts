/**
 * Advances a test program's clock and does the work that fell due, so that a hold of seven days can be seen in a
 * minute.
 */
import * as z from 'zod'
import { AppError } from '../../errors.js'
import { retryingTransaction } from '../../db/retry.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { sweepProgram } from './sweep.js'

/** At most ten years in all, so that every sum of days is in range. */
const offsetMsMax = 10 * 366 * 86_400_000

export const advanceSchema = z.strictObject({
  seconds: z
    .int()
    .min(1)
    .max(366 * 86_400),
})

/** @throws AppError `clock_live_program` */
export async function advanceClock(context: Context, program: Program, seconds: number): Promise<Date> {
  await retryingTransaction(context.sql, async (tx) => {
    const moved = await tx`
      update books set clock_offset_ms = clock_offset_ms + ${seconds * 1000}
      where program_id = ${program.id} and mode = 'test' and clock_offset_ms + ${seconds * 1000} <= ${offsetMsMax}`
    if (moved.count === 0) throw refusal(program)
    await recordChange(context, tx, program.id, { after: { seconds } })
  })
  await sweepProgram(context, program)
  return (await standingOf(context, program.id)).now
}

function refusal(program: Program): AppError {
  if (program.mode === 'live')
    return new AppError('clock_live_program', 'Only the clock of a test program can be moved.')
  return new AppError('request_invalid', 'The clock is ten years ahead already, which is the limit.')
}
