/** Deletes what a signup without an advocate left for a late code, once no code can decide it again. */
import type { Sql } from '../../db/connect.js'
import { cutoffOf, forgetMax } from '../../retention.js'

/** @param now the program's own time. @returns how many signups had something to delete. */
export async function forgetFacts(sql: Sql, programId: number, now: Date): Promise<number> {
  const forgotten = await sql`
    update signups set facts = null
    where program_id = ${programId} and participant_id = any (array(
      select participant_id from signups
      where program_id = ${programId} and facts is not null and decided_at < ${cutoffOf('lateCodes', now)}
      order by decided_at
      limit ${forgetMax}
      for update skip locked))`
  return forgotten.count
}
