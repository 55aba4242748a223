/** Which movements of the ledger a payout has by its state: for all that compares the two. */
import type { Sql, Tx } from '../../db/connect.js'

/** For `from payouts p, …`: rows of `s (step, from_account, to_account)`. What states.ts moves, looked at from its end. */
export function stepsOfState(sql: Sql | Tx) {
  return sql`lateral (
    select 'request'::transfer_step, 'available'::account, 'clearing'::account
    union all select 'pay', 'clearing', 'paid' where p.state in ('paid', 'returned')
    union all select 'restore', 'clearing', 'available' where p.state in ('failed', 'rejected')
    union all select 'bounce', 'paid', 'available' where p.state = 'returned'
  ) as s (step, from_account, to_account)`
}
