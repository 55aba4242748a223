/** Whether new friends count by a participant's link and code: the owner takes part, and nobody stopped the link. */
import type { Sql, Tx } from '../../db/connect.js'

export function linkCounts(sql: Sql | Tx) {
  return sql`left_at is null and stopped_at is null`
}
