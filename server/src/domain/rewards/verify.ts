/** Checks that reversals agree with the transfers: granted equals returned plus lost. */
import type { Tx } from '../../db/connect.js'
import type { Difference } from '../ledger/verify.js'

const differencesMax = 100

interface Row {
  user_id: string
  recorded: bigint
  recomputed: bigint
}

export async function reversalDifferences(sql: Tx, programId: number): Promise<Difference[]> {
  const [reversals, shortfalls] = [await ofRewards(sql, programId), await ofShortfalls(sql, programId)]
  return [...differencesOf('reversal', reversals), ...differencesOf('shortfall', shortfalls)]
}

/**
 * Each reward of a reversed referral: its amount, against what was taken back at once or later and what is lost. A reward
 * that was granted again was taken back in full before.
 */
async function ofRewards(sql: Tx, programId: number): Promise<Row[]> {
  return sql<Row[]>`
    with moved as (
      select cause_id as reward_id, sum(amount_minor) as amount from transfers
      where program_id = ${programId} and cause_kind in ('reward', 'appeal') and step = 'reverse'
      group by cause_id
    ), recovered as (
      select reward_id, sum(amount_minor) as amount from recoveries
      where program_id = ${programId}
      group by reward_id
    ), told as (
      select w.participant_id,
        w.amount_minor * (case when r.state = 'reversed' then 1 else 0 end + case when w.regranted then 1 else 0 end)
          as recorded,
        (coalesce(moved.amount, 0) + coalesce(recovered.amount, 0) + coalesce(s.left_minor, 0))::bigint as recomputed
      from rewards w
      join referrals r on r.program_id = ${programId} and r.id = w.referral_id
      left join moved on moved.reward_id = w.id
      left join recovered on recovered.reward_id = w.id
      left join shortfalls s on s.program_id = ${programId} and s.reward_id = w.id
      where w.program_id = ${programId}
    )
    select u.user_id, told.recorded, told.recomputed
    from told
    join participants u on u.program_id = ${programId} and u.id = told.participant_id
    where told.recorded <> told.recomputed
    limit ${differencesMax}`
}

/** Each shortfall: its amount, against what is left and what came back. */
async function ofShortfalls(sql: Tx, programId: number): Promise<Row[]> {
  return sql<Row[]>`
    with recovered as (
      select reward_id, sum(amount_minor) as amount from recoveries
      where program_id = ${programId}
      group by reward_id
    )
    select u.user_id, s.amount_minor as recorded, (s.left_minor + coalesce(recovered.amount, 0))::bigint as recomputed
    from shortfalls s
    join participants u on u.program_id = ${programId} and u.id = s.participant_id
    left join recovered using (reward_id)
    where s.program_id = ${programId} and s.amount_minor <> s.left_minor + coalesce(recovered.amount, 0)
    limit ${differencesMax}`
}

function differencesOf(kind: string, rows: readonly Row[]): Difference[] {
  return rows.map((row) => ({
    kind,
    account: 'budget',
    userId: row.user_id,
    recordedMinor: row.recorded,
    recomputedMinor: row.recomputed,
  }))
}
