/** The time of a reported event, within limits before and after now. Pure. */
import { dayMs, minuteMs } from '../../clock.js'
import { AppError } from '../../errors.js'

export const occurredAheadMsMax = 5 * minuteMs
export const occurredAgoMsMax = 7 * dayMs

/** The time of the event, or the failure if that is too long ago or in the future. */
export function occurredAtOf(command: { occurredAt: Date | undefined }, now: Date): Date | AppError {
  if (command.occurredAt === undefined) return now
  const aheadMs = command.occurredAt.getTime() - now.getTime()
  if (aheadMs <= occurredAheadMsMax && -aheadMs <= occurredAgoMsMax) return command.occurredAt
  // A developer who moved the clock of a test program would look for the mistake in their own time. The day is enough, and
  // the same call gets the same answer.
  const clock = `It is ${now.toISOString().slice(0, 10)} in this program; the clock of a test program moves by clock/advance.`
  return new AppError('occurred_at_out_of_range', `occurredAt must lie within the last 7 days. ${clock}`, {
    fields: [{ path: 'occurredAt', message: 'must be at most 7 days ago and at most 5 minutes ahead' }],
  })
}

/**
 * The time at which an account was opened, as the app reports it. The app's clock may be ahead of ours, by at most as much as
 * at a signup: a time ahead is read as now. A moved clock of a test program does not count. Undefined if it is further ahead.
 */
export function openedAtOf(createdAt: Date, nowMs: number): Date | undefined {
  if (createdAt.getTime() - nowMs > occurredAheadMsMax) return undefined
  return createdAt.getTime() > nowMs ? new Date(nowMs) : createdAt
}

export const notOpenedYet =
  'must be at most 5 minutes ahead of real time: a moved clock of a test program does not count'
