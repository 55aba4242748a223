/** Deletes old finished deliveries, and those of removed webhooks. */
import { dayMs } from '../../clock.js'
import { firstIdAt } from '../../ids.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'

export const forgetDeliveriesMax = 5000
const keptDays = 30

/** @returns how many deliveries were deleted. */
export async function forgetDeliveries(context: Context, program: Program): Promise<number> {
  const cutoff = firstIdAt(context.clock.nowMs() - keptDays * dayMs)
  const removed = await context.sql`
    delete from webhook_deliveries
    where program_id = ${program.id} and (webhook_id, change_id) in (
      select d.webhook_id, d.change_id
      from webhooks w, lateral (
        select webhook_id, change_id from webhook_deliveries
        where program_id = ${program.id} and webhook_id = w.id
          and (w.state = 'removed' or (state <> 'pending' and change_id < ${cutoff}::uuid))
        order by change_id
        limit ${forgetDeliveriesMax}) as d
      where w.program_id = ${program.id}
      limit ${forgetDeliveriesMax})`
  if (removed.count < forgetDeliveriesMax) {
    await context.sql`
      delete from webhooks w
      where w.program_id = ${program.id} and w.state = 'removed' and not exists (
        select from webhook_deliveries d where d.program_id = ${program.id} and d.webhook_id = w.id)`
  }
  return removed.count
}
