/** Of a participant: whether anybody who comes now counts by the link and its code. Its owner takes part, and nobody stopped it. */
import type { Sql, Tx } from '../../db/connect.js'

export function linkCounts(sql: Sql | Tx) {
  return sql`left_at is null and stopped_at is null`
}
