/** Requests work now instead of at the next sweep. Losing a request loses nothing, because the sweep looks anyway. */
import type { Context } from '../../standing/context.js'
import type { Program } from '../../standing/find.js'

/** Sends what is approved. */
export async function wakeSender(context: Context, program: Program): Promise<void> {
  await wake(context, program, 'send_payouts', 'payouts')
}

/** Works on the reconciliation that was started. */
export async function wakeReconciler(context: Context, program: Program): Promise<void> {
  await wake(context, program, 'reconcile_program', 'reconcile')
}

/** Repeated before it began, it is one job. */
async function wake({ sql }: Context, program: Program, job: string, key: string): Promise<void> {
  await sql`
    select graphile_worker.add_job(${job}, json_build_object('programId', ${program.id}::int),
      job_key := ${`${key}:${program.id}`}, max_attempts := 3)`
}
