/** Deletes the words of appeals that were answered long ago. The appeal and its state stay. */
import type { Sql } from '../../db/connect.js'
import { cutoffOf, forgetMax } from '../../retention.js'

/** @param now the program's own time. @returns how many appeals had words to delete. */
export async function forgetAppealTexts(sql: Sql, programId: number, now: Date): Promise<number> {
  const forgotten = await sql`
    update appeals set text = null, answer = null
    where program_id = ${programId} and id = any (array(
      select id from appeals
      where program_id = ${programId} and answered_at < ${cutoffOf('appealTexts', now)}
        and (text is not null or answer is not null)
      order by answered_at
      limit ${forgetMax}
      for update skip locked))`
  return forgotten.count
}
