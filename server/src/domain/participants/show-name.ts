/** Whether friends see a participant's name on the landing page: only the participant switches it on, in the portal. */
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'

/** Without a name there is nothing to show, and nothing changes. */
export async function showName(
  context: Context,
  program: Program,
  participantId: string,
  shown: boolean,
): Promise<void> {
  await context.sql`
    update participants set name_shown = ${shown}
    where program_id = ${program.id} and id = ${participantId} and name_shown <> ${shown}
      and erased_at is null and (display_name is not null or not ${shown}::boolean)`
}
