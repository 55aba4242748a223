/**
 * What a friend does in the app after the signup, as the app reports it by events of any name. Only later days say
 * something: what happens within hours of the signup belongs to it.
 */
import type { Tx } from '../../../db/connect.js'
import { hourMs } from '../../../clock.js'
import { ownHours } from '../signals/case.js'

/**
 * At most one write a friend and day. Days that are reported out of order count once, the latest.
 * @param openedAt when the friend's account was opened
 */
export async function recordActivity(
  tx: Tx,
  programId: number,
  friendId: string,
  { openedAt, at, timeZone }: { openedAt: Date; at: Date; timeZone: string },
): Promise<void> {
  if (at.getTime() - openedAt.getTime() < ownHours * hourMs) return
  await tx`
    insert into activity (program_id, friend_id, first_at, last_at, days)
    values (${programId}, ${friendId}, ${at}, ${at}, 1)
    on conflict (program_id, friend_id) do update set last_at = excluded.last_at, days = activity.days + 1
      where (activity.last_at at time zone ${timeZone})::date < (excluded.last_at at time zone ${timeZone})::date`
}
