/** People with money that they have not cashed out, of the whole program or of one country. */
import type { Sql, Tx } from '../../db/connect.js'
import type { Page } from '../../db/page.js'

export interface Uncollected {
  readonly people: number
  readonly amountMinor: bigint
}

export interface UncollectedLine {
  readonly participantId: string
  readonly userId: string
  readonly availableMinor: bigint
}

const ofCountry = (sql: Sql | Tx, country: string | null) => (country === null ? sql`` : sql`and country = ${country}`)

export async function readUncollected(sql: Sql | Tx, programId: number, country: string | null): Promise<Uncollected> {
  const [row] = await sql<{ people: number; amount: bigint }[]>`
    select count(*)::int as people, coalesce(sum(available_minor), 0)::bigint as amount
    from participants
    where program_id = ${programId} and available_minor > 0 ${ofCountry(sql, country)}`
  return { people: row?.people ?? 0, amountMinor: row?.amount ?? 0n }
}

/** In the order of the statement. */
export async function listUncollected(
  sql: Sql,
  programId: number,
  country: string | null,
  { limit, after }: Page<string>,
): Promise<UncollectedLine[]> {
  const rows = await sql<{ id: string; user_id: string; available_minor: bigint }[]>`
    select id, user_id, available_minor from participants
    where program_id = ${programId} and available_minor > 0 ${ofCountry(sql, country)}
      ${after === undefined ? sql`` : sql`and id > ${after}::uuid`}
    order by id
    limit ${limit}`
  return rows.map((row) => ({ participantId: row.id, userId: row.user_id, availableMinor: row.available_minor }))
}
