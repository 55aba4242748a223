/** Checks that payouts, reversals, opening balances and totals agree with the transfers. */
import type { Sql, Tx } from '../../db/connect.js'
import { stepsOfState } from './core/expected-steps.js'
import { tallyDifferences } from '../ledger/verify-tallies.js'
import { verifyLedger, type Difference, type Verification } from '../ledger/verify.js'
import { reversalDifferences } from '../rewards/verify.js'

const differencesMax = 100

/** The complete check of a program's money: every balance, payout, reversal and total. */
export async function verifyMoney(sql: Sql, programId: number): Promise<Verification> {
  return verifyLedger(sql, programId, async (tx, flows) => [
    ...(await payoutDifferences(tx, programId)),
    ...(await reversalDifferences(tx, programId)),
    ...(await tallyDifferences(tx, programId, flows)),
  ])
}

/** Each payout has exactly the steps of its state: reports missing and extra steps, and wrong sums. */
async function payoutDifferences(sql: Tx, programId: number): Promise<Difference[]> {
  const rows = await sql<{ user_id: string; step: string; recorded: bigint; recomputed: bigint }[]>`
    with expected as (
      select p.id, p.participant_id, s.step, s.amount_minor
      from payouts p, ${stepsOfState(sql)}
      where p.program_id = ${programId}
    ), moved as (
      select cause_id as id, participant_id, step, amount_minor
      from transfers where program_id = ${programId} and cause_kind = 'payout'
    )
    select u.user_id, step::text, coalesce(expected.amount_minor, 0) as recorded, coalesce(moved.amount_minor, 0) as recomputed
    from expected
    full join moved using (id, participant_id, step)
    join participants u on u.program_id = ${programId} and u.id = participant_id
    where expected.amount_minor is distinct from moved.amount_minor
    limit ${differencesMax}`
  return rows.map((row) => ({
    kind: 'payout',
    account: row.step,
    userId: row.user_id,
    recordedMinor: row.recorded,
    recomputedMinor: row.recomputed,
  }))
}
