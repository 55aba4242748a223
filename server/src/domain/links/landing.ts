/** The owner of a landing page's code, by name if they show it, and whether the visitor's click belongs to that code. */
import type { Sql } from '../../db/connect.js'
import type { Program } from '../standing/find.js'
import { linkCounts } from '../person/link-counts.js'

export interface Invitation {
  readonly advocateId: string
  /** Null unless the owner switched it on. */
  readonly name: string | null
  /** Whether the click was made through this code. */
  readonly ownClick: boolean
}

/** @returns undefined if the code is unknown, stopped, or its owner has left. */
export async function findInvitation(
  sql: Sql,
  program: Program,
  code: string,
  clickId: string | undefined,
): Promise<Invitation | undefined> {
  const [row] = await sql<{ id: string; name: string | null; own_click: boolean }[]>`
    select p.id, case when p.name_shown then p.display_name end as name, exists (
      select from clicks c
      where c.program_id = ${program.id} and c.id = ${clickId ?? null}::uuid and c.advocate_id = p.id) as own_click
    from participants p
    where p.program_id = ${program.id} and p.code = ${code} and ${linkCounts(sql)}`
  return row && { advocateId: row.id, name: row.name, ownClick: row.own_click }
}
