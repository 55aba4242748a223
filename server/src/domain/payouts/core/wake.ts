/** Has payouts sent now rather than at the next sweep. Losing it loses nothing: the sweep looks for itself. */
import type { Context } from '../../standing/context.js'
import type { Program } from '../../standing/find.js'

export async function wakeSender({ sql }: Context, program: Program): Promise<void> {
  await sql`
    select graphile_worker.add_job('send_payouts', json_build_object('programId', ${program.id}::int),
      job_key := ${`payouts:${program.id}`}, max_attempts := 3)`
}
