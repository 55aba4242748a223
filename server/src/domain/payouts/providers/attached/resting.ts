/**
 * After an unanswered order a provider gets a pause, each twice as long as the last. While it is down, approved payouts
 * wait instead of becoming unknown one by one, and failed an hour later.
 */
import type { Till } from '../../core/provider.js'
import type { Attachment } from './attachment.js'
import { standingOf } from '../../../standing/find.js'

const restSecondsFirst = 30
const restSecondsMax = 900

/** Unanswered orders that were under way together count as one failure. */
export async function beginRest({ context, program }: Till, { provider }: Attachment): Promise<void> {
  const { now } = await standingOf(context, program.id)
  await context.sql`
    update attached_providers
    set unanswered = unanswered + 1,
      resting_until = ${now}::timestamptz
        + make_interval(secs => least(${restSecondsFirst} * 2 ^ least(unanswered, 20), ${restSecondsMax}))
    where program_id = ${program.id} and provider = ${provider} and (resting_until is null or resting_until <= ${now})`
}

export async function endRest({ context, program }: Till, { provider }: Attachment): Promise<void> {
  await context.sql`
    update attached_providers set unanswered = 0, resting_until = null
    where program_id = ${program.id} and provider = ${provider}`
}
