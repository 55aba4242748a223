/** Has a reconciliation worked on now. Losing it loses nothing: the sweep looks for itself. */
import type { Context } from '../../standing/context.js'
import type { Program } from '../../standing/find.js'

export async function wakeReconciler({ sql }: Context, program: Program): Promise<void> {
  await sql`
    select graphile_worker.add_job('reconcile_program', json_build_object('programId', ${program.id}::int),
      job_key := ${`reconcile:${program.id}`}, max_attempts := 3)`
}
