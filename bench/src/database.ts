/** The product's own connection to its database, for rows that a benchmark writes by SQL. */
import { root } from './processes.js'

const { connect } = (await import(
  new URL(`file://${root}server/dist/src/db/connect.js`).href
)) as typeof import('../../server/src/db/connect.js')
export { connect }
export type Sql = ReturnType<typeof connect>

/** The sweeps would fold the rows of this program while the benchmark measures. */
export async function keepFromFolds(sql: Sql, id: number): Promise<void> {
  await sql`
    insert into click_folds (program_id, upto) values (${id}, uuidv7(interval '1 day'))
    on conflict (program_id) do update set upto = excluded.upto`
  await sql`
    insert into rank_folds (program_id, turn)
    values (${id}, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
    on conflict (program_id) do update set turn = excluded.turn`
}
