/** Fills an empty test program with invented days, so that an owner sees the console with figures before any person comes. */
import { dayMs } from '../../clock.js'
import { AppError } from '../../errors.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { recordChange } from '../standing/audit-record.js'
import { holdingBooks } from '../standing/in-program.js'
import { liveDay } from './live.js'
import { exampleDays } from './plan.js'

export interface ExampleFill {
  /** `offered`: the program is empty and live, and its clock can move. */
  readonly state: 'none' | 'offered' | 'running' | 'done'
  readonly lived: number
  readonly days: number
}

interface Row {
  lived: number
  finished_at: Date | null
}

export async function readExampleFill({ sql }: Context, program: Program): Promise<ExampleFill> {
  const [row] = await sql<Row[]>`select lived, finished_at from example_fills where program_id = ${program.id}`
  if (row !== undefined) {
    return { state: row.finished_at === null ? 'running' : 'done', lived: row.lived, days: exampleDays }
  }
  const [books] = await sql<{ fits: boolean }[]>`
    select mode = 'test' and state = 'live'
      and not exists (select from participants where program_id = ${program.id})
      and not exists (select from signups where program_id = ${program.id}) as fits
    from books where program_id = ${program.id}`
  return { state: books?.fits === true ? 'offered' : 'none', lived: 0, days: exampleDays }
}

/** Asked again, it changes nothing. @throws AppError `program_state_conflict` */
export async function beginExampleFill(context: Context, program: Program): Promise<ExampleFill> {
  const found = await readExampleFill(context, program)
  if (found.state === 'none') {
    throw new AppError(
      'program_state_conflict',
      'Only a live test program in which nobody has joined can be filled with example data.',
    )
  }
  await holdingBooks(context, program, async (tx) => {
    const begun = await tx`
      insert into example_fills (program_id, begun_at)
      values (${program.id}, ${new Date(context.clock.nowMs())})
      on conflict do nothing`
    if (begun.count > 0) await recordChange(context, tx, program.id, { after: { days: exampleDays } })
  })
  await wakeExample(context, program.id)
  return readExampleFill(context, program)
}

/** Repeated before it began, it is one job. */
async function wakeExample({ sql }: Context, programId: number): Promise<void> {
  await sql`
    select graphile_worker.add_job('fill_example', json_build_object('programId', ${programId}::int),
      job_key := ${`example:${programId}`}, max_attempts := 3)`
}

/** Those that a process began and did not finish. */
export async function unfinishedFills({ sql }: Context): Promise<number[]> {
  const rows = await sql<{ program_id: number }[]>`
    select program_id from example_fills where finished_at is null order by program_id limit 20`
  return rows.map((row) => row.program_id)
}

/** Lives the days that are left. A day that a process ended in the middle of stays as far as it was lived. */
export async function fillExample(context: Context, program: Program): Promise<void> {
  for (let day = await takeDay(context, program); day !== undefined; day = await takeDay(context, program)) {
    await liveDay(context, program, day)
  }
}

/** @returns undefined when all days are lived, or the offer would end meanwhile. */
async function takeDay(context: Context, program: Program): Promise<number | undefined> {
  const { sql, clock } = context
  const { books, inForce, now } = await standingOf(context, program.id)
  const isOpen = books.state === 'live' && inForce.terms.endsAt.getTime() - now.getTime() > 2 * dayMs
  const [taken] = await sql<{ lived: number }[]>`
    update example_fills set lived = lived + 1
    where program_id = ${program.id} and finished_at is null and lived < ${exampleDays} and ${isOpen}::boolean
    returning lived`
  if (taken !== undefined) return taken.lived - 1
  await sql`
    update example_fills set finished_at = ${new Date(clock.nowMs())}
    where program_id = ${program.id} and finished_at is null`
  return undefined
}
