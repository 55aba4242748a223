/** What the payouts say of the money must be what the transfers say: each has exactly the steps of its state. */
import type { Sql, Tx } from '../../db/connect.js'
import { stepsOfState } from './expected-steps.js'
import { verifyLedger, type Difference, type Verification } from '../ledger/verify.js'

const differencesMax = 100

/** The proof of a program's money: every balance, and every payout. */
export async function verifyMoney(sql: Sql, programId: number): Promise<Verification> {
  return verifyLedger(sql, programId, payoutDifferences)
}

/** The step that was expected and is missing, or is there and should not be, or moved another sum. */
async function payoutDifferences(sql: Tx, programId: number): Promise<Difference[]> {
  const rows = await sql<{ user_id: string; step: string; recorded: bigint; recomputed: bigint }[]>`
    with expected as (
      select p.id, p.participant_id, s.step, p.amount_minor
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
