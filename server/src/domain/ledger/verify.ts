/**
 * Recomputes every balance of a program from its transfers and names each difference. It reads one snapshot and changes
 * nothing.
 */
import { snapshot, type Sql, type Tx } from '../../db/connect.js'

export interface Difference {
  /** `books`, `participant` or `sum`, or the name of another check. */
  readonly kind: string
  /** The account; for a participant the user id. */
  readonly account: string
  readonly userId?: string
  readonly recordedMinor: bigint
  readonly recomputedMinor: bigint
}

export interface Verification {
  readonly ok: boolean
  readonly transfers: number
  readonly differences: readonly Difference[]
}

const differencesMax = 100

/** @param more checks what else must agree with the transfers, in the same snapshot. */
export async function verifyLedger(
  sql: Sql,
  programId: number,
  more: (tx: Tx, programId: number) => Promise<readonly Difference[]>,
): Promise<Verification> {
  return snapshot(sql, async (tx) => {
    // Before its first analyze a table is planned as a small one: 60,000 transfers took ten seconds by nested loops.
    await tx`set local enable_nestloop = off`
    const [counted] = await tx<{ count: number }[]>`
      select count(*)::int as count from transfers where program_id = ${programId}`
    const books = await tx<{ account: string; recorded: bigint; recomputed: bigint }[]>`
      with moved as (
        select account, sum(amount)::bigint as amount
        from (
          select to_account as account, amount_minor as amount from transfers where program_id = ${programId}
          union all
          select from_account, -amount_minor from transfers where program_id = ${programId}
        ) as sides
        group by account
      ), recorded (account, amount) as (
        select accounts.*
        from books b, lateral (values
          ('funding'::account, b.funding_minor), ('returned', b.returned_minor),
          ('reserved', b.reserved_minor), ('budget', b.budget_minor)) as accounts (account, amount)
        where b.program_id = ${programId}
      )
      select account::text, recorded.amount as recorded, coalesce(moved.amount, 0) as recomputed
      from recorded left join moved using (account)
      where recorded.amount <> coalesce(moved.amount, 0)`
    const participants = await tx<{ user_id: string; account: string; recorded: bigint; recomputed: bigint }[]>`
      with moved as (
        select participant_id, account, sum(amount)::bigint as amount
        from (
          select participant_id, to_account as account, amount_minor as amount
          from transfers where program_id = ${programId} and participant_id is not null
          union all
          select participant_id, from_account, -amount_minor
          from transfers where program_id = ${programId} and participant_id is not null
        ) as sides
        where account in ('held', 'available', 'clearing', 'paid')
        group by participant_id, account
      ), recorded as (
        select p.id as participant_id, p.user_id, accounts.account, accounts.amount
        from participants p, lateral (values
          ('held'::account, p.held_minor), ('available', p.available_minor),
          ('clearing', p.clearing_minor), ('paid', p.paid_minor)) as accounts (account, amount)
        where p.program_id = ${programId}
      )
      select user_id, account::text, recorded.amount as recorded, coalesce(moved.amount, 0) as recomputed
      from recorded left join moved using (participant_id, account)
      where recorded.amount <> coalesce(moved.amount, 0)
      order by user_id, account
      limit ${differencesMax}`
    const sum = await tx<{ sum: bigint }[]>`
      select ((select funding_minor + returned_minor + reserved_minor + budget_minor
               from books where program_id = ${programId})
            + (select coalesce(sum(held_minor + available_minor + clearing_minor + paid_minor), 0)
               from participants where program_id = ${programId}))::bigint as sum`
    const differences: Difference[] = [
      ...books.map((row) => difference('books', row)),
      ...participants.map((row) => ({ ...difference('participant', row), userId: row.user_id })),
      ...sum
        .filter((row) => row.sum !== 0n)
        .map((row) => ({ kind: 'sum', account: 'all', recordedMinor: row.sum, recomputedMinor: 0n })),
      ...(await more(tx, programId)),
    ]
    return { ok: differences.length === 0, transfers: counted?.count ?? 0, differences }
  })
}

function difference(kind: string, row: { account: string; recorded: bigint; recomputed: bigint }): Difference {
  return { kind, account: row.account, recordedMinor: row.recorded, recomputedMinor: row.recomputed }
}
