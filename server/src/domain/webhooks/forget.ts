/** Deletes old finished deliveries, and those of removed webhooks. */
import { firstIdAt } from '../../ids.js'
import { cutoffOf, forgetMax } from '../../retention.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'

/** @returns how many deliveries were deleted. */
export async function forgetDeliveries(context: Context, program: Program): Promise<number> {
  const cutoff = firstIdAt(cutoffOf('deliveries', context.clock.nowMs()).getTime())
  const removed = await context.sql`
    delete from webhook_deliveries
    where program_id = ${program.id} and (webhook_id, change_id) in (
      select d.webhook_id, d.change_id
      from webhooks w, lateral (
        select webhook_id, change_id from webhook_deliveries
        where program_id = ${program.id} and webhook_id = w.id
          and (w.state = 'removed' or (state <> 'pending' and change_id < ${cutoff}::uuid))
        order by change_id
        limit ${forgetMax}) as d
      where w.program_id = ${program.id}
      limit ${forgetMax})`
  if (removed.count < forgetMax) {
    await context.sql`
      delete from webhooks w
      where w.program_id = ${program.id} and w.state = 'removed' and not exists (
        select from webhook_deliveries d where d.program_id = ${program.id} and d.webhook_id = w.id)`
  }
  return removed.count
}
