/** Whose code a landing page is for, and whether the click it was reached by belongs to that code. */
import type { Sql } from '../../db/connect.js'
import type { Program } from '../standing/find.js'
import { linkCounts } from '../person/link-counts.js'

export interface Invitation {
  readonly advocateId: string
  /** Whether the click that was asked about was made through this code. */
  readonly ownClick: boolean
}

/** @returns undefined when the code is nobody's, of somebody who has left, or stopped. */
export async function findInvitation(
  sql: Sql,
  program: Program,
  code: string,
  clickId: string | undefined,
): Promise<Invitation | undefined> {
  const [row] = await sql<{ id: string; own_click: boolean }[]>`
    select p.id, exists (
      select from clicks c
      where c.program_id = ${program.id} and c.id = ${clickId ?? null}::uuid and c.advocate_id = p.id) as own_click
    from participants p
    where p.program_id = ${program.id} and p.code = ${code} and ${linkCounts(sql)}`
  return row && { advocateId: row.id, ownClick: row.own_click }
}
