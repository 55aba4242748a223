/** The transfers that a payout has in each state, for everything that compares the two. */
import type { Sql, Tx } from '../../../db/connect.js'

/**
 * For `from payouts p, …`: rows of `s (step, from_account, to_account, amount_minor)`. Derived from the same moves as
 * states.ts.
 */
export function stepsOfState(sql: Sql | Tx) {
  return sql`lateral (
    select 'request'::transfer_step, 'available'::account, 'clearing'::account, p.amount_minor
    union all select 'pay', 'clearing', 'paid', p.amount_minor where p.state in ('paid', 'returned')
    union all select 'restore', 'clearing', 'available', p.amount_minor where p.state in ('failed', 'rejected')
    union all select 'bounce', 'paid', 'available', p.amount_minor where p.state = 'returned'
    union all
    select 'recover', 'available', coalesce(
        -- To the budget; once the program is settled, to the funder.
        (select t.to_account from transfers t
         where t.program_id = p.program_id and t.cause_kind = 'payout' and t.cause_id = p.id and t.step = 'recover'
           and t.to_account = 'returned'), 'budget'), sum(y.amount_minor)::bigint
    from recoveries y
    where y.program_id = p.program_id and y.payout_id = p.id
    having count(*) > 0
  ) as s (step, from_account, to_account, amount_minor)`
}
