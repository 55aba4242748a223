/**
 * When a program was paused. A code counts by the moment at which the account was opened, so a report during or after a
 * pause is decided by the pauses of that moment.
 */
import { arrayText } from '../../db/array-text.js'
import type { Sql, Tx } from '../../db/connect.js'

/** A pause that contained a moment. `resumedAt` is null if the program was not resumed. */
export interface Pause {
  readonly pausedAt: Date
  readonly resumedAt: Date | null
}

/** The pause at each moment, by its milliseconds. A moment outside of every pause is left out. */
export type Pauses = ReadonlyMap<number, Pause>

/** The caller has locked the books and moved the state. */
export async function beginPause(tx: Tx, programId: number, at: Date): Promise<void> {
  await tx`
    insert into pauses (program_id, paused_at) values (${programId}, ${at})
    on conflict (program_id, paused_at) do update set resumed_at = null`
}

export async function endPause(tx: Tx, programId: number, at: Date): Promise<void> {
  await tx`
    update pauses set resumed_at = ${at}
    where program_id = ${programId} and resumed_at is null`
}

/** Pauses follow each other, so the last that began decides. */
export async function readPauses(sql: Sql | Tx, programId: number, moments: readonly Date[]): Promise<Pauses> {
  if (moments.length === 0) return new Map()
  const rows = await sql<{ at: Date; paused_at: Date; resumed_at: Date | null }[]>`
    select m.at, p.paused_at, p.resumed_at
    from unnest(${arrayText(moments)}::timestamptz[]) as m (at), lateral (
      select paused_at, resumed_at from pauses
      where program_id = ${programId} and paused_at <= m.at
      order by paused_at desc
      limit 1) as p
    where p.resumed_at is null or p.resumed_at > m.at`
  return new Map(rows.map((row) => [row.at.getTime(), { pausedAt: row.paused_at, resumedAt: row.resumed_at }]))
}
