/**
 * How long a cash-out usually takes, from the request until the money is there: eight of ten of the latest ones to the same
 * kind of account took no longer. It says nothing before enough have arrived, and nothing where a person approves some of
 * them: nobody knows how long that person takes.
 */
import type { Sql } from '../../db/connect.js'
import type { MethodKind } from '../../db/rows.js'
import type { Program } from '../standing/find.js'

const latestMax = 200
const neededMin = 10

/** In minutes; each is a whole number of minutes, hours or days. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 7200, 10_080, 20_160] as const

/** @returns minutes; null if too few have arrived, or if they took too long to promise anything. */
export async function readUsualMinutes(sql: Sql, program: Program, kind: MethodKind): Promise<number | null> {
  const [row] = await sql<{ count: number; seconds: number | null; approved: boolean | null }[]>`
    select count(*) filter (where kind = ${kind})::integer as count, bool_or(approvals_needed > 0) as approved,
      percentile_disc(0.8) within group (order by ceil(extract(epoch from settled_at - requested_at)))
        filter (where kind = ${kind})::float8 as seconds
    from (
      select kind, requested_at, settled_at, approvals_needed
      from payouts
      where program_id = ${program.id} and state = 'paid'
      order by id desc
      limit ${latestMax}
    ) as latest`
  if (row === undefined || row.seconds === null || row.count < neededMin || row.approved === true) return null
  return roundedUp(row.seconds)
}

/** Up to a time that people say. Pure. */
export function roundedUp(seconds: number): number | null {
  return steps.find((minutes) => minutes * 60 >= seconds) ?? null
}
