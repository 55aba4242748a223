/** A code of the second factor works once, although an authenticator shows it for half a minute. */
import { minuteMs } from '../../clock.js'
import type { Context } from '../standing/context.js'

/** Longer than any code is valid: its own half minute and one on either side. */
const replayMs = 5 * minuteMs

/** Uses up a code that was correct. If two requests bring the same code, one gets true. */
export async function takeCode(context: Context, operatorId: string, code: string): Promise<boolean> {
  const at = new Date(context.clock.nowMs())
  const taken = await context.sql`
    insert into operator_codes_used as known (operator_id, code, used_at)
    values (${operatorId}, ${code}, ${at})
    on conflict (operator_id, code) do update set used_at = excluded.used_at
    where known.used_at < ${new Date(at.getTime() - replayMs)}`
  return taken.count === 1
}
